/**
 * Marketing events: who registered, came, or stayed away. There is no filter by time (page "Marketing events"): the list of events is read, and of each event
 * that took place lately, or whose counters have moved, who took part.
 */
import { z } from 'zod';
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import { type IsoInstant, iso, toIso } from '../../src/domain/instant.ts';
import type { EventKind, SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { recordKey } from '../../src/domain/record.ts';
import { moment } from './answers.ts';
import { nothing, page, type Reading, type Stream } from './reading.ts';

const count = z.number().nullish();
const next = z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).nullish();
const eventPage = z.looseObject({
  results: z.array(
    z.looseObject({
      objectId: z.union([z.string(), z.number()]).transform(String),
      eventName: z.string().default(''),
      eventType: z.string().nullish(),
      startDateTime: moment.nullish(),
      registrants: count,
      attendees: count,
      cancellations: count,
      noShows: count,
    }),
  ),
  paging: next,
});
type MarketingEvent = z.infer<typeof eventPage>['results'][number];
const breakdownPage = z.looseObject({
  /** Who took part, on whatever page. */
  total: count,
  results: z.array(
    z.looseObject({
      associations: z.looseObject({
        contact: z.looseObject({ contactId: z.union([z.string(), z.number()]).transform(String) }),
      }),
      properties: z.looseObject({
        occurredAt: z.union([z.number(), z.string()]),
        attendanceState: z.string(),
        attendanceDurationSeconds: z.number().nullish(),
      }),
    }),
  ),
  paging: next,
});
type Participation = z.infer<typeof breakdownPage>['results'][number];

const shownEvent = z.object({ id: z.string(), name: z.string(), type: z.string(), counters: z.string() });
/**
 * `after`: where the list of events goes on. `waiting`: events of its last page that are still to be read, the first from `from` on, behind `people`.
 * `counters`: what those events said whose people were read last.
 */
const cursorShape = z.object({
  after: z.string().optional(),
  listed: z.boolean().default(false),
  waiting: z.array(shownEvent).default([]),
  from: z.string().optional(),
  people: z.int().min(0).default(0),
  counters: z.record(z.string(), z.string()).default({}),
  /** All events have been read once. */
  through: z.boolean().optional(),
});
type EventsCursor = z.infer<typeof cursorShape>;

export const EVENTS = '/marketing/marketing-events/2026-03';
/** Events of one page: few, so that those that wait fit into a cursor. */
const EVENTS_PAGE = '20';
const PEOPLE_PAGE = '100';
/** Once all were read, only events of this time and those to come can move. */
const LATELY = { hours: 24 * 45 };
/** Newest events whose counters are remembered. */
const COUNTERS_KEPT = 120;

export function attendanceStream(reading: Reading): Stream {
  return async (after) => {
    const parsed = cursorShape.safeParse(after);
    const cursor: EventsCursor = parsed.success ? parsed.data : { listed: false, waiting: [], people: 0, counters: {} };
    const [event] = cursor.waiting;
    return event === undefined ? readEvents(reading, cursor) : readPeople(reading, cursor, event);
  };
}

async function readEvents(reading: Reading, cursor: EventsCursor) {
  const { after, counters, through } = cursor;
  const answer = await reading.client.request({ purpose: 'pull attendance', writes: false }, 'GET', EVENTS, eventPage, {
    query: { limit: EVENTS_PAGE, ...(after === undefined ? {} : { after }) },
  });
  if (answer.state !== 'answered') return nothing(cursor, answer);
  const since = iso(reading.now().subtract(LATELY));
  const moved = answer.value.results
    .filter(({ startDateTime }) => through !== true || (startDateTime ?? since) >= since)
    .filter((event) => counters[event.objectId] !== countersOf(event));
  const waiting = moved.map((event) => ({
    id: event.objectId,
    name: event.eventName.slice(0, 100),
    type: (event.eventType ?? '').slice(0, 50),
    counters: countersOf(event),
  }));
  const following = answer.value.paging?.next?.after;
  const place = following === undefined ? { listed: true } : { listed: false, after: following };
  const next = { ...place, waiting, people: 0, counters, ...(through === true ? { through } : {}) };
  return ended(place, waiting) ? page({ ...next, ...START }, false) : page(next, true);
}

async function readPeople(reading: Reading, cursor: EventsCursor, event: z.infer<typeof shownEvent>) {
  const { from, waiting } = cursor;
  const answer = await reading.client.request(
    { purpose: 'pull attendance', writes: false },
    'GET',
    `${EVENTS}/participations/${encodeURIComponent(event.id)}/breakdown`,
    breakdownPage,
    { query: { limit: PEOPLE_PAGE, ...(from === undefined ? {} : { after: from }) } },
  );
  const gone = answer.state === 'refused' && answer.status === 404;
  if (answer.state !== 'answered' && !gone) return nothing(cursor, answer);
  const found = answer.state === 'answered' ? answer.value : { results: [], total: 0 };
  const activities = found.results.flatMap((one) => activityOf(event, one, reading.mapping) ?? []);
  const following = found.paging?.next?.after;
  const people = cursor.people + found.results.length;
  if (following !== undefined) return page({ ...cursor, from: following, people }, true, { activities });
  const { from: _, ...rest } = { ...cursor, people: 0 };
  const problems = people < (found.total ?? 0) ? [short(event)] : [];
  // Of whom fewer came than took part, they are read again with the next reading.
  const counters = problems.length > 0 ? cursor.counters : newest({ ...cursor.counters, [event.id]: event.counters });
  const others = waiting.slice(1);
  const end = ended(rest, others);
  return page({ ...rest, waiting: others, counters, ...(end ? START : {}) }, !end, { activities, problems });
}

function short({ id }: z.infer<typeof shownEvent>): Problem {
  return {
    category: 'format',
    mover: 'vendor',
    system: 'hubspot',
    code: 'PEOPLE_SHORT',
    detail: `the people of marketing event ${id} ended before as many had come as took part: they are read again`,
  };
}

/** All of the list is read: the next reading begins at its start. */
const START = { listed: false, after: undefined, through: true };

function ended({ listed }: Pick<EventsCursor, 'listed'>, waiting: readonly unknown[]): boolean {
  return listed && waiting.length === 0;
}

function countersOf({ registrants, attendees, cancellations, noShows }: MarketingEvent): string {
  return [registrants, attendees, cancellations, noShows].map((value) => value ?? 0).join('/');
}

/** Those noted last; an object keeps whole-number names in their own order, so the newest events have the greatest. */
function newest(counters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(counters).slice(-COUNTERS_KEPT));
}

/** What each state comes to. Somebody who registers for an exhibition has not been there. */
const KINDS: Readonly<Record<EventKind, Readonly<Record<string, ActivityKind>>>> = {
  webinar: {
    REGISTERED: 'webinar-registered',
    CANCELLED: 'webinar-registered',
    ATTENDED: 'webinar-attended',
    NO_SHOW: 'webinar-missed',
  },
  seminar: {
    REGISTERED: 'seminar-registered',
    CANCELLED: 'seminar-registered',
    ATTENDED: 'seminar-attended',
    NO_SHOW: 'seminar-registered',
  },
  exhibition: { ATTENDED: 'exhibition-visited' },
};
const STATUS: Readonly<Record<string, string>> = { CANCELLED: 'cancelled', NO_SHOW: 'no-show' };

function activityOf(
  event: z.infer<typeof shownEvent>,
  { associations, properties }: Participation,
  mapping: SystemMapping,
): Activity | undefined {
  const { contactId } = associations.contact;
  const state = properties.attendanceState.toUpperCase();
  const kind = KINDS[kindOf(event, mapping)][state];
  const occurredAt = momentOf(properties.occurredAt);
  if (kind === undefined || occurredAt === undefined) return undefined;
  const status = STATUS[state];
  const seconds = properties.attendanceDurationSeconds;
  return {
    system: 'hubspot',
    kind,
    id: `${event.id}:${contactId}`,
    subjects: [recordKey({ system: 'hubspot', object: 'contact', id: contactId })],
    occurredAt,
    actor: { type: 'lead' },
    properties: {
      event: event.name === '' ? event.id : event.name,
      ...(status === undefined ? {} : { status }),
      ...(seconds === null || seconds === undefined ? {} : { durationMs: seconds * 1_000 }),
    },
  };
}

export function kindOf(
  event: { readonly id: string; readonly name: string; readonly type: string },
  mapping: SystemMapping,
): EventKind {
  return mapping.events.find((one) => [event.id, event.name, event.type].includes(one.event))?.is ?? 'seminar';
}

function momentOf(at: number | string): IsoInstant | undefined {
  try {
    return toIso(typeof at === 'string' && /^\d+$/.test(at) ? Number(at) : at);
  } catch {
    // No moment: it cannot be placed.
    return undefined;
  }
}
