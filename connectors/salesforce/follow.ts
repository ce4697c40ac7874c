/** Where people's records have gone: a conversion makes a Contact of a Lead, a merge puts one record into another. What is written follows them. */
import { z } from 'zod';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { Fields, RecordRef } from '../../src/domain/record.ts';
import { inBatches } from '../kit/batches.ts';
import type { Attempt } from '../kit/send.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import { isId, oneOf, queryPath, select } from './soql.ts';

/** A Lead merged into one that was converted to a Contact that was merged, and one more. */
const MOST_STEPS = 4;
/** Ids and keys that fit into an address. */
const MOST_IDS = 200;
const KEYS = { most: MOST_IDS, weight: { of: (key: string) => key.length + 12, most: 12_000 } };

const rowsAnswer = z.object({
  records: z.array(
    z.object({
      Id: z.string(),
      Baton_Id__c: z.string().nullish(),
      IsDeleted: z.boolean(),
      MasterRecordId: z.string().nullish(),
      ConvertedContactId: z.string().nullish(),
    }),
  ),
});
type FoundRow = z.infer<typeof rowsAnswer>['records'][number];

/** By id, the living record that stands for the same person now; of those that stay where they are, or are gone for good, nothing. */
export async function follow(
  refs: readonly RecordRef[],
  context: Context,
): Promise<Attempt<ReadonlyMap<string, RecordRef>>> {
  const at = new Map(refs.filter(({ id }) => isId(id)).map((ref) => [id18(ref.id), ref]));
  const arrived = new Map<string, RecordRef>();
  for (let step = 0; step < MOST_STEPS && at.size > 0; step += 1) {
    for (const object of ['lead', 'contact'] as const) {
      const asked = [...at].filter(([, ref]) => ref.object === object);
      const rows = await rowsOf(
        object,
        'Id',
        asked.map(([, { id }]) => id18(id)),
        context,
      );
      if (rows.state !== 'answered') return rows;
      const byId = new Map(rows.value.map((row) => [id18(row.Id), row]));
      for (const [start, ref] of asked) {
        at.delete(start);
        const row = byId.get(id18(ref.id));
        const next = row === undefined ? undefined : nextOf(ref, row);
        if (next !== undefined) at.set(start, next);
        else if (row?.IsDeleted === false && id18(ref.id) !== start) arrived.set(start, ref);
      }
    }
  }
  return { state: 'answered', value: arrived };
}

/** The Leads, deleted ones too, that were made under these ids of Baton. */
export async function leadsMadeFor(
  keys: readonly string[],
  context: Context,
): Promise<Attempt<ReadonlyMap<string, RecordRef>>> {
  const rows = await rowsOf('lead', 'Baton_Id__c', keys, context);
  if (rows.state !== 'answered') return rows;
  const found = rows.value.flatMap(({ Id, Baton_Id__c: key }) => {
    const ref: RecordRef = { system: 'salesforce', object: 'lead', id: id18(Id) };
    return typeof key === 'string' ? [[key, ref] as const] : [];
  });
  return { state: 'answered', value: new Map(found) };
}

/**
 * Of fields that were meant for a record those that go along to the one that it became. What has no place there (a Contact has no status) stays behind, and so
 * does whose it is to be: whoever converted or merged has said that of the new one, and nobody has read it yet.
 */
export function goingAlong(fields: Fields, own: ObjectMapping | undefined): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => {
      const rule = own?.write[name]?.rule;
      return name !== 'ownerId' && rule !== undefined && rule !== 'never';
    }),
  );
}

function nextOf({ object }: RecordRef, row: FoundRow): RecordRef | undefined {
  const { MasterRecordId: master, ConvertedContactId: contact } = row;
  if (typeof contact === 'string') return { system: 'salesforce', object: 'contact', id: id18(contact) };
  return row.IsDeleted && typeof master === 'string' ? { system: 'salesforce', object, id: id18(master) } : undefined;
}

async function rowsOf(
  object: 'lead' | 'contact',
  field: 'Id' | 'Baton_Id__c',
  values: readonly string[],
  { client }: Context,
): Promise<Attempt<readonly FoundRow[]>> {
  const own = object === 'lead' ? ['ConvertedContactId', 'Baton_Id__c'] : [];
  const fields = ['Id', 'IsDeleted', 'MasterRecordId', ...own];
  const found: FoundRow[] = [];
  for (const batch of inBatches([...new Set(values)], KEYS)) {
    const soql = select({ fields, from: object === 'lead' ? 'Lead' : 'Contact', where: [oneOf(field, batch)] });
    // With queryAll: what a merge has deleted says where it went.
    const path = queryPath(client.apiVersion, soql, true);
    const answer = await client.call({ purpose: 'follow', method: 'GET', path, writes: false }, rowsAnswer);
    if (answer.state !== 'answered') return answer;
    found.push(...answer.value.records);
  }
  return { state: 'answered', value: found };
}
