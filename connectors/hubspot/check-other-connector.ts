/** HubSpot's own Salesforce connector: found by the properties that it makes, and where it and Baton would write the same thing. */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import { CHECK } from './check-token.ts';
import type { Reading } from './reading.ts';
import { placeOf } from './setup.ts';
import { propertiesOf } from './values.ts';

/** It makes these on contacts: `salesforceleadid`, `salesforcecontactid`, `salesforcelastsynctime`, … */
const ITS = /^(hs_)?salesforce/;
const LAST_SYNC = ['salesforcelastsynctime', 'salesforceleadid', 'salesforcecontactid'];
/** Who wrote a value, in the property's history. */
const ITS_SOURCE = 'SALESFORCE';
/** Contacts whose history is looked at, of those that it keeps in step. */
const SAMPLE = 20;
/** What it sets in every account, whatever is mapped: the owner, and lifecycle stage and lead status where the account has it so. */
const ALWAYS = {
  ownerId: 'connector-owner',
  lifecycleStage: 'connector-stage',
  leadStatus: 'connector-stage',
} as const;

const sample = z.looseObject({ total: z.number(), results: z.array(z.looseObject({ id: z.string() })) });
const histories = z.looseObject({
  results: z.array(
    z.looseObject({
      propertiesWithHistory: z
        .record(z.string(), z.array(z.looseObject({ sourceType: z.string().optional() })))
        .default({}),
    }),
  ),
});

export async function checkOtherConnector(reading: Reading): Promise<readonly Finding[]> {
  const known = await reading.types.list(CHECK, 'contacts');
  // Told already, with the fields.
  if (known.state !== 'answered') return [];
  const its = [...known.value.keys()].filter((property) => ITS.test(property)).sort();
  if (its.length === 0) return [{ name: 'other-connector', ok: true, detail: '', says: 'connector-none', about: {} }];
  const mapping = reading.mapping.objects.contact;
  const { total, synced } = await syncedBy(reading, its, mapping);
  const about = { properties: its.slice(0, 3).join(', '), contacts: total === undefined ? '?' : String(total) };
  const found: Finding = {
    name: 'other-connector',
    ok: true,
    severity: 'note',
    detail: its.join(', '),
    says: 'connector-found',
    about,
  };
  if (mapping === undefined) return [found];
  const written = Object.entries(mapping.write).filter(([, { rule }]) => rule !== 'never');
  const collisions = written.flatMap(([name, { to }]): readonly Finding[] => {
    const says = Object.hasOwn(ALWAYS, name)
      ? ALWAYS[name as keyof typeof ALWAYS]
      : synced.has(to)
        ? 'connector-syncs'
        : undefined;
    if (says === undefined) return [];
    const seen = synced.has(to) ? 'seen' : 'possible';
    const at = placeOf(mapping, 'contact', name);
    const base = { name: 'other-connector', ok: false, severity: 'warning', mover: 'admin' } as const;
    return [{ ...base, detail: `contact.${to}`, says, about: { property: to, seen }, at }];
  });
  return [found, ...collisions];
}

/** How many contacts it keeps in step, and which of the mapped properties it has written to some of them. */
async function syncedBy(
  { client }: Reading,
  its: readonly string[],
  mapping: ObjectMapping | undefined,
): Promise<{ readonly total: number | undefined; readonly synced: ReadonlySet<string> }> {
  const mark = LAST_SYNC.find((property) => its.includes(property)) ?? its[0] ?? '';
  const body = { filterGroups: [{ filters: [{ propertyName: mark, operator: 'HAS_PROPERTY' }] }], limit: SAMPLE };
  const some = await client.request({ ...CHECK, window: 'search' }, 'POST', '/crm/v3/objects/contacts/search', sample, {
    body,
  });
  const nothing = { total: undefined, synced: new Set<string>() };
  if (some.state !== 'answered') return nothing;
  const { total, results } = some.value;
  const properties = mapping === undefined ? [] : [...new Set(propertiesOf(mapping).values())];
  if (results.length === 0 || properties.length === 0) return { ...nothing, total };
  const asked = { properties: [], propertiesWithHistory: properties, inputs: results.map(({ id }) => ({ id })) };
  const read = await client.request(CHECK, 'POST', '/crm/v3/objects/contacts/batch/read', histories, { body: asked });
  if (read.state !== 'answered') return { ...nothing, total };
  const synced = read.value.results.flatMap(({ propertiesWithHistory }) =>
    Object.entries(propertiesWithHistory).flatMap(([property, entries]) =>
      entries.some(({ sourceType }) => sourceType === ITS_SOURCE) ? [property] : [],
    ),
  );
  return { total, synced: new Set(synced) };
}
