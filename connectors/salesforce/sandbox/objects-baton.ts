/** What Baton's set-up adds to an org: its fields on Lead and Contact, on activities, and the object of handoffs. */
import { systemFields } from './objects-system.ts';
import { derived, type FieldSpec, field, type ObjectSpec, picklist, reference, text } from './schema.ts';

const WHOLE = { precision: 18, scale: 0 };

/** The fields that Baton's set-up adds to Lead and Contact alike. */
export function batonFields(): FieldSpec[] {
  const restricted = { restricted: true };
  return [
    text('Baton_Id__c', 64, { unique: true, externalId: true, caseSensitive: true, label: 'Baton ID' }),
    picklist('Baton_Stage__c', STAGES, restricted),
    field('Baton_Stage_Since__c', 'datetime'),
    text('Baton_Owner__c', 255),
    field('Baton_Attribute_Score__c', 'double', WHOLE),
    field('Baton_Behaviour_Score__c', 'double', WHOLE),
    field('Baton_Total_Score__c', 'double', WHOLE),
    picklist('Baton_Temperature__c', ['hot', 'warm', 'cold'], restricted),
    text('Baton_Grade__c', 10),
    text('Baton_Cell__c', 255),
    text('Baton_Missing__c', 255),
    field('Baton_Reasons__c', 'textarea', { length: 32_768 }),
    field('Baton_Contact_Deadline__c', 'datetime'),
    text('Baton_Recent_Touches__c', 255),
    picklist('Baton_Priority__c', ['high', 'normal', 'low'], restricted),
    picklist('Baton_Budget__c', ['none', 'undecided', 'studied', 'approved'], restricted),
    picklist('Baton_Authority__c', ['user', 'influences', 'decides'], restricted),
    picklist('Baton_Need__c', ['vague', 'clear'], restricted),
    picklist('Baton_Timeframe__c', ['over-1-year', 'within-1-year', 'within-6-months', 'within-3-months'], restricted),
    text('Baton_Potential_Reason__c', 255),
    field('Baton_Deal_Amount__c', 'currency', WHOLE),
    picklist('Baton_Product_Understanding__c', ['basics', 'applies'], restricted),
    picklist('Baton_Competition__c', ['surveys', 'shortlisted'], restricted),
    picklist('Baton_Relationship__c', ['just-met', 'proposes-next-step'], restricted),
    picklist('Baton_Return_Reason__c', RETURN_REASONS, restricted),
    text('Baton_Return_Comment__c', 255),
    picklist('Baton_Sales_Rating__c', ['good', 'fair', 'poor'], restricted),
    text('Baton_Sales_Comment__c', 255),
    text('Baton_Loss_Reason__c', 255),
    picklist('Baton_Approved__c', ['approved', 'declined'], restricted),
    picklist('Baton_Accepted__c', ['accepted', 'declined'], restricted),
  ];
}

const STAGES = ['lead', 'mql', 'sql', 'opportunity', 'won', 'lost', 'returned', 'disqualified'];
/** As the shipped agreement names them (`sendBack`). */
const RETURN_REASONS = [
  ...['timeframe-unknown', 'no-budget', 'collecting', 'vague', 'outside-target', 'download-only', 'too-small'],
];

const OUTCOMES = [
  ...['open', 'accepted', 'contacted', 'advanced', 'sent-back', 'superseded', 'withdrawn'],
  ...['declined', 'expired', 'reassigned'],
];

/** On tasks and events alike. */
export function batonActivityFields(): FieldSpec[] {
  return [text('Baton_Handoff__c', 64, { label: 'Baton Handoff' })];
}

export const HANDOFF: ObjectSpec = {
  name: 'Baton_Handoff__c',
  label: 'Baton Handoff',
  labelPlural: 'Baton Handoffs',
  prefix: 'a0B',
  writable: true,
  autoName: 'BH-{000000}',
  fields: [
    ...systemFields(),
    derived('Name', 'string', { length: 80 }),
    reference('OwnerId', ['Group', 'User']),
    text('Baton_Key__c', 64, { unique: true, externalId: true, caseSensitive: true, label: 'Baton Key' }),
    reference('Lead__c', ['Lead']),
    reference('Contact__c', ['Contact']),
    text('Task_Id__c', 18),
    text('Type__c', 80),
    text('From__c', 255),
    text('To__c', 255),
    field('Decided_At__c', 'datetime'),
    field('Due_At__c', 'datetime'),
    field('Reason__c', 'textarea', { length: 32_768 }),
    field('Score__c', 'double', WHOLE),
    text('Agreement__c', 64),
    text('Current_Owner__c', 255),
    picklist('Outcome__c', OUTCOMES, { restricted: true }),
    field('Accepted_At__c', 'datetime'),
    picklist('Deadline_State__c', ['open', 'met', 'missed'], { restricted: true }),
    field('First_Contact_At__c', 'datetime'),
    field('First_Contact_Minutes__c', 'double', WHOLE),
    picklist('Minutes_Of__c', ['clock-time', 'business-time'], { restricted: true }),
    picklist('First_Contact_How__c', ['evidenced', 'reported'], { restricted: true }),
    text('First_Contact_By__c', 255),
    field('Closed_At__c', 'datetime'),
    text('End_Reason__c', 255),
    picklist('Result__c', ['opportunity', 'won', 'lost', 'disqualified'], { restricted: true }),
    reference('Opportunity__c', ['Opportunity']),
  ],
};

/** Of the user that Baton works as. */
export const READY_RIGHTS = [
  'ActivitiesAccess',
  'AllowViewEditConvertedLeads',
  'ApiEnabled',
  'EditTask',
  'TransferAnyLead',
] as const;

/** The permission set that a set-up gives to the user that Baton works as, as the Metadata API tells it. */
export function readySet(): Readonly<Record<string, unknown>> {
  const on = (object: string, fields: readonly FieldSpec[]): readonly string[] =>
    fields.filter(({ name }) => name.endsWith('__c')).map(({ name }) => `${object}.${name}`);
  const fields = [
    ...on('Lead', batonFields()),
    ...on('Contact', batonFields()),
    ...on('Task', batonActivityFields()),
    ...on(HANDOFF.name, HANDOFF.fields),
  ];
  return {
    label: 'Baton: integration user',
    fieldPermissions: fields.map((field) => ({ field, readable: true, editable: true })),
    objectPermissions: ['Account', 'Campaign', 'Contact', 'Lead', 'Opportunity', HANDOFF.name].map((object) => ({
      object,
    })),
    userPermissions: READY_RIGHTS.map((name) => ({ name, enabled: true })),
  };
}
