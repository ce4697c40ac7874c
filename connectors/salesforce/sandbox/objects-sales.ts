/** Opportunities, campaigns and cases, with their usual fields (Object Reference). */
import { SOURCES } from './objects-people.ts';
import { systemFields, USERS } from './objects-system.ts';
import { derived, field, type ObjectSpec, picklist, reference, text } from './schema.ts';

/** Stages of a new org, with the probability that each gives. */
export const STAGES: Readonly<Record<string, number>> = {
  Prospecting: 10,
  Qualification: 10,
  'Needs Analysis': 20,
  'Value Proposition': 50,
  'Id. Decision Makers': 60,
  'Perception Analysis': 70,
  'Proposal/Price Quote': 75,
  'Negotiation/Review': 90,
  'Closed Won': 100,
  'Closed Lost': 0,
};

export const OPPORTUNITY: ObjectSpec = {
  name: 'Opportunity',
  label: 'Opportunity',
  labelPlural: 'Opportunities',
  prefix: '006',
  writable: true,
  fields: [
    ...systemFields(),
    text('Name', 120, { required: true }),
    reference('AccountId', ['Account']),
    reference('OwnerId', USERS),
    reference('CampaignId', ['Campaign']),
    derived('ContactId', 'string', { length: 18 }),
    picklist('StageName', Object.keys(STAGES), { required: true }),
    field('CloseDate', 'date', { required: true }),
    field('Amount', 'currency'),
    field('Probability', 'percent', { precision: 3, scale: 0 }),
    picklist('Type', ['New Customer', 'Existing Customer - Upgrade', 'Existing Customer - Replacement']),
    picklist('LeadSource', SOURCES),
    text('NextStep', 255),
    field('Description', 'textarea'),
    derived('ForecastCategory', 'string', { length: 40 }),
    derived('IsClosed', 'boolean', { default: false }),
    derived('IsWon', 'boolean', { default: false }),
    derived('LastActivityDate', 'date'),
    derived('LastStageChangeDate', 'datetime'),
  ],
};

export const OPPORTUNITY_CONTACT_ROLE: ObjectSpec = {
  name: 'OpportunityContactRole',
  label: 'Opportunity Contact Role',
  labelPlural: 'Opportunity Contact Roles',
  prefix: '00K',
  writable: true,
  fields: [
    ...systemFields(),
    reference('OpportunityId', ['Opportunity'], { required: true, updateable: false }),
    reference('ContactId', ['Contact'], { required: true }),
    picklist('Role', [
      'Business User',
      'Decision Maker',
      'Economic Buyer',
      'Evaluator',
      'Executive Sponsor',
      'Influencer',
      'Other',
    ]),
    field('IsPrimary', 'boolean', { default: false }),
  ],
};

/** A snapshot whenever amount, probability, stage or close date change; the org writes it. */
export const OPPORTUNITY_HISTORY: ObjectSpec = {
  name: 'OpportunityHistory',
  label: 'Opportunity History',
  labelPlural: 'Opportunity Histories',
  prefix: '008',
  writable: false,
  fields: [
    derived('Id', 'id'),
    derived('IsDeleted', 'boolean', { default: false }),
    derived('CreatedDate', 'datetime'),
    reference('CreatedById', USERS, { createable: false, updateable: false, relationship: 'CreatedBy' }),
    derived('SystemModstamp', 'datetime'),
    reference('OpportunityId', ['Opportunity'], { createable: false, updateable: false }),
    derived('StageName', 'string', { length: 255 }),
    derived('Amount', 'currency'),
    derived('ExpectedRevenue', 'currency'),
    derived('Probability', 'percent'),
    derived('CloseDate', 'date'),
    derived('ForecastCategory', 'string', { length: 40 }),
  ],
};

export const CAMPAIGN: ObjectSpec = {
  name: 'Campaign',
  label: 'Campaign',
  labelPlural: 'Campaigns',
  prefix: '701',
  writable: true,
  fields: [
    ...systemFields(),
    text('Name', 80, { required: true }),
    reference('ParentId', ['Campaign']),
    picklist('Type', ['Conference', 'Webinar', 'Trade Show', 'Email', 'Advertisement', 'Telemarketing', 'Other']),
    picklist('Status', ['Planned', 'In Progress', 'Completed', 'Aborted'], { default: 'Planned' }),
    field('StartDate', 'date'),
    field('EndDate', 'date'),
    field('IsActive', 'boolean', { default: false }),
    field('BudgetedCost', 'currency'),
    field('Description', 'textarea'),
    reference('OwnerId', USERS),
  ],
};

export const CAMPAIGN_MEMBER: ObjectSpec = {
  name: 'CampaignMember',
  label: 'Campaign Member',
  labelPlural: 'Campaign Members',
  prefix: '00v',
  writable: true,
  fields: [
    ...systemFields(),
    reference('CampaignId', ['Campaign'], { required: true, updateable: false }),
    reference('LeadId', ['Lead'], { updateable: false }),
    reference('ContactId', ['Contact'], { updateable: false }),
    picklist('Status', ['Sent', 'Responded'], { default: 'Sent' }),
    derived('HasResponded', 'boolean', { default: false }),
    derived('FirstRespondedDate', 'date'),
    derived('Type', 'string', { length: 40 }),
  ],
};

export const CASE: ObjectSpec = {
  name: 'Case',
  label: 'Case',
  labelPlural: 'Cases',
  prefix: '500',
  writable: true,
  autoName: '{00000000}',
  fields: [
    ...systemFields(),
    derived('CaseNumber', 'string', { length: 30 }),
    text('Subject', 255),
    field('Description', 'textarea'),
    reference('ContactId', ['Contact']),
    reference('AccountId', ['Account']),
    reference('OwnerId', ['Group', 'User']),
    picklist('Status', ['New', 'Working', 'Escalated', 'Closed'], { default: 'New' }),
    picklist('Priority', ['High', 'Medium', 'Low'], { default: 'Medium' }),
    picklist('Origin', ['Phone', 'Email', 'Web']),
    derived('IsClosed', 'boolean', { default: false }),
  ],
};
