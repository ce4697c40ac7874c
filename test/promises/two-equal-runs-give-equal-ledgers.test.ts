import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDemo } from '../../src/trial.ts';
import { MONDAY } from '../support/stage.ts';

const DAYS = 1;

interface Told {
  readonly head: { readonly seq: number; readonly hash: string };
  readonly leads: Readonly<Record<string, number>>;
  readonly handoffs: readonly string[];
  readonly tasks: number;
  readonly calls: { readonly hubspot: number; readonly salesforce: number };
}

/** The demo as its command runs it: HTTP, queue and a database on disk; only the clock is another. */
async function run(): Promise<Told> {
  const home = await mkdtemp(join(tmpdir(), 'baton-equal-'));
  const demo = await openDemo({ home, people: 40, days: DAYS, seed: 'equal', start: MONDAY, language: 'ja' });
  try {
    const { operations } = demo;
    await demo.settle();
    for (const { department, head } of demo.parties) await operations.sign({ department, name: head });
    await operations.arm({ step: 'status' });
    await operations.admit({ pace: 2 });
    await demo.runUntil(MONDAY.add({ hours: 24 * DAYS }));
    const {
      ledger: { seq, hash },
      leads,
    } = await operations.status({});
    const handoffs = await operations.handoffs({});
    return {
      head: { seq, hash },
      leads,
      handoffs: handoffs.map(({ email, to, handoff }) => `${handoff.key} ${email} ${to} ${handoff.status}`),
      tasks: demo.tasksInSalesforce(),
      calls: demo.calls(),
    };
  } finally {
    await demo.close();
    await rm(home, { recursive: true });
  }
}

describe('two equal runs give equal ledgers', () => {
  it('to the last hash, with equal handoffs, tasks and calls', async () => {
    const first = await run();
    expect(first.handoffs.length).toBeGreaterThanOrEqual(2);
    expect(first.tasks).toBe(first.handoffs.length);
    expect(first.head.seq).toBeGreaterThan(50);
    expect(await run()).toEqual(first);
  });
});
