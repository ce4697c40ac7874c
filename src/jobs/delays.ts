/** DELAYS: where time goes between qualifying and first contact, by the ledger; and which leads lie with sales untouched though Baton handed nothing over. */
import { type Delay, delaysOf, figuresOf } from '../domain/delays.ts';
import type { LeadId } from '../domain/facts.ts';
import { iso, toIso } from '../domain/instant.ts';
import { type NeglectTerms, neglectOf } from '../domain/neglect.ts';
import type { DelaysReport, NeglectedLead } from '../ports/delays.ts';
import { circumstancesOf } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';
import { readPower } from './power.ts';
import { termsOf } from './which-agreement.ts';

/** Streams, or leads, that are read in one go; and pages of leads that are looked at in all. */
const AT_ONCE = 200;
const MOST_PAGES = 10_000;

export async function delays(context: JobContext, since?: string): Promise<DelaysReport> {
  return context.store.transaction(async (tx) => {
    const now = iso(context.runtime.now());
    const from = since === undefined ? '' : toIso(since);
    const ids = [...(await tx.leads.withHandoffs({ open: false }))].sort();
    const found: Delay[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const streams = ids.slice(at, at + AT_ONCE).map((id) => `lead:${id}`);
      const facts = await tx.ledger.reveal(await tx.ledger.ofStreams(streams, now));
      for (const [, ofLead] of Map.groupBy(facts, ({ stream }) => stream))
        found.push(...delaysOf(ofLead, now).filter(({ decidedAt }) => decidedAt >= from));
    }
    const over = found.filter((one) => one.over).length;
    const types = Map.groupBy(found, ({ type }) => type);
    return {
      since,
      over,
      open: found.length - over,
      all: figuresOf(found),
      byType: Object.fromEntries([...types].map(([type, some]) => [type, figuresOf(some)])),
    };
  });
}

/** The longest untouched first. */
export async function neglected(context: JobContext): Promise<readonly NeglectedLead[]> {
  const found: NeglectedLead[] = [];
  let after = '' as LeadId;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const ids = await context.store.transaction(async (tx) => {
      const ids = await tx.leads.withoutHandoff(after, AT_ONCE);
      const terms = await termsFor(context, tx);
      for (const { lead } of await tx.leads.view(ids)) {
        const neglect = neglectOf(lead, terms);
        if (neglect === undefined) continue;
        const { owner, ...rest } = neglect;
        found.push({ ...personOf(lead), ...rest, owner: owner?.name });
      }
      return ids;
    });
    after = ids.at(-1) ?? after;
    if (ids.length < AT_ONCE) break;
  }
  return found.sort((a, b) => (a.since < b.since ? -1 : 1));
}

async function termsFor(context: JobContext, tx: Parameters<typeof readPower>[0]): Promise<NeglectTerms> {
  const { settings, runtime } = context;
  const now = runtime.now();
  const power = await readPower(tx);
  const { people } = await circumstancesOf(tx, context, power, now);
  const { terms: agreement } = termsOf(power, settings);
  return { agreement, people, holidays: settings.holidays, statuses: settings.statuses, now };
}
