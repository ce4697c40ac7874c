/** The words of which facts are made: ids, stages, holders, causes, scores, deadlines, and what is wrapped so that the ledger hashes only a commitment to it. */
import type { Brand, IsoInstant } from './instant.ts';
import type { Machine, RecordRef } from './record.ts';
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

export type DealStatus = 'open' | 'won' | 'lost';

/**
 * How a handoff ended. `withdrawn`: nobody stands behind the lead any more, its records were deleted, erased or joined to another lead's. After the last
 * three it goes to somebody else: the new owner said no, or did not answer in time, or did not do what was agreed long after its deadline.
 */
export type HandoffOutcome =
  | ('advanced' | 'sent-back' | 'superseded' | 'withdrawn')
  | ('declined' | 'expired' | 'reassigned');

/** A deadline as agreed: `first-contact`, 3 `business days`. */
export interface DeadlineTerm {
  readonly deadline: string;
  readonly amount: number;
  readonly unit: 'hours' | 'business-hours' | 'business-days';
}
export interface DueDeadline {
  readonly deadline: string;
  readonly dueAt: IsoInstant;
  /** As agreed, where it is: when its owner is reminded, when the manager hears of it, when it goes to somebody else. */
  readonly remindAt?: IsoInstant | undefined;
  readonly escalateAt?: IsoInstant | undefined;
  readonly reassignAt?: IsoInstant | undefined;
}
/** Ids that are no kept record: a Salesforce Task. Hashed through a random reference like records. */
export interface TaskRef {
  readonly ref: { readonly system: 'salesforce'; readonly object: 'task'; readonly id: string } | null;
}
export interface ActivityRef {
  readonly ref: { readonly system: 'hubspot' | 'salesforce'; readonly object: string; readonly id: string } | null;
}
