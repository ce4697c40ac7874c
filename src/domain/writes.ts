/** What Baton asks a system to do, and what became of it. */
import type { AgreementHash, DueDeadline, HandoffKey, LeadId } from './facts.ts';
import type { IsoDate, IsoInstant } from './instant.ts';
import type { Problem } from './problem.ts';
import type { Fields, RecordRef } from './record.ts';

/** One handoff in Salesforce: the Lead if it must be made, the Task, the Baton Handoff row, the armed fields. All or none, keyed by the handoff. */
export interface HandoffWrite {
  readonly kind: 'handoff';
  readonly key: HandoffKey;
  readonly lead: LeadId;
  /** The Salesforce Lead or Contact it is about; absent: one is made from `create`. */
  readonly about?: RecordRef | undefined;
  /** Baton field names; present exactly when `about` is absent. */
  readonly create?: Fields | undefined;
  /** The company whose record Salesforce locks with it: writes under one parent are sent together, never side by side. */
  readonly parent?: string | undefined;
  readonly task: {
    /** At most 255 characters. */
    readonly subject: string;
    /** At most 32,000 characters. */
    readonly body: string;
    /** The day it is due in the assignee's zone. */
    readonly due: IsoDate;
    readonly remindAt?: IsoInstant | undefined;
    readonly priority: 'high' | 'normal' | 'low';
    /** Salesforce user id. */
    readonly assignee: string;
  };
  readonly row: {
    readonly type: string;
    readonly from: string;
    readonly to: string;
    readonly decidedAt: IsoInstant;
    readonly dueAt: IsoInstant;
    readonly reason: string;
    readonly score: number;
    readonly agreement: string;
    /** What it says of its story from the beginning: see domain/handoff-story.ts. */
    readonly told?: Fields | undefined;
  };
  /** Armed fields of the Lead or Contact, by Baton's names; may be empty. */
  readonly patch: Fields;
}

/** Fields of one record, differences only, by Baton's names. `null` clears. */
export interface FieldsWrite {
  readonly kind: 'fields';
  readonly target: RecordRef;
  readonly fields: Fields;
  /** Fields that must be emptied in a call of their own before they take this value: a lifecycle stage that goes back. */
  readonly clearFirst?: readonly string[] | undefined;
  /** Its lead is hot or has been handed over, or more changes than scores: it goes first where not everything may be sent. */
  readonly urgent?: true | undefined;
  /** Its record was looked at just now, since a person's later word counts in it: not by a job that may take minutes. */
  readonly looked?: true | undefined;
  /** As of a {@link HandoffWrite}. */
  readonly parent?: string | undefined;
}

/** Baton closes its own open task, with a comment. */
export interface CloseTaskWrite {
  readonly kind: 'close-task';
  readonly key: HandoffKey;
  readonly taskId: string;
  readonly comment: string;
}

/** Baton's own open task goes to whoever has its handoff now, unless a person has given it to somebody else. */
export interface MoveTaskWrite {
  readonly kind: 'move-task';
  readonly key: HandoffKey;
  readonly taskId: string;
  /** Salesforce user ids of those who had the handoff before, and of the one who has it. */
  readonly from: readonly string[];
  readonly to: string;
}

export type Outgoing = HandoffWrite | FieldsWrite | CloseTaskWrite | MoveTaskWrite;

/**
 * What became of one write.
 * - `done`: the system said so; `already`: it had been done before (found by its key).
 * - `rejected`: the system refused this one; trying again unchanged is useless unless `problem.retryAt` says otherwise.
 * - `throttled`: the system refused for now and did nothing.
 * - `unknown`: sent, and no complete answer came. Never repeat before {@link Connector.resolve}.
 * `refused` lists armed fields that were given up so that the rest could be done.
 */
export type Outcome =
  | {
      readonly state: 'done' | 'already';
      /** Salesforce Task id of a handoff. */
      readonly taskId?: string | undefined;
      /** The record it is about: the made or found Lead or Contact; the target of fields. */
      readonly record?: RecordRef | undefined;
      readonly recordMade?: boolean | undefined;
      /** Of a made record whose owner was not written: the user whom its system gave it to. */
      readonly madeOwner?: string | undefined;
      /** What the row of a made handoff says of its story. */
      readonly told?: Fields | undefined;
      /** The vendor's modification stamp after the write, where the answer tells it. */
      readonly modifiedAt?: IsoInstant | undefined;
      readonly refused?: Problem | undefined;
      /** Baton's names of the fields that were given up, where there may be others than `refused.field`. */
      readonly untaken?: readonly string[] | undefined;
    }
  | { readonly state: 'rejected'; readonly problem: Problem }
  | {
      readonly state: 'throttled';
      readonly problem: Problem;
      readonly until: IsoInstant;
      /** After so many attempts it counts as `rejected`; absent: as often as it takes. */
      readonly tries?: number | undefined;
    }
  | { readonly state: 'unknown'; readonly problem: Problem };

/** The record that stands there already, and what is to be written to it. */
export function overwrittenBy(write: Outgoing | undefined): Pick<FieldsWrite, 'target' | 'fields'> | undefined {
  if (write?.kind === 'fields') return write;
  if (write?.kind !== 'handoff' || write.about === undefined) return undefined;
  return { target: write.about, fields: write.patch };
}

/** Put off for what this one record met (a lock, what the vendor cannot explain), not because the system takes no writes now. */
export function isOfOneRecord({ problem, tries }: Extract<Outcome, { readonly state: 'throttled' }>): boolean {
  return problem.category === 'lock' || tries !== undefined;
}

/** Values that were put on their way to a record: until their answer is known, reading them there is no news. */
export interface Sent {
  /** Absent: the write makes the record. */
  readonly target?: RecordRef | undefined;
  readonly fields: Fields;
  readonly at: IsoInstant;
}

/** A row of the outbox. A *state* row has no payload: its fields are computed when it is sent. */
export interface OutboxRow {
  readonly id: number;
  readonly kind: 'state' | 'deed';
  readonly system: RecordRef['system'];
  readonly lead: LeadId;
  /** The handoff key (deeds) or the target's record key (state): unique among unsettled rows. */
  readonly key: string;
  readonly target?: RecordRef | undefined;
  /** Deeds only: the write, but for what is fixed at the first send attempt. */
  readonly payload?: DeedPayload | undefined;
  readonly status: 'waiting' | 'sending' | 'unknown' | 'done' | 'rejected' | 'dropped';
  readonly attempts: number;
  /** What left with it, while its answer is not known. */
  readonly sent?: Sent | undefined;
  /** Business time. */
  readonly notBefore?: IsoInstant | undefined;
}

/** The stored form of a deed: everything decided, before due dates are fixed and ids looked up. Holds personal data; erasable. */
export type DeedPayload = HandoffDeed | CloseTaskDeed | MoveTaskDeed;

export interface HandoffDeed {
  readonly kind: 'handoff';
  readonly handoff: HandoffKey;
  /** The version it was decided under. */
  readonly agreement: AgreementHash;
  /** `{due}` in the subject stands for the due day. */
  readonly brief: { readonly subject: string; readonly body: string };
  /** Fixed at the first send attempt and kept through retries. */
  readonly due?: readonly DueDeadline[] | undefined;
}

export interface CloseTaskDeed {
  readonly kind: 'close-task';
  readonly handoff: HandoffKey;
  readonly taskId: string;
  readonly comment: string;
}

/** Whose task and to whom is looked up when it is sent. */
export interface MoveTaskDeed {
  readonly kind: 'move-task';
  readonly handoff: HandoffKey;
}

/** What a made Lead is given of the person. */
export const OF_THE_PERSON = [
  'email',
  'firstName',
  'lastName',
  'company',
  'title',
  'phone',
  'industry',
  'employees',
  'region',
] as const;

/** Fields of ours only: what a made Lead is given of the person is theirs. */
export function sentWith(write: Outgoing | undefined, at: IsoInstant): Sent | undefined {
  const over = overwrittenBy(write);
  if (over !== undefined) return { target: over.target, fields: over.fields, at };
  if (write?.kind !== 'handoff') return undefined;
  const theirs: ReadonlySet<string> = new Set(OF_THE_PERSON);
  const ours = Object.entries(write.create ?? {}).filter(([field]) => !theirs.has(field));
  return { fields: Object.fromEntries(ours), at };
}
