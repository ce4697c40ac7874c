import { afterEach, describe, expect, it, vi } from 'vitest';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { aQualifyingPerson } from '../support/happenings.ts';
import { minutesPass, stages } from '../support/stages.ts';

const { openArmed } = stages();
afterEach(() => {
  vi.useRealTimers();
});

describe('what is being sent is one worker’s', () => {
  it('stays so however long its calls take', async () => {
    const stage = await openArmed('tasks');
    aQualifyingPerson(stage, 'aoki');
    minutesPass(stage, 5);
    for (const system of stage.context.connectors.keys()) await pull(stage.context, system);
    await judge(stage.context);
    let machineMs = 1_000_000;
    let foreign: number | undefined;
    const salesforce = stage.context.connectors.get('salesforce');
    if (salesforce === undefined) throw new Error('no Salesforce');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const slow: typeof salesforce = {
      ...salesforce,
      send: async (writes) => {
        // Two minutes, twice the lease; another worker looks in the end.
        for (let beat = 0; beat < 8; beat += 1) {
          machineMs += 15_000;
          await vi.advanceTimersByTimeAsync(15_000);
          await stage.store.transaction((tx) => tx.ledger.head());
        }
        const now = '2027-01-01T00:00:00.000Z' as never;
        foreign = (await stage.store.transaction((tx) => tx.outbox.claim('salesforce', now, machineMs, 10))).length;
        return salesforce.send(writes);
      },
    };
    const { context } = stage;
    const runtime = {
      now: () => context.runtime.now(),
      machineMs: () => machineMs,
      id: (prefix: string) => context.runtime.id(prefix),
      log: context.runtime.log,
    };
    const report = await send({ ...context, runtime, connectors: new Map([['salesforce', slow]]) }, 'salesforce');
    expect(foreign).toBe(0);
    expect(report).toMatchObject({ done: 1 });
  });

  it('is not given up for an outage: only answers count as attempts', async () => {
    const stage = await openArmed('tasks');
    aQualifyingPerson(stage, 'aoki');
    minutesPass(stage, 5);
    for (const system of stage.context.connectors.keys()) await pull(stage.context, system);
    await judge(stage.context);
    const { store } = stage;
    const at = (second: number) => `2027-01-01T00:00:${String(second).padStart(2, '0')}.000Z` as never;
    const problem = { category: 'limit', mover: 'vendor', code: 'LIMIT_EXCEEDED', detail: 'busy' } as const;
    const settle = async (second: number, outcome: 'throttled' | 'rejected'): Promise<void> =>
      store.transaction(async (tx) => {
        const [row] = await tx.outbox.claim('salesforce', at(second), 0, 1);
        if (row === undefined) throw new Error('nothing to send');
        if (outcome === 'throttled')
          await tx.outbox.settle(row.id, { state: 'throttled', problem, until: at(second) }, at(second));
        else
          await tx.outbox.settle(row.id, { state: 'rejected', problem: { ...problem, retryAt: at(59) } }, at(second));
      });
    for (let second = 0; second < 30; second += 1) await settle(second, 'throttled');
    await settle(30, 'rejected');
    expect(await store.transaction((tx) => tx.outbox.pending())).toMatchObject([
      { status: 'waiting', notBefore: at(59) },
    ]);
  });
});
