/** Facts: what happened, in the past tense, as the ledger keeps it. Free text and CRM ids are wrapped so that the ledger hashes only commitments to them. */
import type { Brand, IsoInstant } from './instant.ts';
import type { Machine, RecordRef, System } from './record.ts';
import type { Department, OwnerKey } from './team.ts';

export type LeadId = Brand<'LeadId'>;
/** hash(lead, handoff kind, episode): the same on every machine, after every restart. Letters and digits, URL-safe. */
export type HandoffKey = Brand<'HandoffKey'>;
/** SHA-256 (hex) of the agreement's canonical form. */
export type AgreementHash = Brand<'AgreementHash'>;

export const STAGES = ['lead', 'mql', 'sql', 'opportunity', 'won', 'lost', 'returned', 'disqualified'] as const;
export type Stage = (typeof STAGES)[number];
export type Temperature = 'hot' | 'warm' | 'cold';

/** A CRM record inside a fact: the ledger hashes a random reference instead. Null where it was erased since. */
export interface RefValue {
  readonly ref: RecordRef | null;
}
/** Free text or a name inside a fact: the ledger hashes SHA-256(salt‖text) instead. Null likewise. */
export interface TextValue {
  readonly text: string | null;
}

export interface ScoreLineFact {
  readonly rule: string;
  readonly points: number;
  /** Evidence: the activity's or record's key in its system. */
  readonly evidence?: ActivityRef | undefined;
  readonly at?: IsoInstant | undefined;
}
export interface ScoreFact {
  readonly attribute: number;
  readonly behaviour: number;
  readonly total: number;
  readonly lines: readonly ScoreLineFact[];
}

export type Holder = { readonly department: Department; readonly member?: OwnerKey | undefined };

/** What caused a fact: a rule of the agreement, a person, time, or a system's answer. */
export type Cause =
  | { readonly by: 'rule'; readonly rule: string }
  | {
      readonly by: 'person';
      readonly user?: string | undefined;
      readonly how: 'field-history' | 'last-editor' | 'command' | 'unknown';
    }
  | { readonly by: 'time' }
  /** `actor`: what in that system did it by itself, where the history of a field tells. */
  | {
      readonly by: 'system';
      readonly system: 'hubspot' | 'salesforce' | 'baton';
      readonly actor?: Machine | undefined;
    };

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
  | { readonly kind: 'held'; readonly handoff: string; readonly missing: readonly string[] }
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
  | {
      readonly kind: 'task-made';
      readonly handoff: HandoffKey;
      readonly task: TaskRef;
      readonly record: RefValue;
      readonly leadMade: boolean;
      /** Name of the deadline → the moment it falls due; fixed at the first send attempt. */
      readonly due: readonly DueDeadline[];
    }
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
  | {
      readonly kind: 'handoff-closed';
      readonly handoff: HandoffKey;
      readonly outcome: HandoffOutcome;
    }
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
  | { readonly kind: 'owner-changed'; readonly record: RefValue; readonly to: TextValue }
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

export type DealStatus = 'open' | 'won' | 'lost';

/** How a handoff ended. `withdrawn`: nobody stands behind the lead any more, its records were deleted, erased or joined to another lead's. */
export type HandoffOutcome = 'advanced' | 'sent-back' | 'superseded' | 'withdrawn';

/** A deadline as agreed: `first-contact`, 3 `business days`. */
export interface DeadlineTerm {
  readonly deadline: string;
  readonly amount: number;
  readonly unit: 'hours' | 'business-hours' | 'business-days';
}
export interface DueDeadline {
  readonly deadline: string;
  readonly dueAt: IsoInstant;
}
/** Ids that are no kept record: a Salesforce Task. Hashed through a random reference like records. */
export interface TaskRef {
  readonly ref: { readonly system: 'salesforce'; readonly object: 'task'; readonly id: string } | null;
}
export interface ActivityRef {
  readonly ref: { readonly system: 'hubspot' | 'salesforce'; readonly object: string; readonly id: string } | null;
}

export type AgreementFact =
  | {
      readonly kind: 'agreement-signed';
      readonly agreement: AgreementHash;
      readonly department: string;
      readonly signer: TextValue;
    }
  /** All have signed: it is in force from that moment, which may be later than the fact. */
  | { readonly kind: 'agreement-activated'; readonly agreement: AgreementHash; readonly from: IsoInstant }
  /** Somebody whom it names has read it. */
  | { readonly kind: 'agreement-read'; readonly agreement: AgreementHash; readonly reader: TextValue }
  | {
      readonly kind: 'review-held';
      readonly cycle: string;
      /** YYYY-MM-DD, in the agreement's zone. */
      readonly day: string;
      readonly by: TextValue;
      readonly figures: TextValue;
      readonly decisions: TextValue;
    };

export type InstallationFact =
  | { readonly kind: 'armed'; readonly step: 'tasks' | 'status' | 'owner'; readonly agreement: AgreementHash }
  | { readonly kind: 'baseline-taken'; readonly at: IsoInstant; readonly reason: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'gate-closed'; readonly handoffsInHour: number }
  | { readonly kind: 'gate-opened' }
  | { readonly kind: 'admission-set'; readonly pace: 'none' | 'all' | number }
  | { readonly kind: 'team-changed'; readonly team: string }
  /** Somebody has put a problem aside. */
  | {
      readonly kind: 'problem-ignored';
      readonly category: string;
      readonly code: string;
      readonly reason: TextValue;
      readonly record?: RefValue | undefined;
    }
  /** A person has said whether two leads, or a lead and a record, are one person. */
  | {
      readonly kind: 'identity-settled';
      readonly are: 'one' | 'two';
      readonly one: LeadOrRecord;
      readonly other: LeadOrRecord;
    }
  /** The database had lost the entries of these numbers, or others stand in their place; a person has seen it. */
  | { readonly kind: 'loss-accepted'; readonly from: number; readonly to: number };

export type LeadOrRecord = RefValue | { readonly lead: LeadId };

export type AnyFact = LeadFact | AgreementFact | InstallationFact;

/** A fact on its way into the ledger. Streams: `lead:<id>`, `agreement`, `installation`. */
export interface NewFact {
  readonly stream: string;
  readonly at: IsoInstant;
  readonly cause: Cause;
  /** The agreement under which it was decided; absent on facts that none decided. */
  readonly agreement?: AgreementHash | undefined;
  readonly fact: AnyFact;
}
