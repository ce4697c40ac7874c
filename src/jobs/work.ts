/** WORK: wakes what is due and runs it through the queue; the same for a daemon on the machine's clock and for a simulation on its own. */
import { earliest, type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import { BatonError } from '../domain/problem.ts';
import { SYSTEMS, type System } from '../domain/record.ts';
import type { Hint } from '../ports/hints.ts';
import type { Pointer, Queue } from '../ports/queue.ts';
import type { JudgeReport, SendReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import { nextAnchoring } from './anchoring.ts';
import type { JobContext } from './context.ts';
import { EarlyLooks } from './early-look.ts';
import { Gathering, nameOf } from './gathering.ts';
import { judge } from './judge.ts';
import { type Claiming, claimingFor, judgeAndClaim } from './judge-and-claim.ts';
import { nextLook } from './look-ahead.ts';
import { notify } from './notify.ts';
import { isLater, Polls } from './polls.ts';
import { mayDecide, nextActivation, readPower } from './power.ts';
import type { Prepared } from './prepare.ts';
import { pull } from './pull.ts';
import { pullHinted, readJournal } from './pull-hinted.ts';
import { hintsOf, journalOf, pulledBy } from './pulls.ts';
import { seal } from './seal.ts';
import { Sealing } from './sealing.ts';
import { send } from './send.ts';
import { nextAdmission, watch } from './watch.ts';

/** More at one instant, and something is due that never gets done. */
const ROUNDS_PER_INSTANT = 200;

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
  readonly #polls: Polls;
  readonly #gathering = new Gathering();
  readonly #sealing = new Sealing();
  readonly #early = new EarlyLooks();
  readonly #nextLook = new Map<System, Temporal.Instant>();
  /** Systems that took their writes when they were last sent to. */
  readonly #answering = new Set<System>();
  /** Jobs that run here. */
  readonly #running = new Set<string>();
  #soonest: IsoInstant | undefined;

  constructor(context: JobContext, queue: Queue, events: WorkEvents = {}) {
    this.#context = context;
    this.#polls = new Polls(context.settings.pollSeconds);
    this.#queue = queue;
    this.#events = events;
  }

  async start(): Promise<void> {
    await this.#queue.work((pointer) => this.#run(pointer));
  }

  /** Wakes everything that is due now; answers whether anything was. */
  async tick(): Promise<boolean> {
    const now = this.#context.runtime.now();
    const inStore = await this.#dueInStore(now);
    const polls = this.#polls.take(this.#systems(), now);
    const due: Pointer[] = polls.map((system) => ({ verb: 'pull', of: system }));
    due.push(...this.#dueJournals(now), ...inStore);
    // All are waiting before the first can begin.
    await Promise.all(due.map((pointer) => this.#queue.wake(pointer)));
    return due.length > 0;
  }

  /** Hints are about to be kept: where nobody here is at hints already, what they name is looked at and followed meanwhile. */
  expect(hints: readonly Hint[]): void {
    const begun = this.#early.begin(this.#context, hints, (system) => this.#running.has(nameOf(hintsOf(system))));
    // What is not followed now is followed once they are kept.
    for (const system of begun) this.hinted(system).catch(() => {});
  }

  /** They could not be kept: whoever sent them comes again. */
  forget(systems: readonly System[]): void {
    this.#early.drop(systems);
  }

  /** Somebody has told of changed records of this system: they are read, judged and sent at once, here. Resolves when that is done. */
  async hinted(system: System): Promise<void> {
    await this.#queue.runHere(hintsOf(system));
  }

  /** When the next thing falls due, polls included, as the last `tick` saw it; at the latest in a day. */
  nextAt(): Temporal.Instant {
    const latest = this.#context.runtime.now().add({ hours: 24 });
    const polls = [...this.#polls.moments(), ...this.#nextLook.values()];
    const moments = this.#soonest === undefined ? polls : [...polls, instantOf(this.#soonest)];
    return moments.reduce((a, b) => (Temporal.Instant.compare(a, b) <= 0 ? a : b), latest);
  }

  /** Runs until nothing is due at this instant. */
  async settle(): Promise<void> {
    for (let round = 0; round < ROUNDS_PER_INSTANT; round += 1)
      if (await this.tick()) await this.#queue.idle();
      else return;
    throw new BatonError('NEVER_DONE', 'something stays due and never gets done', 'baton problems');
  }

  #systems(): readonly System[] {
    return SYSTEMS.filter((system) => this.#context.connectors.has(system));
  }

  #dueJournals(now: Temporal.Instant): readonly Pointer[] {
    const due: Pointer[] = [];
    for (const [system, { journal }] of this.#context.connectors) {
      if (journal === undefined || isLater(this.#nextLook.get(system), now)) continue;
      this.#nextLook.set(system, now.add({ seconds: journal.everySeconds }));
      due.push(journalOf(system));
    }
    return due;
  }

  async #dueHints(tx: Transaction): Promise<readonly Pointer[]> {
    const due: Pointer[] = [];
    for (const [system, { look }] of this.#context.connectors) {
      const waiting = look !== undefined && (await tx.hints.waiting(system, this.#context.runtime.machineMs()));
      if (waiting) due.push(hintsOf(system));
      if ((await tx.hints.whole(system)).length > 0) this.#polls.hasten(system);
    }
    return due;
  }

  /** What stands in the database and is due; remembers what will be next. */
  async #dueInStore(now: Temporal.Instant): Promise<readonly Pointer[]> {
    const at = iso(now);
    return this.#context.store.transaction(async (tx) => {
      const due: Pointer[] = [...(await this.#dueHints(tx))];
      const power = await readPower(tx);
      this.#events.onPower?.(power.stopped || power.distrusted !== undefined);
      const lead = await tx.leads.nextDue();
      if (lead !== undefined && lead <= at) due.push({ verb: 'judge' });
      const activation = nextActivation(power);
      if (activation !== undefined && activation <= at && !due.some(({ verb }) => verb === 'judge'))
        due.push({ verb: 'judge' });
      this.#soonest = earliest(lead, activation);
      for (const system of mayDecide(power) ? this.#systems() : []) {
        const write = await tx.outbox.nextDue(system, this.#context.runtime.machineMs());
        if (write !== undefined && write <= at) due.push({ verb: 'send', of: system });
        this.#soonest = earliest(this.#soonest, write);
      }
      const admission = await nextAdmission(tx, power, now);
      if (admission !== undefined && admission <= at) due.push({ verb: 'watch' });
      this.#soonest = earliest(this.#soonest, admission);
      const anchoring = await nextAnchoring(tx, this.#context, power);
      if (
        (await this.#sealing.isDue(tx, this.#context.runtime.machineMs())) ||
        (anchoring !== undefined && anchoring <= at)
      )
        due.push({ verb: 'seal' });
      this.#soonest = earliest(this.#soonest, anchoring);
      const notice = await this.#nextNotice(tx);
      if (notice !== undefined && notice <= at) due.push({ verb: 'notify' });
      this.#soonest = earliest(this.#soonest, notice);
      return due;
    });
  }

  /** A stop ends writing to the systems; people are still told. */
  async #nextNotice(tx: Transaction): Promise<IsoInstant | undefined> {
    const { channels, runtime } = this.#context;
    if (channels === undefined || channels.size === 0) return undefined;
    return earliest(await tx.notices.nextDue([...channels.keys()], runtime.machineMs()), await nextLook(tx));
  }

  async #run(pointer: Pointer): Promise<void> {
    await this.#told(pointer, () => this.#do(pointer));
  }

  async #told<Report extends object>(pointer: Pointer, job: () => Promise<Report>): Promise<Report> {
    const name = nameOf(pointer);
    this.#running.add(name);
    try {
      const report = await job();
      this.#events.onDone?.(pointer, report);
      return report;
    } finally {
      this.#running.delete(name);
    }
  }

  async #do(pointer: Pointer): Promise<object> {
    if (await this.#isPutOff(pointer)) return { putOff: true };
    switch (pointer.verb) {
      case 'pull':
        return this.#pullOf(pointer.of ?? '');
      case 'judge': {
        const report = await this.#judge();
        for (const system of this.#reached(report)) await this.#queue.wake({ verb: 'send', of: system });
        return report;
      }
      case 'send':
        return this.#send(pointer.of as System);
      case 'watch': {
        const report = await watch(this.#context);
        if (report.admitted > 0) await this.#queue.wake({ verb: 'judge' });
        return report;
      }
      case 'notify':
        return notify(this.#context);
      case 'seal': {
        const report = await seal(this.#context);
        this.#sealing.sealed(report, this.#context.runtime.machineMs());
        return report;
      }
    }
  }

  #isPutOff(pointer: Pointer): Promise<boolean> {
    const { runtime, store } = this.#context;
    return this.#gathering.putsOff(pointer, runtime.machineMs(), (system) =>
      store.transaction((tx) => tx.outbox.count(system)),
    );
  }

  async #judge(claiming?: Claiming): Promise<JudgeReport> {
    const report = await (claiming === undefined ? judge(this.#context) : judgeAndClaim(this.#context, claiming));
    if (report.standing > 0) await this.#queue.wake({ verb: 'watch' });
    return report;
  }

  async #send(system: System, begun: readonly Prepared[] = []): Promise<SendReport> {
    const report = await send(this.#context, system, begun);
    if (report.waiting > 0) this.#answering.delete(system);
    else this.#answering.add(system);
    if (report.facts > 0) await this.#queue.wake({ verb: 'judge' });
    return report;
  }

  /** Those of whose systems something waits by this judging; what else is due is found by the next look. */
  #reached({ toSend }: JudgeReport): readonly System[] {
    return this.#systems().filter((system) => toSend.includes(system));
  }

  async #pullOf(of: string): Promise<object> {
    const { system, what } = pulledBy(of);
    if (what !== 'hinted') return what === 'journal' ? this.#readJournal(system) : this.#pull(system);
    const report = await this.#pullHinted(system);
    this.#early.expectMore(this.#context, system);
    return report;
  }

  async #readJournal(system: System): Promise<object> {
    const report = await readJournal(this.#context, system);
    if (report.hints > 0) await this.#queue.wake(hintsOf(system));
    return report;
  }

  async #pullHinted(system: System): Promise<object> {
    const early = this.#early.take(system);
    const report = await pullHinted(this.#context, system, early);
    if (report.touched > 0) await this.#judgeAndSend({ verb: 'judge' });
    await early?.committed;
    return report;
  }

  /** Whoever hints wants to see what comes of it: it is judged and sent in the same go, as far as nobody here is at it already. */
  async #judgeAndSend(judging: Pointer): Promise<void> {
    if (this.#running.has(nameOf(judging))) return this.#queue.wake(judging);
    const claiming = this.#isFree('salesforce') ? claimingFor('salesforce') : undefined;
    const judged = await this.#told(judging, () => this.#judge(claiming));
    // The task is in Salesforce; it comes first.
    for (const one of this.#reached(judged).toReversed()) {
      const sending: Pointer = { verb: 'send', of: one };
      const begun = claiming?.system === one ? claiming.claimed : [];
      if (begun.length > 0 || this.#isFree(one)) await this.#told(sending, () => this.#send(one, begun));
      else await this.#queue.wake(this.#gathering.hurried(sending));
    }
  }

  /** A system that gave no answer last time holds up its own lane only. */
  #isFree(system: System): boolean {
    return this.#answering.has(system) && !this.#running.has(nameOf({ verb: 'send', of: system }));
  }

  /** One system that is down is listed and asked again later; the other goes on. */
  async #pull(system: System): Promise<object> {
    this.#gathering.begin(system, this.#context.runtime.machineMs());
    try {
      const report = await pull(this.#context, system, undefined, (state) => this.#gathering.round(system, state));
      this.#polls.ended(system, report.failed, this.#context.runtime.now());
      if (report.failed) this.#context.runtime.log.warn('pull failed', { system });
      if (report.touched > 0) await this.#queue.wake({ verb: 'judge' });
      return report;
    } finally {
      for (const pointer of this.#gathering.end(system)) await this.#queue.wake(pointer);
    }
  }
}
