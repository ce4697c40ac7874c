/** The Salesforce sandbox keeps the vendor's rules for single rows and collections, asked by the real client. */
import { describe, expect, it } from 'vitest';
import { to18 } from '../../connectors/salesforce/sandbox/ids.ts';
import { idWhere, openBench } from './salesforce-sandbox-org.ts';

const KEY = 'Baton_Key__c';

describe('ids', () => {
  it('are answered with 18 characters, the last three by the vendor’s rule, and taken with 15', async () => {
    const { conn, sandbox } = await openBench();
    expect(to18('00U20000001Rx6d')).toBe('00U20000001Rx6dEAC');
    expect(to18('00u20000001rx6deac')).toBe('00U20000001Rx6dEAC');
    const id = idWhere(sandbox, 'Lead', 'LastName', 'Abe');
    expect(id).toMatch(/^00Q\w{12}\w{3}$/);
    expect(await conn.sobject('Lead').retrieve(id.slice(0, 15))).toMatchObject({ Id: id, LastName: 'Abe' });
  });
});

describe('one row', () => {
  it('is created with defaults, stamps of the business clock and the token’s user', async () => {
    const { conn, sandbox, goTo } = await openBench({ assignmentRule: 'off' });
    goTo('2026-11-03T01:02:03.456Z');
    const made = await conn.sobject('Lead').create({ LastName: '  Endo ', Company: 'Fabrikam', Email: '' });
    expect(made).toEqual({ id: expect.stringMatching(/^00Q/), success: true, errors: [] });
    expect(await conn.sobject('Lead').retrieve(String(made.id))).toMatchObject({
      LastName: 'Endo',
      Name: 'Endo',
      Email: null,
      Status: 'Open - Not Contacted',
      HasOptedOutOfEmail: false,
      IsConverted: false,
      OwnerId: sandbox.world.integrationUserId,
      CreatedDate: '2026-11-03T01:02:03.000+0000',
      SystemModstamp: '2026-11-03T01:02:03.000+0000',
      LastModifiedById: sandbox.world.integrationUserId,
    });
  });

  it('is changed, upserted by its external id with the id in the answer, and deleted once', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const path = '/services/data/v67.0/sobjects/Lead/Baton_Id__c/b-1';
    const made = await conn.requestPatch<{ id: string }>(path, { LastName: 'Endo', Company: 'Fabrikam' });
    expect(made).toMatchObject({ success: true, created: true });
    const again = await conn.requestPatch<{ id: string }>(path, { Title: '課長' });
    expect(again).toEqual({ id: made.id, success: true, errors: [], created: false });
    await conn.sobject('Lead').update({ Id: made.id, City: '大阪' });
    expect(sandbox.world.row(made.id)).toMatchObject({ Title: '課長', City: '大阪', Baton_Id__c: 'b-1' });
    await conn.sobject('Lead').destroy(made.id);
    const gone = { errorCode: 'ENTITY_IS_DELETED' };
    await expect(conn.sobject('Lead').destroy(made.id)).rejects.toMatchObject(gone);
    await expect(conn.sobject('Lead').update({ Id: made.id, City: 'x' })).rejects.toMatchObject(gone);
    await expect(conn.requestPatch(path, { Baton_Id__c: 'b-2' })).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
  });

  it.each([
    ['Lead', { Company: 'X' }, 'REQUIRED_FIELD_MISSING', ['LastName']],
    ['Lead', {}, 'REQUIRED_FIELD_MISSING', ['LastName', 'Company']],
    ['Lead', { LastName: 'x'.repeat(81), Company: 'X' }, 'STRING_TOO_LONG', ['LastName']],
    [
      'Lead',
      { LastName: 'X', Company: 'X', Baton_Budget__c: 'lots' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      ['Baton_Budget__c'],
    ],
    ['Lead', { LastName: 'X', Company: 'X', Email: 'not one' }, 'INVALID_EMAIL_ADDRESS', ['Email']],
    ['Lead', { LastName: 'X', Company: 'X', IsConverted: true }, 'INVALID_FIELD_FOR_INSERT_UPDATE', ['IsConverted']],
    ['Lead', { LastName: 'X', Company: 'X', OwnerId: '0055g000zzzzzzz' }, 'INVALID_CROSS_REFERENCE_KEY', ['OwnerId']],
    ['Lead', { LastName: 'X', Company: 'X', OwnerId: '00Q5g0000000001' }, 'MALFORMED_ID', ['OwnerId']],
    ['Event', { Subject: 'X' }, 'REQUIRED_FIELD_MISSING', ['StartDateTime', 'EndDateTime']],
    ['Lead', { LastName: 'X', Company: 'X', Nonsense__c: 1 }, 'INVALID_FIELD', undefined],
    ['Lead', { LastName: 'X', Company: 'X', NumberOfEmployees: 'many' }, 'JSON_PARSER_ERROR', undefined],
    ['User', { LastName: 'X' }, 'INSUFFICIENT_ACCESS_OR_READONLY', []],
  ])('of %s with %o is refused with %s', async (object, row, errorCode, fields) => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const before = sandbox.world.rowsOf(object).length;
    const refusal = conn.sobject(object).create(row as Record<string, string>);
    await expect(refusal).rejects.toMatchObject({ errorCode, ...(fields === undefined ? {} : { data: { fields } }) });
    expect(sandbox.world.rowsOf(object).length).toBe(before);
  });

  it('may not go to an inactive user, but a task may', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const OwnerId = idWhere(sandbox, 'User', 'Email', 'kimura@baton-demo.example');
    const lead = conn.sobject('Lead').create({ LastName: 'X', Company: 'X', OwnerId });
    await expect(lead).rejects.toMatchObject({ errorCode: 'INACTIVE_OWNER_OR_USER' });
    expect(await conn.sobject('Task').create({ Subject: 'X', OwnerId })).toMatchObject({ success: true });
  });

  it('of Task takes no WhatId beside a Lead, closes when completed, and moves its lead’s stamp alone', async () => {
    const { conn, sandbox, goTo } = await openBench({ assignmentRule: 'off' });
    const WhoId = idWhere(sandbox, 'Lead', 'LastName', 'Abe');
    const WhatId = idWhere(sandbox, 'Account', 'Name', 'Northwind Works');
    const both = conn.sobject('Task').create({ Subject: 'X', WhoId, WhatId });
    await expect(both).rejects.toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION' });
    const task = await conn.sobject('Task').create({ Subject: 'X', WhoId, ActivityDate: '2026-11-05' });
    const id = String(task.id);
    expect(sandbox.world.row(id)).toMatchObject({ Status: 'Not Started', IsClosed: false, CompletedDateTime: null });
    expect(sandbox.world.row(WhoId)).toMatchObject({ SystemModstamp: '2026-09-01T00:00:00.000+0000' });
    goTo('2026-11-04T02:00:00Z');
    await conn.sobject('Task').update({ Id: id, Status: 'Completed' });
    const completed = { IsClosed: true, CompletedDateTime: '2026-11-04T02:00:00.000+0000' };
    expect(sandbox.world.row(id)).toMatchObject(completed);
    expect(sandbox.world.row(WhoId)).toMatchObject({
      LastActivityDate: '2026-11-05',
      SystemModstamp: '2026-11-04T02:00:00.000+0000',
      LastModifiedDate: '2026-09-01T00:00:00.000+0000',
    });
    goTo('2026-11-06T02:00:00Z');
    await conn.sobject('Task').update({ Id: id, Description: 'late words' });
    expect(sandbox.world.row(id)).toMatchObject(completed);
    const subtype = conn.sobject('Task').update({ Id: id, TaskSubtype: 'Call' });
    await expect(subtype).rejects.toMatchObject({ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' });
  });

  it('breaks a validation rule with the admin’s own words', async () => {
    const { conn } = await openBench({
      assignmentRule: 'off',
      validationRules: [
        { object: 'Lead', field: 'Phone', message: '電話番号は必須です', when: { field: 'Phone', blank: true } },
      ],
    });
    await expect(conn.sobject('Lead').create({ LastName: 'X', Company: 'X' })).rejects.toMatchObject({
      errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: '電話番号は必須です',
      data: { fields: ['Phone'] },
    });
    expect(await conn.sobject('Lead').create({ LastName: 'X', Company: 'X', Phone: '1' })).toMatchObject({
      success: true,
    });
  });

  it('that is hidden from the user does not exist, neither to read nor to write', async () => {
    const { conn } = await openBench({ hidden: ['Lead.Baton_Id__c'], assignmentRule: 'off' });
    await expect(conn.query('SELECT Baton_Id__c FROM Lead')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    const write = conn.sobject('Lead').create({ LastName: 'X', Company: 'X', Baton_Id__c: '1' });
    await expect(write).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    expect((await conn.query('SELECT Baton_Id__c FROM Contact')).totalSize).toBe(1);
  });
});

describe('the assignment rule', () => {
  it('takes a Lead on creation and on change, unless the call says FALSE', async () => {
    const { conn, sandbox } = await openBench();
    const OwnerId = idWhere(sandbox, 'User', 'Email', 'tanaka@baton-demo.example');
    const web = idWhere(sandbox, 'Group', 'Name', 'Web Leads');
    const off = { headers: { 'Sforce-Auto-Assign': 'FALSE' } };
    const lead = { LastName: 'X', Company: 'X', OwnerId };
    const owner = (id: unknown): unknown => sandbox.world.row(String(id))?.['OwnerId'];
    expect(owner((await conn.sobject('Lead').create(lead)).id)).toBe(web);
    const { id } = await conn.sobject('Lead').create(lead, off);
    expect(owner(id)).toBe(OwnerId);
    await conn.sobject('Lead').update({ Id: String(id), City: 'x' }, off);
    expect(owner(id)).toBe(OwnerId);
    await conn.sobject('Lead').update({ Id: String(id), City: 'y' });
    expect(owner(id)).toBe(web);
    const many = await conn.sobject('Lead').create([lead, lead], off);
    expect(many.map((result) => owner(result.id))).toEqual([OwnerId, OwnerId]);
  });
});

describe('collections', () => {
  it('answer each row for itself, in order, 200 even when rows are refused', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    sandbox.world.refuseRow('Lead', (row) => row['Company'] === 'Locked', {
      statusCode: 'UNABLE_TO_LOCK_ROW',
      message: 'unable to obtain exclusive access to this record',
    });
    const rows = [
      { LastName: 'A', Company: 'Fine' },
      { LastName: 'B', Company: 'Locked' },
      { Company: 'No name' },
      { LastName: 'D', Company: 'Fine' },
    ];
    const answer = await conn.sobject('Lead').create(rows);
    expect(answer.map((row) => row.success)).toEqual([true, false, false, true]);
    expect(answer[1]).toEqual({
      success: false,
      errors: [
        {
          statusCode: 'UNABLE_TO_LOCK_ROW',
          message: 'unable to obtain exclusive access to this record',
          fields: [],
        },
      ],
    });
    expect(answer[2]?.errors).toMatchObject([{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }]);
    expect((await conn.sobject('Lead').create([rows[1] ?? {}]))[0]).toMatchObject({ success: true });
  });

  it('undo everything when they are all-or-none', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const answer = await conn
      .sobject('Lead')
      .create([{ LastName: 'A', Company: 'A' }, { LastName: 'B' }], { allOrNone: true });
    const codes = answer.map((row) => row.errors.map((error) => 'statusCode' in error && error.statusCode));
    expect(codes).toEqual([['ALL_OR_NONE_OPERATION_ROLLED_BACK'], ['REQUIRED_FIELD_MISSING']]);
    expect(sandbox.world.rowsOf('Lead').length).toBe(2);
  });

  it('upsert by the external id, update and delete by id, and name the row that is in the way', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const keys = ['k1', 'k2'].map((key) => ({ [KEY]: key, Type__c: 'marketing-to-is' }));
    const made = await conn.sobject('Baton_Handoff__c').upsert(keys, KEY);
    expect(made).toMatchObject([
      { success: true, created: true },
      { success: true, created: true },
    ]);
    const again = await conn.sobject('Baton_Handoff__c').upsert([...keys, keys[0] ?? {}], KEY);
    expect(again).toMatchObject([
      { created: false, id: made[0]?.id },
      { created: false, id: made[1]?.id },
      { success: false, errors: [{ statusCode: 'DUPLICATE_EXTERNAL_ID' }] },
    ]);
    const clash = await conn.sobject('Baton_Handoff__c').create([{ [KEY]: 'k1' }]);
    expect(clash[0]?.errors).toMatchObject([
      {
        statusCode: 'DUPLICATE_VALUE',
        message: `duplicate value found: Baton_Key__c duplicates value on record with id: ${made[0]?.id?.slice(0, 15)}`,
      },
    ]);
    const changed = await conn.sobject('Baton_Handoff__c').update([
      { Id: String(made[0]?.id), Score__c: 70 },
      { Id: 'a0B5g000zzzzzzz', Score__c: 70 },
    ]);
    expect(changed).toMatchObject([
      { success: true },
      { success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] },
    ]);
    const gone = await conn.sobject('Baton_Handoff__c').destroy(made.map((row) => String(row.id)));
    expect(gone.every((row) => row.success)).toBe(true);
    expect(sandbox.world.rowsOf('Baton_Handoff__c')).toEqual([]);
    expect(await conn.sobject('Baton_Handoff__c').create({ [KEY]: 'k1' })).toMatchObject({ success: true });
  });

  it('take 200 rows and no more', async () => {
    const { conn } = await openBench({ assignmentRule: 'off' });
    const rows = Array.from({ length: 201 }, (_, n) => ({ Name: `A${n}` }));
    await expect(conn.sobject('Account').create(rows)).rejects.toMatchObject({ errorCode: 'EXCEEDED_ID_LIMIT' });
    const fits = await conn.sobject('Account').create(rows.slice(1));
    expect(fits.filter((row) => row.success).length).toBe(200);
  });
});

describe('describe', () => {
  it('tells types, picklists, rights and keys', async () => {
    const { conn } = await openBench();
    const { fields, keyPrefix } = await conn.sobject('Lead').describe();
    const of = (name: string) => fields.find((field) => field.name === name);
    expect(keyPrefix).toBe('00Q');
    expect(of('Baton_Id__c')).toMatchObject({
      type: 'string',
      length: 64,
      unique: true,
      externalId: true,
      custom: true,
    });
    expect(of('IsConverted')).toMatchObject({ type: 'boolean', createable: false, updateable: false });
    expect(of('OwnerId')).toMatchObject({
      type: 'reference',
      referenceTo: ['Group', 'User'],
      relationshipName: 'Owner',
    });
    expect(of('Baton_Need__c')).toMatchObject({
      restrictedPicklist: true,
      picklistValues: [
        { value: 'vague', active: true },
        { value: 'clear', active: true },
      ],
    });
    const task = await conn.sobject('Task').describe();
    const status = task.fields.find((field) => field.name === 'Status')?.picklistValues;
    expect(status?.filter((value) => value.defaultValue).map((value) => value.value)).toEqual(['Not Started']);
    expect((await conn.describeGlobal()).sobjects.map((object) => object.name)).toContain('Baton_Handoff__c');
    await expect(conn.sobject('Nothing').describe()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });
});

describe('replication', () => {
  it('tells which rows changed and which went, and how far that is known', async () => {
    const { conn, sandbox, goTo } = await openBench({ assignmentRule: 'off' });
    const [abe, baba] = ['Abe', 'Baba'].map((name) => idWhere(sandbox, 'Lead', 'LastName', name));
    goTo('2026-11-03T10:00:30Z');
    await conn.sobject('Lead').update({ Id: String(abe), City: '大阪' });
    await conn.sobject('Lead').destroy(String(baba));
    goTo('2026-11-03T10:05:20Z');
    const [from, to] = ['2026-11-03T09:00:00Z', '2026-11-03T11:00:00Z'];
    expect(await conn.sobject('Lead').updated(from, to)).toEqual({
      ids: [abe],
      latestDateCovered: '2026-11-03T10:05:00.000+0000',
    });
    const deleted = await conn.sobject('Lead').deleted(from, to);
    expect(deleted.deletedRecords).toEqual([{ id: baba, deletedDate: '2026-11-03T10:00:30.000+0000' }]);
    await expect(conn.sobject('Lead').updated(to, from)).rejects.toMatchObject({
      errorCode: 'INVALID_REPLICATION_DATE',
    });
  });
});
