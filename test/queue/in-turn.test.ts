/** One job at a time, in the order in which they were woken, however the lanes deliver. */
import { describe, expect, test } from 'vitest';
import type { Pointer, Queue } from '../../src/ports/queue.ts';
import { inTurn } from '../../src/queue/in-turn.ts';

const name = ({ verb, of }: Pointer): string => (of === undefined ? verb : `${verb} ${of}`);

/** Keeps what it is woken for, and delivers when told to, the newest first and all at once: the worst that lanes can do. */
function lanes() {
  const woken: Pointer[] = [];
  let deliver: (pointer: Pointer) => Promise<void> = async () => {};
  const failures: unknown[] = [];
  const wake = async (pointer: Pointer): Promise<void> => {
    if (!woken.some((one) => name(one) === name(pointer))) woken.push(pointer);
  };
  const queue: Queue = {
    wake,
    runHere: wake,
    work: async (handler) => {
      deliver = handler;
    },
    idle: async () => {
      while (woken.length > 0) {
        const results = await Promise.allSettled(
          woken
            .splice(0)
            .reverse()
            .map((pointer) => deliver(pointer)),
        );
        failures.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
      }
    },
    counts: async () => ({ waiting: woken.length, running: 0 }),
    close: async () => {},
  };
  return { queue, failures };
}

const PULLS: readonly Pointer[] = [
  { verb: 'pull', of: 'hubspot' },
  { verb: 'pull', of: 'salesforce' },
];

describe('jobs in turn', () => {
  test('run in the order of their waking, one after the other, and those that a job wakes come last', async () => {
    const { queue } = lanes();
    const turns = inTurn(queue);
    const told: string[] = [];
    await turns.work(async (pointer) => {
      told.push(`+${name(pointer)}`);
      if (pointer.verb === 'pull') await turns.wake({ verb: 'judge' });
      await Promise.resolve();
      told.push(`-${name(pointer)}`);
    });
    await Promise.all(PULLS.map((pointer) => turns.wake(pointer)));
    await turns.idle();
    expect(told).toEqual([
      ...['+pull hubspot', '-pull hubspot', '+pull salesforce', '-pull salesforce'],
      ...['+judge', '-judge'],
    ]);
  });

  test('one that is woken while it runs runs once more', async () => {
    const { queue } = lanes();
    const turns = inTurn(queue);
    const told: string[] = [];
    await turns.work(async (pointer) => {
      told.push(name(pointer));
      if (told.length === 1) await turns.wake(pointer);
    });
    await turns.wake({ verb: 'judge' });
    await turns.idle();
    expect(told).toEqual(['judge', 'judge']);
  });

  test('one that fails is told to the queue, and the others run all the same', async () => {
    const { queue, failures } = lanes();
    const turns = inTurn(queue);
    const told: string[] = [];
    await turns.work(async (pointer) => {
      told.push(name(pointer));
      if (pointer.of === 'hubspot') throw new Error('broken');
    });
    await Promise.all(PULLS.map((pointer) => turns.wake(pointer)));
    await turns.idle();
    expect(told).toEqual(['pull hubspot', 'pull salesforce']);
    expect(failures).toHaveLength(1);
  });
});
