/** Lists, found by id, name or search, and who is on them: /crm/v3/lists ("Lists", HubSpot developer documentation). Which lists there are only the admin decides. */

import { z } from 'zod';
import type { ListDefinition, Membership } from './lists.ts';
import type { Portal } from './portal.ts';
import { invalid, notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

const MAX_PAGE = 250;
/** Lists of one page of a search, and records of one change of members ("Lists guide"). */
const MAX_FOUND = 500;
const MAX_CHANGED = 100_000;

const recordIds = z.array(z.union([z.string(), z.number()]).transform(String)).max(MAX_CHANGED);
const searchBody = z.object({
  query: z.string().nullish(),
  listIds: z.array(z.union([z.string(), z.number()]).transform(String)).nullish(),
  processingTypes: z.array(z.string()).nullish(),
  offset: z.int().min(0).nullish(),
  count: z.int().min(1).max(MAX_FOUND).nullish(),
});
const bothBody = z.object({ recordIdsToAdd: recordIds.default([]), recordIdsToRemove: recordIds.default([]) });

export function listRoutes(portal: Portal): readonly Route[] {
  const scope = 'crm.lists.read';
  const write = 'crm.lists.write';
  const one = '/crm/v3/lists/:id/memberships';
  const byName = '/crm/v3/lists/object-type-id/:type/name/:name';
  const ofRecord = '/crm/v3/lists/records/:type/:record/memberships';
  return [
    { method: 'GET', path: '/crm/v3/lists', scope, handle: (call) => several(portal, call) },
    { method: 'GET', path: byName, scope, handle: (call) => named(portal, call) },
    { method: 'GET', path: ofRecord, scope, handle: (call) => listsOf(portal, call) },
    { method: 'POST', path: '/crm/v3/lists/search', scope, handle: (call) => search(portal, call) },
    { method: 'PUT', path: `${one}/add`, scope: write, handle: (call) => change(portal, call, 'add') },
    { method: 'PUT', path: `${one}/remove`, scope: write, handle: (call) => change(portal, call, 'remove') },
    { method: 'PUT', path: `${one}/add-and-remove`, scope: write, handle: (call) => change(portal, call, 'both') },
    { method: 'GET', path: '/crm/v3/lists/:id', scope, handle: (call) => get(portal, call) },
    { method: 'GET', path: '/crm/v3/lists/:id/memberships/join-order', scope, handle: (call) => joined(portal, call) },
    { method: 'GET', path: '/crm/v3/lists/:id/memberships', scope, handle: (call) => byRecord(portal, call) },
  ];
}

function listOf(portal: Portal, call: Call): ListDefinition {
  const list = portal.lists.find(call.param('id'));
  if (list === undefined) throw notFound(`List does not exist with ID ${call.param('id')}.`);
  return list;
}

function get(portal: Portal, call: Call) {
  return { status: 200, body: { list: rendered(portal, listOf(portal, call)) } };
}

function rendered({ lists }: Portal, { id, name, processingType }: ListDefinition) {
  return {
    listId: id,
    name,
    processingType,
    objectTypeId: '0-1',
    processingStatus: 'COMPLETE',
    listVersion: 1,
    size: lists.members(id).length,
  };
}

function several(portal: Portal, call: Call) {
  const found = call.list('listIds').flatMap((id) => portal.lists.find(id) ?? []);
  return { status: 200, body: { lists: found.map((list) => rendered(portal, list)) } };
}

function named(portal: Portal, call: Call) {
  const name = call.param('name');
  const list = portal.lists.all().find((one) => one.name === name);
  if (list === undefined) throw notFound(`List does not exist with name ${name}.`);
  return { status: 200, body: { list: rendered(portal, list) } };
}

/** By a part of the name, whatever its case. */
function search(portal: Portal, call: Call) {
  const { query, listIds, processingTypes, offset, count } = call.json(searchBody);
  const found = portal.lists
    .all()
    .filter(({ name }) => name.toLowerCase().includes((query ?? '').toLowerCase()))
    .filter(({ id }) => listIds === null || listIds === undefined || listIds.includes(id))
    .filter((list) => !processingTypes?.length || processingTypes.includes(list.processingType));
  const [from, most] = [offset ?? 0, count ?? 20];
  const page = found.slice(from, from + most);
  const hasMore = from + most < found.length;
  const lists = page.map((list) => rendered(portal, list));
  return { status: 200, body: { total: found.length, offset: from + page.length, hasMore, lists } };
}

function listsOf(portal: Portal, call: Call) {
  const results = portal.lists.all().flatMap(({ id }) => {
    const member = portal.lists.members(id).find(({ recordId }) => recordId === call.param('record'));
    if (member === undefined) return [];
    const at = new Date(member.at).toISOString();
    return [{ listId: id, listVersion: 1, firstAddedTimestamp: at, lastAddedTimestamp: at }];
  });
  return { status: 200, body: { total: results.length, results } };
}

/** Only of lists that people fill; records that are not there are told, and the others are done. */
function change(portal: Portal, call: Call, how: 'add' | 'remove' | 'both') {
  const { id, processingType } = listOf(portal, call);
  if (processingType === 'DYNAMIC') throw invalid(`List ${id} is dynamic: its members cannot be changed.`);
  const wish = how === 'both' ? call.json(bothBody) : undefined;
  const one = wish === undefined ? call.json(recordIds) : [];
  const { recordIdsToAdd: add, recordIdsToRemove: remove } = wish ?? {
    recordIdsToAdd: how === 'add' ? one : [],
    recordIdsToRemove: how === 'remove' ? one : [],
  };
  const on = new Set(portal.lists.members(id).map(({ recordId }) => recordId));
  const known = (record: string): boolean => portal.store.live('contacts', record) !== undefined;
  const recordsIdsAdded = add.filter((record) => known(record) && !on.has(record));
  const recordIdsRemoved = remove.filter((record) => on.has(record));
  for (const record of recordIdsRemoved) portal.lists.leave(id, record);
  for (const record of recordsIdsAdded) portal.lists.join(id, record, call.now);
  const recordIdsMissing = add.filter((record) => !known(record));
  return { status: 200, body: { recordsIdsAdded, recordIdsRemoved, recordIdsMissing } };
}

function joined(portal: Portal, call: Call) {
  return memberships(call, portal.lists.members(listOf(portal, call).id));
}

function byRecord(portal: Portal, call: Call) {
  const members = [...portal.lists.members(listOf(portal, call).id)];
  return memberships(
    call,
    members.sort((a, b) => Number(a.recordId) - Number(b.recordId)),
  );
}

/** `after` marks the last one shown; once that one has left, nobody knows the place any more. */
function memberships(call: Call, members: readonly Membership[]) {
  const limit = call.limit(100, MAX_PAGE);
  const after = call.query('after');
  const last = after === undefined ? -1 : members.findIndex(({ recordId, at }) => `${at}-${recordId}` === after);
  if (after !== undefined && last < 0) throw invalid(`The paging token ${after} is not valid.`);
  const rows = members.slice(last + 1, last + 1 + limit);
  const end = rows.at(-1);
  const more = end !== undefined && last + 1 + limit < members.length;
  const results = rows.map(({ recordId, at }) => ({ recordId, membershipTimestamp: new Date(at).toISOString() }));
  return {
    status: 200,
    body: {
      total: members.length,
      results,
      ...(more ? { paging: { next: { after: `${end.at}-${end.recordId}` } } } : {}),
    },
  };
}
