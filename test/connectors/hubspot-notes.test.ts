/** Notes of handoffs as HubSpot is asked for them, and what its answers mean. */
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { systemMapping } from '../../src/domain/mapping.ts';
import type { Fields } from '../../src/domain/record.ts';
import type { FieldsWrite } from '../../src/domain/writes.ts';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactWrite, MAPPING, openStage } from './hubspot-setup.ts';

const KEY = 'baton_handoff_key';
const mapping = systemMapping.parse({ ...MAPPING, handoffNotes: { key: KEY } });
const at = '2026-11-21T09:00:01.000Z';
const ALL: Fields = { at: '2026-11-21T08:59:00.000Z', contact: '1001', body: 'a <b> & "c"\nd' };

onlyAnswered();

function note(id: string, fields: Fields = ALL): FieldsWrite {
  return { kind: 'fields', target: { system: 'hubspot', object: 'note', id }, fields };
}
const row = (id: string, key: string) => ({
  id,
  properties: { [KEY]: key },
  createdAt: at,
  updatedAt: at,
  archived: false,
});
const calls = (what: string, body: nock.RequestBodyMatcher = () => true) =>
  nock(BASE).post(`/crm/v3/objects/notes/batch/${what}`, body);
const ties = (body: nock.RequestBodyMatcher = () => true) =>
  nock(BASE).post('/crm/v4/associations/notes/contacts/batch/associate/default', body);
const entry = (trace: string, category: string) => ({
  status: 'error',
  category,
  message: 'x',
  context: { objectWriteTraceId: [trace] },
});

describe('a note of a handoff', () => {
  test('is upserted under its key, escaped, and tied to its contact', async () => {
    const properties = {
      [KEY]: 'bh1',
      hs_note_body: 'a &lt;b&gt; &amp; &quot;c&quot;<br>d',
      hs_timestamp: '2026-11-21T08:59:00.000Z',
    };
    calls('upsert', {
      inputs: [{ id: 'bh1', idProperty: KEY, objectWriteTraceId: 'bh1', properties }],
    }).reply(200, { status: 'COMPLETE', results: [{ ...row('77', 'bh1'), new: true }] });
    ties({ inputs: [{ from: { id: '77' }, to: { id: '1001' } }] }).reply(200, { status: 'COMPLETE', results: [] });
    const { connector } = openStage({ mapping });
    expect(await connector.send([note('bh1')])).toMatchObject([
      { state: 'done', record: { id: 'bh1' }, modifiedAt: at },
    ]);
    expect(connector.spent().calls).toBe(2);
  });

  test('that stands is updated by the same key, and tied again only where it is another contact’s', async () => {
    calls('update', {
      inputs: [
        { id: 'bh1', idProperty: KEY, objectWriteTraceId: 'bh1', properties: { [KEY]: 'bh1', hs_note_body: 'x' } },
        { id: 'bh2', idProperty: KEY, objectWriteTraceId: 'bh2', properties: { [KEY]: 'bh2', hs_note_body: 'y' } },
      ],
    }).reply(200, { results: [row('78', 'bh2'), row('77', 'bh1')] });
    ties({ inputs: [{ from: { id: '78' }, to: { id: '1002' } }] }).reply(200, { results: [] });
    const writes = [note('bh1', { body: 'x' }), note('bh2', { body: 'y', contact: '1002' })];
    expect(await openStage({ mapping }).connector.send(writes)).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  });

  test('that a person has deleted is left deleted', async () => {
    calls('update').reply(207, { results: [], numErrors: 1, errors: [entry('bh1', 'OBJECT_NOT_FOUND')] });
    expect(await openStage({ mapping }).connector.send([note('bh1', { body: 'x' })])).toMatchObject([
      { state: 'already' },
    ]);
  });

  test('fails alone, by its trace, or with the contact that it was to be tied to', async () => {
    calls('upsert').reply(207, {
      results: [row('78', 'bh2'), row('79', 'bh3')],
      numErrors: 1,
      errors: [entry('bh1', 'VALIDATION_ERROR')],
    });
    const gone = { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'x', context: { fromObjectId: ['79'] } };
    ties().reply(207, { results: [], numErrors: 1, errors: [gone] });
    const outcomes = await openStage({ mapping }).connector.send([note('bh1'), note('bh2'), note('bh3')]);
    expect(outcomes).toMatchObject([
      { state: 'rejected', problem: { category: 'validation', record: { object: 'note', id: 'bh1' } } },
      { state: 'done' },
      { state: 'rejected', problem: { category: 'no-record', record: { object: 'note', id: 'bh3' } } },
    ]);
  });

  test.each([
    [400, { category: 'VALIDATION_ERROR', message: 'non-unique property' }, 'rejected'],
    [403, { category: 'MISSING_SCOPES', message: 'x' }, 'rejected'],
    [423, { message: 'locked' }, 'throttled'],
    [429, { policyName: 'SECONDLY' }, 'throttled'],
    [503, {}, 'unknown'],
  ] as const)('refused with %i leaves nothing half done', async (status, body, state) => {
    calls('upsert').reply(status, body, { 'content-type': 'application/json' });
    expect(await openStage({ mapping }).connector.send([note('bh1')])).toMatchObject([{ state }]);
  });

  test('whose contact got no answer is unknown, and is sent again whole', async () => {
    calls('upsert').reply(200, { results: [row('77', 'bh1')] });
    ties().reply(503, {});
    const { connector } = openStage({ mapping });
    expect(await connector.send([note('bh1')])).toMatchObject([{ state: 'unknown' }]);
    calls('read', {
      ...{ inputs: [{ id: 'bh1' }], idProperty: KEY, properties: [KEY, 'hs_note_body'], propertiesWithHistory: [] },
    }).reply(200, {
      results: [{ ...row('77', 'bh1'), properties: { [KEY]: 'bh1', hs_note_body: 'a &lt;b&gt; &amp; "c"<br/>d' } }],
    });
    nock(BASE)
      .post('/crm/v4/associations/notes/contacts/batch/read', { inputs: [{ id: '77' }] })
      .reply(200, { results: [] });
    expect(await connector.resolve([note('bh1')])).toMatchObject([
      { state: 'rejected', problem: { code: 'NOT_DONE' } },
    ]);
  });

  test('read back with its words and its contact was done', async () => {
    const body = 'a &lt;b&gt; &amp; "c"<br/>d';
    calls('read').reply(200, { results: [{ ...row('77', 'bh1'), properties: { [KEY]: 'bh1', hs_note_body: body } }] });
    const to = [{ toObjectId: 1001, associationTypes: [] }];
    nock(BASE)
      .post('/crm/v4/associations/notes/contacts/batch/read')
      .reply(200, { results: [{ from: { id: '77' }, to }] });
    expect(await openStage({ mapping }).connector.resolve([note('bh1')])).toMatchObject([{ state: 'already' }]);
  });

  test('keeps its place among other writes, and has none where the mapping does not ask for it', async () => {
    nock(BASE)
      .post('/crm/v3/objects/contacts/batch/update')
      .reply(200, { results: [{ ...row('5', ''), properties: { baton_stage: 'mql' } }] });
    const outcomes = await openStage().connector.send([note('bh1'), contactWrite('5', { stage: 'mql' })]);
    expect(outcomes).toMatchObject([
      { state: 'rejected', problem: { category: 'mapping', code: 'NOT_SUPPORTED' } },
      { state: 'done', record: { id: '5' } },
    ]);
  });
});
