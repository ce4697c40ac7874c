/** Opens the queue on the place that the configuration names. */
import type { Queue } from '../ports/queue.ts';
import { openBackend, type QueuePlace } from './backends.ts';
import { openLanes, type QueueSettings } from './bullmq.ts';

export type { QueuePlace } from './backends.ts';
export type { QueueSettings } from './bullmq.ts';

/** Ready to use when it resolves. Throws BatonError where the place cannot be reached or would lose jobs. */
export async function openQueue(place: QueuePlace, settings: QueueSettings): Promise<Queue> {
  return openLanes(await openBackend(place), settings);
}
