/** Facts: what happened, in the past tense, as the ledger keeps it. Free text and CRM ids are wrapped so that the ledger hashes only commitments to them. */
import type {
  ActivityRef,
  AgreementHash,
  Cause,
  DeadlineTerm,
  DealStatus,
  DueDeadline,
  HandoffKey,
  HandoffOutcome,
  Holder,
  LeadId,
  RefValue,
  ScoreFact,
  Stage,
  TaskRef,
  Temperature,
  TextValue,
} from './fact-words.ts';
import type { IsoInstant } from './instant.ts';
import type { AgreementFact, InstallationFact, TeamFact } from './other-facts.ts';
import type { System } from './record.ts';

export type {
  ActivityRef,
  AgreementHash,
  Cause,
  DeadlineTerm,
  DealStatus,
  DueDeadline,
  HandoffKey,
  HandoffOutcome,
  Holder,
  LeadId,
  RefValue,
  ScoreFact,
  ScoreLineFact,
  Stage,
  TaskRef,
  Temperature,
  TextValue,
} from './fact-words.ts';
export { STAGES } from './fact-words.ts';
export type { AgreementFact, InstallationFact, LeadOrRecord, MemberTerms, PoolTerms, TeamFact } from './other-facts.ts';

export type LeadFact =
  | {
      readonly kind: 'lead-found';
      readonly records: readonly RefValue[];
      readonly stage: Stage;
      readonly holder: Holder;
    }
  | { readonly kind: 'record-linked'; readonly record: RefValue }
  | { readonly kind: 'stage-changed'; readonly from: Stage; readonly to: Stage; readonly score: ScoreFact }
  | {
      readonly kind: 'temperature-changed';
      readonly from: Temperature;
      readonly to: Temperature;
      readonly total: number;
    }
  | { readonly kind: 'standing'; readonly handoff: string; readonly reason: 'before-baseline' | 'gate' }
  | { readonly kind: 'admitted'; readonly handoff: string }
  /** `handOverBy`: the end of the agreed time for handing it over, with the first of what it waits for. */
  | {
      readonly kind: 'held';
      readonly handoff: string;
      readonly missing: readonly string[];
      readonly handOverBy?: IsoInstant | undefined;
    }
  /** What stood, was held or had been let through no longer qualifies: it waits for nothing any more. */
  | { readonly kind: 'no-longer-qualified'; readonly handoff: string }
  /** The selection rule leaves it out from now on: what is open is followed to its end, and nothing else is decided. */
  | { readonly kind: 'left-selection' }
  /** It takes part, having been left out before. `newSince`: what it did before then lets nothing pass, as before a baseline. */
  | { readonly kind: 'entered-selection'; readonly newSince: IsoInstant }
  | {
      readonly kind: 'handoff-decided';
      readonly handoff: HandoffKey;
      /** The agreement's name of this handoff, e.g. `marketing-to-is`. */
      readonly type: string;
      readonly episode: number;
      readonly from: Holder;
      readonly to: Holder;
      readonly toQueue?: string | undefined;
      readonly priority: 'high' | 'normal' | 'low';
      readonly deadlines: readonly DeadlineTerm[];
      readonly score: ScoreFact;
      readonly reason: TextValue;
      /** What was recorded of each item of evidence by then: what is recorded later is the new owner's work. */
      readonly evidence?: readonly { readonly item: string; readonly value: TextValue }[] | undefined;
      readonly pool: string;
      readonly turn?: number | undefined;
    }
  /** Its handing over waits for somebody's yes: the approver's, or their deputy's. `due`: by when they are to answer; silence is no yes. */
  | {
      readonly kind: 'approval-asked';
      readonly handoff: HandoffKey;
      readonly type: string;
      readonly of: Holder;
      readonly deputy: boolean;
      readonly dueAt: IsoInstant;
      /** As of `held`. */
      readonly handOverBy?: IsoInstant | undefined;
    }
  /** By whom is in the cause. */
  | { readonly kind: 'approval-given'; readonly handoff: HandoffKey }
  | { readonly kind: 'approval-denied'; readonly handoff: HandoffKey; readonly comment?: TextValue | undefined }
  | {
      readonly kind: 'task-made';
      readonly handoff: HandoffKey;
      readonly task: TaskRef;
      readonly record: RefValue;
      readonly leadMade: boolean;
      /** Name of the deadline → the moment it falls due; fixed at the first send attempt. */
      readonly due: readonly DueDeadline[];
    }
  /** The new owner's yes. By whom is in the cause. */
  | { readonly kind: 'handoff-accepted'; readonly handoff: HandoffKey }
  | {
      readonly kind: 'first-contact-seen';
      readonly handoff: HandoffKey;
      readonly how: 'evidenced' | 'reported';
      readonly activity: ActivityRef;
      readonly at: IsoInstant;
    }
  | {
      readonly kind: 'deadline-met';
      readonly handoff: HandoffKey;
      readonly deadline: string;
      readonly dueAt: IsoInstant;
      readonly at: IsoInstant;
    }
  | {
      readonly kind: 'deadline-missed';
      readonly handoff: HandoffKey;
      readonly deadline: string;
      readonly dueAt: IsoInstant;
    }
  /** So long before a deadline, as agreed, its owner is reminded. */
  | {
      readonly kind: 'deadline-near';
      readonly handoff: HandoffKey;
      readonly deadline: string;
      readonly dueAt: IsoInstant;
    }
  /** So long after it was missed, as agreed, the manager hears of it. */
  | {
      readonly kind: 'escalated';
      readonly handoff: HandoffKey;
      readonly deadline: string;
      readonly dueAt: IsoInstant;
      readonly to: Holder;
    }
  | {
      readonly kind: 'handoff-closed';
      readonly handoff: HandoffKey;
      readonly outcome: HandoffOutcome;
      /** Sent back or declined: what was said. `reason`: its id in the agreement, or the word as it was chosen. */
      readonly reason?: TextValue | undefined;
      readonly comment?: TextValue | undefined;
    }
  /** Why it was sent back, told only afterwards. */
  | {
      readonly kind: 'return-explained';
      readonly reason: TextValue;
      readonly comment?: TextValue | undefined;
    }
  /** What sales says of the lead, for marketing. */
  | { readonly kind: 'rated'; readonly rating: string; readonly comment?: TextValue | undefined }
  /** Why it was lost, or not pursued. */
  | { readonly kind: 'loss-explained'; readonly reason: TextValue }
  | {
      readonly kind: 'field-changed';
      readonly record: RefValue;
      readonly field: string;
      readonly from: TextValue;
      readonly to: TextValue;
    }
  | {
      /** A deal of the lead, in Salesforce an opportunity, says something else than was known of its deals before. */
      readonly kind: 'deal-told';
      readonly deal: ActivityRef;
      readonly status: DealStatus;
      /** As they stood then, in whole units of the system's own currency. */
      readonly amount?: number | undefined;
      readonly openedAt?: IsoInstant | undefined;
      readonly closedAt?: IsoInstant | undefined;
    }
  /** A person gave the lead to another of the team, in either system: it and the open handoffs are theirs from now on. */
  | {
      readonly kind: 'owner-changed';
      readonly record: RefValue;
      readonly to: TextValue;
      readonly holder?: Holder | undefined;
    }
  /** Baton's task went to whoever a person had given the lead to. */
  | {
      readonly kind: 'task-moved';
      readonly handoff: HandoffKey;
      readonly task: TaskRef;
      readonly to: Holder;
    }
  | {
      /** The system refused the handoff for good; a person must mend the cause. */
      readonly kind: 'handoff-refused';
      readonly handoff: HandoffKey;
      readonly category: string;
      readonly code: string;
    }
  /** Its system merged the person's records into another's: both were one person, and that lead goes on for both. */
  | { readonly kind: 'joined'; readonly into: LeadId }
  /**
   * The person was erased, by their system or on request: texts and references of this stream from before are gone. `system`: as far as that one had them;
   * absent, in all. `whole`: nothing of the person is left. `ticket`: the request, as the company numbers them.
   */
  | {
      readonly kind: 'erased';
      readonly system?: System | undefined;
      readonly whole: boolean;
      readonly ticket?: TextValue | undefined;
    }
  /** A person said that this record is somebody else's: a lead of its own begins with it. */
  | { readonly kind: 'split'; readonly from: LeadId; readonly record: RefValue }
  /** The record stands for this lead no more. */
  | { readonly kind: 'record-unlinked'; readonly record: RefValue };

export type AnyFact = LeadFact | AgreementFact | InstallationFact | TeamFact;

/** A fact on its way into the ledger. Streams: `lead:<id>`, `agreement`, `installation`, `team`. */
export interface NewFact {
  readonly stream: string;
  readonly at: IsoInstant;
  readonly cause: Cause;
  /** The agreement under which it was decided; absent on facts that none decided. */
  readonly agreement?: AgreementHash | undefined;
  readonly fact: AnyFact;
}
