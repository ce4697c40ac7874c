/** Converts a Lead into a Contact at an Account, with its activities, as the SOAP call convertLead does. */
import { to18 } from './ids.ts';
import { STAGES } from './objects-sales.ts';
import type { Doing, Org } from './org.ts';
import { Refusal, refuse, rowError } from './refusal.ts';
import { type Row, stamp, textOf, type Value } from './values.ts';
import { insertRow, type RowResult, touched } from './write.ts';

export interface Conversion {
  readonly now: Temporal.Instant;
  /** The converting user. */
  readonly userId: string;
  readonly convertedStatus?: string;
  /** An existing account or contact to convert into; made from the Lead where absent. */
  readonly accountId?: string;
  readonly contactId?: string;
  /** Owner of what is made; needed where a queue owns the Lead. */
  readonly ownerId?: string;
  /** Whether an opportunity is made too; not unless told. */
  readonly makeOpportunity?: boolean;
  /** The company's name unless given. */
  readonly opportunityName?: string;
}

export interface Converted {
  readonly accountId: string;
  readonly contactId: string;
  readonly opportunityId?: string;
}

/** The one status of a new org that says so. */
const CONVERTED = 'Closed - Converted';

/** Baton's fields and these are carried to a new Contact, as the org's lead field mapping says. */
const CARRIED = ['FirstName', 'LastName', 'Title', 'Email', 'Phone', 'MobilePhone', 'LeadSource', 'HasOptedOutOfEmail'];

/**
 * The Lead becomes read-only and names what it was converted to. Its tasks and events move to the contact, keeping their ids; open tasks of the
 * converting user pass to the new owner. Throws a Refusal if the Lead is unknown, converted already, or a row that is to be made is refused.
 */
export function convertLead(org: Org, leadId: string, conversion: Conversion): Converted {
  const { now, userId, convertedStatus = CONVERTED } = conversion;
  const doing: Doing = { now, userId, autoAssign: false };
  const lead = org.rows.byId(to18(leadId) ?? '');
  if (lead === undefined) throw refuse(400, 'INVALID_CROSS_REFERENCE_KEY', `no Lead to convert: ${leadId}`);
  if (lead['IsConverted'] === true)
    throw refuse(400, 'CANNOT_UPDATE_CONVERTED_LEAD', `no Lead to convert, it is converted: ${leadId}`);
  if (convertedStatus !== CONVERTED) throw refuse(400, 'INVALID_STATUS', `invalid convertedStatus: ${convertedStatus}`);
  const owner = conversion.ownerId ?? String(lead['OwnerId']);
  if (!owner.startsWith('005'))
    throw refuse(400, 'INVALID_CROSS_REFERENCE_KEY', 'a Lead that a queue owns needs an ownerId to be converted');
  const accountId = target(org, 'Account', conversion.accountId, { ...accountFrom(lead), OwnerId: owner }, doing);
  const person = { ...contactFrom(org, lead), AccountId: accountId, OwnerId: owner };
  const contactId = target(org, 'Contact', conversion.contactId, person, doing);
  const opportunityId =
    conversion.makeOpportunity === true
      ? makeOpportunity(org, conversion.opportunityName ?? textOf(lead['Company']), accountId, contactId, owner, doing)
      : undefined;
  org.rows.put('Lead', {
    ...lead,
    IsConverted: true,
    ConvertedDate: stamp(now).slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ...(opportunityId === undefined ? {} : { ConvertedOpportunityId: opportunityId }),
    Status: convertedStatus,
    ...touched(doing),
  });
  for (const row of org.rows.living('CampaignMember'))
    if (row['LeadId'] === lead['Id'])
      org.rows.put('CampaignMember', { ...row, ContactId: contactId, ...touched(doing) });
  for (const object of ['Task', 'Event'])
    for (const row of org.rows.living(object)) {
      if (row['WhoId'] !== lead['Id']) continue;
      const passes = object === 'Task' && row['IsClosed'] !== true && row['OwnerId'] === userId;
      org.rows.put(object, {
        ...row,
        WhoId: contactId,
        AccountId: accountId,
        ...(opportunityId === undefined ? {} : { WhatId: opportunityId }),
        ...(passes ? { OwnerId: owner } : {}),
        ...touched(doing),
      });
    }
  return { accountId, contactId, ...(opportunityId === undefined ? {} : { opportunityId }) };
}

/** What is there already keeps what it says; only its empty fields are filled. */
function target(org: Org, object: string, id: string | undefined, input: Record<string, Value>, doing: Doing): string {
  if (id === undefined) return make(org, object, input, doing);
  const known = org.rows.byId(to18(id) ?? '');
  if (known === undefined) throw refuse(400, 'INVALID_CROSS_REFERENCE_KEY', `no ${object} to convert into: ${id}`);
  const blanks = Object.entries(input).filter(([name, value]) => value !== null && (known[name] ?? null) === null);
  if (blanks.length > 0) org.rows.put(object, { ...known, ...Object.fromEntries(blanks), ...touched(doing) });
  return String(known['Id']);
}

/** In the first stage, to be closed at the end of the quarter, with the contact in a role. */
function makeOpportunity(
  org: Org,
  name: string,
  AccountId: string,
  ContactId: string,
  OwnerId: string,
  doing: Doing,
): string {
  const today = doing.now.toZonedDateTimeISO('UTC').toPlainDate();
  const CloseDate = today
    .with({ month: Math.ceil(today.month / 3) * 3, day: 1 })
    .add({ months: 1 })
    .subtract({ days: 1 });
  const fields = {
    Name: name,
    StageName: Object.keys(STAGES)[0] ?? '',
    CloseDate: CloseDate.toString(),
    AccountId,
    OwnerId,
  };
  const OpportunityId = make(org, 'Opportunity', fields, doing);
  make(org, 'OpportunityContactRole', { OpportunityId, ContactId, IsPrimary: true }, doing);
  return OpportunityId;
}

function accountFrom(lead: Row): Record<string, Value> {
  return {
    Name: lead['Company'] ?? null,
    Website: lead['Website'] ?? null,
    Industry: lead['Industry'] ?? null,
    NumberOfEmployees: lead['NumberOfEmployees'] ?? null,
    BillingState: lead['State'] ?? null,
  };
}

function contactFrom(org: Org, lead: Row): Record<string, Value> {
  const fields = org.schema.object('Contact')?.fields ?? [];
  const carried = fields.filter(({ name }) => CARRIED.includes(name) || name.startsWith('Baton_'));
  return Object.fromEntries(carried.map(({ name }) => [name, lead[name] ?? null]));
}

function make(org: Org, object: string, input: Record<string, Value>, doing: Doing): string {
  const spec = org.schema.object(object);
  const result: RowResult | undefined = spec === undefined ? undefined : insertRow(org, spec, input, doing);
  if (result?.ok !== true)
    throw new Refusal(400, result?.errors ?? [rowError('INVALID_TYPE', `${object} cannot be made while converting`)]);
  return result.id;
}
