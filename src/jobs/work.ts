/** WORK: wakes what is due and runs it through the queue; the same for a daemon on the machine's clock and for a simulation on its own. */
import { earliest, type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import { BatonError } from '../domain/problem.ts';
import { SYSTEMS, type System } from '../domain/record.ts';
import type { Pointer, Queue } from '../ports/queue.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { judge } from './judge.ts';
import { nextLook } from './look-ahead.ts';
import { notify } from './notify.ts';
import { mayDecide, nextActivation, readPower } from './power.ts';
import { pull } from './pull.ts';
import { seal } from './seal.ts';
import { send } from './send.ts';
import { nextAdmission, watch } from './watch.ts';

/** A system that cannot be read is asked less and less often, down to every quarter of an hour. */
const LONGEST_POLL_SECONDS = 900;
/** A simulation that stays at one instant for so many rounds has something due that never gets done. */
const ROUNDS_PER_INSTANT = 200;
/** Real time from one sealing of the ledger to the next; where an anchor could not be reached, to the next attempt. */
const SEAL_EVERY_MS = 5_000;
const SEAL_AGAIN_MS = 60_000;

export interface WorkEvents {
  /** After each finished job; `report` is the job's own. */
  onDone?(pointer: Pointer, report: object): void;
  /** At each look into the store: whether writing is stopped there, by whomever, on whatever machine. */
  onPower?(stopped: boolean): void;
}

export class Work {
  readonly #context: JobContext;
  readonly #queue: Queue;
  readonly #events: WorkEvents;
  readonly #nextPoll = new Map<System, Temporal.Instant>();
  readonly #failures = new Map<System, number>();
  #soonest: IsoInstant | undefined;
  #sealAgainMs = Number.NEGATIVE_INFINITY;
  #isUnanchored = false;

  constructor(context: JobContext, queue: Queue, events: WorkEvents = {}) {
    this.#context = context;
    this.#queue = queue;
    this.#events = events;
  }

  async start(): Promise<void> {
    await this.#queue.work((pointer) => this.#run(pointer));
  }

  /** Wakes everything that is due now; answers whether anything was. */
  async tick(): Promise<boolean> {
    const now = this.#context.runtime.now();
    const due: Pointer[] = this.#systems()
      .filter((system) => !this.#isLater(this.#nextPoll.get(system), now))
      .map((system) => ({ verb: 'pull', of: system }));
    for (const { of } of due) this.#planPoll(of as System, now);
    due.push(...(await this.#dueInStore(now)));
    // All are waiting before the first can begin.
    await Promise.all(due.map((pointer) => this.#queue.wake(pointer)));
    return due.length > 0;
  }

  /** When the next thing falls due, polls included, as the last `tick` saw it; at the latest in a day. */
  nextAt(): Temporal.Instant {
    const latest = this.#context.runtime.now().add({ hours: 24 });
    const moments = [...this.#nextPoll.values(), ...(this.#soonest === undefined ? [] : [instantOf(this.#soonest)])];
    return moments.reduce((a, b) => (Temporal.Instant.compare(a, b) <= 0 ? a : b), latest);
  }

  /** Runs until nothing is due at this instant. */
  async settle(): Promise<void> {
    for (let round = 0; round < ROUNDS_PER_INSTANT; round += 1) {
      if (!(await this.tick())) return;
      await this.#queue.idle();
    }
    throw new BatonError('NEVER_DONE', 'something stays due and never gets done', 'baton problems');
  }

  #systems(): readonly System[] {
    return SYSTEMS.filter((system) => this.#context.connectors.has(system));
  }

  #isLater(at: Temporal.Instant | undefined, now: Temporal.Instant): boolean {
    return at !== undefined && Temporal.Instant.compare(at, now) > 0;
  }

  #planPoll(system: System, now: Temporal.Instant): void {
    const seconds = this.#context.settings.pollSeconds[system] * 2 ** Math.min(this.#failures.get(system) ?? 0, 10);
    const longest = Math.max(LONGEST_POLL_SECONDS, this.#context.settings.pollSeconds[system]);
    this.#nextPoll.set(system, now.add({ seconds: Math.min(seconds, longest) }));
  }

  /** What stands in the database and is due; remembers what will be next. */
  async #dueInStore(now: Temporal.Instant): Promise<readonly Pointer[]> {
    const at = iso(now);
    return this.#context.store.transaction(async (tx) => {
      const due: Pointer[] = [];
      const power = await readPower(tx);
      this.#events.onPower?.(power.stopped || power.distrusted !== undefined);
      const lead = await tx.leads.nextDue();
      if (lead !== undefined && lead <= at) due.push({ verb: 'judge' });
      const activation = nextActivation(power);
      if (activation !== undefined && activation <= at && due.length === 0) due.push({ verb: 'judge' });
      this.#soonest = earliest(lead, activation);
      for (const system of mayDecide(power) ? this.#systems() : []) {
        const write = await tx.outbox.nextDue(system, this.#context.runtime.machineMs());
        if (write !== undefined && write <= at) due.push({ verb: 'send', of: system });
        this.#soonest = earliest(this.#soonest, write);
      }
      const admission = await nextAdmission(tx, power, now);
      if (admission !== undefined && admission <= at) due.push({ verb: 'watch' });
      this.#soonest = earliest(this.#soonest, admission);
      if (await this.#isToBeSealed(tx)) due.push({ verb: 'seal' });
      const notice = await this.#nextNotice(tx);
      if (notice !== undefined && notice <= at) due.push({ verb: 'notify' });
      this.#soonest = earliest(this.#soonest, notice);
      return due;
    });
  }

  /** Whether the ledger has gained entries since its last checkpoint, or a checkpoint has not reached all its places. */
  async #isToBeSealed(tx: Transaction): Promise<boolean> {
    const nowMs = this.#context.runtime.machineMs();
    if (nowMs < this.#sealAgainMs) return false;
    const { seq } = await tx.ledger.head();
    const sealed = (await tx.checkpoints.newest())?.size ?? 0;
    if (seq <= sealed && !this.#isUnanchored) return false;
    this.#sealAgainMs = nowMs + SEAL_EVERY_MS;
    return true;
  }

  /** A stop ends writing to the systems; people are still told. */
  async #nextNotice(tx: Transaction): Promise<IsoInstant | undefined> {
    const { channels, runtime } = this.#context;
    if (channels === undefined || channels.size === 0) return undefined;
    return earliest(await tx.notices.nextDue([...channels.keys()], runtime.machineMs()), await nextLook(tx));
  }

  async #run(pointer: Pointer): Promise<void> {
    const report = await this.#do(pointer);
    if (report !== undefined) this.#events.onDone?.(pointer, report);
  }

  async #do(pointer: Pointer): Promise<object | undefined> {
    switch (pointer.verb) {
      case 'pull':
        return this.#pull(pointer.of as System);
      case 'judge': {
        const report = await judge(this.#context);
        if (report.judged > 0) await this.#wakeSends();
        if (report.standing > 0) await this.#queue.wake({ verb: 'watch' });
        return report;
      }
      case 'send': {
        const report = await send(this.#context, pointer.of as System);
        if (report.facts > 0) await this.#queue.wake({ verb: 'judge' });
        return report;
      }
      case 'watch': {
        const report = await watch(this.#context);
        if (report.admitted > 0) await this.#queue.wake({ verb: 'judge' });
        return report;
      }
      case 'notify':
        return notify(this.#context);
      case 'seal': {
        const report = await seal(this.#context);
        this.#isUnanchored = report.unreached.length > 0;
        if (this.#isUnanchored) this.#sealAgainMs = this.#context.runtime.machineMs() + SEAL_AGAIN_MS;
        return report;
      }
    }
  }

  async #wakeSends(): Promise<void> {
    const now = iso(this.#context.runtime.now());
    const due = await this.#context.store.transaction(async (tx) => {
      const systems: System[] = [];
      for (const system of this.#systems()) {
        const at = await tx.outbox.nextDue(system, this.#context.runtime.machineMs());
        if (at !== undefined && at <= now) systems.push(system);
      }
      return systems;
    });
    for (const system of due) await this.#queue.wake({ verb: 'send', of: system });
  }

  /** One system that is down is listed and asked again later; the other goes on. */
  async #pull(system: System): Promise<object> {
    const report = await pull(this.#context, system);
    this.#failures.set(system, report.failed ? (this.#failures.get(system) ?? 0) + 1 : 0);
    if (report.failed) {
      this.#planPoll(system, this.#context.runtime.now());
      this.#context.runtime.log.warn('pull failed', { system });
    }
    if (report.touched > 0) await this.#queue.wake({ verb: 'judge' });
    return report;
  }
}
