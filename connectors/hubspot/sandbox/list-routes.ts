/** Lists and who joined them, in the order of joining: /crm/v3/lists/{listId}, read only ("Lists", HubSpot developer documentation). */

import type { ListDefinition, Membership } from './lists.ts';
import type { Portal } from './portal.ts';
import { invalid, notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

const MAX_PAGE = 250;

export function listRoutes(portal: Portal): readonly Route[] {
  const scope = 'crm.lists.read';
  return [
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
  const { id, name, processingType } = listOf(portal, call);
  const size = portal.lists.members(id).length;
  return {
    status: 200,
    body: {
      list: {
        listId: id,
        name,
        processingType,
        objectTypeId: '0-1',
        processingStatus: 'COMPLETE',
        listVersion: 1,
        size,
      },
    },
  };
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
