/** Creates, changes and deletes single rows; every way in (REST, collections, graphs, the people at work) ends here. */
import { letGo } from './bin.ts';
import { recordHistory, rollUpActivity, withDerived } from './derive.ts';
import { to18 } from './ids.ts';
import { readRecord } from './intake.ts';
import type { Doing, Org } from './org.ts';
import { type RowError, rowError } from './refusal.ts';
import { complaints } from './rules.ts';
import type { FieldSpec, ObjectSpec } from './schema.ts';
import { filled, type Row, stamp, type Value } from './values.ts';

export type RowResult =
  | { readonly ok: true; readonly id: string; readonly created: boolean }
  | { readonly ok: false; readonly id?: string; readonly errors: readonly RowError[] };

export type Input = Readonly<Record<string, unknown>>;

export function insertRow(org: Org, object: ObjectSpec, input: Input, doing: Doing): RowResult {
  if (!may('create', object)) return noRight();
  const intake = readRecord(org, object, input, 'create');
  if (!intake.ok) return intake;
  const values: Record<string, Value> = { ...defaults(object), ...intake.values };
  if (org.schema.field(object, 'OwnerId') !== undefined) values['OwnerId'] ??= doing.userId;
  if (object.autoName !== undefined) Object.assign(values, numbered(object, org.rows.made(object) + 1));
  return save(
    org,
    object,
    { ...values, Id: org.rows.nextId(object), ...born(doing) },
    undefined,
    Object.keys(values),
    doing,
  );
}

export function updateRow(org: Org, object: ObjectSpec, id: string, input: Input, doing: Doing): RowResult {
  const before = target(org, object, id);
  if ('ok' in before) return before;
  if (!may('edit', object)) return { ...noRight(), id };
  const intake = readRecord(org, object, input, 'update');
  if (!intake.ok) return { ...intake, id };
  const row = { ...before.row, ...intake.values, ...followed(object, intake.values), ...touched(doing) };
  return save(org, object, row, before.row, Object.keys(intake.values), doing);
}

/** `field` is an external id; several matches are the caller's to refuse (300 Multiple Choices) unless it has one answer for each row. */
export function upsertRow(
  org: Org,
  object: ObjectSpec,
  field: FieldSpec,
  value: string,
  input: Input,
  doing: Doing,
): RowResult {
  const [holder, second] = org.rows.holders(object.name, field.name, value);
  if (second !== undefined)
    return {
      ok: false,
      errors: [
        rowError('DUPLICATE_EXTERNAL_ID', `More than one record found for external id field: [${field.name}]`, [
          field.name,
        ]),
      ],
    };
  return holder === undefined
    ? insertRow(org, object, { ...input, [field.name]: value }, doing)
    : updateRow(org, object, String(holder['Id']), input, doing);
}

/** Puts the row into the recycle bin, and what belongs to it alone; look-ups to it are cleared. */
export function deleteRow(org: Org, object: ObjectSpec, id: string, doing: Doing): RowResult {
  const found = target(org, object, id);
  if ('ok' in found) return found;
  if (!may('delete', object)) return { ...noRight(), id };
  const ordered = org.ordered.take(object.name, found.row);
  if (ordered !== undefined) return { ok: false, id, errors: [ordered] };
  const rowId = String(found.row['Id']);
  org.rows.put(object.name, { ...found.row, IsDeleted: true, ...touched(doing) });
  for (const child of org.whole.objects)
    for (const field of child.fields)
      if (field.type === 'reference' && field.to?.includes(object.name) === true) {
        const goes = field.required || BELONGS.includes(`${child.name}.${field.name}`);
        if (goes || field.name.endsWith('__c')) letGo(org, { child, field, goes }, rowId, touched(doing));
      }
  return { ok: true, id: rowId, created: false };
}

/** A new stage brings its own probability, unless one is given with it. */
function followed(object: ObjectSpec, given: Row): Row {
  const moves = object.name === 'Opportunity' && given['StageName'] !== undefined && given['Probability'] === undefined;
  return moves ? { Probability: null } : {};
}

/** Fields that a new row starts with: who and when. */
export function born(doing: Doing): Row {
  return { CreatedDate: stamp(doing.now), CreatedById: doing.userId, ...touched(doing) };
}

/** Fields that every change by a user moves. */
export function touched(doing: Doing): Row {
  const now = stamp(doing.now);
  return { LastModifiedDate: now, LastModifiedById: doing.userId, SystemModstamp: now };
}

/** What a new row of the object starts with; a field without a value has no entry, or a million rows would hold mostly nulls. */
export function defaults(object: ObjectSpec): Readonly<Record<string, Value>> {
  let known = DEFAULTS.get(object);
  if (known === undefined) {
    const given = object.fields.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]]));
    known = Object.fromEntries(given) as Record<string, Value>;
    DEFAULTS.set(object, known);
  }
  return known;
}

const DEFAULTS = new WeakMap<ObjectSpec, Readonly<Record<string, Value>>>();

/** By parent: where a row goes with the one that it belongs to (Object Reference; master-detail fields are required). */
const BELONGS: readonly string[] = [
  'Task.WhoId',
  'Event.WhoId',
  'Contact.AccountId',
  'Opportunity.AccountId',
  'OpportunityHistory.OpportunityId',
  'CampaignMember.LeadId',
  'CampaignMember.ContactId',
];

/** `BH-{000000}` as the number n: in Name, or in what a case has instead. */
function numbered(object: ObjectSpec, n: number): Record<string, Value> {
  const text = (object.autoName ?? '').replace(/\{(0+)\}/, (_, zeros: string) => String(n).padStart(zeros.length, '0'));
  return { [object.name === 'Case' ? 'CaseNumber' : 'Name']: text };
}

function save(
  org: Org,
  object: ObjectSpec,
  wanted: Row,
  before: Row | undefined,
  given: readonly string[],
  doing: Doing,
): RowResult {
  const failed = (errors: readonly RowError[]): RowResult =>
    before === undefined ? { ok: false, errors } : { ok: false, id: String(wanted['Id']), errors };
  const row = withDerived(org, object.name, wanted, doing);
  const ordered = org.ordered.take(object.name, row);
  if (ordered !== undefined) return failed([ordered]);
  const errors = complaints(org, { object, row, before, given: new Set(given) });
  if (errors.length > 0) return failed(errors);
  org.rows.put(object.name, assigned(org, object, row, doing));
  rollUpActivity(org, object.name, row, doing);
  recordHistory(org, object.name, row, before, doing);
  return { ok: true, id: String(row['Id']), created: before === undefined };
}

/** The org's assignment rule runs on creation and on change of a Lead, whatever owner was asked for (AutoAssign header, default TRUE). */
function assigned(org: Org, object: ObjectSpec, row: Row, doing: Doing): Row {
  const rule = org.assignment;
  if (object.name !== 'Lead' || !doing.autoAssign || rule === undefined) return row;
  const owner = ownerByRule(org, rule, row);
  return owner === undefined ? row : { ...row, OwnerId: owner };
}

function ownerByRule(org: Org, rule: NonNullable<Org['assignment']>, row: Row): string | undefined {
  if (typeof rule === 'function') return rule(row);
  const owner =
    'toQueue' in rule
      ? org.rows.living('Group').find((group) => group['Name'] === rule.toQueue)
      : org.rows.living('User').find((user) => user['Email'] === rule.toUser);
  return filled(owner?.['Id']);
}

function target(org: Org, object: ObjectSpec, id: string): { readonly row: Row } | Extract<RowResult, { ok: false }> {
  const full = to18(id);
  if (full === undefined || org.schema.objectOfId(full)?.name !== object.name)
    return {
      ok: false,
      id,
      errors: [rowError('MALFORMED_ID', `${object.label} ID: id value of incorrect type: ${id}`, ['Id'])],
    };
  const row = org.rows.get(object.name, full);
  if (row === undefined)
    return { ok: false, id, errors: [rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')] };
  if (row['IsDeleted'] === true) return { ok: false, id, errors: [rowError('ENTITY_IS_DELETED', 'entity is deleted')] };
  return { row };
}

function may(what: 'create' | 'edit' | 'delete', { writable, denied }: ObjectSpec): boolean {
  return writable && denied?.has(what) !== true;
}

function noRight(): Extract<RowResult, { ok: false }> {
  return {
    ok: false,
    errors: [rowError('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id')],
  };
}
