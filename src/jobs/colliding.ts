/** COLLIDING: who else is at a lead or its company: told to a new owner before, to both departments when it happens, and listed afterwards. */
import { departmentsOf } from '../domain/agreement/names.ts';
import type { Agreement } from '../domain/agreement/schema.ts';
import type { Approach } from '../domain/approach.ts';
import type { Circumstances } from '../domain/circumstances.ts';
import { approachesIn, type Collision, collisionMs, collisionsIn } from '../domain/collisions.ts';
import type { LeadId } from '../domain/facts.ts';
import { type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import type { NoticedTouch } from '../domain/notice.ts';
import type { RecordRef } from '../domain/record.ts';
import type { AgreementTerms } from '../ports/settings.ts';
import type { Transaction } from '../ports/store.ts';
import type { ApproachView, CollisionsReport } from '../ports/timeline.ts';
import { announce } from './announce.ts';
import { directory } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { personIn } from './decided-notices.ts';
import { personOf } from './plan.ts';
import { readPower } from './power.ts';
import { termsOf } from './which-agreement.ts';

/** Touches looked at around the leads of one batch, and for the list of all: the newest. */
const MOST_AROUND = 2_000;
const MOST_LISTED = 20_000;
/** What happened longer ago is told by the list, not by a notice. */
const NEWS_MS = 24 * 3_600_000;

type People = Circumstances['people'];

/** What everybody of ours did of late to the lead and at its companies. Nothing where the agreement asks for no guard. */
export async function approachesAround(
  tx: Transaction,
  lead: Lead,
  terms: Agreement,
  { people, now }: { readonly people: People; readonly now: Temporal.Instant },
): Promise<readonly Approach[]> {
  const withinMs = collisionMs(terms);
  if (withinMs === undefined) return [];
  return around(tx, [lead], people, iso(now.subtract({ milliseconds: withinMs })));
}

async function around(tx: Transaction, leads: readonly Lead[], people: People, since: IsoInstant) {
  const companies: readonly RecordRef[] = leads.flatMap((lead) => lead.companies.map(({ ref }) => ref));
  const where = { leads: leads.map(({ id }) => id), companies };
  return approachesIn(await tx.touches.since(since, MOST_AROUND, where), people);
}

/** Once each: to both who did it. */
export async function announceCollisions(
  tx: Transaction,
  context: JobContext,
  { terms }: AgreementTerms,
  { leads, people }: { readonly leads: readonly Lead[]; readonly people: People },
): Promise<void> {
  const withinMs = collisionMs(terms);
  if (withinMs === undefined || context.settings.notify === undefined) return;
  const now = context.runtime.now();
  const news = iso(now.subtract({ milliseconds: NEWS_MS }));
  const touched = leads.filter(({ activities }) =>
    activities.some(
      ({ occurredAt, kind }) => occurredAt > news && (kind === 'call' || kind === 'mail' || kind === 'meeting'),
    ),
  );
  if (touched.length === 0) return;
  const since = iso(now.subtract({ milliseconds: 2 * withinMs + NEWS_MS }));
  const approaches = (await around(tx, touched, people, since)).filter(({ at }) => at <= iso(now));
  const handovers = await tx.touches.handovers([...new Set(approaches.map(({ lead }) => lead))], since);
  const own = new Map(touched.map((lead) => [lead.id, lead]));
  const fresh = collisionsIn(approaches, handovers, withinMs).filter(({ second }) => second.at > news);
  const views = await peopleOf(tx, fresh);
  await announce(
    tx,
    context,
    fresh.flatMap(({ first, second, at }) => {
      const lead = own.get(second.lead) ?? own.get(first.lead);
      if (lead === undefined) return [];
      const touches: readonly NoticedTouch[] = [first, second].map((one) => ({
        at: one.at,
        kind: one.kind,
        member: people.member(one.member)?.name ?? one.member,
        department: one.department,
        lead: views.get(one.lead)?.name ?? '',
      }));
      const withinDays = withinMs / NEWS_MS;
      return [
        {
          facts: { kind: 'collision', touches, at, withinDays, departments: departmentsOf(terms), ...personIn(lead) },
          about: [second.system, second.kind, second.id].join(' '),
          to: [first.member, second.member],
        },
      ];
    }),
  );
}

async function peopleOf(tx: Transaction, collisions: readonly Collision[]) {
  const ids: ReadonlySet<LeadId> = new Set(collisions.flatMap(({ first, second }) => [first.lead, second.lead]));
  return new Map((await tx.leads.view([...ids].sort())).map(({ lead }) => [lead.id, personOf(lead)]));
}

/** Collisions that went on after that moment, the newest last. */
export async function collisions(
  context: JobContext,
  { since, limit }: { readonly since?: string | undefined; readonly limit?: number | undefined },
): Promise<CollisionsReport> {
  return context.store.transaction(async (tx) => {
    const { terms } = termsOf(await readPower(tx), context.settings);
    const withinMs = collisionMs(terms);
    if (withinMs === undefined)
      return { guarded: false, withinDays: undefined, count: 0, collisions: [], departments: {} };
    const people = await directory(tx, context);
    const now = context.runtime.now();
    const from = since === undefined ? now.subtract({ milliseconds: 4 * withinMs }) : instantOf(since as IsoInstant);
    const earlier = iso(from.subtract({ milliseconds: withinMs }));
    const approaches = approachesIn(await tx.touches.since(earlier, MOST_LISTED), people).filter(
      ({ at }) => at <= iso(now),
    );
    const handovers = await tx.touches.handovers([...new Set(approaches.map(({ lead }) => lead))], earlier);
    const all = collisionsIn(approaches, handovers, withinMs).filter(({ last }) => last.at >= iso(from));
    const told = all.slice(-(limit ?? all.length));
    const views = await peopleOf(tx, told);
    const shown = ({ lead, at, kind, member, department, about }: Approach): ApproachView => ({
      at,
      kind,
      department,
      member: people.member(member)?.name ?? member,
      about,
      to: views.get(lead) ?? { lead, name: '', company: '', email: '' },
    });
    return {
      guarded: true,
      withinDays: withinMs / NEWS_MS,
      departments: departmentsOf(terms),
      count: all.length,
      collisions: told.map(({ first, second, last, times, at }) => ({
        at,
        first: shown(first),
        second: shown(second),
        lastAt: last.at,
        times,
      })),
    };
  });
}
