/** Which objects a poll asks for: four with every one, and a fifth that takes turns, so that a poll stays one call. */
import { instantOf, iso } from '../../src/domain/instant.ts';
import { QUERIES_PER_CALL } from './composite.ts';
import { begin, type Place, pending, type Reading, type Sweep } from './read-cursor.ts';
import { fingerprint, isReadable, isWanted, type Readable, type ReadContext } from './read-sources.ts';

/** What people wait for. */
const EVERY = ['Lead', 'Contact', 'Task', 'Opportunity'] as const;
/** What hurries less, in the order of its turns; Events end by themselves, so they come oftener. A sweep takes its own turn while there is one to do. */
const TURNS = [
  'Event',
  'Account',
  'CampaignMember',
  'Event',
  'OpportunityContactRole',
  'User',
  'Event',
  'Group',
] as const;
/** Read to their end before the turns begin, companies before who works there. */
const FIRST = ['Account', 'Contact', 'Lead', 'Task', 'Opportunity', 'Event', 'CampaignMember'] as const;
/** Of so many polls one gives the fifth's turn to a page of the sweep. */
const SWEEPS_EVERY = 2;
/** What was refused as a whole is asked for again after a day: a feature may be switched on, a permission given. */
const ASK_AGAIN = { hours: 24 };

export interface Asking {
  readonly round: number;
  readonly asked: Readonly<Record<string, Place>>;
  /** The page of a sweep that takes the fifth's turn. */
  readonly sweep?: Sweep | undefined;
}

/** A round under way: only the objects with further pages are asked. */
export function stillPending(last: Reading): Asking | undefined {
  const objects = pending(last).filter(isReadable);
  if (objects.length === 0) return undefined;
  return {
    round: last.round,
    asked: Object.fromEntries(objects.map((object) => [object, last.objects[object] ?? {}])),
  };
}

export function usersRound(last: Reading, context: ReadContext): Asking {
  return { round: last.round + 1, asked: placesOf(['User', 'Group'], last, context) };
}

/** `sweep`: what there is to sweep. What was never asked for comes before all turns. */
export function nextRound(last: Reading, context: ReadContext, sweep: Sweep | undefined): Asking {
  const unread = unreadOf(last, context).slice(0, QUERIES_PER_CALL);
  if (unread.length > 0) return { round: last.round, asked: placesOf(unread, last, context) };
  const every = EVERY.filter((object) => isOpen(object, last, context));
  const turns = TURNS.filter((object) => isOpen(object, last, context));
  const sweeps = sweep !== undefined && last.round % SWEEPS_EVERY === 0;
  const places = QUERIES_PER_CALL - every.length - (sweeps ? 1 : 0);
  // Fewer than four of the first kind leave more turns to a call.
  const others = Array.from({ length: places }, (_, index) => turns[(last.round * places + index) % turns.length]);
  const asked = [...new Set([...every, ...others.filter((object) => object !== undefined)])];
  return { round: last.round + 1, asked: placesOf(asked, last, context), ...(sweeps ? { sweep } : {}) };
}

/** Objects that have never been asked for: a first reading goes on with them at once. */
export function unreadOf(last: Reading, { mapping }: ReadContext): readonly Readable[] {
  return FIRST.filter((object) => last.objects[object] === undefined && isWanted(object, mapping));
}

function isOpen(object: Readable, last: Reading, { mapping, client }: ReadContext): boolean {
  if (!isWanted(object, mapping)) return false;
  const deniedAt = last.objects[object]?.deniedAt;
  return deniedAt === undefined || Temporal.Instant.compare(instantOf(deniedAt).add(ASK_AGAIN), client.now()) <= 0;
}

function placesOf(objects: readonly Readable[], last: Reading, context: ReadContext): Readonly<Record<string, Place>> {
  const now = context.client.now();
  const places = objects.map((object) => {
    const what = fingerprint(object, context.mapping);
    // Roles come with their opportunities; only changes from now on have to be followed.
    const first = object === 'OpportunityContactRole' ? { high: iso(now), what } : undefined;
    const before = last.objects[object] ?? first;
    return [object, begin(before, now, context.limits.overlapSeconds, { what, ends: object === 'Event' })] as const;
  });
  return Object.fromEntries(places);
}
