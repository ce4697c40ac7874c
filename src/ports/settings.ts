/** What the company owns, read and checked: the same for every job of a process. */
import type { Agreement, Bilingual } from '../domain/agreement/schema.ts';
import type { AgreementHash } from '../domain/facts.ts';
import type { IsoDate } from '../domain/instant.ts';
import type { StatusMapping, SystemMapping } from '../domain/mapping.ts';
import type { BatonError } from '../domain/problem.ts';
import type { System } from '../domain/record.ts';
import type { ChannelName, Team } from '../domain/team.ts';
import type { Language } from '../domain/texts/index.ts';
import type { FilePlace } from './findings.ts';

export interface AgreementTerms {
  readonly hash: AgreementHash;
  readonly terms: Agreement;
}

/** Of a broken file, what whoever needs its text is to be told: all of it, and its first line in each language. */
export type AgreementOnFile =
  | ({ readonly kind: 'read' } & AgreementTerms)
  | { readonly kind: 'broken'; readonly error: BatonError; readonly says: Bilingual };

export interface Settings {
  readonly language: Language;
  /** Of the labels that `setup` makes in a system; there `language` unless named. */
  readonly labels?: Readonly<Partial<Record<System, Language | undefined>>>;
  /** The agreement file as it stands; in force only once signed, and what is in force does not need it. */
  readonly agreement: AgreementOnFile;
  readonly team: Team;
  readonly mappings: Readonly<Record<System, SystemMapping>>;
  readonly statuses: StatusMapping;
  readonly holidays: ReadonlySet<IsoDate>;
  readonly pollSeconds: Readonly<Record<System, number>>;
  /** More handoffs than this in an hour close the gate. */
  readonly handoffsPerHour: number;
  readonly scoreDelta: number;
  /** Where a path of a mapping file, of team.yaml or of baton.yaml stands; undefined for a path that is not there. */
  readonly placeOf?: (
    file: System | 'statuses' | 'team' | 'installation',
    path: readonly string[],
  ) => FilePlace | undefined;
  /** Absent: nobody is told anything outside both CRMs. */
  readonly notify?: NotifySettings | undefined;
}

export interface NotifySettings {
  /** Those that are turned on. */
  readonly channels: readonly ChannelName[];
  /** After so many days, and again after as many, who has not confirmed a version is reminded; `reminders` times at most. */
  readonly remindAfterDays: number;
  readonly reminders: number;
}
