/** The Salesforce sandbox lets fields and objects be made while it runs, and shows them to whom a permission set shows them. */
import type { Connection } from 'jsforce';
import { describe, expect, it } from 'vitest';
import { openBench } from './salesforce-sandbox-org.ts';

const TEXT = { label: 'Number', type: 'Text', length: 20 };
const THING = {
  label: 'Thing',
  pluralLabel: 'Things',
  nameField: { type: 'AutoNumber', label: 'No', displayFormat: 'T-{0000}' },
  deploymentStatus: 'Deployed',
  sharingModel: 'ReadWrite',
};

/** The id of what was made. */
async function make(conn: Connection, type: string, FullName: string, Metadata: object): Promise<string> {
  const [made] = [await conn.tooling.sobject(type).create({ FullName, Metadata } as never)].flat();
  expect(made?.success).toBe(true);
  return String(made?.id);
}

/** A permission set that shows these fields, and is given to the user. */
async function grant(conn: Connection, userId: string, fields: readonly string[], edit = true): Promise<string> {
  const set = await conn.sobject('PermissionSet').create({ Name: 'Shown', Label: 'Shown' });
  const ParentId = String(set.id);
  const rights = fields.map((Field) => ({
    ParentId,
    Field,
    SobjectType: String(Field.split('.')[0]),
    PermissionsRead: true,
    PermissionsEdit: edit,
  }));
  const given = await conn.sobject('FieldPermissions').create(rights);
  expect(given.map(({ success }) => success)).toEqual(fields.map(() => true));
  await conn.sobject('PermissionSetAssignment').create({ PermissionSetId: ParentId, AssigneeId: userId });
  return ParentId;
}

describe('a field that is made', () => {
  it('exists for nobody until it is granted, then is described, written, found and unique', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    const metadata = { ...TEXT, externalId: true, unique: true, caseSensitive: true };
    await make(conn, 'CustomField', 'Lead.Number__c', metadata);
    await expect(conn.query('SELECT Number__c FROM Lead')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    await expect(conn.sobject('Lead').create({ LastName: 'A', Company: 'X', Number__c: '1' })).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD',
    });
    await grant(conn, sandbox.world.integrationUserId, ['Lead.Number__c']);
    const { fields } = await conn.sobject('Lead').describe();
    expect(fields.find(({ name }) => name === 'Number__c')).toMatchObject({
      label: 'Number',
      type: 'string',
      length: 20,
      externalId: true,
      unique: true,
      custom: true,
      updateable: true,
    });
    const lead = await conn.sobject('Lead').upsert({ LastName: 'A', Company: 'X', Number__c: '1' }, 'Number__c');
    expect(lead).toMatchObject({ success: true, created: true });
    await expect(conn.sobject('Lead').create({ LastName: 'B', Company: 'X', Number__c: '1' })).rejects.toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
    });
  });

  it('can be read only, where that is all that is granted', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    await make(conn, 'CustomField', 'Lead.Number__c', TEXT);
    await grant(conn, sandbox.world.integrationUserId, ['Lead.Number__c'], false);
    expect((await conn.query('SELECT Number__c FROM Lead')).totalSize).toBe(2);
    await expect(conn.sobject('Lead').create({ LastName: 'A', Company: 'X', Number__c: '1' })).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    });
  });

  it('of activities stands on tasks and events', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    const value = [
      { fullName: 'hot', label: 'Heiß', default: true },
      { fullName: 'cold', label: 'Kalt', default: false },
    ];
    const valueSet = { restricted: true, valueSetDefinition: { sorted: false, value } };
    await make(conn, 'CustomField', 'Activity.Warmth__c', { label: 'Warmth', type: 'Picklist', valueSet });
    await grant(conn, sandbox.world.integrationUserId, ['Task.Warmth__c', 'Event.Warmth__c']);
    const task = await conn.sobject('Task').create({ Subject: 'x' });
    expect(await conn.sobject('Task').retrieve(String(task.id))).toMatchObject({ Warmth__c: 'hot' });
    await expect(conn.sobject('Event').create({ Subject: 'x', Warmth__c: 'tepid' })).rejects.toMatchObject({
      errorCode: expect.stringMatching(/RESTRICTED_PICKLIST|REQUIRED/),
    });
    const { fields } = await conn.sobject('Event').describe();
    expect(fields.find(({ name }) => name === 'Warmth__c')?.picklistValues).toMatchObject([
      { value: 'hot', label: 'Heiß', defaultValue: true },
      { value: 'cold', label: 'Kalt' },
    ]);
  });

  it.each([
    [{ type: 'Text', length: 20 }, 'REQUIRED_FIELD_MISSING'],
    [{ label: 'X', type: 'Text' }, 'FIELD_INTEGRITY_EXCEPTION'],
    [{ label: 'X', type: 'Nothing' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    [{ label: 'X', type: 'Lookup', referenceTo: 'Nothing__c' }, 'FIELD_INTEGRITY_EXCEPTION'],
  ])('is refused as %j', async (metadata, errorCode) => {
    const { conn } = await openBench({ bare: true });
    await expect(make(conn, 'CustomField', 'Lead.X__c', metadata)).rejects.toMatchObject({ errorCode });
  });

  it('is refused twice, on nothing, and under a name that is none', async () => {
    const { conn } = await openBench({ bare: true });
    await make(conn, 'CustomField', 'Lead.Number__c', TEXT);
    await expect(make(conn, 'CustomField', 'Lead.number__c', TEXT)).rejects.toMatchObject({
      errorCode: 'DUPLICATE_DEVELOPER_NAME',
    });
    await expect(make(conn, 'CustomField', 'Nothing__c.Number__c', TEXT)).rejects.toMatchObject({
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
    });
    await expect(make(conn, 'CustomField', 'Lead.Number', TEXT)).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
  });

  it('is changed and removed, and its values go with it', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    const id = await make(conn, 'CustomField', 'Lead.Number__c', TEXT);
    await grant(conn, sandbox.world.integrationUserId, ['Lead.Number__c']);
    const long = { LastName: 'A', Company: 'X', Number__c: 'x'.repeat(21) };
    await expect(conn.sobject('Lead').create(long)).rejects.toMatchObject({ errorCode: 'STRING_TOO_LONG' });
    const Metadata = { ...TEXT, length: 30 };
    await conn.tooling.sobject('CustomField').update({ Id: id, FullName: 'Lead.Number__c', Metadata } as never);
    await conn.sobject('Lead').create(long);
    const soql =
      "SELECT FullName, Metadata, EntityDefinition.QualifiedApiName FROM CustomField WHERE DeveloperName = 'Number'";
    expect((await conn.tooling.query(soql)).records[0]).toMatchObject({
      FullName: 'Lead.Number__c',
      Metadata,
      EntityDefinition: { QualifiedApiName: 'Lead' },
    });
    await conn.tooling.sobject('CustomField').destroy(id);
    await expect(conn.query('SELECT Number__c FROM Lead')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    await make(conn, 'CustomField', 'Lead.Number__c', TEXT);
    expect((await conn.query('SELECT Id FROM Lead WHERE Number__c != null')).totalSize).toBe(0);
  });

  it('that is an external id and not unique answers with every record that it means', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    await make(conn, 'CustomField', 'Lead.Number__c', { ...TEXT, externalId: true });
    await grant(conn, sandbox.world.integrationUserId, ['Lead.Number__c']);
    const row = { LastName: 'A', Company: 'X', Number__c: '7' };
    const made = await conn.sobject('Lead').create([row, row]);
    const path = `${sandbox.url}/services/data/v67.0/sobjects/Lead/Number__c/7`;
    const headers = { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': 'application/json' };
    const answer = await fetch(path, { method: 'PATCH', headers, body: '{"Title":"x"}' });
    expect(answer.status).toBe(300);
    expect(await answer.json()).toEqual(made.map(({ id }) => `/services/data/v67.0/sobjects/Lead/${id}`));
    await expect(conn.sobject('Lead').upsert({ Number__c: '7', Title: 'x' }, 'Number__c')).rejects.toMatchObject({
      errorCode: 'MULTIPLE_CHOICES',
    });
  });
});

describe('an object that is made', () => {
  it('has a name, an owner and look-ups, and lets go of what is deleted', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    await make(conn, 'CustomObject', 'Thing__c', THING);
    await make(conn, 'CustomField', 'Thing__c.Lead__c', { label: 'Lead', type: 'Lookup', referenceTo: 'Lead' });
    await expect(conn.query('SELECT Id FROM Thing__c')).rejects.toMatchObject({ errorCode: 'INVALID_TYPE' });
    const set = await grant(conn, sandbox.world.integrationUserId, ['Thing__c.Lead__c']);
    const rights = { PermissionsRead: true, PermissionsCreate: true, PermissionsEdit: true, PermissionsDelete: true };
    await conn.sobject('ObjectPermissions').create({ ParentId: set, SobjectType: 'Thing__c', ...rights });
    const lead = await conn.sobject('Lead').create({ LastName: 'A', Company: 'X' });
    const thing = await conn.sobject('Thing__c').create({ Lead__c: lead.id });
    const found = await conn.query('SELECT Name, OwnerId, Lead__r.LastName FROM Thing__c');
    expect(found.records).toMatchObject([
      { Name: 'T-0001', OwnerId: sandbox.world.integrationUserId, Lead__r: { LastName: 'A' } },
    ]);
    await conn.sobject('Lead').destroy(String(lead.id));
    expect(await conn.sobject('Thing__c').retrieve(String(thing.id))).toMatchObject({ Lead__c: null });
  });

  it('is gone with its records when it is removed', async () => {
    const { conn } = await openBench({ bare: true });
    const id = await make(conn, 'CustomObject', 'Thing__c', THING);
    await conn.tooling.sobject('CustomObject').destroy(id);
    const { records } = await conn.tooling.query(
      "SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName LIKE '%__c'",
    );
    expect(records).toEqual([]);
    await make(conn, 'CustomObject', 'Thing__c', THING);
  });
});

describe('what a permission set grants', () => {
  it('must exist, is given once, and is lost with the set', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    await make(conn, 'CustomField', 'Lead.Number__c', TEXT);
    const set = await grant(conn, sandbox.world.integrationUserId, ['Lead.Number__c']);
    const right = { ParentId: set, SobjectType: 'Lead', PermissionsRead: true };
    await expect(conn.sobject('FieldPermissions').create({ ...right, Field: 'Lead.Nothing__c' })).rejects.toMatchObject(
      {
        errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      },
    );
    await expect(conn.sobject('FieldPermissions').create({ ...right, Field: 'Lead.Number__c' })).rejects.toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
    });
    const again = { PermissionSetId: set, AssigneeId: sandbox.world.integrationUserId };
    await expect(conn.sobject('PermissionSetAssignment').create(again)).rejects.toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
    });
    expect((await conn.query('SELECT Number__c FROM Lead')).totalSize).toBe(2);
    await conn.sobject('PermissionSet').destroy(set);
    await expect(conn.query('SELECT Number__c FROM Lead')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    expect((await conn.query('SELECT Id FROM FieldPermissions')).totalSize).toBe(0);
  });
});
