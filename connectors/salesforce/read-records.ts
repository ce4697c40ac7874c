/** Leads, Contacts, Accounts, Users and queues as records: which columns are read of each, and how a row becomes one. */
import { toIso } from '../../src/domain/instant.ts';
import type { ObjectMapping, SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Fields, ObjectName, RecordRef, SourceRecord } from '../../src/domain/record.ts';
import { columnsOf, fieldsOf, id18, type Row } from './fields.ts';

export type RecordObject = 'Lead' | 'Contact' | 'Account' | 'User' | 'Group';

const NAMES: Readonly<Record<RecordObject, ObjectName>> = {
  Lead: 'lead',
  Contact: 'contact',
  Account: 'account',
  User: 'user',
  Group: 'user',
};

/** Salesforce's names of the objects that Baton keeps as mapped records. */
export const VENDOR_OBJECTS = { lead: 'Lead', contact: 'Contact', account: 'Account' } as const;

/** Columns that every row needs; User and Group have no IsDeleted (Object Reference). */
const BASE = ['Id', 'SystemModstamp', 'LastModifiedById'];
/** A merge deletes the losers and names the winner in MasterRecordId (Object Reference, Lead, Contact, Account). */
/** When it was made. */
export const MADE = 'CreatedDate';
const MERGEABLE = [...BASE, 'IsDeleted', 'MasterRecordId'];

export function mappingOf(object: string, mapping: SystemMapping): ObjectMapping | undefined {
  if (object === 'Lead') return mapping.objects.lead;
  if (object === 'Contact') return mapping.objects.contact;
  return object === 'Account' ? mapping.objects.account : undefined;
}

export function recordColumns(object: RecordObject, mapping: SystemMapping): readonly string[] {
  if (object === 'User') return [...BASE, 'Name', 'Email', 'IsActive'];
  if (object === 'Group') return [...BASE, 'Name'];
  const mapped = mappingOf(object, mapping);
  const own = mapped === undefined ? [] : Object.values(columnsOf(mapped));
  const beside = object === 'Lead' ? ['IsConverted', 'ConvertedContactId', MADE] : object === 'Contact' ? [MADE] : [];
  return [...MERGEABLE, ...beside, ...own];
}

export interface ReadRecord {
  readonly record: SourceRecord;
  readonly problems: readonly Problem[];
}

export function recordOf(object: RecordObject, row: Row, mapping: SystemMapping, instanceUrl: string): ReadRecord {
  const id = id18(String(row['Id']));
  const ref: RecordRef = { system: 'salesforce', object: NAMES[object], id };
  const { fields, problems } = readFields(object, row, mapping, ref);
  const editor = row['LastModifiedById'];
  const record: SourceRecord = {
    ref,
    fields,
    modifiedAt: toIso(String(row['SystemModstamp'])),
    ...(typeof row[MADE] === 'string' ? { createdAt: toIso(row[MADE]) } : {}),
    deleted: row['IsDeleted'] === true,
    ...(typeof editor === 'string' ? { modifiedBy: id18(editor) } : {}),
    ...(object === 'Group' ? {} : { url: `${instanceUrl}/lightning/r/${object}/${id}/view` }),
  };
  return { record, problems };
}

function readFields(
  object: RecordObject,
  row: Row,
  mapping: SystemMapping,
  ref: RecordRef,
): { readonly fields: Fields; readonly problems: readonly Problem[] } {
  const text = (column: string): string | null => (typeof row[column] === 'string' ? row[column] : null);
  const id = (column: string): string | null => (typeof row[column] === 'string' ? id18(row[column]) : null);
  if (object === 'Group') return { fields: { name: text('Name'), email: null, active: true }, problems: [] };
  if (object === 'User')
    return { fields: { name: text('Name'), email: text('Email'), active: row['IsActive'] === true }, problems: [] };
  const own = mappingOf(object, mapping);
  const read = own === undefined ? { fields: {}, problems: [] } : fieldsOf(row, own, ref);
  const converted =
    object === 'Lead'
      ? { converted: row['IsConverted'] === true, convertedContactId: id('ConvertedContactId') }
      : undefined;
  return { fields: { ...read.fields, ...converted, mergedInto: id('MasterRecordId') }, problems: read.problems };
}
