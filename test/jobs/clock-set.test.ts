/** Somebody sets the machine's clock while Baton works: time goes on as it was, nothing expires by it, and it is followed once HubSpot's clock bears it out. */
import { describe, expect, test } from 'vitest';
import { ClockWatch } from '../../src/jobs/clock.ts';
import { judge } from '../../src/jobs/judge.ts';
import { send } from '../../src/jobs/send.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { machineRuntime } from '../../src/runtime/machine.ts';
import { aQualifyingPerson, facts, handoffTasks, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const HOUR = 3_600_000;

/** A machine whose clock says what the stage's does, and so much else as somebody set it by. */
class Machine {
  readonly #stage: Stage;
  readonly #beganMs: number;
  setByMs = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#beganMs = this.trueMs();
  }

  trueMs(): number {
    return this.#stage.runtime.now().epochMilliseconds;
  }

  wallMs(): number {
    return this.trueMs() + this.setByMs;
  }

  goneMs(): number {
    return this.trueMs() - this.#beganMs;
  }

  upSeconds(): number {
    return this.goneMs() / 1_000;
  }
}

async function onMachine(): Promise<{ readonly stage: Stage; readonly machine: Machine }> {
  const stage = await openArmed('status');
  const machine = new Machine(stage);
  const own = machineRuntime(SILENT, {
    wallMs: () => machine.wallMs(),
    goneMs: () => machine.goneMs(),
    upSeconds: () => machine.upSeconds(),
  });
  stage.context = { ...stage.context, runtime: { ...own, id: (prefix) => stage.runtime.id(prefix) } };
  return { stage, machine };
}

const stamps = async (stage: Stage): Promise<readonly string[]> =>
  (await stage.store.transaction((tx) => tx.ledger.entries(0, 1_000))).map(({ at }) => at);

describe('set back by an hour', () => {
  test('the ledger goes on in order, what waits is sent at once, and nothing is there twice', async () => {
    const { stage, machine } = await onMachine();
    const [first, second] = ['aoki', 'baba'].map((name) => aQualifyingPerson(stage, name));
    if (first === undefined || second === undefined) throw new Error('two people');
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, first)).toHaveLength(1);
    const before = stage.context.runtime.now();
    const machineBefore = stage.context.runtime.machineMs();
    machine.setByMs = -HOUR;
    expect(Temporal.Instant.compare(stage.context.runtime.now(), before)).toBeGreaterThanOrEqual(0);
    expect(stage.context.runtime.machineMs()).toBeGreaterThanOrEqual(machineBefore);
    const third = aQualifyingPerson(stage, 'chiba');
    await stage.pass(STEP_HOURS);
    expect([first, second, third].map((person) => handoffTasks(stage, person).length)).toEqual([1, 1, 1]);
    const at = await stamps(stage);
    expect(at).toEqual([...at].sort());
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
    expect((await stage.operations.status({})).waitingWrites).toBe(0);
  });

  test('a lease of a worker that died ends when it would have ended', async () => {
    const { stage, machine } = await onMachine();
    const person = aQualifyingPerson(stage, 'aoki');
    const salesforce = stage.context.connectors.get('salesforce');
    if (salesforce === undefined) throw new Error('no Salesforce');
    const died = new Error('died');
    const connectors = new Map(stage.context.connectors).set('salesforce', {
      ...salesforce,
      send: async () => {
        throw died;
      },
    });
    const alive = stage.context;
    stage.context = { ...alive, connectors };
    await expect(stage.pass(STEP_HOURS)).rejects.toThrow(died);
    stage.context = alive;
    machine.setByMs = -HOUR;
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });
});

describe('set forward by five days', () => {
  const missed = (stage: Stage) => facts(stage, 'deadline-missed');

  test('no deadline is missed by it; it is listed as a problem, and gone when the clock is put right', async () => {
    const { stage, machine } = await onMachine();
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const watch = new ClockWatch(stage.context);
    await watch.look();
    expect(await stage.operations.problems({})).toEqual([]);
    machine.setByMs = 5 * 24 * HOUR;
    for (let turn = 0; turn < 3; turn += 1) await stage.pass(STEP_HOURS);
    await watch.look();
    expect(await missed(stage)).toEqual([]);
    expect(await stage.operations.problems({})).toMatchObject([
      { category: 'clock', code: 'CLOCK_SET', mover: 'admin', detail: expect.stringContaining('set on by 432000 s') },
    ]);
    // What HubSpot's answers tell speaks against it.
    stage.context.runtime.heard?.(stage.runtime.now());
    await stage.pass(STEP_HOURS);
    expect(await missed(stage)).toEqual([]);
    machine.setByMs = 0;
    stage.context.runtime.heard?.(stage.runtime.now());
    await watch.look();
    expect(await stage.operations.problems({})).toEqual([]);
    expect(rep(stage, 'suzuki')).toBeDefined();
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });

  test('and rightly so, as HubSpot’s answers say: then it is followed, and what is late is late', async () => {
    const { stage, machine } = await onMachine();
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    machine.setByMs = 5 * 24 * HOUR;
    await stage.pass(STEP_HOURS);
    expect(await missed(stage)).toEqual([]);
    stage.context.runtime.heard?.(Temporal.Instant.fromEpochMilliseconds(machine.wallMs()));
    await judge(stage.context);
    await send(stage.context, 'salesforce');
    expect(await missed(stage)).not.toEqual([]);
    const at = await stamps(stage);
    expect(at).toEqual([...at].sort());
  });
});
