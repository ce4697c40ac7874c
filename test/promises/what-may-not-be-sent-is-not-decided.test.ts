import { describe, expect, it } from 'vitest';
import { changePower } from '../../src/jobs/power.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aQualifyingPerson, facts, writingCalls } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, openArmed } = stages();

async function sign(stage: Stage): Promise<void> {
  for (const { department, head } of onFile(stage.settings).terms.parties)
    await stage.operations.sign({ department, name: head });
}

/** No fact of any lead, nothing waiting to be sent. */
async function nothingDecided(stage: Stage): Promise<void> {
  const entries = await stage.store.transaction((tx) => tx.ledger.entries(0, 1_000));
  expect(entries.filter(({ stream }) => stream.startsWith('lead:'))).toEqual([]);
  expect((await stage.operations.status({})).waitingWrites).toBe(0);
  expect(stage.tasksByKey().size).toBe(0);
}

describe('what may not be sent is not decided, but shown by `plan`', () => {
  it.each<[string, (stage: Stage) => Promise<unknown>]>([
    ['nobody has signed', async () => {}],
    ['only one party has signed', ({ operations }) => operations.sign({ department: 'marketing', name: '佐藤 明子' })],
    ['the agreement is in force and nothing is armed', sign],
  ])('while %s', async (_, given) => {
    const stage = await open();
    await given(stage);
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await nothingDecided(stage);
    const plan = await stage.operations.plan({});
    expect(plan).toMatchObject({
      rehearsal: true,
      armed: [],
      handoffs: [{ email: person.email, type: 'marketing-to-is', total: 140 }],
    });
    expect(plan.fields.flatMap(({ changes }) => changes.map(({ field }) => field))).toContain('stage');
  });

  it.each<[string, (stage: Stage) => Promise<unknown>]>([
    ['Baton is stopped', ({ operations }) => operations.stop({})],
    [
      'its ledger is not trusted',
      ({ store }) => store.transaction((tx) => changePower(tx, { distrusted: { seq: 3, fault: 'lost' } })),
    ],
  ])('while %s, though armed', async (_, given) => {
    const stage = await openArmed();
    const before = writingCalls(stage.salesforce.server).length;
    await given(stage);
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await nothingDecided(stage);
    expect(await stage.operations.plan({})).toMatchObject({ rehearsal: true, handoffs: [{ email: person.email }] });
    expect(writingCalls(stage.salesforce.server).length).toBe(before);
  });

  it('and what was decided before a stop is sent only after its end', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    minutesPass(stage, 1);
    await stage.operations.pull({});
    expect((await stage.operations.judge({})).handoffs).toBe(1);
    await stage.operations.stop({});
    await stage.pass(1, STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(0);
    expect((await stage.operations.status({})).waitingWrites).toBeGreaterThan(0);
    await stage.operations.resume({});
    await stage.turn();
    expect(stage.tasksByKey().size).toBe(1);
    expect((await facts(stage, 'handoff-decided')).length).toBe(1);
    expect((await stage.operations.handoffs({}))[0]).toMatchObject({
      email: person.email,
      handoff: { status: 'open' },
    });
  });

  it('and what came up during a stop is standing after its end, for a person to let through', async () => {
    const stage = await openArmed();
    await stage.operations.stop({});
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await stage.operations.resume({});
    await stage.turn();
    expect(stage.tasksByKey().size).toBe(0);
    expect(await stage.operations.explain({ lead: person.email })).toMatchObject({ standing: 'before-baseline' });
    expect(await stage.operations.plan({})).toMatchObject({ standing: [{ email: person.email }] });
  });

  it('and the next call is not made once writing is stopped from outside', async () => {
    const stage = await openArmed();
    aQualifyingPerson(stage, 'aoki');
    stage.stop.on = true;
    await stage.pass(STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(0);
    expect(await facts(stage, 'handoff-refused', 'task-made')).toEqual([]);
    stage.stop.on = false;
    await stage.pass(STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(1);
  });
});
