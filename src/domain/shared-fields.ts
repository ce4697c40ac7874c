/** Fields that both systems keep and neither owns (`rule: latest-wins`): the value that somebody gave last, in whichever system, goes to the other. */
import { differences, sameValue } from './desired.ts';
import type { Lead, WrittenValue } from './lead.ts';
import type { ArmStep, ObjectMapping, SystemMapping } from './mapping.ts';
import {
  type Fields,
  type FieldValue,
  isOpenToWrites,
  type ObjectName,
  recordKey,
  type SourceRecord,
  type System,
  saidAtOf,
  sameRef,
} from './record.ts';

interface Held {
  readonly record: SourceRecord;
  readonly value: FieldValue;
  readonly written: WrittenValue | undefined;
}

/**
 * What the record's shared fields should say. Where nobody knows who was last, or a change has not been taken up yet, what it says already: so it is left
 * alone, and watched from then on. What only one of the records says fills the others. The order of records is irrelevant.
 */
export function latestValues(
  record: SourceRecord,
  mapping: ObjectMapping,
  lead: Pick<Lead, 'records' | 'written'>,
): Fields {
  const shared = Object.entries(mapping.write).filter(([, { rule }]) => rule === 'latest-wins');
  return Object.fromEntries(
    shared.map(([field]) => {
      const said = latest(field, lead);
      // Null is a word too: somebody has cleared it.
      return [field, said === undefined ? (record.fields[field] ?? null) : said] as const;
    }),
  );
}

/** Undefined: nobody knows. */
function latest(field: string, { records, written }: Pick<Lead, 'records' | 'written'>): FieldValue | undefined {
  const held: readonly Held[] = records
    .filter((record) => isOpenToWrites(record) && Object.hasOwn(record.fields, field))
    .map((record) => ({
      record,
      value: record.fields[field] ?? null,
      written: written.find((one) => one.field === field && sameRef(one.target, record.ref)),
    }));
  if (held.some(({ value, written: known }) => known !== undefined && !sameValue(value, known.value))) return undefined;
  const [newest] = held.filter(({ written: known }) => known?.by === 'person').sort(newestFirst);
  if (newest !== undefined) return newest.value;
  const said = held.filter(({ value }) => !sameValue(value, null));
  const [first, ...others] = said;
  return first !== undefined && others.every(({ value }) => sameValue(value, first.value)) ? first.value : undefined;
}

/** By when it was taken up, then by the record's own stamp, then Salesforce's, as fields are merged. */
function newestFirst(a: Held, b: Held): number {
  const [left, right] = [a, b].map(
    ({ written, record }) => `${written?.at ?? ''} ${saidAtOf(record)} ${recordKey(record.ref)}`,
  );
  if (left === right) return 0;
  return (left ?? '') > (right ?? '') ? -1 : 1;
}

/** Whether some record lacks what was said last elsewhere. */
export function isShareDue(
  lead: Lead,
  mappings: Readonly<Record<System, SystemMapping>>,
  armed: ReadonlySet<ArmStep>,
): boolean {
  return lead.records.some((record) => {
    const objects: Readonly<Partial<Record<ObjectName, ObjectMapping>>> = mappings[record.ref.system].objects;
    const mapping = objects[record.ref.object];
    if (mapping === undefined || !isOpenToWrites(record)) return false;
    const wanted = latestValues(record, mapping, lead);
    return Object.keys(wanted).length > 0 && differences(record, wanted, mapping, lead, armed).length > 0;
  });
}
