/** Marketing events and who took part: /marketing/v3/marketing-events, read only ("Marketing events", HubSpot developer documentation). */

import type { AttendanceState, MarketingEvent } from './marketing-events.ts';
import type { Portal } from './portal.ts';
import { invalid, notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

const MAX_PAGE = 100;

export function marketingEventRoutes(portal: Portal, appId: number): readonly Route[] {
  const base = '/marketing/v3/marketing-events';
  const scope = 'crm.objects.marketing_events.read';
  return [
    { method: 'GET', path: base, scope, handle: (call) => list(portal, call) },
    { method: 'GET', path: `${base}/events/search`, scope, handle: (call) => search(portal, call, appId) },
    { method: 'GET', path: `${base}/:id`, scope, handle: (call) => show(portal, call) },
    { method: 'GET', path: `${base}/participations/:id/breakdown`, scope, handle: (call) => breakdown(portal, call) },
  ];
}

function list(portal: Portal, call: Call) {
  const events = portal.marketingEvents.all();
  const { rows, paging } = pageOf(call, events);
  return { status: 200, body: { results: rows.map((event) => render(portal, call, event)), ...paging } };
}

function show(portal: Portal, call: Call) {
  const event = portal.marketingEvents.all().find(({ id }) => id === call.param('id'));
  if (event === undefined) throw notFound(`Marketing event ${call.param('id')} not found.`);
  return { status: 200, body: render(portal, call, event) };
}

/** By the id under which an app knows an event, and only of the app that asks (reference "Find App-Specific Marketing Events by External Event Id"). */
function search(portal: Portal, call: Call, appId: number) {
  const wanted = call.query('q');
  if (wanted === undefined || wanted === '') throw invalid('q is required.');
  const results = portal.marketingEvents.all().flatMap(({ id, external }) => {
    if (external?.appId !== appId || external.eventId !== wanted) return [];
    return [{ objectId: id, appId, externalAccountId: external.accountId, externalEventId: external.eventId }];
  });
  return { status: 200, body: { results } };
}

function render(portal: Portal, call: Call, event: MarketingEvent & { readonly updatedAt: number }) {
  const states = (portal.marketingEvents.participations(event.id) ?? []).map(({ state }) => state);
  const count = (...of: readonly AttendanceState[]) => states.filter((state) => of.includes(state)).length;
  return {
    objectId: event.id,
    eventName: event.name,
    eventType: event.type,
    startDateTime: new Date(event.startsAt).toISOString(),
    endDateTime: new Date(event.endsAt).toISOString(),
    eventCancelled: false,
    eventCompleted: event.endsAt <= call.now,
    registrants: count('REGISTERED', 'ATTENDED', 'NO_SHOW'),
    attendees: count('ATTENDED'),
    cancellations: count('CANCELLED'),
    noShows: count('NO_SHOW'),
    customProperties: [],
    createdAt: new Date(event.updatedAt).toISOString(),
    updatedAt: new Date(event.updatedAt).toISOString(),
  };
}

function breakdown(portal: Portal, call: Call) {
  const id = call.param('id');
  const all = portal.marketingEvents.participations(id);
  const event = portal.marketingEvents.all().find((one) => one.id === id);
  if (all === undefined || event === undefined) throw notFound(`Marketing event ${id} not found.`);
  const { rows, paging } = pageOf(call, all);
  const results = rows.map(({ contactId, state, at, seconds }) => ({
    id: `${id}-${contactId}`,
    createdAt: new Date(at).toISOString(),
    associations: {
      marketingEvent: { marketingEventId: id, name: event.name },
      contact: { contactId, email: portal.store.find('contacts', contactId)?.values['email'] ?? '' },
    },
    properties: {
      occurredAt: at,
      attendanceState: state,
      ...(seconds === undefined ? {} : { attendanceDurationSeconds: seconds }),
    },
  }));
  return { status: 200, body: { total: all.length, results, ...paging } };
}

/** Pages by place; `after` is where the next one starts. */
function pageOf<Item>(call: Call, all: readonly Item[]) {
  const limit = call.limit(10, MAX_PAGE);
  const start = Number(call.query('after') ?? '0');
  const more = start + limit < all.length;
  return {
    rows: all.slice(start, start + limit),
    paging: more ? { paging: { next: { after: String(start + limit), link: '' } } } : {},
  };
}
