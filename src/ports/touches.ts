/** Calls, mails and meetings of late, with whose they are, one part of src/ports/store.ts: for whoever must know that somebody else was there too. */
import type { Activity } from '../domain/activity.ts';
import type { Handover } from '../domain/collisions.ts';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { RecordRef, SubjectKey } from '../domain/record.ts';

export interface Touches {
  /** From that moment on, at those companies and of those leads; of everybody where none are named. The newest `limit` of them. */
  since(
    at: IsoInstant,
    limit: number,
    where?: { readonly leads: readonly LeadId[]; readonly companies: readonly RecordRef[] },
  ): Promise<readonly Touched[]>;
  /** Handoffs decided from that moment on. */
  handovers(leads: readonly LeadId[], at: IsoInstant): Promise<readonly Handover[]>;
}

export interface Touched {
  readonly lead: LeadId;
  /** Company and account records that the lead's living records name. */
  readonly companies: readonly SubjectKey[];
  readonly activity: Activity;
}
