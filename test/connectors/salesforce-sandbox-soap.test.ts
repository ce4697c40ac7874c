/** The Salesforce sandbox answers SOAP where REST has no such call: the Metadata API, conversion, merges, undeletion, and the old login. */
import { Connection } from 'jsforce';
import { describe, expect, it } from 'vitest';
import { INTEGRATION_EMAIL } from '../../connectors/salesforce/sandbox/index.ts';
import { zipOf } from '../support/zip.ts';
import { idWhere, openBench } from './salesforce-sandbox-org.ts';

const FIELD = { fullName: 'Lead.Number__c', label: 'Number', type: 'Text', length: 20, externalId: true, unique: true };
const SET = {
  fullName: 'Shown',
  label: 'Shown',
  fieldPermissions: [{ field: 'Lead.Number__c', readable: true, editable: true }],
};

describe('the Metadata API', () => {
  it('makes fields and a permission set that shows them, and tells of them', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    expect(await conn.metadata.upsert('CustomField', [FIELD])).toMatchObject([
      { fullName: 'Lead.Number__c', success: true, created: true },
    ]);
    expect(await conn.metadata.upsert('CustomField', FIELD)).toMatchObject({ success: true, created: false });
    expect(await conn.metadata.upsert('PermissionSet', SET)).toMatchObject({ success: true, created: true });
    const { records } = await conn.query("SELECT Id FROM PermissionSet WHERE Name = 'Shown'");
    const PermissionSetId = String(records[0]?.['Id']);
    const given = { PermissionSetId, AssigneeId: sandbox.world.integrationUserId };
    await conn.sobject('PermissionSetAssignment').create(given);
    expect(await conn.sobject('Lead').create({ LastName: 'A', Company: 'X', Number__c: '1' })).toMatchObject({
      success: true,
    });
    expect(await conn.metadata.read('CustomField', 'Lead.Number__c')).toMatchObject(FIELD);
    expect(await conn.metadata.list({ type: 'PermissionSet' })).toMatchObject([{ fullName: 'Shown' }]);
    await conn.metadata.upsert('PermissionSet', { ...SET, fieldPermissions: [] });
    await expect(conn.query('SELECT Number__c FROM Lead')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    expect(await conn.metadata.delete('CustomField', ['Lead.Number__c'])).toMatchObject([{ success: true }]);
  });

  it('makes an object with its fields, and refuses what does not fit', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    const object = {
      fullName: 'Thing__c',
      label: 'Thing',
      pluralLabel: 'Things',
      nameField: { type: 'Text', label: 'Name' },
      deploymentStatus: 'Deployed',
      sharingModel: 'ReadWrite',
      fields: [{ fullName: 'Size__c', label: 'Size', type: 'Number', precision: 4, scale: 0 }],
    };
    expect(await conn.metadata.create('CustomObject', object as never)).toMatchObject({ success: true });
    expect(sandbox.world.org.whole.object('Thing__c')?.fields.map(({ name }) => name)).toContain('Size__c');
    const refused = await conn.metadata.create('CustomField', { ...FIELD, fullName: 'Nothing__c.X__c' });
    expect(refused).toMatchObject({ success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] });
    const required = { ...SET, fieldPermissions: [{ field: 'Lead.LastName', readable: true, editable: true }] };
    expect(await conn.metadata.upsert('PermissionSet', required)).toMatchObject({
      success: false,
      errors: [{ message: 'You cannot deploy to a required field: Lead.LastName' }],
    });
    expect((await conn.query('SELECT Id FROM PermissionSet')).totalSize).toBe(0);
    const eleven = Array.from({ length: 11 }, (_, n) => ({ ...FIELD, fullName: `Lead.N${n}__c` }));
    await expect(conn.metadata.create('CustomField', eleven)).rejects.toMatchObject({ errorCode: 'sf:LIMIT_EXCEEDED' });
  });

  it('deploys a package, all of it or nothing', async () => {
    const { conn, sandbox } = await openBench({ bare: true });
    const xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
    const files = {
      'package.xml': `<Package ${xmlns}><version>67.0</version></Package>`,
      'objects/Lead.object': `<CustomObject ${xmlns}><fields><fullName>Number__c</fullName><label>Number</label><type>Text</type><length>20</length></fields></CustomObject>`,
      'permissionsets/Shown.permissionset': `<PermissionSet ${xmlns}><label>Shown</label><fieldPermissions><editable>true</editable><field>Lead.Number__c</field><readable>true</readable></fieldPermissions></PermissionSet>`,
    };
    conn.metadata.pollInterval = 1;
    const done = await conn.metadata.deploy(zipOf(files), { rollbackOnError: true }).complete(true);
    expect(done).toMatchObject({ success: true, status: 'Succeeded', numberComponentsDeployed: 2 });
    expect((await conn.query('SELECT Field FROM FieldPermissions')).records).toMatchObject([
      { Field: 'Lead.Number__c' },
    ]);
    const broken = {
      ...files,
      'objects/Contact.object': files['objects/Lead.object'],
      'permissionsets/Shown.permissionset': files['permissionsets/Shown.permissionset'].replace('Lead.', 'Account.'),
    };
    const failed = await conn.metadata.deploy(zipOf(broken)).complete(true);
    expect(failed).toMatchObject({ success: false, numberComponentErrors: 1 });
    expect(JSON.stringify(failed.details)).toContain('no CustomField named Account.Number__c found');
    const names = sandbox.world.org.whole.object('Contact')?.fields.map(({ name }) => name);
    expect(names).not.toContain('Number__c');
  });

  it('refuses a session that is over', async () => {
    const { sandbox } = await openBench({ bare: true });
    const stranger = new Connection({ instanceUrl: sandbox.url, accessToken: 'over', version: '67.0' });
    await expect(stranger.metadata.upsert('CustomField', [FIELD])).rejects.toMatchObject({
      errorCode: 'sf:INVALID_SESSION_ID',
    });
  });
});

describe('the partner API', () => {
  it('logs in by password, as long as the version still does', async () => {
    const { sandbox } = await openBench();
    const conn = new Connection({ loginUrl: sandbox.url, version: '64.0' });
    const user = await conn.login(INTEGRATION_EMAIL, 'baton-sandbox-password');
    expect(user).toMatchObject({ id: sandbox.world.integrationUserId, organizationId: sandbox.world.organizationId });
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(2);
    expect(await conn.soap.getUserInfo()).toMatchObject({ userName: INTEGRATION_EMAIL });
    await conn.logout();
    await expect(
      new Connection({ loginUrl: sandbox.url, version: '64.0' }).login(INTEGRATION_EMAIL, 'no'),
    ).rejects.toThrow('INVALID_LOGIN');
    await expect(
      new Connection({ loginUrl: sandbox.url, version: '67.0' }).login(INTEGRATION_EMAIL, 'baton-sandbox-password'),
    ).rejects.toThrow('UNSUPPORTED_API_VERSION');
  });

  it('converts a lead, with an opportunity and its contact role', async () => {
    const { conn, sandbox } = await openBench();
    const leadId = idWhere(sandbox, 'Lead', 'LastName', 'Abe');
    const ownerId = String(sandbox.world.userByEmail('ito@baton-demo.example')?.['Id']);
    const { id: CampaignId } = await conn.sobject('Campaign').create({ Name: 'Fair' });
    await conn.sobject('CampaignMember').create({ CampaignId, LeadId: leadId });
    const asked = { leadId, convertedStatus: 'Closed - Converted', ownerId, opportunityName: 'Deal' };
    const [made] = [await conn.soap.convertLead(asked as never)].flat();
    expect(made).toMatchObject({ success: true, leadId });
    const lead = await conn.sobject('Lead').retrieve(leadId);
    expect(lead).toMatchObject({
      IsConverted: true,
      ConvertedAccountId: made?.accountId,
      ConvertedContactId: made?.contactId,
      ConvertedOpportunityId: made?.opportunityId,
    });
    const { records } = await conn.query(
      'SELECT ContactId, Opportunity.Name, Opportunity.StageName FROM OpportunityContactRole',
    );
    expect(records).toMatchObject([
      { ContactId: made?.contactId, Opportunity: { Name: 'Deal', StageName: 'Prospecting' } },
    ]);
    const members = await conn.query('SELECT ContactId FROM CampaignMember');
    expect(members.records).toMatchObject([{ ContactId: made?.contactId }]);
    expect(await conn.soap.convertLead(asked as never)).toMatchObject({ success: false });
  });

  it('merges two leads: what hung on the loser hangs on the master, and the loser names it', async () => {
    const { conn, sandbox } = await openBench();
    const master = idWhere(sandbox, 'Lead', 'LastName', 'Abe');
    const loser = idWhere(sandbox, 'Lead', 'LastName', 'Baba');
    const task = await conn.sobject('Task').create({ Subject: 'x', WhoId: loser });
    const request = { masterRecord: { type: 'Lead', Id: master, Title: 'CEO' }, recordToMergeIds: [loser] };
    const merged = await conn.soap.merge(request as never);
    expect(merged).toMatchObject({ success: true, id: master });
    expect(await conn.sobject('Task').retrieve(String(task.id))).toMatchObject({ WhoId: master });
    const soql = `SELECT IsDeleted, MasterRecordId FROM Lead WHERE Id = '${loser}'`;
    expect((await conn.query(soql, { scanAll: true })).records).toMatchObject([
      { IsDeleted: true, MasterRecordId: master },
    ]);
    expect(await conn.sobject('Lead').retrieve(master)).toMatchObject({ Title: 'CEO' });
    const [back] = await conn.soap.undelete([loser]);
    expect(back).toMatchObject({ success: true });
    expect((await conn.query(soql)).records).toMatchObject([{ IsDeleted: false, MasterRecordId: null }]);
  });
});
