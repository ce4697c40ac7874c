/** The way to PostgreSQL is cut, or all its connections are taken: nothing leaves for a system that is not committed, and work goes on by itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Verifier } from '../../src/domain/ledger.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { factOf, lead, makeLeads } from '../contracts/store-cast.ts';
import { aQualifyingPerson, facts, handoffTasks } from '../support/happenings.ts';
import { postgres } from '../support/services.ts';
import { gate } from '../support/signals.ts';
import { openStage, shippedFreeMail } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts';
import { LEASE_MS, onPostgres, type StoreGround } from './ground.ts';

const server = await postgres();
const NAME = 'partition';

describe.runIf(server !== undefined)('on PostgreSQL', () => {
  let ground: StoreGround;
  let proxy: TcpProxy;
  let store: OpenedStore;
  let ids = 0;

  beforeAll(async () => {
    // Beside the proxy, to look at the tables and to drop them in the end.
    ground = await onPostgres(server?.url ?? '', NAME);
    const url = new URL(server?.url ?? '');
    proxy = await tcpProxy({ host: url.hostname, port: Number(url.port || 5432) });
    url.hostname = proxy.host;
    url.port = String(proxy.port);
    const schema = `baton_test_${NAME}_${process.pid}`;
    const id = (prefix: string): string => {
      ids += 1;
      return `${prefix}${ids}`;
    };
    const means = { leaseMs: LEASE_MS, id, freeMail: shippedFreeMail() };
    store = await openStore({ kind: 'postgres', url: url.href, schema }, means);
  });
  afterAll(async () => {
    await store.close();
    await proxy.close();
    await ground.dispose();
  });

  test('cut before anything is decided, nothing leaves; mended, all goes on', async () => {
    await ground.empty();
    const stage = await openStage({ store });
    await stage.arm('status');
    minutesPass(stage, 5);
    const person = aQualifyingPerson(stage, 'aoki');
    const writes = (): number =>
      stage.salesforce.server.calls.filter(({ method, path }) => method === 'POST' && path.includes('/graph')).length;
    proxy.cut();
    await expect(stage.pass(STEP_HOURS)).rejects.toThrow();
    expect(writes()).toBe(0);
    proxy.mend();
    await stage.turn();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
    await stage.close();
  });

  test('cut while a write is under way, what became of it is read back: one task, told once', async () => {
    await ground.empty();
    const stage = await openStage({ store });
    await stage.arm('status');
    minutesPass(stage, 5);
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.restart({
      connector: (connector) => ({
        ...connector,
        send: async (some) => {
          const outcomes = await connector.send(some);
          if (connector.system === 'salesforce') proxy.cut();
          return outcomes;
        },
      }),
    });
    await expect(stage.pass(STEP_HOURS)).rejects.toThrow();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    proxy.mend();
    await stage.restart();
    await stage.turn();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(await facts(stage, 'task-made')).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
    await stage.close();
  });

  test('with every connection taken others wait, and none of a hundred that write the ledger is lost', async () => {
    await ground.empty();
    await makeLeads(store, 'a');
    const held = gate();
    const holders = Array.from({ length: 10 }, () => gate());
    const holding = holders.map((here) =>
      store.transaction(async (tx) => {
        await tx.ledger.head();
        here.open();
        await held.passed;
      }),
    );
    await Promise.all(holders.map(({ passed }) => passed));
    let ended = 0;
    const fact = () => factOf(lead('a'), { kind: 'admitted', handoff: 'marketing-to-is' });
    const waiting = Array.from({ length: 100 }, async () => {
      await store.transaction((tx) => tx.ledger.append([fact()]));
      ended += 1;
    });
    await ground.run('select 1');
    expect(ended).toBe(0);
    held.open();
    await Promise.all([...holding, ...waiting]);
    const entries = await store.transaction((tx) => tx.ledger.entries(0, 1_000));
    const verifier = new Verifier();
    for (const entry of entries) expect(verifier.check(entry)).toBeUndefined();
    expect(entries).toHaveLength(100);
  });
});
