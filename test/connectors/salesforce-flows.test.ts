/** Handoffs over the Salesforce sandbox, which behaves as the documentation says the org does. */
import { describe, expect, it } from 'vitest';
import type { CloseTaskWrite, HandoffWrite } from '../../src/domain/writes.ts';
import { open, placeLead, taskIdOf, toTanaka } from './salesforce-scene.ts';
import { handoff } from './salesforce-setup.ts';

describe('a handoff', () => {
  it('makes the Lead, one task and one row, and no assignment rule takes the Lead away', async () => {
    const on = await open();
    const write = toTanaka(on, 'key-1', {
      about: undefined,
      create: { lastName: '花子', email: 'h@s.example' },
      patch: { ownerId: on.tanaka },
    });
    const [outcome] = await on.connector.send([write]);
    expect(outcome).toMatchObject({ state: 'done', recordMade: true, record: { object: 'lead' } });
    const { world } = on.sandbox;
    expect(world.rowsOf('Lead')).toMatchObject([
      { Baton_Id__c: 'lead-key-1', LastName: '花子', Company: '(not given)', Email: 'h@s.example', OwnerId: on.tanaka },
    ]);
    const lead = world.rowsOf('Lead')[0]?.['Id'];
    expect(world.rowsOf('Task')).toMatchObject([
      {
        Id: taskIdOf(outcome),
        WhoId: lead,
        OwnerId: on.tanaka,
        Status: 'Not Started',
        Priority: 'High',
        Baton_Handoff__c: 'key-1',
      },
    ]);
    expect(world.rowsOf('Baton_Handoff__c')).toMatchObject([
      { Baton_Key__c: 'key-1', Task_Id__c: taskIdOf(outcome), Lead__c: lead },
    ]);
  });

  it('whose answer was lost makes no second task: resolved, or sent again', async () => {
    const on = await open();
    const about = placeLead(on);
    const write = toTanaka(on, 'key-2', { about });
    on.sandbox.server.inject({ path: '/composite/graph', times: 1, effect: 'lose-answer' });
    expect(await on.connector.send([write])).toMatchObject([{ state: 'unknown' }]);
    const [resolved] = await on.connector.resolve([write]);
    const [again] = await on.connector.send([write]);
    expect(resolved).toMatchObject({ state: 'already', record: about });
    expect(again).toEqual(resolved);
    expect(on.sandbox.world.taskCount()).toBe(1);
  });

  it('whose request was lost is told from one that was done', async () => {
    const on = await open();
    const write = toTanaka(on, 'key-3', { about: placeLead(on) });
    on.sandbox.server.inject({ path: '/composite/graph', times: 1, effect: 'lose-request' });
    expect(await on.connector.send([write])).toMatchObject([{ state: 'unknown' }]);
    expect(await on.connector.resolve([write])).toMatchObject([{ state: 'rejected', problem: { code: 'NOT_DONE' } }]);
    expect(on.sandbox.world.taskCount()).toBe(0);
  });

  it('whose armed fields the org refuses is made without them, a new Lead too', async () => {
    const on = await open();
    on.sandbox.world.addValidationRule({
      object: 'Lead',
      message: 'No stage, please',
      when: { field: 'Baton_Stage__c', equals: 'mql' },
    });
    const known = toTanaka(on, 'key-4', { about: placeLead(on), patch: { stage: 'mql' } });
    const unknown = toTanaka(on, 'key-5', { about: undefined, create: { lastName: '太郎', stage: 'mql' } });
    const outcomes = await on.connector.send([known, unknown]);
    const refused = { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', detail: 'No stage, please' };
    expect(outcomes).toMatchObject([
      { state: 'done', refused },
      { state: 'done', refused, recordMade: true },
    ]);
    expect(on.sandbox.world.taskCount()).toBe(2);
    expect(on.sandbox.world.rowsOf('Lead').map((lead) => lead['Baton_Stage__c'] ?? null)).toEqual([null, null]);
  });

  it('behind fourteen that failed makes its task all the same', async () => {
    const on = await open();
    const good = placeLead(on);
    const bad = (n: number): HandoffWrite => toTanaka(on, `bad-${n}`, { about: { ...good, id: '00Q00000000zzzzEAA' } });
    const last = toTanaka(on, 'key-6', { about: good });
    const outcomes = await on.connector.send([...Array.from({ length: 14 }, (_, n) => bad(n)), last]);
    expect(outcomes.slice(0, 14).every(({ state }) => state === 'rejected')).toBe(true);
    expect(outcomes[14]).toMatchObject({ state: 'done', record: good });
    expect(on.sandbox.world.taskCount()).toBe(1);
  });

  it('to the same Lead twice in one call makes both', async () => {
    const on = await open();
    const create = { lastName: '花子' };
    const both = ['key-7', 'key-8'].map((key) => ({
      ...toTanaka(on, key, { about: undefined, create }),
      lead: handoff('same').lead,
    }));
    expect(await on.connector.send(both)).toMatchObject([
      { state: 'done', recordMade: true },
      { state: 'done', recordMade: false },
    ]);
    expect(on.sandbox.world.rowsOf('Lead')).toHaveLength(1);
    expect(on.sandbox.world.taskCount()).toBe(2);
  });

  it('past the daily allowance waits an hour', async () => {
    const on = await open({ dailyCalls: 2 });
    const about = placeLead(on);
    await on.connector.check();
    expect(await on.connector.send([toTanaka(on, 'key-9', { about })])).toMatchObject([
      { state: 'throttled', until: '2026-11-20T10:00:00.000Z', problem: { code: 'REQUEST_LIMIT_EXCEEDED DAILY' } },
    ]);
  });
});

describe('closing a task', () => {
  const closing = (taskId: string): CloseTaskWrite => ({
    kind: 'close-task',
    key: handoff('key-1').key,
    taskId,
    comment: 'Sent back.',
  });

  it('keeps its text and adds the comment; once closed, by whomever, it is already so', async () => {
    const on = await open();
    const outcomes = await on.connector.send(['a', 'b'].map((key) => toTanaka(on, key, { about: placeLead(on) })));
    const [mine = '', theirs = ''] = outcomes.map(taskIdOf);
    on.sandbox.world.as(on.tanaka, on.now).update('Task', theirs, { Status: 'Completed' });
    expect(await on.connector.send([closing(mine), closing(theirs)])).toEqual([
      { state: 'done', taskId: mine },
      { state: 'already', taskId: theirs },
    ]);
    expect(on.sandbox.world.row(mine)).toMatchObject({
      Status: 'Completed',
      Description: 'Wants a quote.\n\nSent back.',
    });
    expect(on.sandbox.world.row(theirs)).toMatchObject({ Description: 'Wants a quote.' });
    expect(await on.connector.resolve([closing(mine)])).toEqual([{ state: 'already', taskId: mine }]);
  });

  it('that a person deleted is already so', async () => {
    const on = await open();
    const taskId = taskIdOf((await on.connector.send([toTanaka(on, 'c', { about: placeLead(on) })]))[0]);
    on.sandbox.world.as(on.tanaka, on.now).remove('Task', taskId);
    expect(await on.connector.send([closing(taskId)])).toEqual([{ state: 'already', taskId }]);
  });
});
