import { describe, expect, it } from 'vitest';
import type { SandboxServer } from '../../connectors/kit/sandbox.ts';
import type { System } from '../../src/domain/record.ts';
import {
  aQualifyingPerson,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

/** Ways to be down, and each one's end. */
const OUTAGES: Readonly<Record<string, (server: SandboxServer, url: string) => Promise<() => Promise<unknown>>>> = {
  'answers 500 to everything': async (server) => {
    server.inject({ times: 1_000_000, effect: { answer: { status: 500, body: 'internal error' } } });
    return async () => server.clearFaults();
  },
  'breaks every connection': async (server) => {
    server.inject({ times: 1_000_000, effect: 'lose-request' });
    return async () => server.clearFaults();
  },
  'refuses connections': async (server, url) => {
    await server.close();
    return () => server.listen(Number(new URL(url).port));
  },
};

async function takeDown(stage: Stage, system: System, how: string): Promise<() => Promise<unknown>> {
  const { server, url } = stage[system];
  const outage = OUTAGES[how];
  if (outage === undefined) throw new Error(`no such outage: ${how}`);
  return outage(server, url);
}

describe('one system down does not stop the other', () => {
  it.each(
    Object.keys(OUTAGES),
  )('HubSpot %s: Salesforce is read and written, and HubSpot’s backlog drains afterwards', async (how) => {
    const stage = await openArmed();
    const [known, late] = [aQualifyingPerson(stage, 'aoki'), 'baba'];
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    const end = await takeDown(stage, 'hubspot', how);
    const before = contactValues(stage, known);
    callsAndHears(stage, known, CLEAR_AND_SOON);
    const newcomer = aQualifyingPerson(stage, late);
    await stage.pass(6, 1);
    expect(handoffTasks(stage, known)).toHaveLength(2);
    expect(leadRows(stage, known)).toMatchObject([{ Baton_Stage__c: 'sql' }]);
    expect(contactValues(stage, known)).toEqual(before);
    const problems = await stage.operations.problems({});
    expect(problems.length).toBeGreaterThan(0);
    expect(new Set(problems.map(({ system }) => system))).toEqual(new Set(['hubspot']));
    await end();
    await stage.pass(1, 0.25);
    expect(contactValues(stage, known)).toMatchObject({ baton_stage: 'sql' });
    expect(handoffTasks(stage, newcomer)).toHaveLength(1);
    expect(contactValues(stage, newcomer)).toMatchObject({ baton_stage: 'mql' });
    await expectAtRest(stage);
  });

  it.each(
    Object.keys(OUTAGES),
  )('Salesforce %s: HubSpot is read and written, and every task is made once afterwards', async (how) => {
    const stage = await openArmed();
    const known = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    const end = await takeDown(stage, 'salesforce', how);
    const newcomers = ['baba', 'chiba', 'doi'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(6, 1);
    expect((await facts(stage, 'handoff-decided')).length).toBe(4);
    expect(stage.tasksByKey().size).toBe(1);
    const problems = await stage.operations.problems({});
    expect(new Set(problems.map(({ system }) => system))).toEqual(new Set(['salesforce']));
    await end();
    await stage.pass(1, 0.25);
    for (const person of [known, ...newcomers]) {
      expect(handoffTasks(stage, person)).toHaveLength(1);
      expect(leadRows(stage, person)).toMatchObject([{ Baton_Stage__c: 'mql' }]);
      expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'mql' });
    }
    await expectAtRest(stage);
  });
});

/** Nothing waits, nothing is listed, and nothing that happened was mistaken. */
async function expectAtRest(stage: Stage): Promise<void> {
  expect(await stage.operations.problems({})).toEqual([]);
  expect((await stage.operations.status({})).waitingWrites).toBe(0);
  expect(await facts(stage, 'field-changed', 'handoff-refused')).toEqual([]);
  const keys = (await stage.operations.handoffs({})).map(({ handoff }) => [handoff.key as string, 1] as const);
  expect([...stage.tasksByKey()].sort()).toEqual([...keys].sort());
  expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
}
