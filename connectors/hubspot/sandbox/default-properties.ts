/** The properties a portal has from the start, as far as Baton or its users could touch them; names and types from HubSpot's object definitions. */
import type { Property, PropertyOption, PropertyType } from './catalogue.ts';
import type { ObjectType } from './object-types.ts';

interface Extra {
  readonly options?: readonly (string | readonly [value: string, label: string])[];
  readonly fieldType?: string;
  readonly unique?: boolean;
  readonly readOnly?: boolean;
  /** Made by this portal's administrators, not by HubSpot. */
  readonly custom?: boolean;
}

const FIELD_TYPES: Readonly<Record<PropertyType, string>> = {
  string: 'text',
  number: 'number',
  bool: 'booleancheckbox',
  enumeration: 'select',
  date: 'date',
  datetime: 'date',
};

function options(list: Extra['options'], type: PropertyType): readonly PropertyOption[] {
  const given = list ?? (type === 'bool' ? (['true', 'false'] as const) : []);
  return given.map((option, displayOrder) => {
    const [value, label] = typeof option === 'string' ? [option, option] : option;
    return { label, value, displayOrder, hidden: false };
  });
}

/** Adds a group's properties one by one, in the order of the portal's settings page. */
function group(groupName: string, rows: readonly (readonly [string, string, PropertyType, Extra?])[]): Property[] {
  return rows.map(([name, label, type, extra = {}], displayOrder) => ({
    name,
    label,
    type,
    fieldType: extra.fieldType ?? FIELD_TYPES[type],
    groupName,
    description: '',
    options: options(extra.options, type),
    displayOrder,
    hasUniqueValue: extra.unique ?? false,
    formField: !(extra.readOnly ?? false),
    hidden: false,
    hubspotDefined: !(extra.custom ?? false),
    readOnly: extra.readOnly ?? false,
    archived: false,
  }));
}

const readOnly = { readOnly: true } as const;

/** Order matters: the API moves a contact forward only ("Contacts guide", HubSpot developer documentation). */
const LIFECYCLE_STAGES = [
  ['subscriber', 'Subscriber'],
  ['lead', 'Lead'],
  ['marketingqualifiedlead', 'Marketing Qualified Lead'],
  ['salesqualifiedlead', 'Sales Qualified Lead'],
  ['opportunity', 'Opportunity'],
  ['customer', 'Customer'],
  ['evangelist', 'Evangelist'],
  ['other', 'Other'],
] as const;
const LEAD_STATUSES = [
  ['NEW', 'New'],
  ['OPEN', 'Open'],
  ['IN_PROGRESS', 'In Progress'],
  ['OPEN_DEAL', 'Open Deal'],
  ['UNQUALIFIED', 'Unqualified'],
  ['ATTEMPTED_TO_CONTACT', 'Attempted to Contact'],
  ['CONNECTED', 'Connected'],
  ['BAD_TIMING', 'Bad Timing'],
] as const;

const contacts = [
  ...group('contactinformation', [
    ['email', 'Email', 'string', { unique: true }],
    ['hs_additional_emails', 'Additional email addresses', 'string'],
    ['firstname', 'First Name', 'string'],
    ['lastname', 'Last Name', 'string'],
    ['company', 'Company Name', 'string'],
    ['jobtitle', 'Job Title', 'string'],
    ['phone', 'Phone Number', 'string', { fieldType: 'phonenumber' }],
    ['mobilephone', 'Mobile Phone Number', 'string', { fieldType: 'phonenumber' }],
    ['website', 'Website URL', 'string'],
    ['address', 'Street Address', 'string'],
    ['city', 'City', 'string'],
    ['state', 'State/Region', 'string'],
    ['zip', 'Postal Code', 'string'],
    ['country', 'Country/Region', 'string'],
    ['industry', 'Industry', 'string'],
    // A range, unlike the company's numberofemployees, which is a number.
    [
      'numemployees',
      'Number of Employees',
      'enumeration',
      { options: ['1-5', '5-25', '25-50', '50-100', '100-500', '500-1000', '1000+'] },
    ],
    ['message', 'Message', 'string', { fieldType: 'textarea' }],
    ['hs_language', 'Preferred language', 'enumeration', { options: ['ja', 'en', 'de', 'fr'] }],
    ['lifecyclestage', 'Lifecycle Stage', 'enumeration', { fieldType: 'radio', options: LIFECYCLE_STAGES }],
    ['hs_lead_status', 'Lead Status', 'enumeration', { fieldType: 'radio', options: LEAD_STATUSES }],
    ['hubspot_owner_id', 'Contact owner', 'string'],
    ['associatedcompanyid', 'Primary Associated Company ID', 'number'],
    ['hs_email_optout', 'Unsubscribed from all email', 'bool'],
    ['createdate', 'Create Date', 'datetime'],
    ['lastmodifieddate', 'Last Modified Date', 'datetime', readOnly],
    ['hs_object_id', 'Record ID', 'number', readOnly],
    ['hs_merged_object_ids', 'Merged record IDs', 'string', readOnly],
  ]),
  ...group('conversioninformation', [
    ['num_conversion_events', 'Number of Form Submissions', 'number', readOnly],
    ['recent_conversion_date', 'Recent Conversion Date', 'datetime', readOnly],
    ['recent_conversion_event_name', 'Recent Conversion', 'string', readOnly],
    ['first_conversion_date', 'First Conversion Date', 'datetime', readOnly],
    ['first_conversion_event_name', 'First Conversion', 'string', readOnly],
  ]),
  ...group('analyticsinformation', [
    ['hs_analytics_num_page_views', 'Number of Pageviews', 'number', readOnly],
    ['hs_analytics_num_visits', 'Number of Sessions', 'number', readOnly],
    ['hs_analytics_first_timestamp', 'Time First Seen', 'datetime', readOnly],
    ['hs_analytics_last_timestamp', 'Time Last Seen', 'datetime', readOnly],
    ['hs_analytics_last_url', 'Last Page Seen', 'string', readOnly],
  ]),
  ...group('purchase', [
    [
      'purchase_timeframe',
      'Purchase timeframe',
      'enumeration',
      { custom: true, options: ['within-3-months', 'within-6-months', '6-12-months', 'over-1-year', 'undecided'] },
    ],
    ['purchase_budget', 'Purchase budget (yen)', 'number', { custom: true }],
  ]),
];

const companies = group('companyinformation', [
  ['name', 'Company name', 'string'],
  ['domain', 'Company Domain Name', 'string'],
  [
    'industry',
    'Industry',
    'enumeration',
    {
      options: [
        ['COMPUTER_SOFTWARE', 'Computer Software'],
        ['INFORMATION_TECHNOLOGY_AND_SERVICES', 'Information Technology and Services'],
        ['MACHINERY', 'Machinery'],
        ['RETAIL', 'Retail'],
        ['FINANCIAL_SERVICES', 'Financial Services'],
        ['LOGISTICS_AND_SUPPLY_CHAIN', 'Logistics and Supply Chain'],
      ],
    },
  ],
  ['numberofemployees', 'Number of Employees', 'number'],
  ['annualrevenue', 'Annual Revenue', 'number'],
  ['annual_growth', 'Annual growth (%)', 'number', { custom: true }],
  ['phone', 'Phone Number', 'string', { fieldType: 'phonenumber' }],
  ['website', 'Website URL', 'string'],
  ['city', 'City', 'string'],
  ['state', 'State/Region', 'string'],
  ['country', 'Country/Region', 'string'],
  ['lifecyclestage', 'Lifecycle Stage', 'enumeration', { fieldType: 'radio', options: LIFECYCLE_STAGES }],
  ['hubspot_owner_id', 'Company owner', 'string'],
  ['createdate', 'Create Date', 'datetime'],
  ['hs_lastmodifieddate', 'Last Modified Date', 'datetime', readOnly],
  ['hs_object_id', 'Record ID', 'number', readOnly],
  ['hs_merged_object_ids', 'Merged record IDs', 'string', readOnly],
]);

const deals = group('dealinformation', [
  ['dealname', 'Deal Name', 'string'],
  ['pipeline', 'Pipeline', 'enumeration', { options: [['default', 'Sales Pipeline']] }],
  [
    'dealstage',
    'Deal Stage',
    'enumeration',
    {
      fieldType: 'radio',
      options: [
        ['appointmentscheduled', 'Appointment Scheduled'],
        ['qualifiedtobuy', 'Qualified To Buy'],
        ['presentationscheduled', 'Presentation Scheduled'],
        ['decisionmakerboughtin', 'Decision Maker Bought-In'],
        ['contractsent', 'Contract Sent'],
        ['closedwon', 'Closed Won'],
        ['closedlost', 'Closed Lost'],
      ],
    },
  ],
  ['amount', 'Amount', 'number'],
  ['closedate', 'Close Date', 'datetime'],
  ['hs_is_closed', 'Is Closed', 'bool', readOnly],
  ['hs_is_closed_won', 'Is Closed Won', 'bool', readOnly],
  ['hubspot_owner_id', 'Deal owner', 'string'],
  ['createdate', 'Create Date', 'datetime'],
  ['hs_lastmodifieddate', 'Last Modified Date', 'datetime', readOnly],
  ['hs_object_id', 'Record ID', 'number', readOnly],
  ['hs_merged_object_ids', 'Merged record IDs', 'string', readOnly],
]);

/** What every engagement has; then its own. */
function engagement(name: string, rows: readonly (readonly [string, string, PropertyType, Extra?])[]): Property[] {
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

const calls = engagement('call', [
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
const meetings = engagement('meeting', [
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
const notes = engagement('note', [['hs_note_body', 'Note body', 'string', { fieldType: 'html' }]]);
const tasks = engagement('task', [
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
const emails = engagement('email', [
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

export const DEFAULT_PROPERTIES: Readonly<Record<ObjectType, readonly Property[]>> = {
  contacts,
  companies,
  deals,
  calls,
  meetings,
  notes,
  tasks,
  emails,
};
