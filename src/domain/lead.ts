/** The lead: one person, however many records stand for them, with all that is kept of them and all that has happened. */
import type { AccountMatch } from './account-match.ts';
import type { Activity } from './activity.ts';
import type {
  ActivityRef,
  DeadlineTerm,
  DealStatus,
  DueDeadline,
  HandoffKey,
  HandoffOutcome,
  Holder,
  LeadId,
  ScoreFact,
  Stage,
  Temperature,
} from './facts.ts';
import type { HandoffStatus } from './handoff-machine.ts';
import type { IsoInstant } from './instant.ts';
import {
  type Fields,
  type FieldValue,
  isOpenToWrites,
  type RecordRef,
  type SourceRecord,
  type System,
  saidAtOf,
} from './record.ts';
import type { OwnerKey } from './team.ts';
import type { Sent } from './writes.ts';

export interface HandoffState {
  readonly key: HandoffKey;
  /** The agreement's name of the handoff. */
  readonly type: string;
  readonly episode: number;
  /** `refused`: Salesforce would not take it; the problem list says why, and a retry goes on with it. */
  readonly status: Exclude<HandoffStatus, 'asked' | 'denied' | 'approved'>;
  readonly from: Holder;
  readonly to: Holder;
  readonly toQueue?: string | undefined;
  /** Whose it was before a person gave it to somebody else, oldest first. */
  readonly before?: readonly { readonly to: Holder; readonly toQueue?: string | undefined }[] | undefined;
  readonly priority: 'high' | 'normal' | 'low';
  readonly decidedAt: IsoInstant;
  readonly terms: readonly DeadlineTerm[];
  readonly score: ScoreFact;
  readonly reason: string;
  /** What was recorded of each item of evidence when it was decided. */
  readonly evidence?: Readonly<Record<string, string>> | undefined;
  readonly taskId?: string | undefined;
  readonly taskAt?: IsoInstant | undefined;
  readonly due: readonly DueDeadline[];
  /** Deadlines of which its owner was reminded, and of which the manager was told. */
  readonly reminded?: readonly string[] | undefined;
  readonly escalated?: readonly string[] | undefined;
  readonly met: readonly string[];
  readonly missed: readonly string[];
  readonly acceptedAt?: IsoInstant | undefined;
  readonly firstContactAt?: IsoInstant | undefined;
  readonly firstContactHow?: 'evidenced' | 'reported' | undefined;
  readonly firstContactBy?: ActivityRef['ref'] | undefined;
  readonly outcome?: HandoffOutcome | undefined;
  readonly closedAt?: IsoInstant | undefined;
  /** Sent back or declined: what was said. */
  readonly endReason?: string | undefined;
  readonly endComment?: string | undefined;
}

/** A handoff that is due and waits for somebody's yes. */
export interface ApprovalState {
  /** That it will bear. */
  readonly key: HandoffKey;
  readonly type: string;
  readonly status: Extract<HandoffStatus, 'asked' | 'denied' | 'approved'>;
  /** Whom it was asked of last, and whether they are the deputy. */
  readonly of: Holder;
  readonly deputy: boolean;
  readonly since: IsoInstant;
  readonly dueAt: IsoInstant;
  readonly missed: boolean;
}

/** Folded from the lead's facts alone; plain JSON. `version` is the number of facts folded. */
export interface LeadState {
  readonly version: number;
  readonly stage: Stage;
  readonly stageSince?: IsoInstant | undefined;
  /** Stages that were left, oldest first, the newest of them only. */
  readonly stages?: readonly { readonly stage: Stage; readonly until: IsoInstant }[] | undefined;
  readonly holder: Holder;
  /** When a person gave it to its holder, if one did. */
  readonly ownerAt?: IsoInstant | undefined;
  readonly temperature: Temperature;
  /** Grows by one with each qualification; part of every handoff key. */
  readonly episode: number;
  readonly links: readonly RecordRef[];
  readonly handoffs: readonly HandoffState[];
  /** Qualified but not let through, and for which handoff. */
  readonly standing?:
    | { readonly handoff: string; readonly reason: 'before-baseline' | 'gate'; readonly since: IsoInstant }
    | undefined;
  readonly admitted?: string | undefined;
  readonly held?: { readonly handoff: string; readonly missing: readonly string[] } | undefined;
  /** The last time that sales sent it back: who had it, and what was said, as far as anything was. */
  readonly returned?:
    | {
        readonly at: IsoInstant;
        readonly by?: string | undefined;
        readonly reason?: string | undefined;
        readonly comment?: string | undefined;
      }
    | undefined;
  /** Everybody who ever sent it back: it does not come to them again. */
  readonly sentBackBy?: readonly OwnerKey[] | undefined;
  /** What sales said of it last. */
  readonly rated?: { readonly rating: string; readonly at: IsoInstant } | undefined;
  readonly lossReason?: string | undefined;
  readonly approval?: ApprovalState | undefined;
  /** It is due and waits for something: by when it is to be handed over, and whether that has passed. */
  readonly handOver?: { readonly handoff: string; readonly dueAt: IsoInstant; readonly missed: boolean } | undefined;
  /** Left out by the selection rule since then. */
  readonly outsideSince?: IsoInstant | undefined;
  /** It came in by the selection rule: only what it did since then is new. */
  readonly newSince?: IsoInstant | undefined;
  /** What its deals said last. */
  readonly deal?:
    | { readonly id: string; readonly status: DealStatus; readonly system?: System | undefined }
    | undefined;
  /** The lead that goes on for this one. */
  readonly joined?: LeadId | undefined;
  /** Nothing of the person is kept. */
  readonly erased?: boolean | undefined;
}

/** Newest value sent or confirmed, or taken up from a person, per target and field. */
export interface WrittenValue {
  readonly target: RecordRef;
  readonly field: string;
  readonly value: FieldValue;
  readonly by: 'baton' | 'person';
  readonly at: IsoInstant;
}

/** Everything that `decide` may look at. Built by the store from kept records; nothing is read from a CRM while judging. */
export interface Lead {
  readonly id: LeadId;
  readonly state: LeadState;
  /** The person's own records, oldest link first. */
  readonly records: readonly SourceRecord[];
  /** Company and account records that the person's records name. */
  readonly companies: readonly SourceRecord[];
  /** The account that they work at as far as their records name none: by domain or name. */
  readonly matched?: AccountMatch | undefined;
  /** Ordered by (occurredAt, system, kind, id). */
  readonly activities: readonly Activity[];
  readonly written: readonly WrittenValue[];
  /** Records of which a person has said that they are one with another. */
  readonly saidOne?: readonly RecordRef[] | undefined;
  /** What Baton has put on its way to the lead's records and not heard of yet. */
  readonly sent?: readonly Sent[];
  /** When it was judged last, the selection rule left it out: known also of leads that never took part. */
  readonly wasOutside?: boolean;
  /** The lead that all its records and activities were moved to. */
  readonly joinedInto?: LeadId;
}

/** One value per Baton field name, merged over the lead's records by {@link mergeFields}. */
export type MergedFields = Readonly<Record<string, { readonly value: FieldValue; readonly from: SourceRecord }>>;

/**
 * One view of the person: for each field the value of the record that said something last and has one; a Salesforce value wins over a
 * HubSpot value of the same moment. Company fields fill what the person's records leave empty. Pure; order of input is irrelevant.
 */
export function mergeFields(lead: Pick<Lead, 'records' | 'companies'>): MergedFields {
  const merged = new Map<string, { value: FieldValue; from: SourceRecord }>();
  for (const group of [lead.companies, lead.records]) {
    const inOrder = [...group].filter((record) => !record.deleted).sort(byAge);
    for (const record of inOrder) {
      for (const [field, value] of Object.entries(record.fields)) {
        if (value !== null && value !== '') merged.set(field, { value, from: record });
      }
    }
  }
  return Object.fromEntries(merged);
}

/** Oldest word first; a HubSpot record before a Salesforce record of the same moment. */
export function byAge(a: SourceRecord, b: SourceRecord): number {
  const [one, other] = [saidAtOf(a), saidAtOf(b)];
  if (one !== other) return one < other ? -1 : 1;
  const left = `${a.ref.system}/${a.ref.object}/${a.ref.id}`;
  const right = `${b.ref.system}/${b.ref.object}/${b.ref.id}`;
  return left < right ? -1 : 1;
}

/** The person's fields only, as one flat object. */
export function flatFields(merged: MergedFields): Fields {
  return Object.fromEntries(Object.entries(merged).map(([field, { value }]) => [field, value]));
}

/** The lead's record of that kind, the newest living one. */
export function recordOf(
  lead: Lead,
  system: RecordRef['system'],
  object: RecordRef['object'],
): SourceRecord | undefined {
  return lead.records
    .filter((r) => !r.deleted && r.ref.system === system && r.ref.object === object)
    .sort(byAge)
    .at(-1);
}

/**
 * The Salesforce record that a handoff's task is about: the newest Contact, else the newest Lead that can still be written to; else one that was converted into a
 * Contact that is not known, or not there any more.
 */
export function recordInSalesforce(lead: Lead): SourceRecord | undefined {
  const open = { ...lead, records: lead.records.filter(isOpenToWrites) };
  return (
    recordOf(lead, 'salesforce', 'contact') ??
    recordOf(open, 'salesforce', 'lead') ??
    recordOf(lead, 'salesforce', 'lead')
  );
}

/** Handoffs that are not closed, oldest first. */
export function openHandoffs(state: LeadState): readonly HandoffState[] {
  return state.handoffs.filter((handoff) => handoff.status !== 'closed');
}
