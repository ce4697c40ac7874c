/** Lets one worker do its jobs one after the other, in the order in which they were woken, whatever their lanes: equal runs are then equal. */
import type { Pointer, Queue } from '../ports/queue.ts';

/** The same queue; only who comes next is decided here, since deliveries of several lanes come in any order. Whoever is delivered first does all that waits. */
export function inTurn(queue: Queue): Queue {
  const waiting = new Map<string, Pointer>();
  let turn: Promise<void> = Promise.resolve();
  const drain = async (handler: (pointer: Pointer) => Promise<void>): Promise<void> => {
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [name, pointer] = next.value;
      waiting.delete(name);
      await handler(pointer);
    }
  };
  const wake = async (pointer: Pointer): Promise<void> => {
    const name = `${pointer.verb} ${pointer.of ?? ''}`;
    if (!waiting.has(name)) waiting.set(name, pointer);
    await queue.wake(pointer);
  };
  return {
    wake,
    // Nothing overtakes.
    runHere: wake,
    work: (handler) =>
      queue.work(() => {
        // A job that failed was told by the queue under its own delivery; the next goes on.
        turn = turn.catch(() => {}).then(() => drain(handler));
        return turn;
      }),
    idle: () => queue.idle(),
    counts: () => queue.counts(),
    close: (waitMs) => queue.close(waitMs),
  };
}
