import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { System } from '../../src/domain/record.ts';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { type Crowd, callsOf, change, gather, later, openForCrowds, send as sendForm } from '../support/crowd.ts';
import type { Stage } from '../support/stage.ts';

/** Tokens run out and slow lists are asked for now and then: so many calls more or less say nothing. */
const NOW_AND_THEN = 5;
const INQUIRY = 'お問い合わせ / Contact us';
const SYSTEMS: readonly System[] = ['hubspot', 'salesforce'];

describe('reading: calls grow with batches, not with records', () => {
  let stage: Stage;
  let crowd: Crowd;
  beforeAll(async () => {
    stage = await openForCrowds();
    await stage.turn();
    crowd = gather(stage, 2_000);
    for (const system of SYSTEMS) await poll(system);
  });
  afterAll(() => stage.close());

  async function poll(system: System): Promise<number> {
    later(stage);
    return (await callsOf(stage, () => pull(stage.context, system)))[system];
  }
  async function pollAfterChanging(count: number, system: System): Promise<number> {
    change(stage, { contacts: crowd.contacts.slice(0, count), leads: crowd.leads.slice(0, count) }, system);
    return poll(system);
  }

  it.each(
    SYSTEMS,
  )('%s: twice the changed records cost at most about twice the calls, far fewer than one per ten', async (system) => {
    const thousand = await pollAfterChanging(1_000, system);
    const twoThousand = await pollAfterChanging(2_000, system);
    expect(twoThousand).toBeLessThanOrEqual(2.2 * thousand + NOW_AND_THEN);
    expect(thousand).toBeLessThanOrEqual(1_000 / 50);
    expect(twoThousand).toBeLessThanOrEqual(2_000 / 50);
  });

  it.each(SYSTEMS)('%s: a hundred changed records cost what one costs', async (system) => {
    const one = await pollAfterChanging(1, system);
    const hundred = await pollAfterChanging(100, system);
    expect(Math.abs(hundred - one)).toBeLessThanOrEqual(NOW_AND_THEN);
  });
});

describe('writing: calls grow with batches, not with records', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openForCrowds();
    await stage.turn();
    await stage.arm('status');
  });
  afterAll(() => stage.close());

  /** So many people inquire and are handed over; answers the calls for it, by what they were made for. */
  async function handOver(count: number): Promise<{ handoffs: number; salesforce: number; hubspot: number }> {
    const crowd = gather(stage, count);
    await hear();
    sendForm(stage, crowd, INQUIRY);
    await hear();
    const before = graphCalls();
    await send(stage.context, 'salesforce');
    await send(stage.context, 'hubspot');
    const handoffs = graphCalls() - before;
    // Their tasks stand: deadlines and owners go into both systems.
    const { judged } = await judge(stage.context);
    expect(judged).toBeGreaterThanOrEqual(count);
    const statuses = await callsOf(stage, async () => {
      for (const system of SYSTEMS) expect((await send(stage.context, system)).done).toBeGreaterThanOrEqual(count);
    });
    return { handoffs, ...statuses };
  }
  async function hear(): Promise<void> {
    later(stage);
    for (const system of SYSTEMS) await pull(stage.context, system);
    await judge(stage.context);
  }
  function graphCalls(): number {
    return spentFor('send handoffs');
  }
  function spentFor(purpose: string): number {
    return stage.context.connectors.get('salesforce')?.spent().byPurpose[purpose] ?? 0;
  }

  it('handoffs go 75 to a call, statuses 100 (HubSpot) and 200 (Salesforce)', async () => {
    const some = await handOver(80);
    expect(some).toEqual({ handoffs: 2, salesforce: 1, hubspot: 1 });
    const twice = await handOver(160);
    expect(twice).toEqual({ handoffs: 3, salesforce: 1, hubspot: 2 });
    expect(stage.tasksByKey().size).toBe(240);
  });

  it('whose Leads must be made are looked for by one call for all of them', async () => {
    const crowd = gather(stage, 300, { known: false });
    await hear();
    sendForm(stage, crowd, INQUIRY);
    await hear();
    const before = { graphs: graphCalls(), looked: spentFor('find people') };
    await send(stage.context, 'salesforce');
    expect(graphCalls() - before.graphs).toBe(4);
    expect(spentFor('find people') - before.looked).toBe(1);
  });

  it('one more adds no call', async () => {
    const few = await handOver(8);
    expect(await handOver(9)).toEqual(few);
    expect(few).toEqual({ handoffs: 1, salesforce: 1, hubspot: 1 });
  });
});
