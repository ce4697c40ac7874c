/** A worker that stands still longer than its lease, and people who delete what Baton made: nothing is there twice, and nothing comes back by itself. */
import { describe, expect, it } from 'vitest';
import type { JobContext } from '../../src/jobs/context.ts';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { aQualifyingPerson, facts, handoffTasks, rep } from '../support/happenings.ts';
import { gate } from '../support/signals.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const LEASES_MS = 10 * 60_000;

/** The same data and systems, as another process has them: its clock may have gone on. */
function asAnother(
  { context }: Stage,
  more: { readonly laterMs?: number; readonly salesforce?: Connector },
): JobContext {
  const { runtime } = context;
  const connectors = new Map(context.connectors);
  if (more.salesforce !== undefined) connectors.set('salesforce', more.salesforce);
  return {
    ...context,
    connectors,
    runtime: {
      now: () => runtime.now(),
      machineMs: () => runtime.machineMs() + (more.laterMs ?? 0),
      id: (prefix: string) => runtime.id(prefix),
      log: runtime.log,
    },
  };
}

describe('a worker that stood still longer than its lease', () => {
  it.each([
    'before its call left',
    'before it heard the answer',
  ] as const)('%s, and goes on when another has done its work: one task, told once', async (when) => {
    const stage = await openArmed('status');
    const person = aQualifyingPerson(stage, 'aoki');
    minutesPass(stage, 5);
    for (const system of stage.context.connectors.keys()) await pull(stage.context, system);
    await judge(stage.context);
    const salesforce = stage.context.connectors.get('salesforce');
    if (salesforce === undefined) throw new Error('no Salesforce');
    const [stands, goesOn] = [gate(), gate()];
    const still = async (): Promise<void> => {
      stands.open();
      await goesOn.passed;
    };
    const paused: Connector = {
      ...salesforce,
      send: async (writes) => {
        if (when === 'before its call left') await still();
        const outcomes = await salesforce.send(writes);
        if (when === 'before it heard the answer') await still();
        return outcomes;
      },
    };
    const sending = send(asAnother(stage, { salesforce: paused }), 'salesforce');
    await stands.passed;
    await send(asAnother(stage, { laterMs: LEASES_MS }), 'salesforce');
    expect(handoffTasks(stage, person)).toHaveLength(1);
    goesOn.open();
    await sending;
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(await facts(stage, 'task-made')).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
    expect((await stage.operations.status({})).waitingWrites).toBe(0);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });
});

describe('tasks that somebody deletes in bulk', () => {
  it('are not made again: their handoffs stay, with their deadlines', async () => {
    const stage = await openArmed('status');
    const people = ['aoki', 'baba', 'chiba', 'doi', 'endo'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(STEP_HOURS);
    const tasks = people.flatMap((person) => handoffTasks(stage, person));
    expect(tasks).toHaveLength(people.length);
    const { hands } = rep(stage, 'takahashi');
    for (const task of tasks) expect(hands.remove('Task', String(task['Id'])).ok).toBe(true);
    await stage.pass(30, 6);
    const made = stage.salesforce.world.rowsOf('Task').filter((row) => typeof row['Baton_Handoff__c'] === 'string');
    expect(made.filter((row) => row['IsDeleted'] !== true)).toEqual([]);
    expect(await facts(stage, 'task-made')).toHaveLength(people.length);
    const handoffs = await stage.operations.handoffs({ open: true });
    expect(handoffs).toHaveLength(people.length);
    expect(handoffs.every(({ handoff }) => handoff.due.length > 0)).toBe(true);
  });
});
