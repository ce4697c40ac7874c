/** Records and wishes in the form of versions 1 and 2, from which many clients have not moved yet: numbers for ids, an object for each value. */
import { z } from 'zod';
import { type ObjectType, TYPE_FACTS } from '../object-types.ts';
import type { Portal } from '../portal.ts';
import type { Call } from '../router.ts';
import type { HubSpotRecord } from '../store.ts';
import type { WriteContext } from '../writes.ts';

/** Contacts say `property` where all others say `name`. */
const pairs = z.array(
  z.object({
    property: z.string().nullish(),
    name: z.string().nullish(),
    value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
  }),
);
export const propertiesWish = z.object({ properties: pairs.default([]) });

/** As version 3 would have them; null clears. */
export function wishOf(given: z.output<typeof pairs>): Record<string, unknown> {
  return Object.fromEntries(given.map(({ property, name, value }) => [property ?? name ?? '', value ?? '']));
}

export function contextOf(portal: Portal, type: ObjectType, call: Call): WriteContext {
  return { portal, type, at: call.now, source: call.source, claims: new Set() };
}

/** Each value with when and by whom it was written; all of them unless names are given. */
export function valuesOf(record: HubSpotRecord, names: readonly string[] = []): Record<string, unknown> {
  const shown = Object.entries(record.values).filter(([name]) => names.length === 0 || names.includes(name));
  return Object.fromEntries(
    shown.map(([name, value]) => {
      const { at = record.updatedAt, source } = record.history.get(name)?.at(-1) ?? {};
      const written = { value, timestamp: at, source: source?.type ?? null, sourceId: source?.id ?? null };
      return [name, { ...written, versions: [{ name, ...written }] }];
    }),
  );
}

export function linkedIds(portal: Portal, record: HubSpotRecord, to: ObjectType): readonly number[] {
  return portal.links.of(record, to).map(({ id }) => Number(id));
}

/** A page in the order of ids, which begins after the one that the query names. */
export function pageAfter(
  portal: Portal,
  type: ObjectType,
  { after, count }: { readonly after: number; readonly count: number },
): { readonly records: readonly HubSpotRecord[]; readonly more: boolean; readonly last: number } {
  const rest = portal.store.all(type).filter((one) => one.archivedAt === undefined && Number(one.id) > after);
  const records = rest.slice(0, count);
  return { records, more: rest.length > count, last: Number(records.at(-1)?.id ?? 0) };
}

/** Newest first, by creation or by change. */
export function newestFirst(portal: Portal, type: ObjectType, by: 'created' | 'modified'): readonly HubSpotRecord[] {
  const at = (record: HubSpotRecord): number =>
    by === 'created' ? record.createdAt : Date.parse(record.values[TYPE_FACTS[type].modified] ?? '');
  return portal.store
    .all(type)
    .filter((record) => record.archivedAt === undefined)
    .toSorted((a, b) => at(b) - at(a));
}
