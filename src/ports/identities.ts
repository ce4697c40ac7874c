/** Who is who by a person's word, one part of src/ports/store.ts. A word is kept by keys, so it stands whatever leads become of them. */
import type { LeadId } from '../domain/facts.ts';
import type { Side, Word } from '../domain/identity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { SubjectKey } from '../domain/record.ts';

export interface Identities {
  /** A later word on the same two takes the place of the one before. */
  say(one: SubjectKey, other: SubjectKey, are: Word['are'], at: IsoInstant): Promise<void>;
  /** Every word in which one of these is meant: a lead by any key that stands for it now, or a record that stands for nobody. */
  words(about: readonly Side[]): Promise<readonly Word[]>;
  /**
   * Leads that are held, or from MQL on, with several living Salesforce records of which nobody has said yet that they are one person: a task can lie on one only.
   * In order of id; at most `limit`.
   */
  doubled(limit: number): Promise<readonly Doubled[]>;
}

export interface Doubled {
  readonly lead: LeadId;
  /** In order. */
  readonly records: readonly SubjectKey[];
}
