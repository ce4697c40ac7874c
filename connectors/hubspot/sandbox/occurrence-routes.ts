/** Event occurrences, for accounts of the Enterprise edition: /events/v3/events ("Events", HubSpot developer documentation). */
import type { Portal } from './portal.ts';
import { invalid, Refusal } from './refusal.ts';
import type { Call, Route } from './router.ts';

const MAX_PAGE = 1_000;

export function occurrenceRoutes(portal: Portal): readonly Route[] {
  return [
    { method: 'GET', path: '/events/v3/events', scope: 'oauth', handle: (call) => list(portal, call) },
    // It names the types even where the account can never have any.
    {
      method: 'GET',
      path: '/events/v3/events/event-types',
      scope: 'oauth',
      handle: () => ({ status: 200, body: { eventTypes: ['e_visited_page'] } }),
    },
  ];
}

function list(portal: Portal, call: Call) {
  const { occurrences } = portal;
  if (!occurrences.available) {
    // The wording is not documented.
    throw new Refusal({
      status: 403,
      category: 'FORBIDDEN',
      message: 'This account has no access to event occurrences.',
    });
  }
  const [from, to] = [momentOf(call, 'occurredAfter'), momentOf(call, 'occurredBefore')];
  const type = call.query('eventType');
  const contact = call.query('objectId');
  const found = occurrences
    .all()
    .filter(
      (one) => (type === undefined || one.eventType === type) && (contact === undefined || one.contactId === contact),
    )
    .filter(({ at }) => at >= (from ?? 0) && at < (to ?? Number.POSITIVE_INFINITY));
  const inOrder = (call.query('sort') ?? '').startsWith('-') ? found.toReversed() : found;
  const limit = call.limit(20, MAX_PAGE);
  const start = Number(call.query('after') ?? '0');
  const more = start + limit < inOrder.length;
  const results = inOrder.slice(start, start + limit).map(({ id, eventType, contactId, at, properties }) => ({
    id,
    eventType,
    objectType: 'CONTACT',
    objectId: contactId,
    occurredAt: new Date(at).toISOString(),
    properties,
  }));
  return { status: 200, body: { results, ...(more ? { paging: { next: { after: String(start + limit) } } } : {}) } };
}

function momentOf(call: Call, name: string): number | undefined {
  const text = call.query(name);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid(`${name} is no moment: ${text}`);
  return at;
}
