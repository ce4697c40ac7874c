/** Pulling, judging and sending at the same time on the same leads: nobody is locked out, nothing is lost or doubled. */
import { describe, expect, test } from 'vitest';
import { Verifier } from '../../src/domain/ledger.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, contact, contactRef, deed, factOf, key, lead, makeLeads, stored } from '../contracts/store-cast.ts';
import { postgres } from '../support/services.ts';
import { onPostgres } from './ground.ts';

const server = await postgres();
const NAMES = Array.from({ length: 30 }, (_, n) => `L${String(n).padStart(2, '0')}`);
const ROUNDS = 15;
/** Senders go on till the others are done. */
const MOST_ROUNDS = 1_000;

async function pull(store: Store, round: number): Promise<void> {
  await store.transaction(async (tx) => {
    const read = NAMES.map((name) => contact(name, { title: `head ${round}` }, { modifiedAt: at(round) }));
    const news = await tx.records.keep(read, at(round));
    await tx.leads.byKeys([key(`email/new-${round}@taro.example`)]);
    await tx.leads.touch(
      news.map(({ record }) => lead(record.ref.id)),
      at(round),
    );
  });
}

async function judge(store: Store, round: number): Promise<void> {
  await store.transaction(async (tx) => {
    const leads = await tx.leads.claimDue(at(round), 10);
    for (const { id, state } of leads) {
      const { turn, taken } = await tx.leads.pool(round % 2 === 0 ? 'is' : 'fs');
      await tx.leads.savePool(round % 2 === 0 ? 'is' : 'fs', { turn: turn + 1, taken });
      await tx.leads.save(id, stored({ state: { ...state, version: state.version + 1 } }));
      await tx.outbox.putState(contactRef(id), id);
      await tx.outbox.putDeed('hubspot', id, `h-${id}-${state.version}`, deed('h'));
    }
    await tx.ledger.append(leads.map(({ id }) => factOf(id, { kind: 'admitted', handoff: 'marketing-to-is' })));
  });
}

async function send(store: Store, round: number, sent: string[]): Promise<void> {
  const rows = await store.transaction((tx) => tx.outbox.claim('hubspot', at(99), 0, 8));
  sent.push(...rows.filter(({ kind }) => kind === 'deed').map((row) => row.key));
  await store.transaction(async (tx) => {
    const leads = await tx.leads.load(rows.map((row) => row.lead));
    for (const { id, state } of leads) {
      await tx.leads.save(id, stored({ state: { ...state, version: state.version + 1 } }));
    }
    for (const { id, target } of rows) {
      if (target !== undefined) await tx.records.confirm(target, { stage: `mql ${round}` }, at(round), at(round));
      await tx.outbox.settle(id, { state: 'done' }, at(round));
    }
    await tx.ledger.append(leads.map(({ id }) => factOf(id, { kind: 'admitted', handoff: 'marketing-to-is' })));
  });
}

describe.runIf(server !== undefined)('on PostgreSQL', () => {
  test('two pullers, three judges and two senders come to their end, each deed sent once, each change counted', async () => {
    const { store, dispose } = await onPostgres(server?.url ?? '', 'together');
    try {
      await makeLeads(store, ...NAMES);
      const sent: string[] = [];
      const work = async (job: (round: number) => Promise<void>): Promise<void> => {
        for (let round = 1; round <= ROUNDS; round += 1) await job(round);
      };
      let working = true;
      const sendOn = async (): Promise<void> => {
        for (let round = 1; round <= MOST_ROUNDS && working; round += 1) await send(store, round, sent);
      };
      const sending = [sendOn(), sendOn()];
      const reading = [1, 2].map(() => work((round) => pull(store, round)));
      const judging = [1, 2, 3].map(() => work((round) => judge(store, round)));
      await Promise.all([...reading, ...judging]);
      working = false;
      await Promise.all(sending);
      expect(sent.length).toBeGreaterThan(0);
      expect(new Set(sent).size).toBe(sent.length);
      const [entries, leads] = await store.transaction(
        async (tx) => [await tx.ledger.entries(0, 100_000), await tx.leads.list()] as const,
      );
      const verifier = new Verifier();
      for (const entry of entries) expect(verifier.check(entry)).toBeUndefined();
      // One entry for each change of a lead's state: a change that another overwrote would be missing here.
      expect(leads.reduce((sum, { state }) => sum + state.version, 0)).toBe(entries.length);
    } finally {
      await dispose();
    }
  });
});
