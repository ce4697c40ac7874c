/** Taking away again what setup made in Salesforce, by the real client on the sandbox. */
import { describe, expect, test } from 'vitest';
import { admin, did, everything, fieldOf, notDone, orgInstallations } from '../support/org-installation.ts';

const { open } = orgInstallations();

describe('setup --remove', () => {
  test('takes away everything that was made, and nothing else', async () => {
    const place = await open();
    await admin(place).metadata.create('CustomField', {
      fullName: 'Lead.Theirs__c',
      label: 'Theirs',
      type: 'Text',
      length: 20,
    });
    const before = everything(place);
    await place.setup();
    const report = await place.setup({ remove: true });
    expect(notDone(report)).toEqual([]);
    expect(everything(place)).toBe(before);
    expect(fieldOf(place, 'Lead', 'Theirs__c')).toBeDefined();
    expect((await place.setup({ remove: true })).steps).toEqual([]);
  });

  test('says how many records hold a value, and how many rows go with the object', async () => {
    const place = await open();
    await place.setup();
    const now = place.context.runtime.now();
    place.sandbox.world.place('Lead', { LastName: 'A', Company: 'X', Baton_Grade__c: 'A1' }, now);
    place.sandbox.world.place('Baton_Handoff__c', { Baton_Key__c: 'k' }, now);
    const { steps } = await place.setup({ remove: true, dryRun: true });
    const records = (name: string) => steps.filter((step) => step.name === name).map((step) => step.records);
    expect(records('Baton_Grade__c')).toEqual([1, 0]);
    expect(steps.find(({ kind }) => kind === 'object')?.records).toBe(1);
  });

  test('a permission set that an admin gave to somebody is refused by Salesforce, and can be removed later', async () => {
    const place = await open();
    await place.setup();
    const { world } = place.sandbox;
    const set = world.rowsOf('PermissionSet').find((row) => row['Name'] === 'Baton_Sales');
    const rep = world.rowsOf('User')[1]?.['Id'];
    const given = await admin(place)
      .sobject('PermissionSetAssignment')
      .create({ PermissionSetId: String(set?.['Id']), AssigneeId: String(rep) });
    const report = await place.setup({ remove: true });
    expect(notDone(report).map(({ name, state }) => `${name} ${state}`)).toEqual(['Baton_Sales refused']);
    await admin(place).sobject('PermissionSetAssignment').destroy(String(given.id));
    expect(did(await place.setup({ remove: true }))).toEqual(['remove-part Baton_Sales.Baton_Sales done']);
  });

  test('leaves the object that somebody put a field into, and what was taken over', async () => {
    const place = await open();
    await place.setup();
    const conn = admin(place);
    await conn.metadata.create('CustomField', {
      fullName: 'Baton_Handoff__c.Theirs__c',
      label: 'Theirs',
      type: 'Text',
      length: 20,
    });
    await conn.metadata.update('CustomField', {
      fullName: 'Lead.Baton_Grade__c',
      label: 'Ours now',
      type: 'Text',
      length: 10,
      description: 'ours',
    });
    const report = await place.setup({ remove: true });
    expect(notDone(report)).toEqual([]);
    expect(report.findings.map(({ says, detail }) => `${says} ${detail}`).sort()).toEqual([
      'org-object-stays Baton_Handoff__c',
      'org-taken-over Lead.Baton_Grade__c',
    ]);
    expect(fieldOf(place, 'Lead', 'Baton_Grade__c')).toMatchObject({ label: 'Ours now' });
    expect(fieldOf(place, 'Baton_Handoff__c', 'Theirs__c')).toBeDefined();
    expect(fieldOf(place, 'Baton_Handoff__c', 'Score__c')).toBeUndefined();
  });
});
