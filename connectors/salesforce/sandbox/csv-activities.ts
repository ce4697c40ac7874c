/** The Salesforce rows of an activities CSV: touches known only by a person's e-mail become Tasks and Events of that person. */
import type { CsvFaults, CsvRow, ExportedRow } from './csv-table.ts';
import { filled, momentOf, readStamp, stamp, type Value } from './values.ts';

const NEEDED = ['system', 'kind', 'email', 'occurred_at'];
const KINDS = ['call', 'mail', 'meeting', 'task-completed'];

/** Rows of other systems are passed over. A person who is both Lead and Contact is taken as the Contact. */
export function activityRows(
  table: readonly CsvRow[],
  people: readonly ExportedRow[],
  faults: CsvFaults,
): readonly ExportedRow[] {
  const first = table[0];
  const missing = first === undefined ? [] : NEEDED.filter((name) => !(name in first.cells));
  for (const name of missing)
    faults.add({ file: first?.file ?? '', line: 1 }, name, 'this column is missing', `add the column ${name}`);
  if (missing.length > 0) return [];
  const byEmail = new Map<string, ExportedRow>();
  for (const object of ['Lead', 'Contact'])
    for (const row of people) {
      const email = filled(row.fields['Email']);
      if (row.object === object && email !== undefined) byEmail.set(email.toLowerCase(), row);
    }
  return table.flatMap((at) => readActivity(at, byEmail, faults));
}

function readActivity(
  at: CsvRow,
  byEmail: ReadonlyMap<string, ExportedRow>,
  faults: CsvFaults,
): readonly ExportedRow[] {
  const cell = (name: string): string => (at.cells[name] ?? '').trim();
  if (cell('system') === 'hubspot') return [];
  if (cell('system') !== 'salesforce') {
    faults.add(at, 'system', `'${cell('system')}' is no system`, 'write hubspot or salesforce');
    return [];
  }
  const kind = cell('kind');
  if (!KINDS.includes(kind))
    faults.add(at, 'kind', `Salesforce keeps no '${kind}'`, `write one of: ${KINDS.join(', ')}`);
  const occurred = readStamp(cell('occurred_at'));
  if (occurred === undefined)
    faults.add(at, 'occurred_at', `'${cell('occurred_at')}' is no moment`, 'write it like 2026-11-01T09:00:00+09:00');
  const person = byEmail.get(cell('email').toLowerCase());
  if (person === undefined)
    faults.add(at, 'email', `no Lead or Contact has ${cell('email')}`, 'add the person to Lead.csv or Contact.csv');
  if (!KINDS.includes(kind) || occurred === undefined || person === undefined) return [];
  const shared = {
    Subject: cell('subject') || null,
    Description: cell('text') || null,
    WhoId: person.fields['Id'] ?? null,
    CreatedDate: occurred,
    ...ownerOf(person),
  };
  if (kind === 'meeting') {
    const EndDateTime = stamp(momentOf(occurred).add({ hours: 1 }));
    return [{ object: 'Event', fields: { ...shared, StartDateTime: occurred, EndDateTime }, at }];
  }
  const fields = { ...shared, ...taskFields(kind, cell('outcome')), ActivityDate: occurred.slice(0, 10) };
  return [{ object: 'Task', fields: { ...fields, CompletedDateTime: occurred, IsClosed: true }, at }];
}

/** The file names no rep: whoever owns the person did it, unless a queue does. */
function ownerOf(person: ExportedRow): Record<string, Value> {
  const owner = filled(person.fields['OwnerId']);
  return owner?.startsWith('005') ? { OwnerId: owner } : {};
}

function taskFields(kind: string, outcome: string): Record<string, Value> {
  const done = { Status: 'Completed' };
  if (kind === 'call') return { ...done, TaskSubtype: 'Call', CallType: 'Outbound', CallDisposition: outcome || null };
  return { ...done, TaskSubtype: kind === 'mail' ? 'Email' : 'Task' };
}
