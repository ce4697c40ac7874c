/**
 * HubSpot's own list of what changed (page "Webhook journal APIs"), a second source of hints that needs no address of ours: entries in order, each
 * naming a file of events, kept three days. It is the app that reads it, by its client credentials, and only a hint all the same.
 */
import { z } from 'zod';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Cursor, Journal, JournalPage } from '../../src/ports/connector.ts';
import type { Hint } from '../../src/ports/hints.ts';
import { moment } from './answers.ts';
import { hintOf, READ_BY_ID, WatchedProperties } from './hints.ts';
import { type AppCalls, type Entry, JOURNAL_PATH } from './journal-calls.ts';

export interface JournalOptions {
  readonly portalId: number;
  readonly pollSeconds: number;
  readonly mapping: SystemMapping;
  now(): Temporal.Instant;
}

const KEPT_HOURS = 72;

/** `offset`: null where there was no entry yet, so that the first one is new. `movedAt`: when the last entry was read. */
const cursorShape = z.object({ offset: z.string().min(1).max(200).nullable(), movedAt: moment });
type Place = z.infer<typeof cursorShape>;

const id = z.union([z.int(), z.string().regex(/^\d{1,20}$/)]).transform(String);
const event = z.looseObject({
  portalId: z.union([z.int(), z.string()]).transform(Number).optional(),
  action: z.string().max(100),
  objectTypeId: z.string().max(40).optional(),
  objectId: id.optional(),
  propertyChanges: z.unknown().optional(),
});
const file = z.looseObject({ journalEvents: z.array(event).default([]) });
type Event = z.infer<typeof event>;

export function webhooksJournal(calls: AppCalls, options: JournalOptions): Journal {
  const watched = new WatchedProperties(options.mapping);
  return {
    everySeconds: options.pollSeconds,
    read: async (after) => {
      const parsed = cursorShape.safeParse(after);
      const { now } = options;
      // Beyond what is kept an offset leads nowhere. The poll has read meanwhile, so the newest entry is the place to begin.
      const known = parsed.success && isKept(parsed.data.movedAt, now()) ? parsed.data : undefined;
      if (known === undefined) return begin(calls, options);
      const { offset } = known;
      const next = offset === null ? 'earliest' : `offset/${encodeURIComponent(offset)}/next`;
      const found = await calls.entry(pathTo(next, options));
      if (found.state !== 'answered') return nothing(known, found.problem);
      const entry = found.value;
      // Whether the end is meant by it, or a place that is kept no longer, is not documented: the newest entry tells.
      if (entry === 'unknown' && offset !== null) return beginUnlessAt(calls, known, options);
      if (entry === undefined || entry === 'unknown' || entry.currentOffset === offset) return nothing(known);
      return hintsOf(calls, entry, known, { ...options, watched });
    },
  };
}

function isKept(movedAt: string, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(movedAt).add({ hours: KEPT_HOURS }), now) > 0;
}

function pathTo(place: string, { portalId }: JournalOptions): string {
  return `${JOURNAL_PATH}/${place}?installPortalId=${portalId}`;
}

async function begin(calls: AppCalls, options: JournalOptions): Promise<JournalPage> {
  const found = await calls.entry(pathTo('latest', options));
  if (found.state !== 'answered') return nothing({}, found.problem);
  const { value } = found;
  return nothing(cursorAt(value === undefined || value === 'unknown' ? null : value.currentOffset, options.now));
}

async function beginUnlessAt(calls: AppCalls, known: Place, options: JournalOptions): Promise<JournalPage> {
  const begun = await begin(calls, options);
  return begun.cursor['offset'] === known.offset || begun.problems.length > 0 ? { ...begun, cursor: known } : begun;
}

function cursorAt(offset: string | null, now: () => Temporal.Instant): Cursor {
  return { offset, movedAt: now().toString({ smallestUnit: 'millisecond' }) };
}

function nothing(cursor: Cursor, problem?: Problem): JournalPage {
  return { hints: [], cursor, more: false, problems: problem === undefined ? [] : [problem] };
}

async function hintsOf(
  calls: AppCalls,
  entry: Entry,
  known: Cursor,
  { portalId, now, watched }: JournalOptions & { readonly watched: WatchedProperties },
): Promise<JournalPage> {
  const downloaded = await calls.download(entry.url);
  if (downloaded.state !== 'answered') return nothing(known, downloaded.problem);
  const cursor = cursorAt(entry.currentOffset, now);
  const parsed = file.safeParse(downloaded.value);
  // A file that nobody can read must not be what everything waits behind: what it could have said is asked for as a whole.
  if (!parsed.success) return { hints: everything(watched), cursor, more: true, problems: [] };
  const ours = parsed.data.journalEvents.filter((one) => one.portalId === portalId);
  return { hints: ours.flatMap((one) => told(one, watched) ?? []), cursor, more: true, problems: [] };
}

function everything(watched: WatchedProperties): readonly Hint[] {
  const streams = [...READ_BY_ID.keys()].filter((stream) => watched.reads(stream));
  return streams.map((stream) => ({ system: 'hubspot', stream, kind: 'changed' }));
}

function told({ objectTypeId = '', action, objectId, propertyChanges }: Event, watched: WatchedProperties) {
  const isNamed =
    typeof propertyChanges === 'object' && propertyChanges !== null && Object.keys(propertyChanges).length > 0;
  const properties = isNamed && !Array.isArray(propertyChanges) ? Object.keys(propertyChanges) : undefined;
  return hintOf({ object: objectTypeId, what: action, id: objectId, properties }, watched);
}
