/** How calls are counted: pure steps from one kept state to the next, so that two workers who share it can never count apart. */
import { z } from 'zod';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { BudgetShares } from '../../src/ports/budget.ts';
import { hourOf, inHour, oneMore, rolled } from './rolling.ts';

/** `first`: handoffs and what is hot. `usual`: what changed. `last`: back-fill and what can wait for another day. */
export type Lane = 'first' | 'usual' | 'last';

export interface Burst {
  readonly most: number;
  readonly spanMs: number;
}

export interface Terms {
  /** By name; a window that is not named here has no limit. What the smallest account has: answers may say another number. */
  readonly bursts: Readonly<Record<string, Burst>>;
  /** Calls a day of the smallest account; undefined: no limit that is known beforehand. */
  readonly daily: number | undefined;
  readonly shares: BudgetShares;
  /** The vendor counts the last 24 hours at any moment: no day ever begins anew. */
  readonly rolling?: boolean;
  /** Where this is not given, {@link ACCOUNT_KEEPS}. */
  readonly accountKeeps?: Readonly<Record<Lane, number>>;
}

export interface Wish {
  /** Name of the burst window that the call counts in. */
  readonly window: string;
  readonly lane: Lane;
  readonly purpose: string;
  /** Machine time at which calls of this window left that have not been answered yet: each may still be on its way to the vendor. */
  readonly underWay?: readonly number[];
}

/** Machine time for bursts, business time for the day. */
export interface Clocks {
  readonly machineMs: number;
  readonly now: Temporal.Instant;
}

/** What an answer tells of the limits, as far as it does. */
export interface Told {
  readonly burst?: Burst & { readonly window: string; readonly left: number };
  /** `null`: answers of this kind of sign-in tell no daily figure, and none is set. */
  readonly day?: { readonly limit: number; readonly left: number } | null;
  readonly resetsAt?: IsoInstant;
}

const count = z.int().min(0);
const tallyShape = z.object({
  bursts: z.record(
    z.string(),
    z.object({
      most: z.int().min(1).optional(),
      spanMs: z.int().min(1).optional(),
      /** Machine time at which a slot began, and the calls in it, oldest first. */
      slots: z.array(z.tuple([count, count])),
      closedTillMs: count.optional(),
    }),
  ),
  day: z.object({
    limit: z.int().min(1).nullable().optional(),
    left: count.optional(),
    ours: count,
    byPurpose: z.record(z.string(), count),
    /** Of a day that rolls: calls by the hour since 1970 in which they left, and by purpose; what is older than a day is dropped. */
    hours: z.array(z.tuple([count, z.record(z.string(), count)])).optional(),
    resetsAt: z.string().optional(),
    /** A day has no more than 24 hours, whoever knows when it ends. */
    endsBy: z.string().optional(),
    closedTill: z.string().optional(),
  }),
});
export type Tally = z.infer<typeof tallyShape>;
type Window = Tally['bursts'][string];

/** Slots of a window: a call is forgotten up to one slot later than it could be. */
const SLOTS = 100;
/** A window is kept longer by this part of it: what was answered within that time need not be counted anew. */
const SLACK_PART = 0.025;
/** Where a call that should long have arrived holds the others up, it is looked again after this. */
const UNANSWERED_MS = 20;
/** Of a burst that is large enough, each lane leaves so many tenths to those before it: they need not wait till its window is over. */
const LEAVES_TENTHS: Readonly<Record<Lane, number>> = { first: 0, usual: 1, last: 2 };
/** How much of Baton's share of the day each lane may use up. */
const DAY_SHARE: Readonly<Record<Lane, number>> = { first: 1, usual: 0.95, last: 0.8 };
/** A lane stops where the whole account, all tools together, has less than this part of its day left. */
const ACCOUNT_KEEPS: Readonly<Record<Lane, number>> = { first: 0, usual: 0.05, last: 0.2 };
/** Calls that may be under way and counted by us, but not yet by the vendor. */
const UNDER_WAY = 50;

/** Anything that is no tally is as good as none. */
export function tallyOf(state: unknown): Tally {
  const parsed = tallyShape.safeParse(state);
  return parsed.success ? parsed.data : { bursts: {}, day: { ours: 0, byPurpose: {} } };
}

/** `go`: it was counted. `wait`: so many ms of machine time, then ask again. `closed`: no more for this lane today. */
export type Answer =
  | { readonly state: 'go' }
  | { readonly state: 'wait'; readonly waitMs: number }
  | { readonly state: 'closed' };

export function take(tally: Tally, terms: Terms, wish: Wish, clocks: Clocks): readonly [Tally, Answer] {
  const day = turned(tally.day, clocks.now, terms);
  const fresh = { ...tally, day };
  if (isClosed(day, clocks.now) || isSpent(day, terms, wish.lane)) return [fresh, { state: 'closed' }];
  const window = windowOf(fresh, wish.window);
  const kept = { ...window, slots: standing(window, terms, wish.window, clocks.machineMs) };
  const waitMs = untilFree(kept, terms, wish, clocks.machineMs);
  if (waitMs > 0) return [withWindow(fresh, wish.window, kept), { state: 'wait', waitMs }];
  return [counted(withWindow(fresh, wish.window, kept), terms, wish, clocks), { state: 'go' }];
}

/** Counts a call whatever the limits say: the one that asks for them. */
export function counted(
  tally: Tally,
  terms: Terms,
  { window: name, purpose }: Wish,
  { machineMs, now }: Clocks,
): Tally {
  const { day } = tally;
  const byPurpose = oneMore(day.byPurpose, purpose);
  const hours = terms.rolling === true ? { hours: inHour(day.hours ?? [], hourOf(now), purpose) } : {};
  const after = { ...tally, day: { ...day, ours: day.ours + 1, byPurpose, ...hours } };
  if (terms.bursts[name] === undefined) return after;
  const window = windowOf(after, name);
  const slots = recounted(window.slots, slotOf(after, terms, name, machineMs), 1);
  return withWindow(after, name, { ...window, slots });
}

/** When a call left and when its answer came: in between, at a moment that nobody tells, the vendor counted it. */
export interface Trip {
  readonly leftMs: number;
  readonly answeredMs: number;
}

/** Whether a call may have arrived later than a window makes up for: it then counts from its answer on, by {@link arrived}. */
export function isLate({ bursts }: Terms, name: string, { leftMs, answeredMs }: Trip): boolean {
  const burst = bursts[name];
  return burst !== undefined && answeredMs - leftMs > slackMs(burst);
}

export function arrived(tally: Tally, terms: Terms, name: string, { leftMs, answeredMs }: Trip): Tally {
  const window = windowOf(tally, name);
  const without = recounted(window.slots, slotOf(tally, terms, name, leftMs), -1);
  const slots = recounted(without, slotOf(tally, terms, name, answeredMs), 1);
  return withWindow(tally, name, { ...window, slots });
}

/** What the vendor said in an answer goes before what was counted here. */
export function heard(tally: Tally, terms: Terms, told: Told, { machineMs, now }: Clocks): Tally {
  const next = { ...tally, day: dayTold(turned(tally.day, now, terms), told, terms) };
  const { burst } = told;
  if (burst === undefined || terms.bursts[burst.window] === undefined) return next;
  const window = { ...windowOf(next, burst.window), most: burst.most, spanMs: burst.spanMs };
  const known = withWindow(next, burst.window, window);
  const slots = standing(window, terms, burst.window, machineMs);
  // Somebody else has the same credentials: their calls count as ours.
  const others = burst.most - burst.left - sum(slots);
  const all = others > 0 ? recounted(slots, slotOf(known, terms, burst.window, machineMs), others) : slots;
  return withWindow(known, burst.window, { ...window, slots: all });
}

/** The vendor refused a call of that window: nobody makes another for so long. */
export function pausedFor(tally: Tally, name: string, machineMs: number, waitMs: number): Tally {
  const window = windowOf(tally, name);
  return withWindow(tally, name, { ...window, closedTillMs: Math.max(window.closedTillMs ?? 0, machineMs + waitMs) });
}

/** No calls before that instant; a day later at the latest all is forgotten. */
export function closedTill(tally: Tally, until: IsoInstant, now: Temporal.Instant): Tally {
  const endsBy = tally.day.endsBy ?? iso(now.add({ hours: 24 }));
  return { ...tally, day: { ...tally.day, closedTill: until, endsBy } };
}

/** What Baton may spend in a day; undefined where there is no limit. */
export function allowance({ day }: Tally, { daily, shares }: Terms): number | undefined {
  const limit = day.limit === null ? undefined : (day.limit ?? daily);
  return limit === undefined ? undefined : Math.floor((limit * shares.daily) / 100);
}

/** A new day begins with nothing spent and nothing known but the limit; of one that rolls the hours that are over a day old are forgotten. */
export function turned(day: Tally['day'], now: Temporal.Instant, { rolling }: Pick<Terms, 'rolling'>): Tally['day'] {
  if (rolling === true) return rolled(day, now);
  const ends = day.resetsAt ?? day.endsBy;
  if (ends === undefined || ends > iso(now)) return day;
  return { ...(day.limit === undefined ? {} : { limit: day.limit }), ours: 0, byPurpose: {} };
}

export function isClosed(day: Tally['day'], now: Temporal.Instant): boolean {
  return day.closedTill !== undefined && day.closedTill > iso(now);
}

function isSpent(day: Tally['day'], terms: Terms, lane: Lane): boolean {
  const allowed = allowance({ bursts: {}, day }, terms);
  if (allowed === undefined) return false;
  if (day.ours >= Math.floor(allowed * DAY_SHARE[lane])) return true;
  const keeps = (terms.accountKeeps ?? ACCOUNT_KEEPS)[lane];
  return day.limit != null && day.left !== undefined && day.left < day.limit * keeps;
}

function dayTold(day: Tally['day'], { day: told, resetsAt }: Told, { rolling }: Terms): Tally['day'] {
  const reset = resetsAt === undefined ? {} : { resetsAt };
  if (told === undefined) return { ...day, ...reset };
  if (told === null) return { ...day, ...reset, limit: day.limit ?? null };
  // All tools together cannot have spent less than Baton alone: where they have, a new day has begun.
  if (rolling === true) return { ...day, ...told };
  const most = told.limit - told.left + UNDER_WAY;
  if (day.ours <= most) return { ...day, ...told, ...reset };
  return { ...told, ...reset, ours: told.limit - told.left, byPurpose: {} };
}

function untilFree(window: Window, terms: Terms, wish: Wish, machineMs: number): number {
  const { window: name, lane, underWay = [] } = wish;
  const closedMs = (window.closedTillMs ?? 0) - machineMs;
  const burst = burstOf(window, terms, name);
  if (burst === undefined) return Math.max(closedMs, 0);
  const most = burst.most - Math.floor(burst.most / 10) * LEAVES_TENTHS[lane];
  const late = underWay.filter((leftMs) => slotIn(burst.spanMs, leftMs) + lifeMs(burst, terms) <= machineMs).length;
  let over = sum(window.slots) + late - Math.max(most, 1) + 1;
  let freeMs = over > 0 && late > 0 ? UNANSWERED_MS : 0;
  for (const [beganMs, calls] of window.slots) {
    if (over <= 0) break;
    over -= calls;
    freeMs = Math.max(freeMs, beganMs + lifeMs(burst, terms) - machineMs);
  }
  return Math.max(closedMs, freeMs, 0);
}

/** A slot counts until its last call is surely out of the vendor's window; a share of the burst is a longer window. */
function lifeMs(burst: Burst, { shares }: Terms): number {
  return Math.ceil((burst.spanMs / shares.burst) * 100 * (1 + 1 / SLOTS) + slackMs(burst));
}

function slackMs({ spanMs }: Burst): number {
  return spanMs * SLACK_PART;
}

function standing(window: Window, terms: Terms, name: string, machineMs: number): Window['slots'] {
  const burst = burstOf(window, terms, name);
  if (burst === undefined) return [];
  // A clock that was set back must not close the window until it has caught up.
  return window.slots.filter(
    ([beganMs]) => beganMs + lifeMs(burst, terms) > machineMs && beganMs <= machineMs + burst.spanMs,
  );
}

function burstOf(window: Window, { bursts }: Terms, name: string): Burst | undefined {
  const usual = bursts[name];
  return usual === undefined ? undefined : { most: window.most ?? usual.most, spanMs: window.spanMs ?? usual.spanMs };
}

function slotOf(tally: Tally, terms: Terms, name: string, machineMs: number): number {
  const spanMs = burstOf(windowOf(tally, name), terms, name)?.spanMs ?? SLOTS;
  return slotIn(spanMs, machineMs);
}

function slotIn(spanMs: number, machineMs: number): number {
  const slotMs = Math.max(1, Math.floor(spanMs / SLOTS));
  return Math.floor(machineMs / slotMs) * slotMs;
}

/** With so many calls more, or fewer, in one slot. Each slot stands once, in the order of time. */
function recounted(slots: Window['slots'], slot: number, by: number): Window['slots'] {
  const calls = (slots.find(([beganMs]) => beganMs === slot)?.[1] ?? 0) + by;
  const others = slots.filter(([beganMs]) => beganMs !== slot);
  if (calls <= 0) return others;
  const later = others.findIndex(([beganMs]) => beganMs > slot);
  return others.toSpliced(later < 0 ? others.length : later, 0, [slot, calls]);
}

function windowOf({ bursts }: Tally, name: string): Window {
  return bursts[name] ?? { slots: [] };
}

function withWindow(tally: Tally, name: string, window: Window): Tally {
  return { ...tally, bursts: { ...tally.bursts, [name]: window } };
}

function sum(slots: Window['slots']): number {
  return slots.reduce((total, [, calls]) => total + calls, 0);
}
