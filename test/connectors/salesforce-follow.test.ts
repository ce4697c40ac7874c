/** Writes that meet a converted, merged or deleted record follow the person to where they are now. */
import { describe, expect, it } from 'vitest';
import type { Fields, RecordRef } from '../../src/domain/record.ts';
import type { FieldsWrite } from '../../src/domain/writes.ts';
import { open, placeLead, type Scene, taskIdOf, toTanaka } from './salesforce-scene.ts';
import { MAPPING } from './salesforce-setup.ts';

const mapping = {
  ...MAPPING,
  objects: {
    ...MAPPING.objects,
    contact: {
      read: {},
      write: {
        stage: { to: 'Baton_Stage__c', rule: 'always', armed: 'status' },
        ownerId: { to: 'OwnerId', rule: 'always', armed: 'owner' },
      },
      values: {},
    },
  },
} as const;

function fields(target: RecordRef, values: Fields): FieldsWrite {
  return { kind: 'fields', target, fields: values };
}

function convert({ sandbox, now, tanaka }: Scene, lead: RecordRef): RecordRef {
  const { contactId } = sandbox.world.convertLead(lead.id, { now, userId: tanaka });
  return { system: 'salesforce', object: 'contact', id: contactId };
}

function merge({ sandbox, now, tanaka }: Scene, loser: RecordRef, winner: RecordRef): void {
  expect(sandbox.world.as(tanaka, now).merge(winner.id, [loser.id]).ok).toBe(true);
}

describe('fields', () => {
  it('of a converted Lead go to its Contact, but for those that have no place there', async () => {
    const on = await open({}, mapping);
    const lead = placeLead(on);
    const contact = convert(on, lead);
    const outcomes = await on.connector.send([fields(lead, { stage: 'sql', leadStatus: 'working' })]);
    expect(outcomes).toEqual([{ state: 'done', record: contact }]);
    expect(on.sandbox.world.row(contact.id)).toMatchObject({ Baton_Stage__c: 'sql' });
    expect(on.sandbox.world.row(lead.id)?.['Baton_Stage__c'] ?? null).toBeNull();
  });

  it('of a converted Lead leave the Contact with whom its converter gave it to', async () => {
    const on = await open({}, mapping);
    const lead = placeLead(on);
    const contact = convert(on, lead);
    const owner = on.sandbox.world.row(contact.id)?.['OwnerId'];
    const stranger = on.sandbox.world.integrationUserId;
    expect(owner).not.toBe(stranger);
    expect(await on.connector.send([fields(lead, { stage: 'sql', ownerId: stranger })])).toMatchObject([
      { state: 'done', record: contact },
    ]);
    expect(on.sandbox.world.row(contact.id)).toMatchObject({ Baton_Stage__c: 'sql', OwnerId: owner });
  });

  it('of a merged Lead go to the winner, wherever that has gone since', async () => {
    const on = await open({}, mapping);
    const [loser, winner, last] = [placeLead(on), placeLead(on), placeLead(on)];
    merge(on, loser, winner);
    expect(await on.connector.send([fields(loser, { stage: 'mql' })])).toEqual([{ state: 'done', record: winner }]);
    merge(on, winner, last);
    const contact = convert(on, last);
    expect(await on.connector.send([fields(loser, { stage: 'sql' })])).toEqual([{ state: 'done', record: contact }]);
    expect(on.connector.spent().byPurpose['follow']).toBeLessThanOrEqual(6);
  });

  it('of a deleted record are refused: there is nobody to follow', async () => {
    const on = await open({}, mapping);
    const lead = placeLead(on);
    on.sandbox.world.as(on.tanaka, on.now).remove('Lead', lead.id);
    expect(await on.connector.send([fields(lead, { stage: 'mql' })])).toMatchObject([
      { state: 'rejected', problem: { code: 'ENTITY_IS_DELETED', category: 'reference', record: lead } },
    ]);
  });
});

describe('a handoff', () => {
  it('decided before the Lead was converted makes its task and row at the Contact', async () => {
    const on = await open({}, mapping);
    const lead = placeLead(on);
    const contact = convert(on, lead);
    const write = toTanaka(on, 'key-1', { about: lead, patch: { leadStatus: 'working', stage: 'mql' } });
    const [outcome] = await on.connector.send([write]);
    expect(outcome).toMatchObject({ state: 'done', record: contact, recordMade: false });
    expect(outcome).not.toHaveProperty('refused');
    const { world } = on.sandbox;
    expect(world.rowsOf('Task')).toMatchObject([{ Id: taskIdOf(outcome), WhoId: contact.id }]);
    const rows = world.rowsOf('Baton_Handoff__c').map((row) => [row['Contact__c'], row['Lead__c'] ?? null]);
    expect(rows).toEqual([[contact.id, null]]);
    expect(world.row(contact.id)).toMatchObject({ Baton_Stage__c: 'mql' });
  });

  it('leaves the Contact with whom its converter gave it to', async () => {
    const on = await open({}, mapping);
    const lead = placeLead(on);
    const contact = convert(on, lead);
    const owner = on.sandbox.world.row(contact.id)?.['OwnerId'];
    const ownerId = on.sandbox.world.integrationUserId;
    const write = toTanaka(on, 'key-1', { about: lead, patch: { stage: 'mql', ownerId } });
    expect(await on.connector.send([write])).toMatchObject([{ state: 'done', record: contact }]);
    expect(on.sandbox.world.row(contact.id)).toMatchObject({ Baton_Stage__c: 'mql', OwnerId: owner });
  });

  it('whose Lead Baton made, and somebody converted, finds the Contact by its own id', async () => {
    const on = await open({}, mapping);
    const create = { lastName: '花子', stage: 'mql' };
    const first = toTanaka(on, 'key-2', { about: undefined, create });
    const [made] = await on.connector.send([first]);
    if (made?.state !== 'done' || made.record === undefined) throw new Error('not made');
    const contact = convert(on, made.record);
    const second = { ...toTanaka(on, 'key-3', { about: undefined, create }), lead: first.lead };
    expect(await on.connector.send([second])).toMatchObject([{ state: 'done', record: contact, recordMade: false }]);
    expect(on.sandbox.world.rowsOf('Lead')).toHaveLength(1);
    expect(on.sandbox.world.taskCount()).toBe(2);
  });

  it('of a merged Contact goes to the winner; of a deleted one it is refused, and costs no other', async () => {
    const on = await open({}, mapping);
    const [loser, winner, deleted] = ['一', '二', '三'].map((LastName): RecordRef => {
      return { system: 'salesforce', object: 'contact', id: on.sandbox.world.place('Contact', { LastName }, on.now) };
    });
    if (loser === undefined || winner === undefined || deleted === undefined) throw new Error('three were placed');
    merge(on, loser, winner);
    on.sandbox.world.as(on.tanaka, on.now).remove('Contact', deleted.id);
    const about = [loser, deleted, winner];
    const outcomes = await on.connector.send(about.map((record, n) => toTanaka(on, `key-4-${n}`, { about: record })));
    expect(outcomes).toMatchObject([
      { state: 'done', record: winner },
      { state: 'rejected', problem: { category: 'reference' } },
      { state: 'done', record: winner },
    ]);
  });
});
