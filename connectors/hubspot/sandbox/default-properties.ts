/** The properties a portal has from the start, as far as Baton or its users could touch them; names and types from HubSpot's object definitions. */
import { calls, emails, meetings, notes, tasks } from './default-engagements.ts';
import { communications, leads, line_items, postal_mail, products, quotes, tickets } from './default-others.ts';
import type { ObjectType } from './object-types.ts';
import { group, type Property } from './property.ts';

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
    ['hs_object_source_label', 'Record source', 'string', readOnly],
    ['hs_object_source_detail_1', 'Record source detail 1', 'string', readOnly],
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

export const DEFAULT_PROPERTIES: Readonly<Record<ObjectType, readonly Property[]>> = {
  contacts,
  companies,
  deals,
  calls,
  meetings,
  notes,
  tasks,
  emails,
  communications,
  postal_mail,
  tickets,
  leads,
  products,
  line_items,
  quotes,
};
