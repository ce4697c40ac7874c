/** The properties of tickets, leads, products, line items, quotes, messages and letters, as far as other people's clients touch them (their guides, HubSpot developer documentation). */
import { engagement } from './default-engagements.ts';
import { group, type Property, type Row } from './property.ts';

const readOnly = { readOnly: true } as const;

/** What every record of a type has; then its own. */
function record(name: string, created: 'createdate' | 'hs_createdate', rows: readonly Row[]): Property[] {
  return group(name, [
    ...rows,
    ['hubspot_owner_id', 'Owner', 'string'],
    [created, 'Create date', 'datetime', created === 'createdate' ? {} : readOnly],
    ['hs_lastmodifieddate', 'Last modified date', 'datetime', readOnly],
    ['hs_object_id', 'Record ID', 'number', readOnly],
    ['hs_merged_object_ids', 'Merged record IDs', 'string', readOnly],
  ]);
}

export const communications = engagement('communication', [
  [
    'hs_communication_channel_type',
    'Channel type',
    'enumeration',
    { options: ['WHATS_APP', 'LINKEDIN_MESSAGE', 'SMS'] },
  ],
  ['hs_communication_logged_from', 'Logged from', 'enumeration', { options: ['CRM'] }],
  ['hs_communication_body', 'Body', 'string', { fieldType: 'html' }],
]);
export const postal_mail = engagement('postal_mail', [
  ['hs_postal_mail_body', 'Body', 'string', { fieldType: 'html' }],
]);
export const tickets = record('ticketinformation', 'createdate', [
  ['subject', 'Ticket name', 'string'],
  ['content', 'Ticket description', 'string', { fieldType: 'textarea' }],
  ['hs_pipeline', 'Pipeline', 'enumeration', { options: [['0', 'Support Pipeline']] }],
  [
    'hs_pipeline_stage',
    'Ticket status',
    'enumeration',
    {
      options: [
        ['1', 'New'],
        ['2', 'Waiting on contact'],
        ['3', 'Waiting on us'],
        ['4', 'Closed'],
      ],
    },
  ],
  ['hs_ticket_priority', 'Priority', 'enumeration', { options: ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] }],
  [
    'hs_ticket_category',
    'Category',
    'enumeration',
    { fieldType: 'checkbox', options: ['PRODUCT_ISSUE', 'BILLING_ISSUE', 'FEATURE_REQUEST', 'GENERAL_INQUIRY'] },
  ],
]);
export const leads = record('leadinformation', 'hs_createdate', [
  ['hs_lead_name', 'Lead name', 'string'],
  ['hs_lead_type', 'Lead type', 'enumeration', { options: ['NEW_BUSINESS', 'UPSELL', 'RE_ENGAGEMENT'] }],
  ['hs_lead_label', 'Lead label', 'enumeration', { options: ['WARM', 'COLD', 'HOT'] }],
  ['hs_pipeline', 'Pipeline', 'enumeration', { options: [['lead-pipeline-id', 'Lead pipeline']] }],
  [
    'hs_pipeline_stage',
    'Pipeline stage',
    'enumeration',
    {
      options: [
        ['new-stage-id', 'New'],
        ['attempting-stage-id', 'Attempting'],
        ['connected-stage-id', 'Connected'],
        ['qualified-stage-id', 'Qualified'],
        ['unqualified-stage-id', 'Disqualified'],
      ],
    },
  ],
]);
export const products = record('productinformation', 'createdate', [
  ['name', 'Name', 'string'],
  ['description', 'Product description', 'string', { fieldType: 'textarea' }],
  ['price', 'Unit price', 'number'],
  ['hs_cost_of_goods_sold', 'Unit cost', 'number'],
  ['hs_sku', 'SKU', 'string'],
  ['hs_recurring_billing_period', 'Term', 'string'],
]);
export const line_items = record('lineiteminformation', 'createdate', [
  ['name', 'Name', 'string'],
  ['hs_product_id', 'Product ID', 'string'],
  ['quantity', 'Quantity', 'number'],
  ['price', 'Unit price', 'number'],
  ['amount', 'Net price', 'number'],
  ['hs_sku', 'SKU', 'string'],
]);
export const quotes = record('quoteinformation', 'hs_createdate', [
  ['hs_title', 'Quote title', 'string'],
  ['hs_expiration_date', 'Expiration date', 'date'],
  [
    'hs_status',
    'Quote status',
    'enumeration',
    { options: ['DRAFT', 'APPROVAL_NOT_NEEDED', 'PENDING_APPROVAL', 'APPROVED', 'REJECTED'] },
  ],
  ['hs_quote_amount', 'Quote amount', 'number', readOnly],
]);
