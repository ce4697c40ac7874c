/** The org's objects: Salesforce's own as its Object Reference describes them (the fields Baton can meet), and what Baton's set-up adds. */
import { derived, type FieldSpec, field, type ObjectSpec, picklist, reference, text } from './schema.ts';

const USERS = ['User'];

function system(): FieldSpec[] {
  return [
    derived('Id', 'id'),
    derived('IsDeleted', 'boolean', { default: false }),
    derived('CreatedDate', 'datetime'),
    reference('CreatedById', USERS, { createable: false, updateable: false, relationship: 'CreatedBy' }),
    derived('LastModifiedDate', 'datetime'),
    reference('LastModifiedById', USERS, { createable: false, updateable: false, relationship: 'LastModifiedBy' }),
    derived('SystemModstamp', 'datetime'),
  ];
}

/** The fields that Baton's set-up adds to Lead and Contact alike. */
function batonFields(): FieldSpec[] {
  const restricted = { restricted: true };
  return [
    text('Baton_Id__c', 64, { unique: true, externalId: true, label: 'Baton ID' }),
    text('Baton_Stage__c', 40),
    field('Baton_Stage_Since__c', 'datetime'),
    text('Baton_Owner__c', 255),
    field('Baton_Attribute_Score__c', 'double'),
    field('Baton_Behaviour_Score__c', 'double'),
    field('Baton_Total_Score__c', 'double'),
    text('Baton_Temperature__c', 20),
    text('Baton_Grade__c', 10),
    text('Baton_Cell__c', 255),
    text('Baton_Missing__c', 255),
    field('Baton_Reasons__c', 'textarea', { length: 32_768 }),
    field('Baton_Contact_Deadline__c', 'datetime'),
    picklist('Baton_Budget__c', ['none', 'undecided', 'studied', 'approved'], restricted),
    picklist('Baton_Authority__c', ['user', 'influences', 'decides'], restricted),
    picklist('Baton_Need__c', ['vague', 'clear'], restricted),
    picklist('Baton_Timeframe__c', ['over-1-year', 'within-1-year', 'within-6-months', 'within-3-months'], restricted),
    text('Baton_Potential_Reason__c', 255),
    field('Baton_Deal_Amount__c', 'currency'),
    picklist('Baton_Product_Understanding__c', ['basics', 'applies'], restricted),
    picklist('Baton_Competition__c', ['surveys', 'shortlisted'], restricted),
    picklist('Baton_Relationship__c', ['just-met', 'proposes-next-step'], restricted),
    picklist('Baton_Return_Reason__c', RETURN_REASONS, restricted),
    text('Baton_Return_Comment__c', 255),
  ];
}

/** As the shipped agreement names them (`sendBack`). */
const RETURN_REASONS = [
  ...['timeframe-unknown', 'no-budget', 'collecting', 'vague', 'outside-target', 'download-only', 'too-small'],
];

const INDUSTRIES = ['Banking', 'Consulting', 'Education', 'Manufacturing', 'Retail', 'Technology', 'Transportation'];
const SOURCES = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];

const person = (): FieldSpec[] => [
  text('FirstName', 40),
  text('LastName', 80, { required: true }),
  derived('Name', 'string', { length: 121 }),
  text('Salutation', 40),
  field('Email', 'email'),
  field('Phone', 'phone'),
  field('MobilePhone', 'phone'),
  picklist('LeadSource', SOURCES),
  field('HasOptedOutOfEmail', 'boolean', { default: false }),
  field('Description', 'textarea'),
  derived('LastActivityDate', 'date'),
];

const lead: ObjectSpec = {
  name: 'Lead',
  label: 'Lead',
  labelPlural: 'Leads',
  prefix: '00Q',
  writable: true,
  fields: [
    ...system(),
    ...person(),
    text('Company', 255, { required: true }),
    text('Title', 128),
    field('Website', 'url'),
    picklist('Industry', INDUSTRIES),
    field('NumberOfEmployees', 'int'),
    field('AnnualRevenue', 'currency'),
    text('City', 40),
    text('State', 80),
    text('Country', 80),
    picklist('Rating', ['Hot', 'Warm', 'Cold']),
    picklist(
      'Status',
      ['Open - Not Contacted', 'Working - Contacted', 'Closed - Converted', 'Closed - Not Converted'],
      {
        default: 'Open - Not Contacted',
      },
    ),
    reference('OwnerId', ['Group', 'User']),
    derived('IsConverted', 'boolean', { default: false }),
    derived('ConvertedDate', 'date'),
    reference('ConvertedAccountId', ['Account'], { createable: false, updateable: false }),
    reference('ConvertedContactId', ['Contact'], { createable: false, updateable: false }),
    derived('ConvertedOpportunityId', 'string', { length: 18 }),
    derived('MasterRecordId', 'string', { length: 18 }),
    ...batonFields(),
  ],
};

const contact: ObjectSpec = {
  name: 'Contact',
  label: 'Contact',
  labelPlural: 'Contacts',
  prefix: '003',
  writable: true,
  fields: [
    ...system(),
    ...person(),
    text('Title', 128),
    text('Department', 80),
    text('MailingState', 80),
    reference('AccountId', ['Account']),
    reference('OwnerId', USERS),
    derived('MasterRecordId', 'string', { length: 18 }),
    ...batonFields(),
  ],
};

const account: ObjectSpec = {
  name: 'Account',
  label: 'Account',
  labelPlural: 'Accounts',
  prefix: '001',
  writable: true,
  fields: [
    ...system(),
    text('Name', 255, { required: true }),
    field('Website', 'url'),
    field('Phone', 'phone'),
    picklist('Industry', INDUSTRIES),
    field('NumberOfEmployees', 'int'),
    field('AnnualRevenue', 'currency'),
    text('BillingState', 80),
    text('BillingCountry', 80),
    field('Description', 'textarea'),
    reference('OwnerId', USERS),
    derived('LastActivityDate', 'date'),
    derived('MasterRecordId', 'string', { length: 18 }),
  ],
};

const activity = (): FieldSpec[] => [
  text('Subject', 255),
  field('Description', 'textarea'),
  reference('OwnerId', USERS),
  reference('WhoId', ['Contact', 'Lead']),
  reference('WhatId', ['Account', 'Baton_Handoff__c']),
  reference('AccountId', ['Account'], { createable: false, updateable: false }),
  text('Baton_Handoff__c', 64, { label: 'Baton Handoff' }),
  field('IsReminderSet', 'boolean', { default: false }),
  field('ReminderDateTime', 'datetime'),
];

const task: ObjectSpec = {
  name: 'Task',
  label: 'Task',
  labelPlural: 'Tasks',
  prefix: '00T',
  writable: true,
  fields: [
    ...system(),
    ...activity(),
    field('ActivityDate', 'date'),
    picklist('Status', ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'], {
      default: 'Not Started',
    }),
    picklist('Priority', ['High', 'Normal', 'Low'], { default: 'Normal' }),
    // Fixed when the task is made (Object Reference, Task).
    picklist('TaskSubtype', ['Task', 'Call', 'Email'], { default: 'Task', updateable: false, restricted: true }),
    picklist('CallType', ['Internal', 'Inbound', 'Outbound'], { restricted: true }),
    text('CallDisposition', 255),
    field('CallDurationInSeconds', 'int'),
    derived('IsClosed', 'boolean', { default: false }),
    derived('IsHighPriority', 'boolean', { default: false }),
    derived('CompletedDateTime', 'datetime'),
  ],
};

const event: ObjectSpec = {
  name: 'Event',
  label: 'Event',
  labelPlural: 'Events',
  prefix: '00U',
  writable: true,
  fields: [
    ...system(),
    ...activity(),
    text('Location', 255),
    field('StartDateTime', 'datetime'),
    field('EndDateTime', 'datetime'),
    field('DurationInMinutes', 'int'),
    derived('ActivityDate', 'date'),
    field('IsAllDayEvent', 'boolean', { default: false }),
  ],
};

const user: ObjectSpec = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  prefix: '005',
  writable: false,
  fields: [
    ...system().filter((spec) => spec.name !== 'IsDeleted'),
    text('Username', 80, { unique: true }),
    field('Email', 'email', { length: 128 }),
    text('FirstName', 40),
    text('LastName', 80),
    derived('Name', 'string', { length: 121 }),
    text('Department', 80),
    text('Title', 80),
    field('IsActive', 'boolean', { default: true }),
    picklist('UserType', ['Standard', 'AutomatedProcess'], { default: 'Standard' }),
    picklist('TimeZoneSidKey', ['Asia/Tokyo', 'America/Los_Angeles', 'Europe/Berlin'], { default: 'Asia/Tokyo' }),
    picklist('LanguageLocaleKey', ['ja', 'en_US', 'de'], { default: 'en_US' }),
  ],
};

const group: ObjectSpec = {
  name: 'Group',
  label: 'Group',
  labelPlural: 'Groups',
  prefix: '00G',
  writable: false,
  fields: [
    ...system().filter((spec) => spec.name !== 'IsDeleted'),
    text('Name', 80),
    text('DeveloperName', 80),
    picklist('Type', ['Regular', 'Queue']),
    field('Email', 'email'),
  ],
};

const organization: ObjectSpec = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organizations',
  prefix: '00D',
  writable: false,
  fields: [
    ...system().filter((spec) => spec.name !== 'IsDeleted'),
    text('Name', 80),
    text('InstanceName', 5),
    text('OrganizationType', 40),
    field('IsSandbox', 'boolean', { default: true }),
    text('LanguageLocaleKey', 10),
    text('TimeZoneSidKey', 40),
  ],
};

const handoff: ObjectSpec = {
  name: 'Baton_Handoff__c',
  label: 'Baton Handoff',
  labelPlural: 'Baton Handoffs',
  prefix: 'a0B',
  writable: true,
  fields: [
    ...system(),
    derived('Name', 'string', { length: 80 }),
    reference('OwnerId', ['Group', 'User']),
    text('Baton_Key__c', 64, { unique: true, externalId: true, label: 'Baton Key' }),
    reference('Lead__c', ['Lead']),
    reference('Contact__c', ['Contact']),
    text('Task_Id__c', 18),
    text('Type__c', 80),
    text('From__c', 255),
    text('To__c', 255),
    field('Decided_At__c', 'datetime'),
    field('Due_At__c', 'datetime'),
    field('Reason__c', 'textarea', { length: 32_768 }),
    field('Score__c', 'double'),
    text('Agreement__c', 64),
  ],
};

export const OBJECTS: readonly ObjectSpec[] = [lead, contact, account, task, event, user, group, organization, handoff];

/**
 * What can be read through a reference to several kinds of object (Object Reference, Name): `Owner.Name` of a Lead, `Who.Type` of a Task.
 */
export const NAME_FIELDS: readonly FieldSpec[] = [
  derived('Id', 'id'),
  derived('Name', 'string', { length: 255 }),
  derived('Type', 'string', { length: 40 }),
  derived('FirstName', 'string', { length: 40 }),
  derived('LastName', 'string', { length: 80 }),
  derived('Email', 'email'),
  derived('Phone', 'phone'),
  derived('Title', 'string', { length: 128 }),
  derived('Username', 'string', { length: 80 }),
  derived('IsActive', 'boolean'),
];
