/** Whole flows over the Salesforce sandbox, which behaves as the documentation says the org does. */
import { afterEach, describe, expect, it } from 'vitest';
import { createSalesforceConnector } from '../../connectors/salesforce/index.ts';
import {
  openSalesforceSandbox,
  type SalesforceSandbox,
  type SandboxOptions,
} from '../../connectors/salesforce/sandbox/index.ts';
import type { Activity } from '../../src/domain/activity.ts';
import type { RecordRef, SourceRecord } from '../../src/domain/record.ts';
import type { CloseTaskWrite, FieldsWrite, HandoffWrite, Outcome } from '../../src/domain/writes.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { handoff, MAPPING, NOW } from './salesforce-setup.ts';

interface Scene {
  readonly sandbox: SalesforceSandbox;
  readonly connector: Connector;
  readonly tanaka: string;
  now: Temporal.Instant;
}
let scene: Scene | undefined;
afterEach(async () => {
  await scene?.connector.close();
  await scene?.sandbox.close();
  scene = undefined;
});

async function open(options: Partial<SandboxOptions> = {}): Promise<Scene> {
  const held = { now: Temporal.Instant.from(NOW) };
  const sandbox = await openSalesforceSandbox({ now: () => held.now, ...options });
  const tanaka = sandbox.world.place(
    'User',
    { LastName: '田中', Username: 'tanaka@b.example', Email: 'tanaka@b.example' },
    held.now,
  );
  const { clientId, clientSecret, url } = sandbox;
  const connector = createSalesforceConnector({
    instanceUrl: url,
    auth: { kind: 'client-credentials', clientId, clientSecret },
    mapping: MAPPING,
    surroundings: { now: () => held.now, mayWrite: () => true, log: () => undefined },
  });
  scene = Object.assign(held, { sandbox, connector, tanaka });
  return scene;
}

function placeLead({ sandbox, now, tanaka }: Scene, fields: Record<string, string | boolean> = {}): RecordRef {
  const id = sandbox.world.place(
    'Lead',
    { LastName: '花子', Company: 'Sakura Works', OwnerId: tanaka, ...fields },
    now,
  );
  return { system: 'salesforce', object: 'lead', id };
}

/** A handoff whose assignee is somebody in this org. */
function toTanaka({ tanaka }: Scene, key: string, more: Partial<HandoffWrite>): HandoffWrite {
  const write = handoff(key, more);
  return { ...write, task: { ...write.task, assignee: tanaka } };
}

async function everything({ connector }: Scene): Promise<{ records: SourceRecord[]; activities: Activity[] }> {
  const pages = [...(await pullAll(connector, 'changes')), ...(await pullAll(connector, 'users'))];
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
  return {
    records: pages.flatMap(({ records }) => [...records]),
    activities: pages.flatMap((page) => [...page.activities]),
  };
}

function taskIdOf(outcome: Outcome | undefined): string {
  if (outcome?.state !== 'done' && outcome?.state !== 'already')
    throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome.taskId ?? '';
}

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
    expect(on.sandbox.world.rowsOf('Lead').map((lead) => lead['Baton_Stage__c'])).toEqual([null, null]);
  });

  it('behind fourteen that failed is put off, not refused, and makes its task later', async () => {
    const on = await open();
    const good = placeLead(on);
    const bad = (n: number): HandoffWrite => toTanaka(on, `bad-${n}`, { about: { ...good, id: '00Q00000000zzzzEAA' } });
    const last = toTanaka(on, 'key-6', { about: good });
    const outcomes = await on.connector.send([...Array.from({ length: 14 }, (_, n) => bad(n)), last]);
    expect(outcomes.slice(0, 14).every(({ state }) => state === 'rejected')).toBe(true);
    expect(outcomes[14]).toMatchObject({ state: 'throttled', problem: { code: 'PROCESSING_HALTED' } });
    expect(await on.connector.send([last])).toMatchObject([{ state: 'done' }]);
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

describe('fields', () => {
  const fields = (target: RecordRef, more: FieldsWrite['fields']): FieldsWrite => ({
    kind: 'fields',
    target,
    fields: more,
  });

  it('are written row by row, cleared by null, and no assignment rule runs', async () => {
    const on = await open();
    const first = placeLead(on, { Baton_Stage__c: 'mql' });
    const second = placeLead(on);
    const contact = {
      ...first,
      object: 'contact' as const,
      id: on.sandbox.world.place('Contact', { LastName: '次郎' }, on.now),
    };
    on.sandbox.world.refuseRow('Lead', second.id, {
      statusCode: 'UNABLE_TO_LOCK_ROW',
      message: 'unable to obtain exclusive access',
    });
    const outcomes = await on.connector.send([
      fields(first, { stage: null, leadStatus: 'working' }),
      fields(contact, { stage: 'sql' }),
      fields(second, { stage: 'mql' }),
      fields(first, { stage: 'sql' }),
      fields(second, { email: 'only@read.example' }),
      fields(contact, {}),
    ]);
    expect(outcomes).toMatchObject([
      { state: 'done', record: first },
      { state: 'done', record: contact },
      { state: 'throttled', problem: { category: 'lock', record: second } },
      { state: 'done', record: first },
      { state: 'rejected', problem: { category: 'mapping', field: 'email' } },
      { state: 'already' },
    ]);
    expect(on.sandbox.world.row(first.id)).toMatchObject({
      Baton_Stage__c: 'sql',
      Status: 'Working - Contacted',
      OwnerId: on.tanaka,
    });
    expect(on.sandbox.world.row(contact.id)).toMatchObject({ Baton_Stage__c: 'sql' });
  });

  it('of a converted lead are refused, and the problem is for Baton to follow', async () => {
    const on = await open();
    const lead = placeLead(on);
    on.sandbox.world.convertLead(lead.id, { now: on.now, userId: on.tanaka });
    expect(await on.connector.send([fields(lead, { stage: 'sql' })])).toMatchObject([
      { state: 'rejected', problem: { code: 'CANNOT_UPDATE_CONVERTED_LEAD', mover: 'baton', record: lead } },
    ]);
  });

  it('go 200 to a call', async () => {
    const on = await open();
    const leads = Array.from({ length: 201 }, () => placeLead(on));
    const outcomes = await on.connector.send(leads.map((lead) => fields(lead, { stage: 'mql' })));
    expect(outcomes.every(({ state }) => state === 'done')).toBe(true);
    expect(on.connector.spent().byPurpose).toMatchObject({ 'send fields': 2 });
  });
});

describe('reading', () => {
  it('follows a conversion: the lead names its contact, and the task moves along', async () => {
    const on = await open();
    const lead = placeLead(on, { Email: 'h@s.example' });
    const taskId = taskIdOf((await on.connector.send([toTanaka(on, 'key-1', { about: lead })]))[0]);
    const before = await everything(on);
    expect(before.activities).toMatchObject([
      {
        kind: 'handoff-task-open',
        id: taskId,
        subjects: [`salesforce/lead/${lead.id}`],
        properties: { handoff: 'key-1' },
      },
    ]);
    on.now = on.now.add({ hours: 1 });
    const { contactId } = on.sandbox.world.convertLead(lead.id, { now: on.now, userId: on.tanaka });
    on.sandbox.world.as(on.tanaka, on.now).update('Task', taskId, { Status: 'Completed' });
    const after = await everything(on);
    expect(after.records.find(({ ref }) => ref.id === lead.id)?.fields).toMatchObject({
      converted: true,
      convertedContactId: contactId,
    });
    expect(after.records.find(({ ref }) => ref.id === contactId)?.fields).toMatchObject({ email: 'h@s.example' });
    expect(after.activities).toMatchObject([
      {
        kind: 'handoff-task-completed',
        id: taskId,
        subjects: [`salesforce/contact/${contactId}`],
        occurredAt: '2026-11-20T10:00:00.000Z',
        actor: { type: 'person', user: on.tanaka },
      },
    ]);
  });

  it('sees what was deleted, and tells users from queues', async () => {
    const on = await open();
    const lead = placeLead(on);
    on.sandbox.world.as(on.tanaka, on.now).remove('Lead', lead.id);
    const { records } = await everything(on);
    expect(records.find(({ ref }) => ref.id === lead.id)?.deleted).toBe(true);
    const users = records.filter(({ ref }) => ref.object === 'user');
    expect(users.find(({ ref }) => ref.id === on.tanaka)?.fields).toMatchObject({
      email: 'tanaka@b.example',
      active: true,
    });
    expect(users.some(({ ref, fields }) => ref.id.startsWith('00G') && fields['name'] === 'Web Leads')).toBe(true);
  });

  it('does without the fields that setup has not made yet, and check names them', async () => {
    const hidden = ['Lead.Baton_Stage__c', 'Task.Baton_Handoff__c', 'Event.Baton_Handoff__c', 'Baton_Handoff__c'];
    const on = await open({ hidden });
    const lead = placeLead(on);
    const pages = await pullAll(on.connector, 'changes');
    expect(pages.flatMap(({ records }) => records.map(({ ref }) => ref.id))).toContain(lead.id);
    const problems = pages.flatMap((page) => page.problems.map(({ category, field }) => `${category} ${field}`));
    expect(problems).toEqual(['missing-field Lead.Baton_Stage__c', 'missing-field Task.Baton_Handoff__c']);
    const findings = (await on.connector.check()).filter(({ ok }) => !ok);
    expect(findings.map(({ name, detail }) => `${name} ${detail}`)).toEqual([
      'field Lead.Baton_Stage__c',
      'field Task.Baton_Handoff__c',
      'scope Baton_Handoff__c',
    ]);
  });

  it('goes on when the session has expired', async () => {
    const on = await open({ tokenLives: Temporal.Duration.from({ minutes: 30 }) });
    placeLead(on);
    const first = await pullAll(on.connector, 'changes');
    on.now = on.now.add({ hours: 3 });
    const later = await on.connector.pull('changes', first.at(-1)?.cursor);
    expect(later.problems).toEqual([]);
    expect(on.connector.spent().byPurpose['authorise']).toBe(2);
    expect(on.sandbox.server.unknownCalls).toBe(0);
  });
});
