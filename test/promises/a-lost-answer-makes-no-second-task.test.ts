import { describe, expect, it } from 'vitest';
import type { Fault, WorldRequest, WorldResponse } from '../../connectors/kit/sandbox.ts';
import {
  aQualifyingPerson,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  type Person,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const GRAPH = '/composite/graph';

const error = (status: number) => ({ status, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'try later' }] });
const half = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"graphs":[{"graphId":"g0","isSucc',
};

describe('whatever becomes of the call that makes a task, there is one task', () => {
  it.each<[string, Fault['effect']]>([
    ['its answer is lost', 'lose-answer'],
    ['its request is lost', 'lose-request'],
    ['it is answered 500 after it took effect', { answerAfter: error(500) }],
    ['it is answered 503 and nothing was done', { answer: error(503) }],
    ['half its answer comes', { answerAfter: half }],
  ])('when %s', async (_, effect) => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    stage.salesforce.server.inject({ path: GRAPH, times: 1, effect });
    await stage.pass(STEP_HOURS);
    expect((await facts(stage, 'handoff-decided', 'task-made')).map(({ fact }) => fact.kind)).toEqual([
      'handoff-decided',
    ]);
    expect(await stage.operations.problems({})).toMatchObject([{ category: 'lost-answer', system: 'salesforce' }]);
    await stage.pass(STEP_HOURS);
    await expectOneTask(stage, person);
    expect(readBacks(stage)).toBe(1);
    await stage.pass(1);
    await expectOneTask(stage, person);
  });

  it.each<[string, 'sent again' | 'read back']>([
    ['long after Baton has given it up and sent it again', 'sent again'],
    ['just after Baton has read back that it was not done', 'read back'],
  ])('when it takes effect %s', async (_, then) => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    const { world } = stage.salesforce;
    const handle = world.handle.bind(world);
    let late: WorldRequest | undefined;
    let landed: WorldResponse | undefined;
    world.handle = (request) => {
      if (late === undefined && request.path.endsWith(GRAPH)) {
        late = request;
        return error(504);
      }
      const answer = handle(request);
      const isReadBack = request.query.get('q')?.includes('Baton_Key__c') === true;
      if (then === 'read back' && isReadBack && late !== undefined) landed ??= handle(late);
      return answer;
    };
    await stage.pass(STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(0);
    await stage.pass(STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(1);
    if (then === 'sent again' && late !== undefined) landed = handle({ ...late, now: stage.runtime.now() });
    expect(landed?.body).toMatchObject({ graphs: [{ isSuccessful: then === 'read back' }] });
    await stage.pass(STEP_HOURS);
    await expectOneTask(stage, person);
  });

  it('when it fails again and again, for half a day', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    stage.salesforce.server.inject({ path: GRAPH, times: 10, effect: 'lose-request' });
    await stage.pass(12);
    await expectOneTask(stage, person);
  });

  it('also of the call that makes the second task and closes the first', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    callsAndHears(stage, person, CLEAR_AND_SOON);
    stage.salesforce.server.inject({ path: GRAPH, times: 1, effect: 'lose-answer' });
    stage.salesforce.server.inject({ path: '/composite/sobjects', times: 1, effect: 'lose-answer' });
    await stage.pass(1, STEP_HOURS);
    expect(handoffTasks(stage, person).map((task) => task['Status'])).toEqual(['Completed', 'Not Started']);
    expect((await facts(stage, 'task-made')).length).toBe(2);
    expect(await facts(stage, 'field-changed')).toEqual([]);
    expect(leadRows(stage, person)).toMatchObject([{ Baton_Stage__c: 'sql', Status: 'Working - Contacted' }]);
  });
});

describe('a lost answer to a status write does no harm', () => {
  it.each<[string, Fault['effect']]>([
    ['HubSpot took it', 'lose-answer'],
    ['HubSpot never got it', 'lose-request'],
    ['HubSpot took it and answered 502', { answerAfter: { status: 502, body: 'bad gateway' } }],
  ])('when %s', async (_, effect) => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    stage.hubspot.server.inject({ path: '/contacts/batch/update', times: 1, effect });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'mql', hs_lead_status: 'OPEN' });
    expect(contactValues(stage, person)['baton_contact_deadline']).toBe('2026-10-08T09:00:00.000Z');
    expect(await facts(stage, 'field-changed')).toEqual([]);
    expect(await stage.operations.problems({})).toEqual([]);
    expect((await stage.operations.status({})).waitingWrites).toBe(0);
  });
});

/** In Salesforce, in the ledger after its decision, and in no list of troubles. */
async function expectOneTask(stage: Stage, person: Person): Promise<void> {
  const [handoff, ...more] = await stage.operations.handoffs({});
  expect(more).toEqual([]);
  expect([...stage.tasksByKey()]).toEqual([[handoff?.handoff.key, 1]]);
  expect(handoffTasks(stage, person)).toMatchObject([{ Id: handoff?.handoff.taskId, Status: 'Not Started' }]);
  expect(leadRows(stage, person)).toMatchObject([{ Baton_Stage__c: 'mql', Baton_Id__c: handoff?.lead }]);
  expect(stage.salesforce.world.rowsOf('Baton_Handoff__c')).toHaveLength(1);
  expect((await facts(stage, 'handoff-decided', 'task-made')).map(({ fact }) => fact.kind)).toEqual([
    'handoff-decided',
    'task-made',
  ]);
  expect(await facts(stage, 'field-changed', 'handoff-refused')).toEqual([]);
  expect(await stage.operations.problems({})).toEqual([]);
  expect((await stage.operations.status({})).waitingWrites).toBe(0);
  expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
}

/** Questions for a handoff by its key. */
function readBacks({ salesforce }: Stage): number {
  return salesforce.server.calls.filter(({ path }) => decodeURIComponent(path).includes('Baton_Key__c')).length;
}
