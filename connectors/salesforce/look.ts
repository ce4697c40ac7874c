/** People and accounts by their ids, and people by their addresses, as they are now: asked live where what was read last is not enough. */
import { iso } from '../../src/domain/instant.ts';
import { emailKey } from '../../src/domain/normalise.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { Cursor, FoundPeople, LookPage } from '../../src/ports/connector.ts';
import type { Attempt } from '../kit/send.ts';
import { type ByIds, rowsOfSeveral } from './composite.ts';
import type { Context } from './context.ts';
import { id18, type Row } from './fields.ts';
import { recordColumns, recordOf, VENDOR_OBJECTS } from './read-records.ts';
import { textIn } from './row-values.ts';
import { isId, oneOf } from './soql.ts';

type Looked = keyof typeof VENDOR_OBJECTS;
const OBJECTS = ['lead', 'contact', 'account'] as const satisfies readonly Looked[];
/** So many of the longest that are asked for fit into the 100,000 characters of a query (SOQL and SOSL Limits). Within a composite call no address limits it. */
const ADDRESSES_PER_QUERY = 1_000;
/** 320 characters are the most that one may have, few have 60. */
const MOST_ADDRESS = 80;

/**
 * Deleted and merged ones too, as long as they lie in the recycle bin. A row that does not come is no proof of anything: this user may not see it, and
 * the deletion of one that did is told by the stream (read-deleted.ts).
 */
export async function look(refs: readonly RecordRef[], after: Cursor | undefined, context: Context): Promise<LookPage> {
  const { client, mapping } = context;
  const readAt = iso(client.now());
  const page = { activities: [], cursor: after ?? {}, more: false, readAt, gone: [] };
  const asked = OBJECTS.filter((object) => refs.some((ref) => ref.object === object));
  let rows = await rowsOf(asked, refs, context);
  if (rows.state === 'refused') {
    // A mapped column that is not there, or not any more: without it all the others can be read.
    for (const object of asked) await context.descriptions.of(VENDOR_OBJECTS[object]);
    rows = await rowsOf(asked, refs, context);
  }
  if (rows.state !== 'answered') return { ...page, records: [], problems: [rows.problem] };
  const read = rows.value.flatMap((own, index) => {
    const object = asked[index];
    if (object === undefined) return [];
    return own.map((row) => recordOf(VENDOR_OBJECTS[object], row, mapping, client.instanceUrl));
  });
  return { ...page, records: read.map(({ record }) => record), problems: read.flatMap(({ problems }) => problems) };
}

function rowsOf(
  objects: readonly Looked[],
  refs: readonly RecordRef[],
  { client, descriptions, mapping }: Context,
): Promise<Attempt<readonly (readonly Row[])[]>> {
  const several = objects.map((object): ByIds => {
    const from = VENDOR_OBJECTS[object];
    const described = descriptions.known(from);
    const there = new Set(described?.fields.map(({ name }) => name));
    const fields = recordColumns(from, mapping).filter((column) => described === undefined || there.has(column));
    const ids = refs.filter((ref) => ref.object === object && isId(ref.id)).map(({ id }) => id18(id));
    return { ids, query: (some) => ({ fields, from, where: [oneOf('Id', some)] }) };
  });
  return rowsOfSeveral(client, 'look', several);
}

/** Living Leads and Contacts under each of these addresses. A converted Lead stands for nobody any more: its Contact does. */
export async function findPeople(addresses: readonly string[], { client }: Context): Promise<FoundPeople> {
  const ids = addresses.filter((address) => address.length <= MOST_ADDRESS);
  const query = (from: string, more: readonly string[]) => (some: readonly string[]) => ({
    fields: ['Id', 'Email'],
    from,
    where: [oneOf('Email', some), 'IsDeleted = FALSE', ...more],
  });
  const perQuery = ADDRESSES_PER_QUERY;
  const rows = await rowsOfSeveral(client, 'find people', [
    { ids, perQuery, query: query('Lead', ['IsConverted = FALSE']) },
    { ids, perQuery, query: query('Contact', []) },
  ]);
  if (rows.state !== 'answered') return { problem: rows.problem };
  const found = new Map<string, RecordRef[]>();
  for (const [index, own] of rows.value.entries())
    for (const row of own) {
      const key = emailKey(textIn(row, 'Email') ?? '');
      if (key === undefined) continue;
      const ref: RecordRef = {
        system: 'salesforce',
        object: index === 0 ? 'lead' : 'contact',
        id: id18(String(row['Id'])),
      };
      found.set(key, [...(found.get(key) ?? []), ref]);
    }
  return { found };
}
