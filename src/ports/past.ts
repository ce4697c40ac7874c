/** The past, one part of src/ports/store.ts: leads as they stood on any day, rebuilt from what is kept and never from what a CRM says today. */
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';

/** `seen`: what Baton had seen by then. `happened`: what had happened by then, whenever Baton saw it, and whosever it is known to be today. */
export type Knowledge = 'seen' | 'happened';

export interface Past {
  /**
   * With the records that stood for the lead, their companies and the account that fitted, each as its last version by then says; with the activities in the form that they had,
   * planned ones too (`happened`: in today's form, and none that is dated later); with the state that its facts up to then make. `written` is empty.
   * The number of statements does not depend on how much is kept.
   */
  lead(id: LeadId, at: IsoInstant, by: Knowledge): Promise<LeadThen>;
}

export interface LeadThen {
  readonly lead: Lead;
  /** False: no record of it was there by then. Those of the first reading stand in, each as it was first seen, and the activities that had happened. */
  readonly known: boolean;
  /** When the versions that stand in were seen, the first of them. */
  readonly firstSeenAt?: IsoInstant | undefined;
}
