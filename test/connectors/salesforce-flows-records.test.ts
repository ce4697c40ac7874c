/** Fields and reading over the Salesforce sandbox. */
import { describe, expect, it } from 'vitest';
import type { RecordRef } from '../../src/domain/record.ts';
import type { FieldsWrite } from '../../src/domain/writes.ts';
import { pullAll } from '../contracts/connector.ts';
import { everything, open, placeLead, taskIdOf, toTanaka } from './salesforce-scene.ts';

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

  it('go 200 to a call at first, then in composite calls of 400, 800, 1,000, every row with its own result', async () => {
    const on = await open({ dailyCalls: 100_000 });
    const leads = Array.from({ length: 3_000 }, () => placeLead(on));
    const bad = leads[2_500] ?? leads[0];
    on.sandbox.world.refuseRow('Lead', bad?.id ?? '', { statusCode: 'ENTITY_IS_LOCKED', message: 'in approval' });
    const outcomes = await on.connector.send(leads.map((lead) => fields(lead, { stage: 'mql' })));
    expect(outcomes.filter(({ state }) => state === 'done')).toHaveLength(2_999);
    expect(outcomes[2_500]).toMatchObject({ state: 'rejected', problem: { code: 'ENTITY_IS_LOCKED', record: bad } });
    // 200 + 400 + 800 + 1,000 + 600.
    expect(on.connector.spent().byPurpose).toMatchObject({ 'send fields': 5 });
    expect(on.sandbox.world.rowsOf('Lead').every((lead) => lead['OwnerId'] === on.tanaka)).toBe(true);
  });

  it('of which the org refuses one are written without it', async () => {
    const on = await open();
    const lead = placeLead(on);
    const rule = { object: 'Lead', field: 'Status', message: 'No status, please' };
    on.sandbox.world.addValidationRule({ ...rule, when: (row, before) => row['Status'] !== before?.['Status'] });
    const [outcome] = await on.connector.send([fields(lead, { stage: 'sql', leadStatus: 'working' })]);
    const refused = { category: 'validation', detail: 'No status, please', field: 'leadStatus' };
    expect(outcome).toMatchObject({ state: 'done', record: lead, refused, untaken: ['leadStatus'] });
    expect(on.sandbox.world.row(lead.id)).toMatchObject({ Baton_Stage__c: 'sql', Status: 'Open - Not Contacted' });
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
      'field Lead: Baton_Stage__c',
      'field Task: Baton_Handoff__c',
      'field Baton_Handoff__c: Baton_Handoff__c',
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
