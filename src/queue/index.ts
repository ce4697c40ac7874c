/** Opens the queue on the place that the configuration names. */
import type { Queue } from '../ports/queue.ts';
import { openBackend, type QueuePlace } from './backends.ts';
import { openLanes, type QueueSettings } from './bullmq.ts';
import { inTurn } from './in-turn.ts';

export type { QueuePlace } from './backends.ts';
export type { QueueSettings } from './bullmq.ts';

/** Ready to use when it resolves. Throws BatonError where the place cannot be reached or would lose jobs. */
export async function openQueue(place: QueuePlace, settings: QueueSettings & Turns): Promise<Queue> {
  const queue = await openLanes(await openBackend(place), settings);
  return settings.inTurn === true ? inTurn(queue) : queue;
}

export interface Turns {
  /** One job at a time, in the order in which they were woken: for the only worker, whose equal runs shall be equal. */
  readonly inTurn?: boolean | undefined;
}
