/** The sandbox keeps every usual type of record, under each of its names, with pipelines that administrators change. */
import { Client } from '@hubspot/api-client';
import { describe, expect, test } from 'vitest';
import { openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { eachWithSandbox } from './hubspot-sandbox-bench.ts';

const bench = eachWithSandbox();

const hs_timestamp = '2026-11-02T00:00:00Z';
const TYPES: readonly (readonly [string, string, string, Record<string, string>])[] = [
  ['contacts', 'contact', '0-1', { email: 'a@x.example' }],
  ['companies', 'company', '0-2', { name: 'One' }],
  ['deals', 'deal', '0-3', { dealname: 'D', dealstage: 'contractsent' }],
  ['tickets', 'ticket', '0-5', { subject: 'T', hs_pipeline_stage: '1' }],
  ['products', 'product', '0-7', { name: 'P' }],
  ['line_items', 'line_item', '0-8', { name: 'L', quantity: '2' }],
  ['quotes', 'quote', '0-14', { hs_title: 'Q', hs_expiration_date: '2026-12-01' }],
  ['communications', 'communication', '0-18', { hs_timestamp, hs_communication_channel_type: 'SMS' }],
  ['tasks', 'task', '0-27', { hs_timestamp, hs_task_subject: 'T' }],
  ['notes', 'note', '0-46', { hs_timestamp, hs_note_body: 'N' }],
  ['meetings', 'meeting', '0-47', { hs_timestamp, hs_meeting_title: 'M' }],
  ['calls', 'call', '0-48', { hs_timestamp, hs_call_title: 'C' }],
  ['emails', 'email', '0-49', { hs_timestamp, hs_email_direction: 'EMAIL' }],
  ['postal_mail', 'postal_mail', '0-116', { hs_timestamp }],
  ['leads', 'lead', '0-136', { hs_lead_name: 'L' }],
];

describe('every type', () => {
  test.each(
    TYPES,
  )('%s: made, read by each name and on dated paths, listed, found, changed, archived', async (...row) => {
    const [plural, singular, typeId, properties] = row;
    const objects = bench.client.crm.objects;
    const made = await objects.basicApi.create(plural, { properties, associations: [] });
    expect(made.properties).toMatchObject(
      properties['hs_timestamp'] === undefined ? properties : { hs_object_id: made.id },
    );
    for (const name of [plural, singular, typeId]) {
      expect((await objects.basicApi.getById(name, made.id)).id).toBe(made.id);
      for (const version of ['2026-03', '2026-09']) {
        const answer = await bench.client.apiRequest({ path: `/crm/objects/${version}/${name}/${made.id}` });
        expect(await answer.json()).toMatchObject({ id: made.id });
      }
    }
    expect((await objects.basicApi.getPage(plural)).results.map(({ id }) => id)).toEqual([made.id]);
    const found = await objects.searchApi.doSearch(plural, {
      filterGroups: [],
      sorts: [],
      properties: [],
      limit: 10,
      after: '0',
    });
    expect(found).toMatchObject({ total: 1, results: [{ id: made.id }] });
    const [name = ''] = Object.keys(properties);
    await objects.basicApi.update(plural, made.id, { properties: { [name]: properties[name] ?? '' } });
    const known = await bench.client.crm.properties.coreApi.getAll(plural);
    expect(known.results.map((one) => one.name)).toContain(name);
    await objects.basicApi.archive(plural, made.id);
    await expect(objects.basicApi.getById(plural, made.id)).rejects.toMatchObject({ code: 404 });
  });

  test.each([
    ['tickets', { subject: 'Printer is broken', hs_pipeline_stage: '1' }, 'PRINTER', 'scanner'],
    ['notes', { hs_timestamp, hs_note_body: '上長に確認' }, '確認', '却下'],
  ])('%s are found by their words', async (type, properties, word, other) => {
    const found = async (query: string) => {
      const body = { query, properties: [], limit: 10, after: '0', sorts: [], filterGroups: [] };
      return (await bench.client.crm.objects.searchApi.doSearch(type, body)).total;
    };
    await bench.client.crm.objects.basicApi.create(type, { properties, associations: [] });
    expect([await found(word), await found(other)]).toEqual([1, 0]);
  });

  test('that nobody knows is a 404 in the vendor’s words', async () => {
    await expect(bench.client.crm.objects.basicApi.getPage('0-999')).rejects.toMatchObject({
      code: 404,
      body: { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Unable to infer object type from: 0-999' },
    });
  });

  test.each([
    'users',
    '0-115',
    'Marketing_Events',
    'orders',
  ])('%s are HubSpot’s, and said to be none of the sandbox’s', async (type) => {
    const before = bench.sandbox.server.unknownCalls;
    const message = `The sandbox has no records of ${type}`;
    await expect(bench.client.crm.objects.basicApi.getPage(type)).rejects.toMatchObject({
      code: 501,
      body: { message },
    });
    expect(bench.sandbox.server.unknownCalls).toBe(before + 1);
  });

  test('needs its own scope', async () => {
    const narrow = await openHubSpotSandbox({ now: () => bench.now, scopes: ['crm.objects.contacts.read'] });
    const other = new Client({ accessToken: narrow.token, basePath: narrow.url });
    await expect(other.crm.tickets.basicApi.getPage()).rejects.toMatchObject({
      code: 403,
      body: { errors: [{ context: { requiredGranularScopes: ['tickets'] } }] },
    });
    await narrow.close();
  });
});

describe('pipelines', () => {
  const api = () => bench.client.crm.pipelines;

  test('of deals and tickets stand from the start; contacts have none', async () => {
    const stages = (await api().pipelinesApi.getById('deals', 'default')).stages;
    expect(stages.at(-2)).toMatchObject({ id: 'closedwon', metadata: { probability: '1.0', isClosed: 'true' } });
    const tickets = await api().pipelinesApi.getAll('0-5');
    expect(tickets.results[0]?.stages.map(({ label }) => label)).toEqual([
      'New',
      'Waiting on contact',
      'Waiting on us',
      'Closed',
    ]);
    expect((await api().pipelinesApi.getAll('contacts')).results).toEqual([]);
  });

  test('that are made have numbers for ids, and deals may stand in their stages', async () => {
    const stage = (label: string, probability: string, isClosed: string, displayOrder: number) => ({
      label,
      displayOrder,
      metadata: { probability, isClosed },
    });
    const made = await api().pipelinesApi.create('deals', {
      label: 'Renewals',
      displayOrder: 1,
      stages: [stage('Open', '0.5', 'false', 0), stage('Signed', '1.0', 'true', 1)],
    });
    expect(made.id).toMatch(/^\d+$/);
    const signed = made.stages[1]?.id ?? '';
    const deal = await bench.client.crm.deals.basicApi.create({
      properties: { dealname: 'D', pipeline: made.id, dealstage: signed },
      associations: [],
    });
    const read = await bench.client.crm.deals.basicApi.getById(deal.id, ['hs_is_closed', 'hs_is_closed_won']);
    expect(read.properties).toMatchObject({ hs_is_closed: 'true', hs_is_closed_won: 'true' });
    await expect(api().pipelineStagesApi.archive('deals', made.id, signed)).rejects.toMatchObject({ code: 400 });
    await expect(api().pipelinesApi.archive('deals', made.id, true)).rejects.toMatchObject({ code: 400 });
    const lost = await api().pipelineStagesApi.create('deals', made.id, stage('Lost', '0.0', 'true', 2));
    const renamed = await api().pipelineStagesApi.update('deals', made.id, lost.id, { label: 'Gone' });
    expect(renamed).toMatchObject({ label: 'Gone', metadata: { probability: '0.0' } });
    await api().pipelineStagesApi.archive('deals', made.id, lost.id);
    const left = await api().pipelineStagesApi.getAll('deals', made.id);
    expect(left.results.map(({ label }) => label)).toEqual(['Open', 'Signed']);
    await api().pipelinesApi.archive('deals', made.id);
    await expect(
      bench.client.crm.deals.basicApi.update(deal.id, { properties: { dealstage: signed } }),
    ).rejects.toMatchObject({ code: 400 });
  });

  test('are renamed, replaced whole, and their stages read and changed one by one', async () => {
    const stage = (label: string, probability: string) => ({
      label,
      displayOrder: 0,
      metadata: { probability, isClosed: 'false' },
    });
    const made = await api().pipelinesApi.create('deals', {
      label: 'Renewals',
      displayOrder: 1,
      stages: [stage('Open', '0.5')],
    });
    expect(await api().pipelinesApi.update('deals', made.id, { label: 'Upsell' })).toMatchObject({
      label: 'Upsell',
      stages: [{ label: 'Open' }],
    });
    const open = made.stages[0]?.id ?? '';
    expect(await api().pipelineStagesApi.getById('deals', made.id, open)).toMatchObject({ id: open, label: 'Open' });
    await expect(api().pipelineStagesApi.getById('deals', made.id, '0')).rejects.toMatchObject({ code: 404 });
    expect(await api().pipelineStagesApi.replace('deals', made.id, open, stage('Begun', '0.6'))).toMatchObject({
      id: open,
      label: 'Begun',
      metadata: { probability: '0.6' },
    });
    const replaced = await api().pipelinesApi.replace('deals', made.id, {
      label: 'Anew',
      displayOrder: 3,
      stages: [stage('First', '0.1')],
    });
    expect(replaced).toMatchObject({ id: made.id, label: 'Anew', displayOrder: 3, stages: [{ label: 'First' }] });
    expect(replaced.stages.map(({ id }) => id)).not.toContain(open);
    const first = replaced.stages[0]?.id ?? '';
    for (const one of [made.id, `${made.id}/stages/${first}`]) {
      const audit = await bench.client.apiRequest({ path: `/crm/v3/pipelines/deals/${one}/audit` });
      expect(await audit.json()).toEqual({ results: [] });
    }
  });

  test('of deals are refused without a probability', async () => {
    const stages = [{ label: 'Open', displayOrder: 0, metadata: {} }];
    await expect(api().pipelinesApi.create('deals', { label: 'P', displayOrder: 1, stages })).rejects.toMatchObject({
      code: 400,
      body: { category: 'VALIDATION_ERROR' },
    });
  });

  test('stand under dated paths too', async () => {
    const answer = await bench.client.apiRequest({ path: '/crm/pipelines/2026-03/deals/default/stages' });
    expect(await answer.json()).toMatchObject({ results: [{ id: 'appointmentscheduled' }, {}, {}, {}, {}, {}, {}] });
  });
});
