/** The queue port on BullMQ: pointers are spread over one lane per system, and no wake is lost or doubled. */
import { type JobsOptions, WaitingError } from 'bullmq';
import { z } from 'zod';
import { BatonError } from '../domain/problem.ts';
import { SYSTEMS } from '../domain/record.ts';
import type { Pointer, Queue } from '../ports/queue.ts';
import type { Log } from '../ports/runtime.ts';
import type { Backend, Claimed, LaneQueue, LaneWorker } from './backends.ts';

export interface QueueSettings {
  readonly log: Log;
  /** Jobs that run here at a time, in each lane. The same pointer never runs twice at a time, anywhere. */
  readonly concurrency: number;
  /** After a crash, how long a running job of the dead process may hold its pointer up (twice that, at worst). */
  readonly leaseMs?: number;
  /** After this long a wake that was not taken is given up with an error. */
  readonly wakeLimitMs?: number;
}

/** The lane of everything that calls no system: judge, watch, seal. */
const OWN_LANE = 'baton';
/** That of telling people, which calls neither system. */
const NOTIFY_LANE = 'notify';
/** A system, a mail server or a chat that is down or slow fills its own lane only. */
const LANES: readonly string[] = [...SYSTEMS, NOTIFY_LANE, OWN_LANE];

const LEASE_MS = 10_000;
const WAKE_LIMIT_MS = 30_000;
/** What closing BullMQ's own connections may take, beyond the running jobs. */
const DISCONNECT_LIMIT_MS = 2_000;
/** How soon `idle` looks again when no job of its own ended meanwhile. */
const LOOK_AGAIN_MS = 20;
/** A job woken here may have been taken by another process: after so long without a change `idle` asks the place. */
const ASK_ANYWAY_MS = 250;
/** A job whose process died is run again however often that happens; BullMQ would drop it at the second time. */
const STALLS_ALLOWED = 1_000_000;

const pointerShape = z.strictObject({
  verb: z.enum(['pull', 'judge', 'send', 'watch', 'notify', 'seal']),
  of: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .optional(),
});

/** Nothing stays behind: what was done stands in the ledger, what must be done in the database. */
const GONE_WHEN_DONE: JobsOptions = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

/** A queue over an open back end, which it closes in the end. */
export async function openLanes(backend: Backend, settings: QueueSettings): Promise<Queue> {
  const queues = new Map<string, LaneQueue>();
  for (const lane of LANES) {
    await backend.clear(lane);
    const queue = backend.queue(lane);
    queue.on('error', (error) => settings.log.warn('queue.failed', { lane, error: error.message }));
    queues.set(lane, queue);
  }
  await Promise.all([...queues.values()].map((queue) => queue.waitUntilReady()));
  return new Lanes(backend, queues, settings);
}

class Lanes implements Queue {
  readonly #backend: Backend;
  readonly #queues: ReadonlyMap<string, LaneQueue>;
  readonly #settings: QueueSettings;
  readonly #workers: LaneWorker[] = [];
  #state: 'open' | 'closing' | 'closed' = 'open';
  /** Handlers at work here. */
  #running = 0;
  /** Jobs begun here that BullMQ has not put away yet. */
  #unfinished = 0;
  /** Woken here, and not begun here since. */
  readonly #awaited = new Set<string>();
  #handler: ((pointer: Pointer) => Promise<void>) | undefined;
  /** What was begun here past the place, and whether it was asked for again meanwhile. */
  readonly #here = new Map<string, boolean>();
  /** Called when a handler here ends, or BullMQ has put a job away. */
  #onChange = new Set<() => void>();

  constructor(backend: Backend, queues: ReadonlyMap<string, LaneQueue>, settings: QueueSettings) {
    this.#backend = backend;
    this.#queues = queues;
    this.#settings = settings;
  }

  async wake(pointer: Pointer): Promise<void> {
    const { verb, of } = pointerShape.parse(pointer);
    const lane = laneOf(verb, of);
    const queue = this.#queues.get(lane);
    if (this.#state === 'closed' || queue === undefined) throw new Error(`wake of ${verb} on a closed queue`);
    // While a job of this id waits, BullMQ adds nothing; while one runs it remembers one successor, made as the run ends.
    const deduplication = { id: idOf({ verb, of }), keepLastIfActive: true };
    this.#awaited.add(deduplication.id);
    const added = queue.add(verb, of === undefined ? { verb } : { verb, of }, { ...GONE_WHEN_DONE, deduplication });
    const limitMs = this.#settings.wakeLimitMs ?? WAKE_LIMIT_MS;
    if (!(await inTime(added, limitMs))) {
      throw new BatonError(
        'QUEUE_SILENT',
        `The queue did not take "${deduplication.id}" within ${limitMs} ms. The work itself is safe in the database.`,
        'Check that the queue (PostgreSQL or Redis) answers. On the embedded database, no wake may wait inside a transaction.',
        { limitMs: String(limitMs) },
      );
    }
  }

  async runHere(pointer: Pointer): Promise<void> {
    const parsed = pointerOf(pointer);
    const id = idOf(parsed);
    const handler = this.#handler;
    if (this.#state !== 'open' || handler === undefined) return this.wake(parsed);
    if (this.#here.has(id)) {
      this.#here.set(id, true);
      return;
    }
    this.#unfinished += 1;
    let again = true;
    while (again && this.#isOpen) {
      this.#here.set(id, false);
      await this.#handle(parsed, handler);
      again = this.#here.get(id) === true;
    }
    this.#here.delete(id);
    this.#unfinished -= 1;
    this.#changed();
  }

  async work(handler: (pointer: Pointer) => Promise<void>): Promise<void> {
    if (this.#workers.length > 0 || this.#state !== 'open') throw new Error('this queue works already, or is closed');
    this.#handler = handler;
    const leaseMs = this.#settings.leaseMs ?? LEASE_MS;
    for (const lane of LANES) {
      const worker = this.#backend.worker(lane, (job, token) => this.#run(job, token, handler), {
        concurrency: this.#settings.concurrency,
        lockDuration: leaseMs,
        stalledInterval: leaseMs / 2,
        maxStalledCount: STALLS_ALLOWED,
      });
      worker.on('error', (error) => this.#settings.log.warn('queue.failed', { lane, error: error.message }));
      const putAway = (): void => {
        this.#unfinished -= 1;
        this.#changed();
      };
      worker.on('completed', putAway);
      worker.on('failed', putAway);
      this.#workers.push(worker);
    }
    await Promise.all(this.#workers.map((worker) => worker.waitUntilReady()));
  }

  async #run(
    job: Parameters<Claimed>[0],
    token: string | undefined,
    handler: (pointer: Pointer) => Promise<void>,
  ): Promise<void> {
    if (this.#state !== 'open') {
      // Claimed in the moment of closing: another process, or the next start, shall run it.
      await job.moveToWait(token);
      throw new WaitingError();
    }
    this.#unfinished += 1;
    const pointer = pointerOf(job.data);
    this.#awaited.delete(idOf(pointer));
    await this.#handle(pointer, handler);
  }

  /** Never throws for the handler's failure, so that BullMQ neither keeps nor repeats the job. */
  async #handle(pointer: Pointer, handler: (pointer: Pointer) => Promise<void>): Promise<void> {
    this.#running += 1;
    try {
      await handler(pointer);
    } catch (error) {
      this.#settings.log.error('job.failed', { job: pointer.verb, ...account(error) });
    } finally {
      this.#running -= 1;
      this.#changed();
    }
  }

  async idle(): Promise<void> {
    // Bounded by the caller: it ends with the work, or with the queue.
    while (this.#state !== 'closed') {
      // What this process knows costs nothing; where others share the place, the place itself has the last word.
      while (this.#workers.length > 0 && this.#awaited.size + this.#unfinished > 0) {
        if (!(await this.#change(ASK_ANYWAY_MS))) break;
      }
      if (this.#workers.length > 0 && this.#backend.exclusive && this.#awaited.size + this.#unfinished === 0) return;
      const { waiting, running } = await this.counts();
      if (waiting + running === 0) {
        this.#awaited.clear();
        return;
      }
      await this.#change(LOOK_AGAIN_MS);
    }
  }

  async counts(): Promise<{ readonly waiting: number; readonly running: number }> {
    if (this.#state === 'closed') return { waiting: 0, running: this.#running };
    const lanes = await Promise.all([...this.#queues.values()].map((queue) => queue.getJobCounts('wait', 'active')));
    const sum = (state: string): number => lanes.reduce((total, lane) => total + (lane[state] ?? 0), 0);
    return { waiting: sum('wait'), running: sum('active') + this.#here.size };
  }

  async close(waitMs: number): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    await Promise.all(this.#workers.map((worker) => worker.pause(true)));
    const giveUpAt = performance.now() + waitMs;
    while (this.#running > 0 && performance.now() < giveUpAt) await this.#change(giveUpAt - performance.now());
    if (this.#running > 0) this.#settings.log.warn('queue.gave-up', { running: this.#running });
    const force = this.#running > 0;
    await this.#disconnect('workers', Promise.all(this.#workers.map((worker) => worker.close(force))));
    this.#state = 'closed';
    this.#changed();
    await this.#disconnect('queues', Promise.all([...this.#queues.values()].map((queue) => queue.close())));
    await this.#disconnect('backend', this.#backend.close());
  }

  get #isOpen(): boolean {
    return this.#state === 'open';
  }

  /** A server that does not answer must not hold up the end of the process. */
  async #disconnect(what: string, closing: Promise<unknown>): Promise<void> {
    if (!(await inTime(closing, DISCONNECT_LIMIT_MS))) this.#settings.log.warn('queue.not-closed', { what });
  }

  #changed(): void {
    for (const tell of [...this.#onChange]) tell();
  }

  /** Whether anything changed here within `ms`; resolves as soon as it has. */
  async #change(ms: number): Promise<boolean> {
    return new Promise<boolean>((resolve) => {
      const end = (changed: boolean): void => {
        clearTimeout(timer);
        this.#onChange.delete(tell);
        resolve(changed);
      };
      const tell = (): void => end(true);
      const timer = setTimeout(() => end(false), Math.max(ms, 0));
      this.#onChange.add(tell);
    });
  }
}

/** Throws where it is none. */
function pointerOf(data: unknown): Pointer {
  const { verb, of } = pointerShape.parse(data);
  return of === undefined ? { verb } : { verb, of };
}

function idOf({ verb, of }: { readonly verb: string; readonly of?: string | undefined }): string {
  return of === undefined ? verb : `${verb}-${of}`;
}

/** What a log may say of an error: its words, and where in the code it was made. */
function account(error: unknown): { readonly error: string; readonly where?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  const where = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return { error: error.message, ...(where === undefined ? {} : { where: where.trim() }) };
}

/** `hubspot` and a share of it such as `hubspot-2` go into the lane `hubspot`. */
function laneOf(verb: Pointer['verb'], of: string | undefined): string {
  if (verb === 'notify') return NOTIFY_LANE;
  return LANES.find((lane) => of === lane || of?.startsWith(`${lane}-`) === true) ?? OWN_LANE;
}

/** Whether it ended within the limit; its failure is thrown. What comes later is ignored. */
async function inTime(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([work.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
