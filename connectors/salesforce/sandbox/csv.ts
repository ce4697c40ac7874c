/** Loads Salesforce's own data export files (Lead.csv, Contact.csv, Account.csv, User.csv, Task.csv) and activities, as the records of the org. */
import { activityRows } from './csv-activities.ts';
import { CsvFaults, type CsvFile, type CsvRow, type ExportedRow, readTable } from './csv-table.ts';
import { to15 } from './ids.ts';
import { typed } from './intake.ts';
import { OBJECTS } from './objects.ts';
import { wrongForm } from './rules.ts';
import { type FieldSpec, type ObjectSpec, Schema } from './schema.ts';
import { filled, momentOf, type Value } from './values.ts';
import type { SalesforceWorld } from './world.ts';

export { type CsvFile, csvFilesIn } from './csv-table.ts';

/** In the order in which they can refer to each other. */
const EXPORTED = ['User', 'Account', 'Contact', 'Lead', 'Task'] as const;
const NEEDED: Readonly<Record<(typeof EXPORTED)[number], readonly string[]>> = {
  User: ['Id', 'Email'],
  Account: ['Id', 'Name'],
  Contact: ['Id', 'LastName'],
  Lead: ['Id', 'LastName', 'Company'],
  Task: ['Id'],
};

/** Rows with ids, ready to be placed, references checked; then activities, which get theirs from the org. */
export interface Exported {
  readonly rows: readonly ExportedRow[];
  readonly activities: readonly ExportedRow[];
}

/**
 * Reads what the files hold; columns that the org has no field for are passed over. Throws a BatonError that lists up to twenty faults, each with
 * file, line, column and remedy.
 */
export function readExport(files: readonly CsvFile[]): Exported {
  const faults = new CsvFaults();
  const schema = new Schema(OBJECTS);
  const rows: ExportedRow[] = [];
  const given = new Set<string>();
  for (const name of EXPORTED) {
    const file = files.find((each) => each.name.toLowerCase() === `${name.toLowerCase()}.csv`);
    const object = schema.object(name);
    if (file === undefined || object === undefined) continue;
    given.add(name);
    rows.push(...readObject(schema, object, file, NEEDED[name], faults));
  }
  const checked = checkReferences(schema, rows, given, faults);
  const activities = files
    .filter((file) => /^activities.*\.csv$/i.test(file.name))
    .flatMap((file) => activityRows(readTable(file, faults), checked, faults));
  faults.throwIfAny();
  return { rows: checked, activities };
}

/** Puts the rows into the org; users and queues that are only referred to are made up, so that owners stay apart. */
export function placeExport(world: SalesforceWorld, exported: Exported, start: Temporal.Instant): void {
  for (const { object, fields } of [...exported.rows, ...exported.activities]) {
    for (const value of Object.values(fields)) placeStranger(world, value, start);
    const created = filled(fields['CreatedDate']);
    const by = filled(fields['LastModifiedById']) ?? filled(fields['OwnerId']);
    const user = by?.startsWith('005') ? by : undefined;
    const owned = world.org.schema.field(world.objectSpec(object), 'OwnerId') !== undefined;
    const owner = owned && fields['OwnerId'] === undefined ? { OwnerId: world.integrationUserId } : {};
    world.place(object, { ...owner, ...fields }, created === undefined ? start : momentOf(created), user);
  }
}

function placeStranger(world: SalesforceWorld, value: Value, start: Temporal.Instant): void {
  if (typeof value !== 'string' || !/^00[5G][0-9A-Za-z]{15}$/.test(value) || world.row(value) !== undefined) return;
  const short = to15(value);
  if (value.startsWith('00G')) world.place('Group', { Id: value, Name: `Queue ${short}`, Type: 'Queue' }, start);
  else world.place('User', { Id: value, LastName: `User ${short}`, Username: `${short}@unknown.example` }, start);
}

function readObject(
  schema: Schema,
  object: ObjectSpec,
  file: CsvFile,
  needed: readonly string[],
  faults: CsvFaults,
): ExportedRow[] {
  const seen = new Map<string, number>();
  const table = readTable(file, faults);
  const missing = needed.filter((name) => table[0] !== undefined && !(name in table[0].cells));
  for (const name of missing)
    faults.add({ file: file.name, line: 1 }, name, 'this column is missing', `export ${object.name} with its ${name}`);
  if (missing.length > 0) return [];
  return table.map((at) => {
    const fields = readCells(schema, object, at, needed, faults);
    const id = filled(fields['Id']);
    const first = id === undefined ? undefined : seen.get(id);
    if (first !== undefined) faults.add(at, 'Id', `the same id as line ${first}`, 'keep one of the two');
    else if (id !== undefined) seen.set(id, at.line);
    return { object: object.name, fields, at };
  });
}

function readCells(
  schema: Schema,
  object: ObjectSpec,
  at: CsvRow,
  needed: readonly string[],
  faults: CsvFaults,
): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (const [column, cell] of Object.entries(at.cells)) {
    const spec = schema.field(object, column);
    if (spec === undefined) continue;
    if (cell.trim() === '') {
      if (needed.includes(spec.name)) faults.add(at, column, 'empty', `${object.name} needs a ${spec.name}`);
      continue;
    }
    const value = cellValue(spec, cell.trim());
    const wrong = spec.name === 'Id' && typeof value === 'string' && !value.startsWith(object.prefix);
    if (value === undefined || wrong)
      faults.add(at, column, `'${cell}' is no ${spec.type} of ${object.name}`, remedyFor(spec, object));
    else {
      for (const error of wrongForm(spec, filled(value)))
        faults.add(at, column, error.message, remedyFor(spec, object));
      fields[spec.name] = value;
    }
  }
  // A task that says when it was completed is closed; the org works out the rest.
  if (filled(fields['CompletedDateTime']) !== undefined) fields['IsClosed'] = true;
  if (object.name === 'User') fields['Username'] ??= fields['Email'] ?? null;
  return fields;
}

/** Exports write yes as `true` or `1`, and moments as ISO 8601 or `2026-11-01 09:00:00` (UTC). */
function cellValue(spec: FieldSpec, cell: string): Value | undefined {
  if (spec.type === 'boolean' && /^[01]$/.test(cell)) return cell === '1';
  if (spec.type === 'datetime' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(cell))
    return typed(spec, `${cell.replace(' ', 'T')}Z`);
  if (spec.type === 'boolean') return typed(spec, cell.toLowerCase());
  return typed(spec, cell);
}

function remedyFor(spec: FieldSpec, object: ObjectSpec): string {
  switch (spec.type) {
    case 'id':
      return `write the 15 or 18 characters of a ${object.name} id; they begin with ${object.prefix}`;
    case 'reference':
      return 'write an id of 15 or 18 characters';
    case 'datetime':
      return 'write it like 2026-11-01T09:00:00.000Z';
    case 'date':
      return 'write it like 2026-11-01';
    case 'boolean':
      return 'write true or false';
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return 'write a number without separators';
    case 'picklist':
      return `write one of: ${(spec.picklist?.values ?? []).join(', ')}`;
    default:
      return `write at most ${spec.length} characters of the right form`;
  }
}

/** A reference must be found in its file; where that file was not given, users and queues are made up later and others are left out. */
function checkReferences(
  schema: Schema,
  rows: readonly ExportedRow[],
  given: ReadonlySet<string>,
  faults: CsvFaults,
): ExportedRow[] {
  const known = new Set(rows.map(({ fields }) => fields['Id']));
  return rows.map((row) => {
    const object = schema.object(row.object);
    const kept = Object.entries(row.fields).filter(([name, value]) => {
      const spec = object === undefined ? undefined : schema.field(object, name);
      if (spec?.type !== 'reference' || value === null || known.has(value)) return true;
      const target = schema.objectOfId(String(value))?.name ?? 'unknown';
      if (!(spec.to ?? []).includes(target))
        faults.add(row.at, name, `${value} is the id of no ${(spec.to ?? []).join(' or ')}`, 'check the id');
      else if (given.has(target))
        faults.add(row.at, name, `${value} is not in ${target}.csv`, `add it to ${target}.csv or empty this cell`);
      return target === 'User' || target === 'Group';
    });
    return { ...row, fields: Object.fromEntries(kept) };
  });
}
