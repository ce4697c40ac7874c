import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/stage.ts';

describe('a lead is handed off once', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ people: 80, days: 7, seed: 'once', reps: true });
    await stage.turn();
    await stage.arm('status');
    await stage.pass(24 * 7, 3);
  });
  afterAll(() => stage.close());

  it('makes one task for each decided handoff, and no other', async () => {
    const handoffs = await stage.operations.handoffs({});
    expect(handoffs.length).toBeGreaterThan(3);
    const tasks = stage.tasksByKey();
    expect([...tasks.keys()].sort()).toEqual(handoffs.map(({ handoff }) => handoff.key as string).sort());
    expect([...tasks.values()].every((count) => count === 1)).toBe(true);
  });

  it('hands nobody off twice in one episode', async () => {
    const handoffs = await stage.operations.handoffs({});
    const perLead = handoffs.map(({ lead, handoff }) => `${lead} ${handoff.type} ${handoff.episode}`);
    expect(new Set(perLead).size).toBe(perLead.length);
  });

  it('decides nothing more when everything is read and judged again', async () => {
    const { seq } = (await stage.operations.status({})).ledger;
    await stage.context.store.transaction((tx) => tx.leads.touchAll('2026-10-12T00:00:00.000Z' as never));
    await stage.turn();
    const handoffs = await stage.operations.handoffs({});
    expect(stage.tasksByKey().size).toBe(handoffs.length);
    expect((await stage.operations.status({})).ledger.seq).toBe(seq);
  });
});
