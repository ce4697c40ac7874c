/** What every queue promises of a pointer that is to run at once, in this process. */
import { expect, test } from 'vitest';
import type { Pointer, Queue } from '../../src/ports/queue.ts';
import { gate, type LogLine, tick } from '../support/signals.ts';

interface Wishes {
  readonly concurrency?: number;
}

export const nameOf = ({ verb, of }: Pointer): string => (of === undefined ? verb : `${verb} ${of}`);

export function herePromises(start: (wishes?: Wishes) => Promise<Queue>, lines: () => readonly LogLine[]): void {
  test('what is to run here runs past all that waits, and once more if it was asked for meanwhile', async () => {
    const queue = await start({ concurrency: 1 });
    const first = gate();
    const held = gate();
    const runs: string[] = [];
    await queue.work(async (pointer) => {
      runs.push(nameOf(pointer));
      if (pointer.of === 'hubspot') await held.passed;
      if (runs.length === 2) await first.passed;
    });
    await queue.wake({ verb: 'pull', of: 'hubspot' });
    await expect.poll(() => runs.length).toBe(1);
    const here = { verb: 'pull', of: 'hubspot-hinted' } as const;
    const running = queue.runHere(here);
    await queue.runHere(here);
    await queue.runHere(here);
    expect(runs).toEqual(['pull hubspot', 'pull hubspot-hinted']);
    expect((await queue.counts()).running).toBe(2);
    first.open();
    await running;
    expect(runs).toEqual(['pull hubspot', 'pull hubspot-hinted', 'pull hubspot-hinted']);
    held.open();
    await queue.idle();
    expect(runs.length).toBe(3);
  });

  test('a run here that fails is told, and who waits for the work to end waits for it', async () => {
    const queue = await start();
    const held = gate();
    await queue.work(async () => {
      await held.passed;
      throw new Error('not today');
    });
    const running = queue.runHere({ verb: 'judge' });
    let idle = false;
    const waiting = queue.idle().then(() => {
      idle = true;
    });
    await tick();
    expect(idle).toBe(false);
    held.open();
    await running;
    await waiting;
    expect(lines().map(({ event }) => event)).toContain('job.failed');
  });

  test('where nobody works, what is to run here waits like any other', async () => {
    const queue = await start();
    await queue.runHere({ verb: 'seal' });
    expect(await queue.counts()).toEqual({ waiting: 1, running: 0 });
  });
}
