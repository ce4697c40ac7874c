/** The tables as the queries see them. Moments are ISO text, compound values JSON text: the same characters in both databases. */
import type { Generated } from 'kysely';
import type { ActivityKind } from '../domain/activity.ts';
import type { HandoffKey, LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { NoticeKind, RecipientKey } from '../domain/notice.ts';
import type { ObjectName, SubjectKey, System } from '../domain/record.ts';
import type { ChannelName } from '../domain/team.ts';
import type { Language } from '../domain/texts/index.ts';
import type { HintKind } from '../ports/hints.ts';
import type { Waiting } from '../ports/store.ts';

export interface Tables {
  source_record: SourceRecordRow;
  record_version: RecordVersionRow;
  written: WrittenRow;
  activity: ActivityRow;
  activity_version: ActivityVersionRow;
  activity_subject: { subject: SubjectKey; activity: number };
  stream_cursor: { system: System; stream: string; cursor: string; at: IsoInstant };
  lead: LeadRow;
  /** Wishes for judging that met a locked lead; {@link LeadRow.dirty_since} takes them up. */
  touched: { no: Generated<number>; lead: LeadId; at: IsoInstant };
  /** By which an account is found: `domain:…`, `name:…`; those that it bore once no longer stand. */
  account_key: { key: string; account: SubjectKey; stands: Generated<boolean> };
  link: { no: Generated<number>; key: SubjectKey; lead: LeadId; from_at: IsoInstant; to_at: IsoInstant | null };
  handoff: HandoffRow;
  deadline: { handoff: HandoffKey; deadline: string; due_at: IsoInstant; met: boolean; missed: boolean };
  pool: { name: string; turn: number; taken: string };
  rehearsal: { lead: LeadId; at: IsoInstant; content: string };
  ledger_head: { one: Generated<boolean>; seq: number; hash: string };
  ledger_entry: EntryRow;
  seal_frontier: { one: Generated<boolean>; size: number; peaks: string };
  checkpoint: { size: number; root: string; head: string; at: IsoInstant };
  ledger_text: { hash: string; salt: string; text: string };
  ref: { ref_id: string; system: string; object: string; id: string };
  /** What was erased for good, as salted hashes: an older page or backup must not bring it back. */
  erased_key: { hash: string; at: IsoInstant };
  outbox: OutboxTableRow;
  problem: { key: string; at: IsoInstant; content: string; ignored: string | null };
  /** What people said of two keys: of the two the lesser by its bytes is `one`. */
  neglect_told: { lead: LeadId; step: 'owner' | 'manager'; since: IsoInstant };
  identity_word: { one: SubjectKey; other: SubjectKey; are: 'one' | 'two'; at: IsoInstant };
  /** `content`: see {@link import('../ports/reconciliation.ts').Disagreement}. */
  disagreement: { no: Generated<number>; lead: LeadId; system: System; content: string; at: IsoInstant };
  setting: { name: string; value: string };
  decided: { handoff: HandoffKey; at: IsoInstant };
  agreement: { hash: string; text: string; at: IsoInstant };
  notice: NoticeTableRow;
  hint: HintRow;
}

export interface SourceRecordRow {
  /** `hubspot/contact/123`. */
  key: SubjectKey;
  system: System;
  object: ObjectName;
  id: string;
  fields: string;
  fingerprint: string;
  modified_at: IsoInstant;
  modified_by: string | null;
  deleted: boolean;
  url: string | null;
  /** Key of the company that the person's record names. */
  company: SubjectKey | null;
  email: string | null;
  seen_at: IsoInstant;
  /** By field, where its history was looked into. */
  editors: string | null;
  created_at: IsoInstant | null;
  /** Null: as `modified_at`. */
  said_at: IsoInstant | null;
}

export interface RecordVersionRow {
  no: Generated<number>;
  key: SubjectKey;
  seen_at: IsoInstant;
  modified_at: IsoInstant;
  modified_by: string | null;
  deleted: boolean;
  /** The fields that changed, with their new values. */
  changed: string;
  /** `read` from the system, or `write`: confirmed by it. */
  source: 'read' | 'write';
}

/** The value, encoded, who gave it, and when. */
export type Told = readonly [value: string, source: 'baton' | 'person', at: IsoInstant];

export interface WrittenRow {
  target: SubjectKey;
  /** By field; as JSON. */
  told: unknown;
  /** The latest moment in `told`. */
  newest: IsoInstant;
}

export interface ActivityRow {
  no: Generated<number>;
  system: System;
  kind: ActivityKind;
  id: string;
  occurred_at: IsoInstant;
  seen_at: IsoInstant;
  fingerprint: string;
  content: string;
}

/** What an activity said before it changed. */
export interface ActivityVersionRow {
  no: Generated<number>;
  activity: number;
  subjects: readonly SubjectKey[];
  occurred_at: IsoInstant;
  seen_at: IsoInstant;
  content: string;
}

export interface LeadRow {
  id: LeadId;
  state: string;
  stage: string;
  /** 0 hot, 1 warm, 2 cold. */
  lane: number;
  attribute: number;
  behaviour: number;
  total: number;
  next_at: IsoInstant | null;
  desired: string;
  /** What a qualified lead waits for; `outside`: left out by the selection rule, it waits for nothing. */
  waits: Waiting | 'outside' | null;
  created_at: IsoInstant;
  dirty_since: IsoInstant | null;
  /** Grows with each touch, so that saving clears only the dirt that was judged. */
  dirt: number;
  /** The lead that goes on for it. */
  joined: LeadId | null;
  /** Nothing of the person is left. */
  erased: boolean;
}

export interface HandoffRow {
  key: HandoffKey;
  lead: LeadId;
  type: string;
  status: string;
  from_department: string;
  from_member: string | null;
  to_department: string;
  to_member: string | null;
  to_queue: string | null;
  priority: string;
  decided_at: IsoInstant;
  task_at: IsoInstant | null;
  first_contact_at: IsoInstant | null;
  first_contact_how: string | null;
  outcome: string | null;
  closed_at: IsoInstant | null;
}

export interface EntryRow {
  seq: number;
  stream: string;
  version: number;
  kind: string;
  at: IsoInstant;
  text: string;
  prev: string;
  hash: string;
}

export interface OutboxTableRow {
  id: Generated<number>;
  kind: 'state' | 'deed';
  system: System;
  lead: LeadId;
  key: string;
  /** Of its lead, as of {@link LeadRow.lane} when it was put last. */
  lane: Generated<number>;
  target: SubjectKey | null;
  payload: string | null;
  status: 'waiting' | 'sending' | 'unknown' | 'done' | 'rejected' | 'dropped';
  /** It was unknown when it was claimed. */
  resolving: boolean;
  /** State only: put again while it was being sent. */
  again: boolean;
  attempts: number;
  not_before: IsoInstant | null;
  /** What left with it, while nobody knows what became of it. */
  sent: string | null;
  /** Machine time. */
  lease_until: number | null;
}

export interface NoticeTableRow {
  id: string;
  no: Generated<number>;
  channel: ChannelName;
  key: string;
  kind: NoticeKind;
  about: string;
  recipients: RecipientKey[];
  language: Language;
  /** What it is made from; gone once it is out. */
  facts: string | null;
  status: 'waiting' | 'sending' | 'unknown' | 'sent' | 'failed';
  attempts: number;
  not_before: IsoInstant;
  since: IsoInstant;
  sent_at: IsoInstant | null;
  /** Machine time. */
  lease_until: number | null;
}

export interface HintRow {
  no: Generated<number>;
  system: System;
  stream: string;
  kind: HintKind;
  /** Empty, as `object` is: whatever changed in the stream. */
  id: string;
  object: ObjectName | '';
  at: IsoInstant;
  /** Grows each time it is put, so that settling clears only what was followed. */
  times: number;
  tries: number;
  /** Machine time. */
  lease_until: number | null;
}
