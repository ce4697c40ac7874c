/** Converts a Lead into a Contact at an Account, with its activities, as the SOAP call convertLead does. */
import { to18 } from './ids.ts';
import type { Doing, Org } from './org.ts';
import { type Row, stamp, type Value } from './values.ts';
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
}

/** Baton's fields and these are carried to a new Contact, as the org's lead field mapping says. */
const CARRIED = ['FirstName', 'LastName', 'Title', 'Email', 'Phone', 'MobilePhone', 'LeadSource', 'HasOptedOutOfEmail'];

/**
 * The Lead becomes read-only and names what it was converted to. Its tasks and events move to the contact, keeping their ids; open tasks of the
 * converting user pass to the new owner. Throws if the Lead is unknown, converted already, or a row that is to be made is refused.
 */
export function convertLead(
  org: Org,
  leadId: string,
  conversion: Conversion,
): { accountId: string; contactId: string } {
  const { now, userId } = conversion;
  const doing: Doing = { now, userId, autoAssign: false };
  const lead = org.rows.byId(to18(leadId) ?? '');
  if (lead === undefined || lead['IsConverted'] === true) throw new Error(`no Lead to convert: ${leadId}`);
  const owner = conversion.ownerId ?? String(lead['OwnerId']);
  if (!owner.startsWith('005')) throw new Error('a Lead that a queue owns needs an ownerId to be converted');
  const accountId = conversion.accountId ?? make(org, 'Account', { ...accountFrom(lead), OwnerId: owner }, doing);
  const contactId =
    conversion.contactId ??
    make(org, 'Contact', { ...contactFrom(org, lead), AccountId: accountId, OwnerId: owner }, doing);
  org.rows.put('Lead', {
    ...lead,
    IsConverted: true,
    ConvertedDate: stamp(now).slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    Status: conversion.convertedStatus ?? 'Closed - Converted',
    ...touched(doing),
  });
  for (const object of ['Task', 'Event'])
    for (const row of org.rows.living(object)) {
      if (row['WhoId'] !== lead['Id']) continue;
      const passes = object === 'Task' && row['IsClosed'] !== true && row['OwnerId'] === userId;
      org.rows.put(object, {
        ...row,
        WhoId: contactId,
        AccountId: accountId,
        ...(passes ? { OwnerId: owner } : {}),
        ...touched(doing),
      });
    }
  return { accountId, contactId };
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
    throw new Error(`${object} refused while converting: ${result?.errors.map((error) => error.message).join('; ')}`);
  return result.id;
}
