/** Two departments that approach the same lead, or two people of one company, within the agreed days, and nobody handed one to the other. */
import type { Activity, ActivityKind } from './activity.ts';
import type { Agreement } from './agreement/vocabulary.ts';
import type { Approach } from './approach.ts';
import type { Directory } from './circumstances.ts';
import type { LeadId } from './facts.ts';
import { type IsoInstant, instantOf } from './instant.ts';
import type { SubjectKey } from './record.ts';
import type { Department } from './team.ts';
import { eachOnce } from './twins.ts';

export interface Handover {
  readonly lead: LeadId;
  readonly from: Department;
  readonly to: Department;
  readonly at: IsoInstant;
}

/** `first` and `second` are the two by which it began, `last` the newest that goes on with it. */
export interface Collision {
  readonly first: Approach;
  readonly second: Approach;
  readonly last: Approach;
  /** Of one department after the other, so far. */
  readonly times: number;
  /** The same lead, or only the same company. */
  readonly at: 'lead' | 'company';
}

const APPROACHES: ReadonlySet<ActivityKind> = new Set<ActivityKind>(['call', 'mail', 'meeting']);
const DAY_MS = 24 * 3_600_000;

/** Undefined where the agreement asks for no guard. */
export function collisionMs({ collision }: Pick<Agreement, 'collision'>): number | undefined {
  return collision === undefined ? undefined : Number.parseInt(collision.within, 10) * DAY_MS;
}

/** Calls, mails and meetings of members of the team towards their leads, each once; oldest first. */
export function approachesIn(
  touched: readonly { readonly lead: LeadId; readonly companies: readonly SubjectKey[]; readonly activity: Activity }[],
  people: Directory,
): readonly Approach[] {
  const byLead = Map.groupBy(touched, ({ lead }) => lead);
  return [...byLead]
    .flatMap(([lead, own]) => {
      const companies = own[0]?.companies ?? [];
      const once = eachOnce(
        own.map(({ activity }) => activity),
        people,
      );
      return once.flatMap((activity) => approachOf(activity, { lead, companies }, people) ?? []);
    })
    .sort(byTime);
}

function approachOf(
  { system, kind, id, occurredAt, actor, properties }: Activity,
  whose: { readonly lead: LeadId; readonly companies: readonly SubjectKey[] },
  people: Directory,
): Approach | undefined {
  if (!APPROACHES.has(kind) || properties['direction'] === 'in' || properties['outcome'] === 'cancelled')
    return undefined;
  const member = people.memberOf(system, actor);
  if (member === undefined) return undefined;
  const { subject } = properties;
  return {
    ...whose,
    at: occurredAt,
    system,
    kind,
    id,
    member: member.key,
    department: member.department,
    ...(typeof subject === 'string' && subject !== '' ? { about: subject } : {}),
  };
}

/**
 * In the order in which they began. What one department does after a handoff to it collides with nothing that the department did which handed over. Approaches that go on
 * within the agreed time belong to the collision that they go on with.
 */
export function collisionsIn(
  approaches: readonly Approach[],
  handovers: readonly Handover[],
  withinMs: number,
): readonly Collision[] {
  const found: Collision[] = [];
  const going = new Map<string, number>();
  const before = new Map<string, Approach[]>();
  for (const second of [...approaches].sort(byTime)) {
    const first = nearest(second, before, handovers, withinMs);
    for (const key of [second.lead, ...second.companies]) add(before, key, second);
    if (first === undefined) continue;
    const at = first.lead === second.lead ? 'lead' : 'company';
    const shared = at === 'lead' ? first.lead : first.companies.find((one) => second.companies.includes(one));
    const key = `${[first.department, second.department].sort().join(' ')} ${shared ?? ''}`;
    const open = going.get(key);
    const begun = open === undefined ? undefined : found[open];
    if (open !== undefined && begun !== undefined && msBetween(begun.last, second) <= withinMs) {
      found[open] = { ...begun, last: second, times: begun.times + 1 };
      continue;
    }
    going.set(key, found.length);
    found.push({ first, second, last: second, times: 1, at });
  }
  return found;
}

function add(to: Map<string, Approach[]>, key: string, approach: Approach): void {
  const known = to.get(key);
  if (known === undefined) to.set(key, [approach]);
  else known.push(approach);
}

/** The newest approach by another department: one to the same lead before one to somebody else of the company. */
function nearest(
  second: Approach,
  before: ReadonlyMap<string, readonly Approach[]>,
  handovers: readonly Handover[],
  withinMs: number,
): Approach | undefined {
  const collides = (first: Approach): boolean =>
    first.department !== second.department &&
    msBetween(first, second) <= withinMs &&
    !handovers.some(
      ({ lead, from, to, at }) =>
        (lead === second.lead || lead === first.lead) &&
        from === first.department &&
        to === second.department &&
        at >= first.at &&
        at <= second.at,
    );
  for (const key of [second.lead, ...second.companies]) {
    const first = before.get(key)?.findLast(collides);
    if (first !== undefined) return first;
  }
  return undefined;
}

/** Of other departments than that one, at the company or to the lead, within the agreed time before now: what a new owner is to know. */
export function othersActive(
  approaches: readonly Approach[],
  {
    lead,
    to,
    from,
    now,
  }: { readonly lead: LeadId; readonly to: Department; readonly from: Department; readonly now: IsoInstant },
  withinMs: number,
): readonly Approach[] {
  const since = instantOf(now).epochMilliseconds - withinMs;
  return approaches.filter(
    (one) =>
      one.at <= now &&
      instantOf(one.at).epochMilliseconds >= since &&
      one.department !== to &&
      // Whoever hands it over has been at it, and the brief tells it already.
      !(one.lead === lead && one.department === from),
  );
}

function msBetween(first: Approach, second: Approach): number {
  return instantOf(second.at).epochMilliseconds - instantOf(first.at).epochMilliseconds;
}

function byTime(a: Approach, b: Approach): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The moment stands first. */
function keyOf({ at, system, kind, id, lead }: Approach): string {
  return `${at} ${system} ${kind} ${id} ${lead}`;
}
