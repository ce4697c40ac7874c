/** DELAYS: where time goes between qualifying and first contact, by the ledger. */
import { type Delay, delaysOf, figuresOf } from '../domain/delays.ts';
import { iso, toIso } from '../domain/instant.ts';
import type { DelaysReport } from '../ports/delays.ts';
import { calledBy } from './called.ts';
import type { JobContext } from './context.ts';
import { readPower } from './power.ts';

/** Streams that are read in one go. */
const AT_ONCE = 200;

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
    const called = calledBy(await readPower(tx), context.settings);
    const types = Map.groupBy(found, ({ type }) => type);
    return {
      since,
      over,
      open: found.length - over,
      all: figuresOf(found),
      labels: Object.fromEntries([...types.keys()].map((type) => [type, called('handoff', type)])),
      byType: Object.fromEntries([...types].map(([type, some]) => [type, figuresOf(some)])),
    };
  });
}
