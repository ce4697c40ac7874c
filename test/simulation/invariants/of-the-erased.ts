/** What holds of people who were erased: no table names their records, nor the words of their facts. */
import type { Scene } from '../scene.ts';
import type { Invariant } from './seen.ts';

/** Where a record's key, or its id in quotes, may stand. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  source_record: ['key', 'fields'],
  record_version: ['key', 'changed'],
  activity: ['content'],
  activity_version: ['content'],
  activity_subject: ['subject'],
  written: ['target'],
  link: ['key'],
  ref: ['id'],
  outbox: ['target', 'payload', 'sent', 'key'],
  problem: ['key', 'content'],
  rehearsal: ['content'],
  hint: ['id'],
};

const leaveNoTrace: Invariant = {
  name: 'of whoever was erased on request no table names a record',
  atTheEnd: true,
  broken: async ({ run, scene }) => {
    const merged = mergedSince(scene);
    const ids = scene.gone.flatMap(({ records }) => records).filter(({ id }) => !merged.has(id));
    if (ids.length === 0) return [];
    const found: string[] = [];
    for (const [table, columns] of Object.entries(PLACES))
      for (const column of columns) {
        const whole = ids.flatMap(({ system, object, id }) => [
          `${system}/${object}/${id}`,
          ...(system === 'salesforce' ? [id] : []),
        ]);
        const said = ids.flatMap(({ system, object, id }) => [
          `%"${system}/${object}/${id}"%`,
          ...(system === 'salesforce' ? [`%"${id}"%`] : []),
        ]);
        const list = (texts: readonly string[]): string => `array[${texts.map((one) => `'${one}'`).join(', ')}]`;
        const rows = await run(
          `select ${column} as one from ${table} where ${column} = any(${list(whole)}) or ${column} like any(${list(said)}) limit 5`,
        );
        for (const row of rows) found.push(`${table}.${column}: ${String(row['one']).slice(0, 200)}`);
      }
    return found;
  },
};

/** Whom a person merged with somebody else afterwards, in the system itself: what came of it is that person's too, and names what it came of. */
function mergedSince({ stage }: Scene): ReadonlySet<string> {
  const merged = new Set<string>();
  for (const object of ['Lead', 'Contact'])
    for (const row of stage.salesforce.world.org.rows.all(object))
      if (typeof row['MasterRecordId'] === 'string') merged.add(row['MasterRecordId']).add(String(row['Id']));
  for (const { id, values } of stage.hubspot.world.portal.store.all('contacts'))
    for (const former of (values['hs_merged_object_ids'] ?? '').split(';'))
      if (former !== '') merged.add(former).add(id);
  return merged;
}

export const OF_THE_ERASED: readonly Invariant[] = [leaveNoTrace];
