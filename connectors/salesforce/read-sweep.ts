/**
 * The slow sweep: a formula's value changes without its row's stamp, so objects of which the mapping reads formulas are read whole once a day, a page at a
 * time in the fifth query's place. So are campaign members, whose campaign's name, type and day are read with them. It costs no calls of its own.
 */
import { type IsoInstant, instantOf, iso } from '../../src/domain/instant.ts';
import { columnsOf, id18 } from './fields.ts';
import type { Reading, Sweep } from './read-cursor.ts';
import { mappingOf } from './read-records.ts';
import { isWanted, type ReadContext } from './read-sources.ts';
import { beyond } from './soql.ts';

const SWEPT = ['Lead', 'Contact', 'Account', 'CampaignMember'] as const;
const ROUND = { hours: 24 };

/** The page that is next; undefined while there is nothing to sweep. */
export function sweepDue(last: Reading, context: ReadContext): Sweep | undefined {
  if (last.sweep !== undefined) return last.sweep;
  const object = SWEPT.find((one) => isDue(one, last, context) && hasUnstamped(one, context));
  return object === undefined ? undefined : { object };
}

/** The object whose description is needed to say whether there is anything to sweep. */
export function toDescribe(last: Reading, context: ReadContext): string | undefined {
  return SWEPT.find(
    (one) => one !== 'CampaignMember' && isDue(one, last, context) && context.descriptions.known(one) === undefined,
  );
}

/** Since when each object was swept: what is read for the first time was read just now, and what has no formulas need not be. */
export function sweptBy(last: Reading, context: ReadContext): Readonly<Record<string, IsoInstant>> {
  const now = iso(context.client.now());
  const done = SWEPT.flatMap((one) => {
    const at = last.swept?.[one];
    if (at === undefined) return last.objects[one] === undefined ? [] : [[one, now] as const];
    const isIdle = isDue(one, last, context) && context.descriptions.known(one) !== undefined;
    return [[one, isIdle && !hasUnstamped(one, context) ? now : at] as const];
  });
  return Object.fromEntries(done);
}

export function sweepConditions({ after }: Sweep): readonly string[] {
  return ['IsDeleted = false', ...(after === undefined ? [] : [beyond(after)])];
}

/** Past a page; undefined at the end. */
export function sweptOn(sweep: Sweep, lastId: string | undefined, full: boolean): Sweep | undefined {
  return full && lastId !== undefined ? { ...sweep, after: id18(lastId) } : undefined;
}

function isDue(object: (typeof SWEPT)[number], { swept, objects }: Reading, { client }: ReadContext): boolean {
  const at = swept?.[object];
  if (at === undefined || objects[object]?.high === undefined) return false;
  return Temporal.Instant.compare(instantOf(at).add(ROUND), client.now()) <= 0;
}

function hasUnstamped(object: (typeof SWEPT)[number], { descriptions, mapping }: ReadContext): boolean {
  if (object === 'CampaignMember') return isWanted(object, mapping);
  const own = mappingOf(object, mapping);
  const columns = new Set(own === undefined ? [] : Object.values(columnsOf(own)));
  const fields = descriptions.known(object)?.fields ?? [];
  return fields.some(({ name, calculated }) => calculated && columns.has(name));
}
