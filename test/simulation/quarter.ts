/** A simulated quarter: the story goes on, people, admins and the outside do by chance what they do, Baton takes its turns, and invariants are looked at. */
import { chance } from '../../connectors/kit/chance.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Settings } from '../../src/jobs/context.ts';
import { seal } from '../../src/jobs/seal.ts';
import type { StoreGround } from '../store/ground.ts';
import { MONDAY, openStage, shippedSettings } from '../support/stage.ts';
import { ADMINS_DO, resumes } from './acts-of-admins.ts';
import { MARKETING_DOES } from './acts-of-marketing.ts';
import { REPS_DO } from './acts-of-reps.ts';
import { makeCompany, type Size } from './company.ts';
import { Fold } from './fold.ts';
import { OF_HANDOFFS } from './invariants/of-handoffs.ts';
import { OF_OWNERS } from './invariants/of-owners.ts';
import { OF_READING } from './invariants/of-reading.ts';
import { OF_THE_CLOCK } from './invariants/of-the-clock.ts';
import { OF_THE_ERASED } from './invariants/of-the-erased.ts';
import { OF_THE_LEDGER } from './invariants/of-the-ledger.ts';
import { OF_WRITES } from './invariants/of-writes.ts';
import { type Invariant, NOTE_KEY, type Seen } from './invariants/seen.ts';
import { MISHAPS, turnWithDeath } from './outside.ts';
import { type Act, Scene } from './scene.ts';
import { Spent } from './spent.ts';
import { Witness } from './witness.ts';

export const INVARIANTS: readonly Invariant[] = [
  ...OF_HANDOFFS,
  ...OF_OWNERS,
  ...OF_THE_LEDGER,
  ...OF_WRITES,
  ...OF_READING,
  ...OF_THE_CLOCK,
  ...OF_THE_ERASED,
];

export interface QuarterWishes extends Size {
  readonly seed: string;
  /** Empty. */
  readonly ground: StoreGround;
  /** Days from one look at the invariants to the next; 1 unless told. */
  readonly lookEvery?: number;
  /** Hours of the day in Tokyo at which Baton takes its turns; three unless told. */
  readonly turnsAt?: readonly number[];
  /** When all is over, and before anything is closed. */
  atTheEnd?(seen: Seen): Promise<void>;
  /** As soon as it is seen. */
  onBreach?(breach: Breach): void;
  /** After each day. */
  onDay?(day: number, told: DayTold): void;
}
export interface DayTold {
  readonly leads: number;
  readonly entries: number;
  readonly tasks: number;
  readonly acts: number;
  readonly breaches: number;
  /** Processor time of the day, by what it went into. */
  readonly spent: string;
}
export interface QuarterTold {
  readonly head: { readonly seq: number; readonly hash: string };
  readonly tasks: number;
  readonly calls: { readonly hubspot: number; readonly salesforce: number };
  /** What happened, how often. */
  readonly counts: ReadonlyMap<string, number>;
  readonly breaches: readonly Breach[];
}
export interface Breach {
  readonly invariant: string;
  /** When it was first seen. */
  readonly at: string;
  readonly what: string;
}

/** In Tokyo, where the reps are: nobody polls at night. */
const TURNS_AT = [9, 14, 19];
/** In a day people are at work at so many moments. */
const MOMENTS = 6;
/** Acts a moment, for each thousand leads. */
const ACTS = { reps: 8, marketing: 4 };
const MISHAP = 0.35;
const DEATH = 0.06;
const ADMIN_ACT = 0.35;
/** Without faults and without people, so that everything has had its time. */
const QUIET_DAYS = 4;
/** Of one invariant; one fault often breaks it for many. */
const BREACHES_KEPT = 20;
/** Milliseconds by which search lags. */
const LAG_MS = 20_000;
const WITHOUT_LIMIT = 1_000_000_000;

/** Handoffs leave notes in HubSpot. */
function withNotes(): Pick<Settings, 'mappings'> {
  const { mappings } = shippedSettings();
  return {
    mappings: { ...mappings, hubspot: { ...mappings.hubspot, handoffNotes: { key: NOTE_KEY, armed: 'status' } } },
  };
}

export async function runQuarter(wishes: QuarterWishes): Promise<QuarterTold> {
  const { seed, ground, days } = wishes;
  const company = makeCompany(wishes, seed, iso(MONDAY));
  const { story } = company;
  const stage = await openStage({
    seed,
    days: 1,
    store: ground.store,
    hubspot: { story, lagMs: LAG_MS },
    salesforce: { story, reps: { seed }, dailyCalls: WITHOUT_LIMIT },
    settings: { ...withNotes(), team: company.team, handoffsPerHour: Math.max(50, Math.round(wishes.leads / 100)) },
  });
  const turnsAt = wishes.turnsAt ?? TURNS_AT;
  const scene = new Scene(stage, company, { luck: chance(`${seed}/quarter`), turnHours: 24 / turnsAt.length });
  const quarter = new Quarter(wishes, scene);
  try {
    await stage.turn();
    scene.isArmed = true;
    await stage.arm('status');
    for (let day = 0; day < days; day += 1) await quarter.day(day);
    await quarter.end();
    const { seq, hash } = await stage.store.transaction((tx) => tx.ledger.head());
    const calls = { hubspot: stage.hubspot.server.callCount, salesforce: stage.salesforce.server.callCount };
    return {
      head: { seq, hash },
      tasks: stage.tasksByKey().size,
      calls,
      counts: scene.counts,
      breaches: quarter.breaches,
    };
  } finally {
    await stage.close();
  }
}

class Quarter {
  readonly breaches: Breach[] = [];
  readonly #wishes: QuarterWishes;
  readonly #scene: Scene;
  readonly #witness: Witness;
  readonly #fold = new Fold();
  readonly #passed = new Map<string, string>();
  readonly #told = new Set<string>();
  readonly #spent = new Spent();
  #acts = 0;

  constructor(wishes: QuarterWishes, scene: Scene) {
    this.#wishes = wishes;
    this.#scene = scene;
    this.#witness = new Witness(scene);
  }

  async day(day: number): Promise<void> {
    const morning = MONDAY.toZonedDateTimeISO('Asia/Tokyo').startOfDay().add({ days: day });
    for (const hour of this.#wishes.turnsAt ?? TURNS_AT) {
      const at = morning.add({ hours: hour }).toInstant();
      await this.#spent.on('people', () => this.#peopleAct(at));
      this.#goTo(at);
      await this.#spent.on('turns', () => this.#turn());
    }
    if ((day + 1) % (this.#wishes.lookEvery ?? 1) === 0) await this.#spent.on('look', () => this.#look(false));
    const tasks = this.#scene.stage.tasksByKey().size;
    const { breaches } = this;
    const told = {
      leads: this.#fold.leads.size,
      entries: this.#fold.seq,
      tasks,
      acts: this.#acts,
      breaches: breaches.length,
      spent: this.#spent.take(),
    };
    this.#wishes.onDay?.(day + 1, told);
  }

  /** Faults are over, and nobody does anything but the story's own reps. */
  async end(): Promise<void> {
    const { stage, now } = this.#scene;
    stage.hubspot.server.clearFaults();
    stage.salesforce.server.clearFaults();
    stage.hubspot.world.move(now.epochMilliseconds);
    if (this.#scene.stoppedUntil !== undefined) await resumes(this.#scene);
    for (let turn = 0; turn < QUIET_DAYS * 3; turn += 1) {
      this.#goTo(this.#scene.now.add({ hours: 8 }));
      await stage.turn();
    }
    // What was done in the last moments is read, judged and answered.
    this.#goTo(this.#scene.now.add({ minutes: 5 }));
    await stage.turn();
    await seal(stage.context);
    await this.#wishes.atTheEnd?.(await this.#look(true));
  }

  async #peopleAct(until: Temporal.Instant): Promise<void> {
    const { luck, company } = this.#scene;
    const spanMs = until.epochMilliseconds - this.#scene.now.epochMilliseconds;
    const begun = this.#scene.now;
    const moments = Math.max(1, Math.round((MOMENTS * this.#scene.turnHours) / 24));
    for (let moment = 1; moment <= moments; moment += 1) {
      this.#goTo(begun.add({ milliseconds: Math.floor((spanMs * moment) / (moments + 1)) + luck.int(0, 59_999) }));
      this.#scene.look();
      const thousands = company.story.people.length / 1_000;
      await this.#some(REPS_DO, ACTS.reps * thousands);
      await this.#some(MARKETING_DOES, ACTS.marketing * thousands);
    }
    if (luck.happens(ADMIN_ACT)) await this.#one(ADMINS_DO);
    if (luck.happens(MISHAP)) this.#mishap();
  }

  /** As many as that on average. */
  async #some(acts: readonly Act[], mean: number): Promise<void> {
    const { luck } = this.#scene;
    const count = Math.floor(mean) + (luck.happens(mean % 1) ? 1 : 0);
    for (let n = 0; n < count; n += 1) await this.#one(acts);
  }

  async #one(acts: readonly Act[]): Promise<void> {
    const act = this.#scene.luck.weighted(acts.map((one) => [one, one.weight] as const));
    const came = await act.act(this.#scene);
    this.#acts += came === 'done' ? 1 : 0;
    this.#scene.count(came === 'done' ? act.name : `${act.name} (${came})`);
  }

  #mishap(): void {
    const mishap = this.#scene.luck.weighted(MISHAPS.map((one) => [one, one.weight] as const));
    mishap.befall(this.#scene);
    this.#scene.count(mishap.name);
  }

  #goTo(at: Temporal.Instant): void {
    const { stage } = this.#scene;
    stage.runtime.advanceTo(at);
    stage.hubspot.world.advance(stage.runtime.now());
    stage.salesforce.world.advance(stage.runtime.now());
  }

  async #turn(): Promise<void> {
    const { stage, luck, stoppedUntil, now } = this.#scene;
    if (stoppedUntil !== undefined && Temporal.Instant.compare(stoppedUntil, now) <= 0) await resumes(this.#scene);
    if (luck.happens(DEATH)) this.#scene.count((await turnWithDeath(this.#scene)) ? 'dies' : 'dies (idle)');
    else await stage.turn();
    // What was to fail has failed by now, or goes on failing till the next turn.
    if (luck.happens(0.8)) {
      stage.hubspot.server.clearFaults();
      stage.salesforce.server.clearFaults();
    }
    await seal(stage.context);
  }

  async #look(quiet: boolean): Promise<Seen> {
    const { stage, now } = this.#scene;
    await this.#fold.readOn(stage.store);
    const { run } = this.#wishes.ground;
    const kept = { fold: this.#fold, witness: this.#witness, passed: this.#passed };
    const seen: Seen = { scene: this.#scene, ...kept, run, quiet };
    for (const invariant of INVARIANTS) {
      if (invariant.atTheEnd && !quiet) continue;
      for (const what of await invariant.broken(seen)) this.#note(invariant.name, what, iso(now));
    }
    return seen;
  }

  #note(invariant: string, what: string, at: string): void {
    const known = this.breaches.filter((breach) => breach.invariant === invariant).length;
    if (this.#told.has(`${invariant} ${what}`) || known >= BREACHES_KEPT) return;
    this.#told.add(`${invariant} ${what}`);
    this.breaches.push({ invariant, at, what });
    this.#wishes.onBreach?.({ invariant, at, what });
  }
}
