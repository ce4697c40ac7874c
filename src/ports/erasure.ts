/** Erasure, a part of src/ports/store.ts: what a system has erased for good is erased here too. The ledger still verifies: it hashes only commitments. */
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { RecordRef, SourceRecord } from '../domain/record.ts';

export interface Erasure {
  /**
   * Takes out all that is kept of these records of one system, and of what their people did in it: fields, versions, activities, values written, texts
   * and references of the ledger, settled deeds' words, problems, notices that wait. Where no living record of a person is left, everything else of the person goes too.
   * Only salted hashes of the keys stay, so that what is older than this moment cannot come back by an old page or a backup; what another system only deleted is
   * kept out as far as its last known change, since it may be taken out of the bin there. Records that are barred for good
   * never come back, however often their system shows them. Answers whom it met.
   */
  erase(records: readonly RecordRef[], at: IsoInstant, barred: 'till-then' | 'for-good'): Promise<readonly Erased[]>;
  /**
   * Of records about to be kept: those as which somebody comes back who was erased for good, by a merge or a conversion in their system. Whoever nobody else
   * is known to stand behind is barred for good from now on.
   */
  cameBack(records: readonly SourceRecord[]): Promise<readonly CameBack[]>;
}

export interface CameBack {
  readonly record: RecordRef;
  /** `another`: a person whom Baton knows goes on as that record, with what was the erased one's. */
  readonly as: 'nobody' | 'another';
}

export interface Erased {
  readonly lead: LeadId;
  /** Leads that had been joined to it: what was kept with them is gone too. */
  readonly joined: readonly LeadId[];
  /** No living record of the person was left. */
  readonly whole: boolean;
}
