/** The org's objects against the mapping and the handoff: fields there, seen and to be written, and restricted lists that hold what is written to them. */
import type { Finding } from '../../src/domain/finding.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { CheckAsked } from '../../src/ports/connector.ts';
import type { Context } from './context.ts';
import type { DescribedField, Description } from './describe.ts';
import { columnsOf } from './fields.ts';
import { CHECKPOINT_COLUMNS, CHECKPOINT_OBJECT } from './own-checkpoint.ts';
import { HANDOFF_COLUMNS, HANDOFF_OBJECT } from './own-handoff.ts';
import { ACTIVITY_COLUMNS } from './read-activities.ts';
import { mappingOf } from './read-records.ts';
import { isWanted } from './read-sources.ts';

/** Fields that Baton writes, by object, beside the mapped ones; and the objects that are read. */
const WRITTEN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Lead: ['Baton_Id__c', 'LastName', 'Company'],
  Contact: [],
  Account: [],
  Task: ['WhoId', 'OwnerId', 'Subject', 'Description', 'ActivityDate', 'Status', 'Priority', 'Baton_Handoff__c'],
  Event: [],
  [HANDOFF_OBJECT]: HANDOFF_COLUMNS,
  [CHECKPOINT_OBJECT]: CHECKPOINT_COLUMNS,
};
/** Baton's own begin so: `setup` makes them. */
const OURS = /^Baton_/;
const OWN_OBJECTS: readonly string[] = [HANDOFF_OBJECT, CHECKPOINT_OBJECT];
const MADE: ReadonlySet<string> = new Set(['Task', HANDOFF_OBJECT, CHECKPOINT_OBJECT]);
const CHANGED: ReadonlySet<string> = new Set(['Lead', 'Contact', 'Task', HANDOFF_OBJECT]);
const OBJECT_NAMES: Readonly<Record<string, string>> = { Lead: 'lead', Contact: 'contact', Account: 'account' };

export async function checkFields(context: Context, asked: CheckAsked): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const objects = Object.keys(WRITTEN_FIELDS).filter(
    (one) => one !== CHECKPOINT_OBJECT || context.ledger !== undefined,
  );
  for (const object of objects) findings.push(...(await checkObject(object, context, asked)));
  return [...findings, ...(await checkRead(context))];
}

/** What is only read, and only where the mapping asks for it. What an org need not have at all is not missed. */
async function checkRead({ descriptions, mapping }: Context): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const object of ['Opportunity', 'CampaignMember'] as const) {
    if (!isWanted(object, mapping)) continue;
    descriptions.forget(object);
    if ((await descriptions.of(object)).state !== 'refused') continue;
    const base = { name: 'scope', ok: false, severity: 'warning', detail: object, mover: 'admin' } as const;
    findings.push({ ...base, says: 'org-object-unread', about: { object } });
  }
  return findings;
}

/** What Baton does to rows of an object: a Contact is never made, nor a checkpoint changed. */
function refusedDeeds(object: string, { createable, updateable }: Description, { mapping }: Context): string[] {
  const makes = object === 'Lead' ? mapping.createLead?.when !== 'never' : MADE.has(object);
  const changes = CHANGED.has(object);
  return [...(makes && !createable ? ['create'] : []), ...(changes && !updateable ? ['edit'] : [])];
}

async function checkObject(object: string, context: Context, asked: CheckAsked): Promise<readonly Finding[]> {
  const { descriptions, mapping } = context;
  descriptions.forget(object);
  const described = await descriptions.of(object);
  if (described.state !== 'answered') {
    if (described.state !== 'refused')
      return [{ name: 'scope', ok: false, detail: object, problem: described.problem }];
    if (OWN_OBJECTS.includes(object)) return [unmade(object, [object])];
    const about = { object };
    return [
      { name: 'scope', ok: false, severity: 'stops', detail: object, mover: 'admin', says: 'org-object-unseen', about },
    ];
  }
  const refused = refusedDeeds(object, described.value, context);
  if (refused.length > 0) {
    const about = { object, rights: refused.join(',') };
    const base = { name: 'scope', ok: false, severity: 'stops', detail: object, mover: 'admin' } as const;
    return [{ ...base, says: 'org-object-refused', about }];
  }
  const own = mappingOf(object, mapping);
  const names = new Map(
    own === undefined ? [] : Object.entries(columnsOf(own)).map(([name, column]) => [column, name]),
  );
  const activity = object === 'Task' || object === 'Event' ? ACTIVITY_COLUMNS[object] : [];
  const written = writtenColumns(object, own);
  const needed = [...new Set([...names.keys(), ...activity, ...written])].sort();
  const known = new Map(described.value.fields.map((field) => [field.name, field]));
  const missing = needed.filter((column) => !known.has(column));
  const ours = missing.filter((column) => OURS.test(column) || OWN_OBJECTS.includes(object));
  const findings: Finding[] = ours.length === 0 ? [] : [unmade(object, ours)];
  for (const column of needed) {
    if (ours.includes(column)) continue;
    const at = placeOf(object, own, names.get(column));
    const base = { name: 'field', ok: false, detail: `${object}.${column}`, mover: 'admin', at } as const;
    const about = { field: `${object}.${column}` };
    const field = known.get(column);
    // A write to what is not seen is refused with the whole row; a read only lacks it.
    const severity = written.has(column) ? 'stops' : 'warning';
    if (field === undefined) findings.push({ ...base, severity, says: 'org-field-missing', about });
    else if (written.has(column) && !field.createable && !field.updateable)
      findings.push({ ...base, severity, says: 'org-field-read-only', about });
  }
  if (own !== undefined) findings.push(...choices(object, own, described.value, asked));
  if (findings.some(({ ok }) => !ok)) return findings;
  const about = { object, count: String(needed.length) };
  return [
    { name: 'field', ok: true, detail: `${object}: ${needed.length}`, says: 'org-fields-fine', about },
    ...findings,
  ];
}

/** What Baton writes on an object. */
export function writtenColumns(object: string, own: ObjectMapping | undefined): ReadonlySet<string> {
  const mapped = own === undefined ? [] : Object.values(own.write).filter(({ rule }) => rule !== 'never');
  return new Set([...(WRITTEN_FIELDS[object] ?? []), ...mapped.map(({ to }) => to)]);
}

/** All that `setup` would make, in one: before it has run, they are many. */
function unmade(object: string, columns: readonly string[]): Finding {
  const about = { object, count: String(columns.length), fields: columns.join(', ') };
  const detail = `${object}: ${columns.join(', ')}`;
  // Checkpoints are kept in other places too; no handoff waits for them.
  const severity = object === CHECKPOINT_OBJECT ? 'warning' : 'stops';
  return { name: 'field', ok: false, severity, detail, mover: 'admin', says: 'org-fields-unmade', about };
}

function placeOf(object: string, own: ObjectMapping | undefined, name: string | undefined): Finding['at'] {
  const key = OBJECT_NAMES[object];
  if (own === undefined || name === undefined || key === undefined) return undefined;
  return { file: 'mapping', path: ['objects', key, Object.hasOwn(own.write, name) ? 'write' : 'read', name] };
}

/** A list that is not restricted takes any value. */
function choices(object: string, own: ObjectMapping, { fields }: Description, asked: CheckAsked): readonly Finding[] {
  return Object.entries(columnsOf(own)).flatMap(([name, column]) => {
    const field = fields.find((one) => one.name === column);
    if (field === undefined || (field.picklistValues ?? []).length === 0) return [];
    const translations = own.values[name] ?? {};
    const theirs = (ours: string): string => Object.entries(translations).find(([, one]) => one === ours)?.[0] ?? ours;
    const at = placeOf(object, own, name);
    const base = { name: 'field', detail: `${object}.${column}`, mover: 'admin', ok: false } as const;
    const lacking = (values: readonly string[]): readonly string[] => values.filter((value) => !offers(field, value));
    const findings: Finding[] = [];
    const rule = own.write[name]?.rule ?? 'never';
    for (const one of rule === 'never' ? [] : (asked.written[name] ?? []))
      if (field.restrictedPicklist === true && lacking([theirs(one.value)]).length > 0) {
        const about = { field: `${object}.${column}`, values: theirs(one.value) };
        findings.push({ ...base, severity: 'stops', says: 'org-choice-missing', about, at: one.at ?? at });
      }
    const known = rule === 'never' && OURS.test(column) ? asked.known(name) : undefined;
    if (known === undefined) return findings;
    const missing = lacking(known.map(theirs));
    const strange = activeValues(field).filter((value) => !known.includes(translations[value] ?? value));
    if (missing.length > 0) {
      const about = { field: `${object}.${column}`, values: missing.join(', ') };
      findings.push({ ...base, severity: 'warning', says: 'org-choice-missing', about, at });
    }
    if (strange.length > 0) {
      const about = { field: `${object}.${column}`, values: strange.join(', ') };
      findings.push({ ...base, severity: 'warning', says: 'org-choice-unknown', about, at });
    }
    return findings;
  });
}

function activeValues({ picklistValues }: DescribedField): readonly string[] {
  return (picklistValues ?? []).flatMap(({ active, value }) => (active ? [value] : []));
}

function offers(field: DescribedField, value: string): boolean {
  return activeValues(field).includes(value);
}
