/** Calls, meetings, notes, tasks done and mails from person to person: what people of ours did, from search, and with whom, from one batch of associations a page. */
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import { recordKey } from '../../src/domain/record.ts';
import type { Row } from './answers.ts';
import { contactsOf } from './associated.ts';
import { plainText } from './plain-text.ts';
import { walkChanges } from './read-window.ts';
import { asking, known, momentOf, nothing, page, type Reading, type Stream } from './reading.ts';

export type Engagement = 'calls' | 'meetings' | 'notes' | 'tasks' | 'emails';

interface Form {
  readonly kind: ActivityKind;
  readonly properties: readonly string[];
  readonly at: readonly string[];
  readonly text: string;
  facts(row: Row): Record<string, FieldValue | undefined>;
  /** Whether it has happened; every one has, unless told. */
  counts?(row: Row): boolean;
}

/** The dispositions that every account has (page "Calls"); accounts add their own, which read `other`. */
const DISPOSITIONS: Readonly<Record<string, string>> = {
  'f240bbac-87c9-4f6e-bf70-924b57d47db7': 'connected',
  'a4c4c377-d246-4b32-a13b-75a56a4cd0ff': 'left-message',
  'b2cf5968-551e-4856-9783-52b3da59a7d0': 'left-voicemail',
  '73a0d17f-1163-4015-bdd5-ec830791da20': 'no-answer',
  '9d9162e7-6cf3-4944-bf63-4dff82258764': 'busy',
  '17b47fee-58de-441e-a44c-c6300d46f273': 'wrong-number',
};
/** Where no disposition was chosen, the call's status says what it can; that somebody was reached it cannot say. */
const CALL_STATUSES: Readonly<Record<string, string>> = {
  NO_ANSWER: 'no-answer',
  BUSY: 'busy',
  MISSED: 'no-answer',
  COMPLETED: 'completed',
};
const MEETING_OUTCOMES: Readonly<Record<string, string>> = {
  SCHEDULED: 'scheduled',
  COMPLETED: 'held',
  RESCHEDULED: 'rescheduled',
  NO_SHOW: 'no-show',
  CANCELED: 'cancelled',
  CANCELLED: 'cancelled',
};
const NOT_SENT: ReadonlySet<string> = new Set(['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING']);
const DIRECTIONS: Readonly<Record<string, string>> = { INBOUND: 'in', OUTBOUND: 'out' };

/** Page of each object ("Calls", "Meetings", "Notes"). */
const FORMS: Readonly<Record<Engagement, Form>> = {
  calls: {
    kind: 'call',
    properties: [
      'hs_timestamp',
      'hs_call_direction',
      'hs_call_disposition',
      'hs_call_duration',
      'hs_call_status',
      'hs_call_title',
      'hs_call_body',
    ],
    at: ['hs_timestamp', 'hs_createdate'],
    text: 'hs_call_body',
    facts: (row) => ({
      direction: DIRECTIONS[row.properties['hs_call_direction'] ?? ''],
      outcome: callOutcome(row),
      durationMs: count(row.properties['hs_call_duration']),
      subject: row.properties['hs_call_title'] ?? undefined,
    }),
  },
  meetings: {
    kind: 'meeting',
    properties: [
      'hs_timestamp',
      'hs_meeting_start_time',
      'hs_meeting_end_time',
      'hs_meeting_outcome',
      'hs_meeting_title',
      'hs_internal_meeting_notes',
    ],
    at: ['hs_meeting_start_time', 'hs_timestamp', 'hs_createdate'],
    text: 'hs_internal_meeting_notes',
    facts: (row) => {
      const outcome = row.properties['hs_meeting_outcome'];
      return {
        // HubSpot's own default: nobody has said yet what became of it.
        outcome: outcome ? (MEETING_OUTCOMES[outcome] ?? 'other') : 'scheduled',
        endsAt: momentOf(row, ['hs_meeting_end_time']),
        subject: row.properties['hs_meeting_title'] ?? undefined,
      };
    },
  },
  notes: {
    kind: 'note',
    properties: ['hs_timestamp', 'hs_note_body'],
    at: ['hs_timestamp', 'hs_createdate'],
    text: 'hs_note_body',
    facts: () => ({}),
  },
  tasks: {
    kind: 'task-completed',
    properties: ['hs_timestamp', 'hs_task_status', 'hs_task_subject', 'hs_task_body', 'hs_task_completion_date'],
    at: ['hs_task_completion_date', 'hs_lastmodifieddate', 'hs_timestamp'],
    text: 'hs_task_body',
    facts: (row) => ({ subject: row.properties['hs_task_subject'] ?? undefined }),
    // What is still to be done has not happened.
    counts: (row) => row.properties['hs_task_status'] === 'COMPLETED',
  },
  emails: {
    kind: 'mail',
    properties: ['hs_timestamp', 'hs_email_direction', 'hs_email_status', 'hs_email_subject', 'hs_email_text'],
    at: ['hs_timestamp', 'hs_createdate'],
    text: 'hs_email_text',
    facts: (row) => ({
      direction: row.properties['hs_email_direction'] === 'INCOMING_EMAIL' ? 'in' : 'out',
      subject: row.properties['hs_email_subject'] ?? undefined,
    }),
    // Not sent yet, or never arrived; a mail that came in has no status of ours.
    counts: (row) => !NOT_SENT.has(row.properties['hs_email_status'] ?? ''),
  },
};

export function engagementStream(reading: Reading, object: Engagement): Stream {
  const form = FORMS[object];
  const ownKey = object === 'notes' ? reading.mapping.handoffNotes?.key : undefined;
  const properties = [
    ...form.properties,
    'hs_createdate',
    'hubspot_owner_id',
    ...(ownKey === undefined ? [] : [ownKey]),
  ];
  return async (after) => {
    const step = await walkChanges(reading, { object, modified: 'hs_lastmodifieddate', properties }, after);
    if (step.state !== 'answered') return nothing(after, step);
    const { rows, cursor, more, progress, problems } = step.value;
    const question = asking(object, { canWait: progress !== undefined });
    const contacts = await contactsOf(reading, object, rows, question);
    if (contacts.state !== 'answered') return nothing(after, contacts);
    const link = await reading.portal.links();
    const activities = rows.flatMap((row): Activity[] => {
      const ids = (contacts.value.get(row.id) ?? []).map(({ id }) => id);
      const occurredAt = momentOf(row, form.at);
      // Without a contact it is nobody's touch; without a time it cannot be placed.
      if (ids[0] === undefined || occurredAt === undefined || form.counts?.(row) === false) return [];
      // Baton's own note of a handoff is nobody's touch either.
      if (ownKey !== undefined && row.properties[ownKey]) return [];
      const text = plainText(row.properties[form.text]);
      const owner = row.properties['hubspot_owner_id'];
      return [
        {
          system: 'hubspot',
          kind: form.kind,
          id: row.id,
          subjects: ids.map((id) => recordKey({ system: 'hubspot', object: 'contact', id })),
          occurredAt,
          actor: owner ? { type: 'person', user: owner } : { type: 'unknown' },
          properties: known(form.facts(row)),
          ...(text === undefined ? {} : { text }),
          ...link('0-1', ids[0]),
        },
      ];
    });
    return page(cursor, more, { activities, progress, problems });
  };
}

function callOutcome(row: Row): string | undefined {
  const disposition = row.properties['hs_call_disposition'];
  if (disposition) return DISPOSITIONS[disposition] ?? 'other';
  return CALL_STATUSES[row.properties['hs_call_status'] ?? ''];
}

function count(text: string | null | undefined): number | undefined {
  const number = Number(text ?? '');
  return text && Number.isSafeInteger(number) ? number : undefined;
}
