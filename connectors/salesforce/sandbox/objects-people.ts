/** Leads, contacts and accounts, with their usual fields (Object Reference). */
import { systemFields, USERS } from './objects-system.ts';
import { derived, type FieldSpec, field, type ObjectSpec, picklist, reference, text } from './schema.ts';

const INDUSTRIES = ['Banking', 'Consulting', 'Education', 'Manufacturing', 'Retail', 'Technology', 'Transportation'];
export const SOURCES = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];

const address = (of: string): FieldSpec[] => [
  field(`${of}Street`, 'textarea', { length: 255 }),
  text(`${of}City`, 40),
  text(`${of}State`, 80),
  text(`${of}PostalCode`, 20),
  text(`${of}Country`, 80),
];

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
  derived('EmailBouncedReason', 'string', { length: 255 }),
  derived('EmailBouncedDate', 'datetime'),
];

export const LEAD: ObjectSpec = {
  name: 'Lead',
  label: 'Lead',
  labelPlural: 'Leads',
  prefix: '00Q',
  writable: true,
  fields: [
    ...systemFields(),
    ...person(),
    text('Company', 255, { required: true }),
    text('Title', 128),
    field('Website', 'url'),
    picklist('Industry', INDUSTRIES),
    field('NumberOfEmployees', 'int'),
    field('AnnualRevenue', 'currency'),
    field('Fax', 'phone'),
    field('Street', 'textarea', { length: 255 }),
    text('City', 40),
    text('State', 80),
    text('PostalCode', 20),
    text('Country', 80),
    field('IsUnreadByOwner', 'boolean', { default: true }),
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
  ],
};

export const CONTACT: ObjectSpec = {
  name: 'Contact',
  label: 'Contact',
  labelPlural: 'Contacts',
  prefix: '003',
  writable: true,
  fields: [
    ...systemFields(),
    ...person(),
    text('Title', 128),
    text('Department', 80),
    field('Birthdate', 'date'),
    field('Fax', 'phone'),
    field('HomePhone', 'phone'),
    ...address('Mailing'),
    reference('ReportsToId', ['Contact']),
    reference('AccountId', ['Account']),
    reference('OwnerId', USERS),
    derived('MasterRecordId', 'string', { length: 18 }),
  ],
};

export const ACCOUNT: ObjectSpec = {
  name: 'Account',
  label: 'Account',
  labelPlural: 'Accounts',
  prefix: '001',
  writable: true,
  fields: [
    ...systemFields(),
    text('Name', 255, { required: true }),
    field('Website', 'url'),
    field('Phone', 'phone'),
    picklist('Industry', INDUSTRIES),
    field('NumberOfEmployees', 'int'),
    field('AnnualRevenue', 'currency'),
    picklist('Type', ['Prospect', 'Customer - Direct', 'Customer - Channel', 'Technology Partner', 'Other']),
    picklist('Rating', ['Hot', 'Warm', 'Cold']),
    text('AccountNumber', 40),
    text('Site', 80),
    field('Fax', 'phone'),
    picklist('AccountSource', SOURCES),
    reference('ParentId', ['Account']),
    ...address('Billing'),
    ...address('Shipping'),
    field('Description', 'textarea'),
    reference('OwnerId', USERS),
    derived('LastActivityDate', 'date'),
    derived('MasterRecordId', 'string', { length: 18 }),
  ],
};
