/** TIMELINE: all that was done by and to one lead, by any department, in one order, from both systems; each touch once. */
import { aboutAmong } from '../domain/about.ts';
import { type Activity, BEHAVIOUR_KINDS } from '../domain/activity.ts';
import { newestFirst } from '../domain/agreement/where.ts';
import type { Directory } from '../domain/circumstances.ts';
import { approachesIn, collisionMs, collisionsIn } from '../domain/collisions.ts';
import type { AnyFact, LeadFact, LeadId, NewFact } from '../domain/facts.ts';
import { type IsoInstant, toIso } from '../domain/instant.ts';
import { cutText, oneLine } from '../domain/line.ts';
import type { FieldValue, RecordRef } from '../domain/record.ts';
import { eachOnce, twinsOf } from '../domain/twins.ts';
import type { Transaction } from '../ports/store.ts';
import { MOST_ENTRIES, type TimelineEntry, type TimelineReport } from '../ports/timeline.ts';
import { findLead } from './ask.ts';
import { type Called, calledBy, departmentsKnown } from './called.ts';
import { directory } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';
import { readPower } from './power.ts';
import { termsOf } from './which-agreement.ts';

const SHOWN = 100;
const TEXT_MAX = 500;
const ABOUT_MAX = 200;
/** Touches at the company that a collision is looked for among. */
const MOST_AROUND = 2_000;
const LONG_AGO = '1970-01-01T00:00:00.000Z' as IsoInstant;

/** Of what was decided, what a person would tell of a lead. */
const TOLD: ReadonlySet<AnyFact['kind']> = new Set<LeadFact['kind']>([
  'stage-changed',
  'handoff-decided',
  'task-made',
  'first-contact-seen',
  'deadline-missed',
  'handoff-closed',
  'joined',
  'split',
]);

export interface AskedTimeline {
  readonly lead: string;
  readonly since?: string | undefined;
  readonly limit?: number | undefined;
  readonly touches?: boolean | undefined;
}

export async function timeline(context: JobContext, asked: AskedTimeline): Promise<TimelineReport> {
  return context.store.transaction(async (tx) => {
    const { lead } = await findLead(tx, asked.lead);
    const people = await directory(tx, context);
    const since = asked.since === undefined ? undefined : toIso(asked.since);
    const twins = new Map(twinsOf(lead.activities, people).map(({ shown, copy }) => [keyOf(shown), keyOf(copy)]));
    const colliding = await collidingOf(tx, context, lead.id, {
      companies: lead.companies.map(({ ref }) => ref),
      people,
    });
    const aboutOf = aboutAmong(lead.activities);
    const once = eachOnce(lead.activities, people).toSorted((a, b) => newestFirst(b, a));
    const done = once.flatMap((activity): readonly TimelineEntry[] => {
      if (activity.kind === 'listed' || activity.kind === 'handoff-task-open') return [];
      const key = keyOf(activity);
      const copy = twins.get(key);
      const member = people.memberOf(activity.system, activity.actor);
      const who = { name: member?.name, department: member?.department };
      return [
        {
          ...entryOf(activity, aboutOf(activity)),
          who,
          seenIn: copy === undefined ? [key] : [key, copy],
          collides: colliding.has(key),
        },
      ];
    });
    const power = await readPower(tx);
    const called = calledBy(power, context.settings);
    const facts = asked.touches === true ? [] : await decidedOf(tx, lead.id, { people, called });
    const all = [...done, ...facts]
      .filter(({ at, side }) => (since === undefined || at >= since) && (asked.touches !== true || side === 'us'))
      .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
    const most = Math.min(asked.limit ?? SHOWN, MOST_ENTRIES);
    const departments = departmentsKnown(power, context.settings);
    return { ...personOf(lead), since, count: all.length, departments, entries: all.slice(-most) };
  });
}

function keyOf({ system, kind, id }: Activity): string {
  return `${system}/${kind}/${id}`;
}

function entryOf(
  { kind, occurredAt, actor, properties, text, url }: Activity,
  about: FieldValue | undefined,
): Omit<TimelineEntry, 'who' | 'seenIn' | 'collides'> {
  return {
    at: occurredAt,
    // What a mailing tool sent was sent by us, and by nobody.
    side: BEHAVIOUR_KINDS.has(kind) || properties['direction'] === 'in' ? 'lead' : 'us',
    what: kind,
    automatic: actor.type === 'automation',
    direction: properties['direction'],
    about: about === null || about === undefined ? undefined : cutText(oneLine(String(about)), ABOUT_MAX),
    outcome: properties['outcome'],
    text: text === undefined ? undefined : cutText(oneLine(text), TEXT_MAX),
    url,
  };
}

interface Known {
  readonly people: Directory;
  readonly called: Called;
}

async function decidedOf(tx: Transaction, lead: string, known: Known): Promise<readonly TimelineEntry[]> {
  const facts = await tx.ledger.reveal(await tx.ledger.ofStream(`lead:${lead}`));
  return facts.filter(({ fact }) => TOLD.has(fact.kind)).map((one) => decided(one, known));
}

function decided({ at, fact, cause }: NewFact, { people, called }: Known): TimelineEntry {
  const user = cause.by === 'person' ? (cause.user ?? undefined) : undefined;
  const member = user === undefined ? undefined : people.member(user);
  return {
    at,
    side: 'baton',
    what: fact.kind as LeadFact['kind'],
    who: { name: member?.name ?? user, department: member?.department },
    automatic: cause.by !== 'person',
    about: aboutOf(fact, people),
    ...(fact.kind === 'handoff-decided'
      ? { handoff: { label: called('handoff', fact.type), to: receiver(fact, people) } }
      : {}),
    seenIn: [],
    collides: false,
  };
}

function aboutOf(fact: AnyFact, people: Directory): string | undefined {
  switch (fact.kind) {
    case 'stage-changed':
      return `${fact.from} → ${fact.to}`;
    case 'handoff-decided':
      return `${fact.type} → ${receiver(fact, people)}`;
    case 'first-contact-seen':
      return fact.how;
    case 'deadline-missed':
      return fact.deadline;
    case 'handoff-closed':
      return fact.outcome;
    case 'joined':
      return fact.into;
    case 'split':
      return fact.from;
    default:
      return undefined;
  }
}

function receiver({ to, toQueue }: Extract<AnyFact, { kind: 'handoff-decided' }>, people: Directory): string {
  return people.member(to.member ?? '')?.name ?? toQueue ?? to.department;
}

interface Around {
  readonly companies: readonly RecordRef[];
  readonly people: Directory;
}

/** Touches of the lead by which a collision began or went on. */
async function collidingOf(
  tx: Transaction,
  context: JobContext,
  id: LeadId,
  { companies, people }: Around,
): Promise<ReadonlySet<string>> {
  const withinMs = collisionMs(termsOf(await readPower(tx), context.settings).terms);
  if (withinMs === undefined) return new Set();
  const approaches = approachesIn(await tx.touches.since(LONG_AGO, MOST_AROUND, { leads: [id], companies }), people);
  const handovers = await tx.touches.handovers([...new Set(approaches.map((one) => one.lead))], LONG_AGO);
  const found = collisionsIn(approaches, handovers, withinMs);
  return new Set(
    found.flatMap(({ first, second, last }) =>
      [first, second, last]
        .filter((one) => one.lead === id)
        .map(({ system, kind, id: of }) => `${system}/${kind}/${of}`),
    ),
  );
}
