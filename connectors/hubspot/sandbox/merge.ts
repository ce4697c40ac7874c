/** Merging two records into a new one, and erasing a person: POST …/merge and …/gdpr-delete. */
import { z } from 'zod';
import { type ObjectType, objectType } from './object-types.ts';
import type { Portal } from './portal.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { renderRecord } from './render.ts';
import type { Call, Route } from './router.ts';
import { type HubSpotRecord, MERGE } from './store.ts';
import { recordOf } from './writes.ts';

/** "Merge records", HubSpot knowledge base; refused with 414 ("Error handling", HubSpot developer documentation). */
const MAX_FORMER_IDS = 250;

const id = z.union([z.string(), z.number()]).transform(String);

export function mergeRoutes(portal: Portal): readonly Route[] {
  const scope = 'crm.objects.:family.write';
  return [
    { method: 'POST', path: '/crm/v3/objects/:type/merge', scope, handle: (call) => merge(portal, call) },
    { method: 'POST', path: '/crm/v3/objects/:type/gdpr-delete', scope, handle: (call) => erase(portal, call) },
  ];
}

/** HubSpot's own calculations are made anew and never carried over. */
function carried(portal: Portal, record: HubSpotRecord): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record.values).filter(([name]) => portal.catalogue.find(record.type, name)?.readOnly === false),
  );
}

function merge(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { primaryObjectId, objectIdToMerge } = call.json(z.object({ primaryObjectId: id, objectIdToMerge: id }));
  const merged = mergeRecords(portal, call, { type, primary: primaryObjectId, other: objectIdToMerge });
  return { status: 200, body: renderRecord(portal, merged, { properties: [] }) };
}

/**
 * A merge makes a record with a new id; both former ids then lead to it. The primary's values win, its e-mail stays and the other's becomes a further
 * address, the lifecycle stage is the one furthest along ("Updated merge functionality", HubSpot developer changelog).
 */
export function mergeRecords(
  portal: Portal,
  call: Call,
  wish: { readonly type: ObjectType; readonly primary: string; readonly other: string },
): HubSpotRecord {
  const { type } = wish;
  if (wish.primary === wish.other) throw invalid('A record cannot be merged with itself.');
  const [primary, other] = [recordOf(portal, type, wish.primary), recordOf(portal, type, wish.other)];
  const formerIds = [primary, other].flatMap((one) => [one.id, ...earlierIds(one)]);
  if (formerIds.length > MAX_FORMER_IDS) throw tooManyMerges(primary.id);
  const values: Record<string, string> = { ...carried(portal, other), ...carried(portal, primary) };
  const addresses = type === 'contacts' ? furtherAddresses(primary, other) : '';
  if (addresses !== '') values['hs_additional_emails'] = addresses;
  const stage = furthestStage(portal, type, [primary, other]);
  if (stage !== undefined) values['lifecyclestage'] = stage;
  values['hs_merged_object_ids'] = formerIds.join(';');
  const source = { ...call.source, type: MERGE };
  for (const former of [primary, other]) portal.store.archive(former, call.now, source);
  const merged = portal.store.create(type, { values, at: call.now, source });
  portal.links.move([primary, other], merged, { at: call.now, source });
  portal.store.lead(merged, [primary.id, other.id, ...earlierIds(primary), ...earlierIds(other)], source);
  return merged;
}

function tooManyMerges(primaryId: string): Refusal {
  const message = `${primaryId} would have more than ${MAX_FORMER_IDS} merged records.`;
  return new Refusal({ status: 414, category: 'VALIDATION_ERROR', message });
}

function earlierIds(record: HubSpotRecord): readonly string[] {
  return (record.values['hs_merged_object_ids'] ?? '').split(';').filter((text) => text !== '');
}

function furtherAddresses(primary: HubSpotRecord, other: HubSpotRecord): string {
  const all = [other.values['email'], primary.values['hs_additional_emails'], other.values['hs_additional_emails']];
  const addresses = all.flatMap((text) => (text ?? '').split(';')).filter((text) => text !== '');
  return [...new Set(addresses)].filter((address) => address !== primary.values['email']).join(';');
}

function furthestStage(portal: Portal, type: ObjectType, records: readonly HubSpotRecord[]): string | undefined {
  const stages = portal.catalogue.find(type, 'lifecyclestage')?.options ?? [];
  const places = records.map((record) => stages.findIndex((stage) => stage.value === record.values['lifecyclestage']));
  return stages[Math.max(...places)]?.value;
}

/** Gone for good, unlike an archived record; an address that is not there is success too. Older clients ask for any type. */
function erase(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { objectId, idProperty } = call.json(z.object({ objectId: id, idProperty: z.string().nullish() }));
  const record = portal.store.lookUp(type, objectId, idProperty ?? undefined);
  if (record === undefined && idProperty !== 'email') throw notFound();
  if (record !== undefined) portal.store.erase(record, call.now, call.source);
  return { status: 204 };
}
