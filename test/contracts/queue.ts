/** What every queue must do, whatever it stands on: call this suite for each back end. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Pointer, Queue } from '../../src/ports/queue.ts';
import type { Log } from '../../src/ports/runtime.ts';
import { gate, type LogLine, memoryLog, tick } from '../support/signals.ts';
import { herePromises, nameOf } from './queue-here.ts';

/** One empty place for jobs, for one test. */
export interface QueueGround {
  /** Opens the place, as a process would; again while the first is open only where `shared`. */
  open(settings: GroundSettings): Promise<Queue>;
  readonly shared: boolean;
  /** Loses every job and everything the queue remembers, as a server restarted without its data would. */
  lose(): Promise<void>;
  /** Called when all queues are closed. */
  dispose(): Promise<void>;
}
export interface GroundSettings {
  readonly log: Log;
  readonly concurrency: number;
  readonly leaseMs?: number;
}

export function queueContract(name: string, ground: () => Promise<QueueGround>): void {
  describe(`a queue on ${name}`, () => {
    let place: QueueGround;
    const opened: Queue[] = [];
    let lines: LogLine[] = [];

    const start = async (settings: Partial<GroundSettings> = {}): Promise<Queue> => {
      if (opened.length === 0) place = await ground();
      const { log, lines: told } = memoryLog();
      lines = told;
      const queue = await place.open({ log, concurrency: 2, ...settings });
      opened.push(queue);
      return queue;
    };

    afterEach(async () => {
      for (const queue of opened.splice(0)) await queue.close(0);
      await place.dispose();
    });

    test('a wake reaches the handler with its pointer and nothing else', async () => {
      const queue = await start();
      const seen: Pointer[] = [];
      await queue.work(async (pointer) => void seen.push(pointer));
      await queue.wake({ verb: 'pull', of: 'hubspot' });
      await queue.wake({ verb: 'judge' });
      await queue.idle();
      expect(seen.map(nameOf).sort()).toEqual(['judge', 'pull hubspot']);
      expect(seen.find(({ verb }) => verb === 'judge')).toEqual({ verb: 'judge' });
    });

    test('a wake given before anybody works is delivered when work begins', async () => {
      const queue = await start();
      await queue.wake({ verb: 'seal' });
      expect(await queue.counts()).toEqual({ waiting: 1, running: 0 });
      const seen: Pointer[] = [];
      await queue.work(async (pointer) => void seen.push(pointer));
      await queue.idle();
      expect(seen).toEqual([{ verb: 'seal' }]);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0 });
    });

    test('equal pointers that wait are one job', async () => {
      const queue = await start();
      await Promise.all(Array.from({ length: 20 }, () => queue.wake({ verb: 'send', of: 'salesforce' })));
      await queue.wake({ verb: 'send', of: 'hubspot' });
      expect((await queue.counts()).waiting).toBe(2);
      const seen: string[] = [];
      await queue.work(async (pointer) => void seen.push(nameOf(pointer)));
      await queue.idle();
      expect(seen.sort()).toEqual(['send hubspot', 'send salesforce']);
    });

    herePromises(start, () => lines);

    test('a job woken while it runs runs exactly once more, afterwards', async () => {
      const queue = await start();
      const begun = gate();
      const held = gate();
      let runs = 0;
      let together = 0;
      let most = 0;
      await queue.work(async () => {
        runs += 1;
        together += 1;
        most = Math.max(most, together);
        begun.open();
        await held.passed;
        together -= 1;
      });
      await queue.wake({ verb: 'judge' });
      await begun.passed;
      for (let count = 0; count < 10; count += 1) await queue.wake({ verb: 'judge' });
      expect(runs).toBe(1);
      held.open();
      await queue.idle();
      expect({ runs, most }).toEqual({ runs: 2, most: 1 });
    });

    test('a job woken while it fails runs once more too', async () => {
      const queue = await start();
      const begun = gate();
      const held = gate();
      let runs = 0;
      await queue.work(async () => {
        runs += 1;
        begun.open();
        await held.passed;
        if (runs === 1) throw new Error('first run fails');
      });
      await queue.wake({ verb: 'watch' });
      await begun.passed;
      await queue.wake({ verb: 'watch' });
      held.open();
      await queue.idle();
      expect(runs).toBe(2);
    });

    test('no wake is lost under load, and a pointer never runs twice at a time', async () => {
      const queues = [await start({ concurrency: 3 })];
      if (place.shared) queues.push(await start({ concurrency: 3 }));
      const pointers: Pointer[] = [
        { verb: 'judge' },
        { verb: 'send', of: 'hubspot' },
        { verb: 'send', of: 'salesforce' },
      ];
      const due = new Map(pointers.map((pointer) => [nameOf(pointer), 0]));
      const atWork = new Map<string, number>();
      let most = 0;
      const handler = async (pointer: Pointer): Promise<void> => {
        const key = nameOf(pointer);
        const here = (atWork.get(key) ?? 0) + 1;
        atWork.set(key, here);
        most = Math.max(most, here);
        // What the database would show to a job that starts now.
        const taken = due.get(key) ?? 0;
        await tick();
        due.set(key, (due.get(key) ?? 0) - taken);
        atWork.set(key, here - 1);
      };
      for (const queue of queues) await queue.work(handler);
      const wakeAll = async (queue: Queue): Promise<void> => {
        for (let round = 0; round < 60; round += 1) {
          for (const pointer of pointers) {
            due.set(nameOf(pointer), (due.get(nameOf(pointer)) ?? 0) + 1);
            await queue.wake(pointer);
            if (round % 7 === 0) await tick();
          }
        }
      };
      await Promise.all(queues.map(wakeAll));
      for (const queue of queues) await queue.idle();
      expect([...due.values()]).toEqual([0, 0, 0]);
      expect(most).toBe(1);
    });

    test('a handler that throws is logged, and its pointer can be woken again', async () => {
      const queue = await start();
      let runs = 0;
      await queue.work(async () => {
        runs += 1;
        if (runs === 1) throw new Error('no such luck');
      });
      await queue.wake({ verb: 'seal' });
      await queue.idle();
      expect(lines).toContainEqual({
        level: 'error',
        event: 'job.failed',
        details: { job: 'seal', error: 'no such luck', where: expect.stringContaining('test/contracts/queue.ts') },
      });
      expect(runs).toBe(1);
      await queue.wake({ verb: 'seal' });
      await queue.idle();
      expect(runs).toBe(2);
    });

    test('a system that hangs holds up neither the other system nor judging', async () => {
      const queue = await start({ concurrency: 1 });
      const hung = gate();
      const seen: string[] = [];
      const all = gate();
      await queue.work(async (pointer) => {
        if (pointer.of === 'hubspot') return hung.passed;
        seen.push(nameOf(pointer));
        if (seen.length === 3) all.open();
      });
      await queue.wake({ verb: 'pull', of: 'hubspot' });
      await queue.wake({ verb: 'send', of: 'hubspot' });
      await queue.wake({ verb: 'pull', of: 'salesforce' });
      await queue.wake({ verb: 'send', of: 'salesforce' });
      await queue.wake({ verb: 'judge' });
      await all.passed;
      expect(seen.sort()).toEqual(['judge', 'pull salesforce', 'send salesforce']);
      hung.open();
      await queue.idle();
    });

    test('idle waits for the jobs that jobs wake', async () => {
      const queue = await start();
      const seen: string[] = [];
      await queue.work(async (pointer) => {
        seen.push(nameOf(pointer));
        if (pointer.verb === 'pull') await queue.wake({ verb: 'judge' });
        if (pointer.verb === 'judge') await queue.wake({ verb: 'send', of: 'salesforce' });
      });
      await queue.wake({ verb: 'pull', of: 'hubspot' });
      await queue.idle();
      expect(seen).toEqual(['pull hubspot', 'judge', 'send salesforce']);
    });

    test('losing every job loses no later wake', async () => {
      const queue = await start();
      await queue.wake({ verb: 'watch' });
      await queue.wake({ verb: 'pull', of: 'hubspot' });
      await place.lose();
      const begun = gate();
      const held = gate();
      const seen: string[] = [];
      await queue.work(async (pointer) => {
        seen.push(nameOf(pointer));
        if (pointer.verb !== 'judge' || seen.length > 1) return;
        begun.open();
        await held.passed;
      });
      await queue.wake({ verb: 'judge' });
      await begun.passed;
      await place.lose();
      held.open();
      await queue.wake({ verb: 'judge' });
      await queue.wake({ verb: 'watch' });
      await queue.idle();
      expect(seen[0]).toBe('judge');
      expect(seen.slice(1).sort()).toEqual(['judge', 'watch']);
    });

    test('close lets a running job end, and takes up no new one', async () => {
      const queue = await start({ concurrency: 1 });
      const begun = gate();
      const held = gate();
      const seen: string[] = [];
      await queue.work(async (pointer) => {
        begun.open();
        await held.passed;
        seen.push(nameOf(pointer));
      });
      await queue.wake({ verb: 'judge' });
      await begun.passed;
      await queue.wake({ verb: 'seal' });
      const closed = queue.close(30_000);
      held.open();
      await closed;
      expect(seen).toEqual(['judge']);
      await expect(queue.wake({ verb: 'judge' })).rejects.toThrow('closed');
    });

    test('close gives up on a job that does not end', async () => {
      const queue = await start();
      const begun = gate();
      const held = gate();
      await queue.work(async () => {
        begun.open();
        await held.passed;
      });
      await queue.wake({ verb: 'judge' });
      await begun.passed;
      await queue.close(10);
      expect(lines).toEqual([{ level: 'warn', event: 'queue.gave-up', details: { running: 1 } }]);
      held.open();
    });

    test('what a dead process was running is soon run by another', async () => {
      const leaseMs = 200;
      const dead = await start({ leaseMs });
      const begun = gate();
      await dead.work(async () => {
        begun.open();
        await gate().passed;
      });
      await dead.wake({ verb: 'judge' });
      await begun.passed;
      await dead.close(0);
      const next = await start({ leaseMs });
      const again = gate();
      await next.work(async () => again.open());
      await next.wake({ verb: 'judge' });
      await again.passed;
      await next.idle();
    });

    test('a pointer carries no more than its alphabet allows', async () => {
      const queue = await start();
      await expect(queue.wake({ verb: 'pull', of: 'taro@shop.example' })).rejects.toThrow();
      await expect(queue.wake({ verb: 'pull', of: 'x'.repeat(65) })).rejects.toThrow();
      expect((await queue.counts()).waiting).toBe(0);
    });
  });
}
