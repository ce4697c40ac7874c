/** The properties of engagements: calls, meetings, notes, tasks and one-to-one mails (their guides, HubSpot developer documentation). */
import { group, type Property, type Row } from './property.ts';

const readOnly = { readOnly: true } as const;

/** What every engagement has; then its own. */
export function engagement(name: string, rows: readonly Row[]): Property[] {
  return group(name, [
    ['hs_timestamp', 'Activity date', 'datetime'],
    ['hubspot_owner_id', 'Activity assigned to', 'string'],
    ['hs_createdate', 'Create date', 'datetime', readOnly],
    ['hs_lastmodifieddate', 'Last modified date', 'datetime', readOnly],
    ['hs_object_id', 'Record ID', 'number', readOnly],
    ['hs_merged_object_ids', 'Merged record IDs', 'string', readOnly],
    ...rows,
  ]);
}

/** Default dispositions and their GUIDs ("Calls guide", HubSpot developer documentation). */
export const CALL_DISPOSITIONS = {
  busy: '9d9162e7-6cf3-4944-bf63-4dff82258764',
  connected: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
  'left-message': 'a4c4c377-d246-4b32-a13b-75a56a4cd0ff',
  'left-voicemail': 'b2cf5968-551e-4856-9783-52b3da59a7d0',
  'no-answer': '73a0d17f-1163-4015-bdd5-ec830791da20',
  'wrong-number': '17b47fee-58de-441e-a44c-c6300d46f273',
} as const;

export const calls = engagement('call', [
  ['hs_call_title', 'Call Title', 'string'],
  ['hs_call_body', 'Call notes', 'string', { fieldType: 'html' }],
  ['hs_call_direction', 'Call direction', 'enumeration', { options: ['INBOUND', 'OUTBOUND'] }],
  [
    'hs_call_disposition',
    'Call outcome',
    'enumeration',
    { options: Object.entries(CALL_DISPOSITIONS).map(([label, value]) => [value, label] as const) },
  ],
  ['hs_call_duration', 'Call duration', 'number'],
  [
    'hs_call_status',
    'Call status',
    'enumeration',
    {
      options: [
        'BUSY',
        'CALLING_CRM_USER',
        'CANCELED',
        'COMPLETED',
        'CONNECTING',
        'FAILED',
        'IN_PROGRESS',
        'NO_ANSWER',
      ],
    },
  ],
]);
export const meetings = engagement('meeting', [
  ['hs_meeting_title', 'Meeting name', 'string'],
  ['hs_meeting_body', 'Meeting description', 'string', { fieldType: 'html' }],
  ['hs_internal_meeting_notes', 'Internal meeting notes', 'string', { fieldType: 'html' }],
  ['hs_meeting_start_time', 'Meeting start time', 'datetime'],
  ['hs_meeting_end_time', 'Meeting end time', 'datetime'],
  [
    'hs_meeting_outcome',
    'Meeting outcome',
    'enumeration',
    { options: ['SCHEDULED', 'COMPLETED', 'RESCHEDULED', 'NO_SHOW', 'CANCELED'] },
  ],
]);
export const notes = engagement('note', [['hs_note_body', 'Note body', 'string', { fieldType: 'html' }]]);
export const tasks = engagement('task', [
  ['hs_task_subject', 'Task title', 'string'],
  ['hs_task_body', 'Task notes', 'string', { fieldType: 'html' }],
  [
    'hs_task_status',
    'Task status',
    'enumeration',
    { options: ['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'DEFERRED', 'COMPLETED'] },
  ],
  ['hs_task_priority', 'Priority', 'enumeration', { options: ['NONE', 'LOW', 'MEDIUM', 'HIGH'] }],
  ['hs_task_type', 'Task type', 'enumeration', { options: ['TODO', 'CALL', 'EMAIL'] }],
  ['hs_task_reminders', 'Reminders', 'string'],
]);
export const emails = engagement('email', [
  ['hs_email_direction', 'Email direction', 'enumeration', { options: ['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL'] }],
  [
    'hs_email_status',
    'Email send status',
    'enumeration',
    { options: ['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'SENT'] },
  ],
  ['hs_email_subject', 'Email subject', 'string'],
  ['hs_email_text', 'Email text body', 'string', { fieldType: 'textarea' }],
  ['hs_email_html', 'Email HTML body', 'string', { fieldType: 'html' }],
  ['hs_email_headers', 'Email headers', 'string', { fieldType: 'textarea' }],
  ['hs_email_from_email', 'Email from address', 'string', readOnly],
  ['hs_email_to_email', 'Email to address', 'string', readOnly],
]);
