/** The sandbox keeps single records as HubSpot documents it, seen through the official client. */
import { Client } from '@hubspot/api-client';
import { describe, expect, test } from 'vitest';
import { byPerson, openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { eachWithSandbox } from './hubspot-sandbox-bench.ts';

const bench = eachWithSandbox();

const create = (properties: Record<string, string>) =>
  bench.client.crm.contacts.basicApi.create({ properties, associations: [] });
const later = (duration: Temporal.DurationLike) => {
  bench.now = bench.now.add(duration);
};

describe('a contact', () => {
  test('comes back with strings or nulls, and only what was asked for', async () => {
    const made = await create({ email: 'Taro@Example-Works.example', lastname: '山田', purchase_budget: '12000000' });
    const read = await bench.client.crm.contacts.basicApi.getById(made.id, [
      'email',
      'purchase_budget',
      'phone',
      'no_such',
    ]);
    expect(read.properties).toEqual({
      createdate: '2026-11-02T00:00:00.000Z',
      email: 'taro@example-works.example',
      purchase_budget: '12000000',
      phone: null,
      hs_object_id: made.id,
      lastmodifieddate: '2026-11-02T00:00:00.000Z',
    });
    expect(read.createdAt).toEqual(new Date('2026-11-02T00:00:00Z'));
    expect(read.archived).toBe(false);
  });

  test('is found and changed by its e-mail, and stamped under its own name', async () => {
    await create({ email: 'a@x.example' });
    later({ minutes: 5 });
    await bench.client.crm.contacts.basicApi.update('a@x.example', { properties: { jobtitle: '部長' } }, 'email');
    const read = await bench.client.crm.contacts.basicApi.getById(
      'a@x.example',
      ['jobtitle', 'hs_lastmodifieddate'],
      undefined,
      undefined,
      false,
      'email',
    );
    expect(read.properties['jobtitle']).toBe('部長');
    expect(read.properties['lastmodifieddate']).toBe('2026-11-02T00:05:00.000Z');
    expect(read.properties['hs_lastmodifieddate']).toBeUndefined();
  });

  test('is unique by e-mail, further addresses included, and the refusal names the other only in prose', async () => {
    const first = await create({ email: 'a@x.example', hs_additional_emails: 'b@x.example;c@x.example' });
    await expect(create({ email: 'C@x.example' })).rejects.toMatchObject({
      code: 409,
      body: { status: 'error', category: 'CONFLICT', message: `Contact already exists. Existing ID: ${first.id}` },
    });
    await bench.client.crm.contacts.basicApi.archive(first.id);
    await expect(create({ email: 'c@x.example' })).resolves.toMatchObject({ archived: false });
  });

  test('is archived, not destroyed', async () => {
    const made = await create({ email: 'a@x.example' });
    await bench.client.crm.contacts.basicApi.archive(made.id);
    await expect(bench.client.crm.contacts.basicApi.getById(made.id)).rejects.toMatchObject({ code: 404 });
    const read = await bench.client.crm.contacts.basicApi.getById(made.id, ['email'], undefined, undefined, true);
    expect(read).toMatchObject({ archived: true, archivedAt: new Date('2026-11-02T00:00:00Z') });
    expect((await bench.client.crm.contacts.basicApi.getPage()).results).toEqual([]);
    const archived = await bench.client.crm.contacts.basicApi.getPage(10, undefined, [], [], [], true);
    expect(archived.results.map((one) => one.id)).toEqual([made.id]);
  });
});

test('what a write names is looked at before the record is, so that missing properties can be made first', async () => {
  const update = (properties: Record<string, string>) =>
    bench.client.crm.companies.basicApi.update('g1', { properties }, 'their_id');
  await expect(update({ their_id: 'g1' })).rejects.toMatchObject({
    code: 400,
    body: { errors: [{ code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['their_id'] } }] },
  });
  const property = { name: 'their_id', label: 'Id', type: 'string', fieldType: 'text', hasUniqueValue: true };
  await bench.client.apiRequest({
    method: 'POST',
    path: '/crm/v3/properties/companies',
    body: { ...property, groupName: 'companyinformation' },
  });
  await expect(update({ their_id: 'g1' })).rejects.toMatchObject({ code: 404 });
  await bench.client.crm.companies.basicApi.create({ properties: { name: 'One', their_id: 'g1' }, associations: [] });
  await expect(update({ name: 'Two' })).resolves.toMatchObject({ properties: { name: 'Two' } });
});

test('a list is walked to its end by cursor, and never more than a hundred at a time', async () => {
  for (let n = 0; n < 25; n += 1) await create({ email: `p${n}@x.example` });
  const ids: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 4; page += 1) {
    const answer = await bench.client.crm.contacts.basicApi.getPage(10, after);
    ids.push(...answer.results.map((one) => one.id));
    after = answer.paging?.next?.after;
    if (after === undefined) break;
  }
  expect(after).toBeUndefined();
  expect(new Set(ids).size).toBe(25);
  await expect(bench.client.crm.contacts.basicApi.getPage(101)).rejects.toMatchObject({ code: 400 });
});

describe('a write is refused', () => {
  const refused = async (properties: Record<string, string>) => {
    const error: unknown = await create({ email: 'r@x.example', ...properties }).catch((caught: unknown) => caught);
    return error;
  };

  test.each([
    ['an unknown property', { no_such: '1' }, 'PROPERTY_DOESNT_EXIST'],
    ['an unknown option', { hs_lead_status: 'Somewhere' }, 'INVALID_OPTION'],
    ['a calculated property', { num_conversion_events: '3' }, 'READ_ONLY_VALUE'],
    ['a number that is none', { purchase_budget: 'a lot' }, 'INVALID_DOUBLE'],
    ['a non-text value with spaces around it', { purchase_budget: ' 5 ' }, 'INVALID_VALUE'],
    ['a flag that is neither', { hs_email_optout: 'perhaps' }, 'INVALID_OPTION'],
    ['an instant without a zone', { createdate: '2026-11-02' }, 'INVALID_LONG'],
    ['an address that is none', { email: 'nobody' }, 'INVALID_EMAIL'],
    ['too long a text', { company: 'x'.repeat(65_537) }, 'VALUE_TOO_LONG'],
  ])('for %s', async (_what, properties, code) => {
    const error = await refused(properties);
    expect(error).toMatchObject({ code: 400, body: { status: 'error', category: 'VALIDATION_ERROR' } });
    expect(error).toMatchObject({
      body: { errors: [{ code }], message: expect.stringContaining(`"error":"${code}"`) },
    });
    expect(error).toMatchObject({ body: { correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  });

  test('without what its type requires', async () => {
    await expect(create({ phone: '1' })).rejects.toMatchObject({ code: 400 });
    const deals = bench.client.crm.deals.basicApi;
    await expect(deals.create({ properties: { dealname: 'D' }, associations: [] })).rejects.toMatchObject({
      code: 400,
    });
    const calls = bench.client.crm.objects.calls.basicApi;
    await expect(calls.create({ properties: { hs_call_title: 'C' }, associations: [] })).rejects.toMatchObject({
      code: 400,
    });
  });

  test('where it was ordered for one record, until it is accepted again', async () => {
    const made = await create({ email: 'r@x.example' });
    bench.sandbox.world.refuseRecord('contacts', made.id, { status: 423, category: 'LOCKED', message: 'locked' });
    const write = () => bench.client.crm.contacts.basicApi.update(made.id, { properties: { phone: '1' } });
    await expect(write()).rejects.toMatchObject({ code: 423, body: { category: 'LOCKED', message: 'locked' } });
    bench.sandbox.world.acceptRecord('contacts', made.id);
    await expect(write()).resolves.toMatchObject({ id: made.id });
  });
});

test('dates and instants come back in one form however they were written; an empty string clears', async () => {
  const made = await create({ email: 'd@x.example', createdate: '1793577600000' });
  expect(made.properties['createdate']).toBe('2026-11-02T00:00:00.000Z');
  await bench.client.crm.contacts.basicApi.update(made.id, { properties: { phone: '03-0000-0000' } });
  const cleared = await bench.client.crm.contacts.basicApi.update(made.id, { properties: { phone: '' } });
  expect(cleared.properties['phone']).toBeNull();
});

describe('the lifecycle stage', () => {
  const stageAfter = async (id: string, stage: string) => {
    await bench.client.crm.contacts.basicApi.update(id, { properties: { lifecyclestage: stage } });
    return (await bench.client.crm.contacts.basicApi.getById(id, ['lifecyclestage'])).properties['lifecyclestage'];
  };

  test('moves forward, stays where it is on a backward write, and goes back only once cleared', async () => {
    const { id } = await create({ email: 'l@x.example', lifecyclestage: 'lead' });
    expect(await stageAfter(id, 'salesqualifiedlead')).toBe('salesqualifiedlead');
    expect(await stageAfter(id, 'lead')).toBe('salesqualifiedlead');
    expect(await stageAfter(id, '')).toBeNull();
    expect(await stageAfter(id, 'lead')).toBe('lead');
  });

  test('can be told to refuse a backward write aloud', async () => {
    const strict = await openHubSpotSandbox({ now: () => bench.now, backwardStage: 'refuse' });
    const other = new Client({ accessToken: strict.token, basePath: strict.url });
    const properties = { email: 'l@x.example', lifecyclestage: 'customer' };
    const { id } = await other.crm.contacts.basicApi.create({ properties, associations: [] });
    await expect(
      other.crm.contacts.basicApi.update(id, { properties: { lifecyclestage: 'lead' } }),
    ).rejects.toMatchObject({ code: 400 });
    await strict.close();
  });
});

test('history tells each value, when, and whether an app or which person wrote it', async () => {
  const { id } = await create({ email: 'h@x.example', jobtitle: '担当' });
  later({ hours: 1 });
  bench.sandbox.world.change('contacts', id, { jobtitle: '部長' }, byPerson(7_010, bench.now.epochMilliseconds));
  later({ hours: 1 });
  await bench.client.crm.contacts.basicApi.update(id, { properties: { jobtitle: '部長' } });
  const read = await bench.client.crm.contacts.basicApi.getById(id, ['jobtitle'], ['jobtitle']);
  expect(read.propertiesWithHistory?.['jobtitle']).toEqual([
    expect.objectContaining({ value: '部長', sourceType: 'CRM_UI', sourceId: 'userId:7010', updatedByUserId: 7_010 }),
    expect.objectContaining({ value: '担当', sourceType: 'INTEGRATION', timestamp: new Date('2026-11-02T00:00:00Z') }),
  ]);
  // Writing an equal value is no history, yet it stamps the record.
  expect(read.properties['lastmodifieddate']).toBe('2026-11-02T02:00:00.000Z');
});

test('a deal knows whether it is closed and won', async () => {
  const properties = { dealname: 'D', dealstage: 'contractsent' };
  const deal = await bench.client.crm.deals.basicApi.create({ properties, associations: [] });
  const wanted = ['hs_is_closed', 'hs_is_closed_won'];
  const stateAfter = async (dealstage: string) => {
    await bench.client.crm.deals.basicApi.update(deal.id, { properties: { dealstage } });
    const { properties: shown } = await bench.client.crm.deals.basicApi.getById(deal.id, wanted);
    return wanted.map((name) => shown[name]);
  };
  expect(await stateAfter('closedlost')).toEqual(['true', 'false']);
  expect(await stateAfter('closedwon')).toEqual(['true', 'true']);
});

test('every engagement type is kept and stamped with hs_lastmodifieddate', async () => {
  const { calls, meetings, notes, tasks, emails } = bench.client.crm.objects;
  const at = '2026-11-02T00:00:00Z';
  const made = [
    await calls.basicApi.create({ properties: { hs_timestamp: at, hs_call_title: 'C' }, associations: [] }),
    await meetings.basicApi.create({ properties: { hs_timestamp: at, hs_meeting_title: 'M' }, associations: [] }),
    await notes.basicApi.create({ properties: { hs_timestamp: at, hs_note_body: 'N' }, associations: [] }),
    await tasks.basicApi.create({ properties: { hs_timestamp: at, hs_task_subject: 'T' }, associations: [] }),
    await emails.basicApi.create({ properties: { hs_timestamp: at, hs_email_direction: 'EMAIL' }, associations: [] }),
  ];
  expect(made.map((one) => one.properties['hs_lastmodifieddate'])).toEqual(Array(5).fill('2026-11-02T00:00:00.000Z'));
});
