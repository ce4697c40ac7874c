/** Tasks and Events as activities: what a rep did, planned or was asked to do, and by whom. */
import type { Activity, ActivityKind, Actor } from '../../src/domain/activity.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { SubjectKey } from '../../src/domain/record.ts';
import { recordKey } from '../../src/domain/record.ts';
import { cut } from '../kit/problems.ts';
import { id18, type Row } from './fields.ts';
import { instantIn, present, textIn } from './row-values.ts';

const BOTH = ['Id', 'SystemModstamp', 'LastModifiedById', 'IsDeleted', 'CreatedDate'];
const SHARED = [...BOTH, 'Subject', 'Description', 'WhoId', 'OwnerId'];

export const ACTIVITY_COLUMNS = {
  Task: [
    ...SHARED,
    'Status',
    'IsClosed',
    'CompletedDateTime',
    'TaskSubtype',
    'CallType',
    'CallDisposition',
    'CallDurationInSeconds',
    'Baton_Handoff__c',
  ],
  Event: [...SHARED, 'StartDateTime', 'EndDateTime'],
} as const;
export type ActivityObject = keyof typeof ACTIVITY_COLUMNS;

/** Description holds at most so many characters (Object Reference, Task). */
const MOST_TEXT = 32_000;

export interface Readers {
  readonly now: IsoInstant;
  /** The user Baton works as: what it did, nobody did. */
  readonly integrationUser: string;
  readonly instanceUrl: string;
}

/** Undefined: nothing that happened to a lead (an open to-do, a deleted or unrelated row). */
export function activityOf(object: ActivityObject, row: Row, readers: Readers): Activity | undefined {
  const given = object === 'Task' ? taskOf(row, readers) : eventOf(row, readers);
  const subjects = subjectsOf(row);
  if (given === undefined || (subjects.length === 0 && given.properties['handoff'] === undefined)) return undefined;
  const id = id18(String(row['Id']));
  const words = textIn(row, 'Description');
  return {
    system: 'salesforce',
    id,
    subjects,
    url: `${readers.instanceUrl}/lightning/r/${object}/${id}/view`,
    ...given,
    ...(words === undefined ? {} : { text: cut(words, MOST_TEXT) }),
  };
}

type Given = Pick<Activity, 'kind' | 'occurredAt' | 'actor' | 'properties'>;

function taskOf(row: Row, readers: Readers): Given | undefined {
  const handoff = textIn(row, 'Baton_Handoff__c');
  const kind = taskKind(row, handoff !== undefined);
  if (kind === undefined) return undefined;
  const changed = instantIn(row, 'SystemModstamp') ?? readers.now;
  const occurredAt =
    kind === 'handoff-task-open'
      ? (instantIn(row, 'CreatedDate') ?? changed)
      : (instantIn(row, 'CompletedDateTime') ?? changed);
  const seconds = row['CallDurationInSeconds'];
  const properties = present({
    subject: textIn(row, 'Subject'),
    status: row['IsDeleted'] === true ? 'deleted' : textIn(row, 'Status'),
    handoff,
    direction: kind === 'call' ? direction(textIn(row, 'CallType')) : kind === 'mail' ? 'out' : undefined,
    outcome: kind === 'call' ? callOutcome(textIn(row, 'CallDisposition'), seconds) : undefined,
    durationMs: kind === 'call' && typeof seconds === 'number' ? seconds * 1000 : undefined,
  });
  return { kind, occurredAt, properties, actor: taskActor(kind, row, readers.integrationUser) };
}

function taskKind(row: Row, handoff: boolean): ActivityKind | undefined {
  if (row['IsDeleted'] === true) return handoff && row['IsClosed'] !== true ? 'handoff-task-open' : undefined;
  if (handoff) return row['IsClosed'] === true ? 'handoff-task-completed' : 'handoff-task-open';
  if (row['IsClosed'] !== true) return undefined;
  if (row['TaskSubtype'] === 'Call') return 'call';
  return row['TaskSubtype'] === 'Email' ? 'mail' : 'task-completed';
}

/** A call or mail is its owner's; a task is completed by whoever changed it last, as far as a row can tell. */
function taskActor(kind: ActivityKind, row: Row, integrationUser: string): Actor {
  const editor = actor(row, 'LastModifiedById', integrationUser);
  if (kind === 'call' || kind === 'mail') {
    const owner = actor(row, 'OwnerId', integrationUser);
    return owner.type === 'unknown' ? editor : owner;
  }
  return editor;
}

function eventOf(row: Row, readers: Readers): Given | undefined {
  const occurredAt = instantIn(row, 'StartDateTime');
  if (row['IsDeleted'] === true || occurredAt === undefined) return undefined;
  const end = instantIn(row, 'EndDateTime') ?? occurredAt;
  const outcome = end <= readers.now ? 'held' : 'scheduled';
  const properties = present({ subject: textIn(row, 'Subject'), outcome });
  return { kind: 'meeting', occurredAt, properties, actor: actor(row, 'OwnerId', readers.integrationUser) };
}

/** Users are persons but for the one Baton works as; a queue did nothing by itself. */
function actor(row: Row, column: string, integrationUser: string): Actor {
  const user = textIn(row, column);
  if (user === undefined || !user.startsWith('005')) return { type: 'unknown' };
  return id18(user) === integrationUser ? { type: 'automation' } : { type: 'person', user: id18(user) };
}

/** WhoId is a Lead (00Q) or a Contact (003). */
function subjectsOf(row: Row): readonly SubjectKey[] {
  const who = textIn(row, 'WhoId');
  if (who === undefined) return [];
  const id = id18(who);
  if (id.startsWith('00Q')) return [recordKey({ system: 'salesforce', object: 'lead', id })];
  return id.startsWith('003') ? [recordKey({ system: 'salesforce', object: 'contact', id })] : [];
}

function direction(callType: string | undefined): string | undefined {
  if (callType === undefined) return undefined;
  const words: Readonly<Record<string, string>> = { Inbound: 'in', Outbound: 'out', Internal: 'internal' };
  return words[callType];
}

/** CallDisposition is free text: the usual words in both languages are told apart, others stay as they are. */
const DISPOSITIONS: readonly (readonly [RegExp, string])[] = [
  [/no[\s_-]?answer|not (answered|connected|reached)|disconnected|不在|応答なし|出ず/i, 'no-answer'],
  [/voice ?mail|left (a )?message|留守|伝言/i, 'left-message'],
  [/busy|話中|話し中/i, 'busy'],
  [/wrong|invalid number|間違|番号違い/i, 'wrong-number'],
  [/connect|answered|spoke|reached|interested|通話|接続|会話|話せた/i, 'connected'],
];

function callOutcome(disposition: string | undefined, seconds: unknown): string | undefined {
  if (disposition === undefined) return typeof seconds === 'number' && seconds > 0 ? 'connected' : undefined;
  const known = DISPOSITIONS.find(([words]) => words.test(disposition));
  return known === undefined ? disposition.trim().toLowerCase().replace(/\s+/g, '-') : known[1];
}
