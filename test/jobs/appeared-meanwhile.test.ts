/** Somebody types a Lead in the moment between Baton's last reading and its handoff: the handoff is made for that Lead, nobody is there twice, and nothing is guessed. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { aQualifyingPerson, handoffTasks, leadRows, type Person, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const spent = ({ context }: Stage) => context.connectors.get('salesforce')?.spent().byPurpose ?? {};

/** Everything up to the sending: the handoff is decided, and Baton knows of no Lead. */
async function upToSending(stage: Stage, ...names: readonly string[]): Promise<readonly Person[]> {
  const people = names.map((name) => aQualifyingPerson(stage, name));
  minutesPass(stage, 5);
  for (const system of ['hubspot', 'salesforce'] as const) await pull(stage.context, system);
  await judge(stage.context);
  return people;
}

function types(stage: Stage, { email }: Person, object: 'Lead' | 'Contact' = 'Lead'): void {
  const row = { LastName: '青木', Email: email.toUpperCase(), ...(object === 'Lead' ? { Company: '青木商事' } : {}) };
  expect(rep(stage, 'tanaka').hands.create(object, row).ok).toBe(true);
}

describe('a Lead that a rep types one second before the handoff', () => {
  it('gets the task, and is not doubled', async () => {
    const stage = await openArmed();
    const [person] = await upToSending(stage, 'aoki');
    if (person === undefined) throw new Error('nobody');
    types(stage, person);
    await send(stage.context, 'salesforce');
    const leads = stage.salesforce.world.rowsOf('Lead');
    expect(leads.map(({ LastName }) => LastName)).toEqual(['青木']);
    expect(stage.salesforce.world.rowsOf('Task').map(({ WhoId }) => WhoId)).toEqual([leads[0]?.['Id']]);
    await stage.pass(1, STEP_HOURS);
    expect(stage.salesforce.world.rowsOf('Lead')).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('holds the handoff where there are several, till somebody has said who is who', async () => {
    const stage = await openArmed();
    const [person] = await upToSending(stage, 'aoki');
    if (person === undefined) throw new Error('nobody');
    types(stage, person);
    types(stage, person, 'Contact');
    await send(stage.context, 'salesforce');
    expect(stage.salesforce.world.rowsOf('Task')).toEqual([]);
    expect(await stage.operations.problems({})).toMatchObject([
      { category: 'duplicate', code: 'SEVERAL_WITH_ADDRESS', mover: 'admin' },
    ]);
  });

  it('is asked for only where a Lead would be made, by one call; without an answer nobody is made', async () => {
    const stage = await openArmed();
    const [first, second] = await upToSending(stage, 'aoki', 'baba');
    if (first === undefined || second === undefined) throw new Error('nobody');
    stage.salesforce.server.inject({
      path: '/composite',
      times: 1,
      effect: { answer: { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: '' }] } },
    });
    await send(stage.context, 'salesforce');
    expect(stage.salesforce.world.rowsOf('Lead')).toEqual([]);
    await stage.pass(1, STEP_HOURS);
    for (const person of [first, second]) {
      expect(leadRows(stage, person)).toHaveLength(1);
      expect(handoffTasks(stage, person)).toHaveLength(1);
    }
    expect(spent(stage)['find people']).toBe(2);
    expect(await stage.operations.problems({})).toEqual([]);
  });
});

describe('the daily proof', () => {
  it('compares with what Salesforce says now', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(0.5, STEP_HOURS);
    const [lead] = leadRows(stage, person);
    // Unseen by the stream: it is read only a poll later.
    expect(rep(stage, 'tanaka').hands.update('Lead', String(lead?.['Id']), { Baton_Stage__c: 'returned' }).ok).toBe(
      true,
    );
    const report = await stage.operations.reconcile({ dryRun: true });
    expect(report.systems.map(({ system, live }) => [system, live])).toEqual([
      ['hubspot', true],
      ['salesforce', true],
    ]);
    expect(report.disagreements).toMatchObject([{ system: 'salesforce', theirs: 'returned' }]);
    expect(spent(stage)['look']).toBe(1);
  });
});
