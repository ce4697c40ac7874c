/** What the company owns, read and checked: the same for every job of a process. */
import type { Agreement } from '../domain/agreement/schema.ts';
import type { AgreementHash } from '../domain/facts.ts';
import type { IsoDate } from '../domain/instant.ts';
import type { StatusMapping, SystemMapping } from '../domain/mapping.ts';
import type { System } from '../domain/record.ts';
import type { Team } from '../domain/team.ts';
import type { Language } from '../domain/texts/index.ts';

export interface Settings {
  readonly language: Language;
  /** The agreement file as it stands; in force only once signed. */
  readonly agreement: { readonly hash: AgreementHash; readonly terms: Agreement };
  readonly team: Team;
  readonly mappings: Readonly<Record<System, SystemMapping>>;
  readonly statuses: StatusMapping;
  readonly holidays: ReadonlySet<IsoDate>;
  readonly pollSeconds: Readonly<Record<System, number>>;
  /** More handoffs than this in an hour close the gate. */
  readonly handoffsPerHour: number;
  readonly scoreDelta: number;
}
