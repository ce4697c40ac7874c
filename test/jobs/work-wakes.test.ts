import { describe, expect, it, vi } from 'vitest';
import type { LeadId } from '../../src/domain/facts.ts';
import { admit, resume, stop } from '../../src/jobs/arm.ts';
import { seal } from '../../src/jobs/seal.ts';
import { watch } from '../../src/jobs/watch.ts';
import { Work } from '../../src/jobs/work.ts';
import type { Pointer, Queue } from '../../src/ports/queue.ts';
import type { Store, Transaction } from '../../src/ports/store.ts';
import { aQualifyingPerson, facts } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, stages } from '../support/stages.ts';

const { open } = stages();

/** Takes every wake and runs nothing: as where each job fails. */
function deaf(): { readonly queue: Queue; woken(): readonly string[] } {
  let heard: Pointer[] = [];
  const queue: Queue = {
    wake: async (pointer) => void heard.push(pointer),
    runHere: async (pointer) => void heard.push(pointer),
    work: async () => {},
    idle: async () => {},
    counts: async () => ({ waiting: 0, running: 0 }),
    close: async () => {},
  };
  return {
    queue,
    woken: () => {
      const verbs = heard.map(({ verb }) => verb);
      heard = [];
      return verbs;
    },
  };
}

async function withStanding(count: number): Promise<Stage> {
  const stage = await open();
  for (let n = 0; n < count; n += 1) aQualifyingPerson(stage, `mae${n}`);
  minutesPass(stage, 10);
  await stage.turn();
  await stage.arm('tasks');
  return stage;
}

/** The store as another worker left it between two looks: whom the list still names has been let through meanwhile. */
function lateList(store: Store, names: readonly string[]): Store {
  const late = (tx: Transaction): Transaction => {
    const spy = vi.spyOn(tx.leads, 'waiting');
    spy.mockResolvedValue(names.map((name) => name as LeadId));
    return tx;
  };
  return {
    anchor: () => store.anchor(),
    close: () => store.close(),
    transaction: (work) => store.transaction((tx) => work(late(tx))),
  };
}

describe('work wakes what stands in the store, and nothing is lost with a wake', () => {
  it('wakes those who may be let through as long as any stands, however often that fails', async () => {
    const stage = await withStanding(3);
    await admit(stage.context, 2);
    const { queue, woken } = deaf();
    const work = new Work(stage.context, queue);
    for (let look = 0; look < 3; look += 1) {
      await work.tick();
      expect(woken()).toContain('watch');
    }
    expect(await watch(stage.context)).toEqual({ admitted: 2, standing: 1 });
    await work.tick();
    expect(woken()).not.toContain('watch');
    // The day ends in the agreement's zone: in Tokyo at 15:00 UTC.
    stage.runtime.advanceTo(Temporal.Instant.from('2026-10-05T14:59:59Z'));
    await work.tick();
    expect(woken()).not.toContain('watch');
    stage.runtime.advanceTo(Temporal.Instant.from('2026-10-05T15:00:00Z'));
    await work.tick();
    expect(woken()).toContain('watch');
  });

  it('has what the ledger gained sealed at once, what comes within five seconds together, and nothing that is sealed', async () => {
    const stage = await withStanding(1);
    await seal(stage.context);
    const { queue, woken } = deaf();
    const clock = vi.spyOn(stage.context.runtime, 'machineMs');
    const at = async (seconds: number): Promise<boolean> => {
      clock.mockReturnValue(1_000_000 + seconds * 1_000);
      await work.tick();
      return woken().includes('seal');
    };
    const work = new Work(stage.context, queue);
    expect(await at(0)).toBe(false);
    await stop(stage.context);
    expect(await at(1)).toBe(true);
    await resume(stage.context);
    expect(await at(5)).toBe(false);
    expect(await at(6)).toBe(true);
    await seal(stage.context);
    expect(await at(60)).toBe(false);
    const { ledger } = await stage.operations.status({});
    expect(ledger.sealed).toBe(ledger.seq);
  });

  it('lets nobody through whom another worker has judged meanwhile, and keeps what that worker decided', async () => {
    const stage = await withStanding(1);
    await admit(stage.context, 'all');
    const [id] = await stage.store.transaction((tx) => tx.leads.waiting('standing', 1));
    if (id === undefined) throw new Error('nobody');
    await watch(stage.context);
    await stage.turn();
    const before = await stage.store.transaction((tx) => tx.leads.projections([id]));
    const late = { ...stage.context, store: lateList(stage.store, [id]) };
    expect(await watch(late)).toEqual({ admitted: 0, standing: 0 });
    expect(await stage.store.transaction((tx) => tx.leads.projections([id]))).toEqual(before);
    expect(await facts(stage, 'admitted')).toHaveLength(1);
  });

  it('tells at each look whether writing is stopped, on whatever machine that was said', async () => {
    const stage = await withStanding(0);
    const told: boolean[] = [];
    const work = new Work(stage.context, deaf().queue, { onPower: (stopped) => told.push(stopped) });
    await work.tick();
    await stop(stage.context);
    await work.tick();
    await resume(stage.context);
    await work.tick();
    expect(told).toEqual([false, true, false]);
  });
});
