/** What a row must satisfy to be saved: Salesforce's own rules, then the admin's. One kind of complaint at a time, as the vendor does. */
import { to15 } from './ids.ts';
import { breaks, type Candidate, type Org } from './org.ts';
import { ownRules } from './own-rules.ts';
import { type RowError, rowError } from './refusal.ts';
import type { FieldSpec, FieldType, ObjectSpec } from './schema.ts';
import { filled } from './values.ts';

/** Empty when the row may be saved. */
export function complaints(org: Org, candidate: Candidate): readonly RowError[] {
  const { object, row, before } = candidate;
  if (object.name === 'Lead' && before?.['IsConverted'] === true)
    return [rowError('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')];
  for (const check of [missing, forms, references, activityLinks, ownRules]) {
    const found = check(org, candidate);
    if (found.length > 0) return found;
  }
  const broken = org.validations.filter(
    (rule) => rule.object.toLowerCase() === object.name.toLowerCase() && breaks(rule, row, before),
  );
  if (broken.length > 0)
    return broken.map((rule) =>
      rowError('FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, rule.field === undefined ? [] : [rule.field]),
    );
  return duplicates(org, candidate);
}

function missing(_org: Org, { object, row, before, given }: Candidate): readonly RowError[] {
  const empty = object.fields
    .filter((spec) => spec.required && (before === undefined || given.has(spec.name)))
    .map((spec) => spec.name)
    .filter((name) => (row[name] ?? null) === null);
  if (object.name === 'Event') {
    if ((row['StartDateTime'] ?? null) === null) empty.push('StartDateTime');
    if ((row['EndDateTime'] ?? null) === null && (row['DurationInMinutes'] ?? null) === null) empty.push('EndDateTime');
  }
  if (empty.length === 0) return [];
  return [rowError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${empty.join(', ')}]`, empty)];
}

function forms(_org: Org, { object, row, given }: Candidate): readonly RowError[] {
  const wrong: RowError[] = [];
  for (const spec of object.fields) {
    const value = given.has(spec.name) ? filled(row[spec.name]) : undefined;
    if (value !== undefined) wrong.push(...wrongForm(spec, value));
  }
  return wrong;
}

const TEXTS: readonly FieldType[] = ['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'multipicklist'];

/** Length, form and list of one value. */
export function wrongForm(spec: FieldSpec, value: string | undefined): readonly RowError[] {
  if (value === undefined) return [];
  if (value.length > spec.length && TEXTS.includes(spec.type))
    return [
      rowError('STRING_TOO_LONG', `${spec.label}: data value too large: ${value} (max length=${spec.length})`, [
        spec.name,
      ]),
    ];
  if (spec.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    return [rowError('INVALID_EMAIL_ADDRESS', `${spec.label}: invalid email address: ${value}`, [spec.name])];
  const chosen = spec.type === 'multipicklist' ? value.split(';') : [value];
  if (spec.picklist?.restricted === true && chosen.some((each) => spec.picklist?.values.includes(each) !== true))
    return [
      rowError(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `${spec.label}: bad value for restricted picklist field: ${value}`,
        [spec.name],
      ),
    ];
  return [];
}

function references(org: Org, { object, row, given }: Candidate): readonly RowError[] {
  for (const spec of object.fields) {
    if (spec.type !== 'reference' || !given.has(spec.name)) continue;
    const id = filled(row[spec.name]);
    if (id === undefined) continue;
    const target = org.schema.objectOfId(id);
    if (target === undefined || !pointsTo(spec, target))
      return [rowError('MALFORMED_ID', `${spec.label}: id value of incorrect type: ${id}`, [spec.name])];
    const found = org.rows.get(target.name, id);
    if (found === undefined)
      return [rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [spec.name])];
    if (found['IsDeleted'] === true) return [rowError('ENTITY_IS_DELETED', 'entity is deleted')];
    // Tasks and events are reported to be assignable to inactive users without an error; leads, contacts and accounts are not.
    if (
      spec.name === 'OwnerId' &&
      found['IsActive'] === false &&
      ['Lead', 'Contact', 'Account', 'Opportunity'].includes(object.name)
    )
      return [
        rowError(
          'INACTIVE_OWNER_OR_USER',
          `operation performed with inactive user [${id}] as owner of ${object.name.toLowerCase()}`,
          ['OwnerId'],
        ),
      ];
  }
  return [];
}

/** Activities can be about any object that was made in the org. */
function pointsTo(spec: FieldSpec, target: ObjectSpec): boolean {
  return (spec.to ?? []).includes(target.name) || (spec.name === 'WhatId' && target.name.endsWith('__c'));
}

function activityLinks(org: Org, { object, row, given }: Candidate): readonly RowError[] {
  if (object.name !== 'Task' && object.name !== 'Event') return [];
  const who = filled(row['WhoId']);
  if (who === undefined || org.schema.objectOfId(who)?.name !== 'Lead') return [];
  if (filled(row['WhatId']) !== undefined)
    return [
      rowError(
        'FIELD_INTEGRITY_EXCEPTION',
        'Related To ID: an activity with a lead cannot be related to anything else',
        ['WhatId'],
      ),
    ];
  if (given.has('WhoId') && org.rows.byId(who)?.['IsConverted'] === true)
    return [rowError('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', ['WhoId'])];
  return [];
}

function duplicates(org: Org, { object, row, given }: Candidate): readonly RowError[] {
  for (const spec of object.fields) {
    const value = spec.unique && given.has(spec.name) ? filled(row[spec.name]) : undefined;
    const holder = value === undefined ? undefined : org.rows.holder(object.name, spec.name, value);
    if (holder !== undefined && holder['Id'] !== row['Id'])
      // The message names the other record by its 15-character id.
      return [
        rowError(
          'DUPLICATE_VALUE',
          `duplicate value found: ${spec.name} duplicates value on record with id: ${to15(String(holder['Id']))}`,
        ),
      ];
  }
  return [];
}
