import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactRow, contactWrite, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
const read = (body: nock.RequestBodyMatcher = () => true) =>
  nock(BASE, { reqheaders }).post('/crm/v3/objects/contacts/batch/read', body);
const at = '2026-11-21T09:00:01.000Z';

onlyAnswered();

describe('resolve', () => {
  test('reads the targets once and says of each whether its values are there', async () => {
    read({
      properties: ['baton_total_score', 'baton_stage_since', 'baton_reasons', 'baton_stage'],
      propertiesWithHistory: [],
      inputs: [{ id: '1' }, { id: '2' }, { id: '3' }],
    }).reply(207, {
      status: 'COMPLETE',
      results: [
        contactRow('2', { baton_stage: 'lead' }, at),
        contactRow(
          '1',
          { baton_total_score: '72', baton_stage_since: '2026-11-21T09:00:00Z', baton_reasons: 'a\r\nb' },
          at,
        ),
      ],
      numErrors: 1,
      errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'x', context: { ids: ['3'] } }],
    });
    const { connector } = openStage();
    const outcomes = await connector.resolve([
      contactWrite('1', { totalScore: 72, stageSince: '2026-11-21T09:00:00.000Z', reasons: 'a\nb' }),
      contactWrite('2', { stage: 'mql' }),
      contactWrite('3', { stage: 'mql' }),
    ]);
    expect(outcomes).toMatchObject([
      { state: 'already', modifiedAt: at, record: { id: '1' } },
      { state: 'rejected', problem: { code: 'NOT_DONE', category: 'lost-answer' } },
      { state: 'rejected', problem: { code: 'NOT_DONE', category: 'no-record' } },
    ]);
    expect(connector.spent().byPurpose).toEqual({ resolve: 1 });
  });

  test('a cleared property is there when it is empty', async () => {
    read().reply(200, { results: [contactRow('1', { baton_owner: null }, at)] });
    expect(await openStage().connector.resolve([contactWrite('1', { ownerName: null })])).toMatchObject([
      { state: 'already' },
    ]);
  });

  test('while reading fails the writes stay unknown', async () => {
    read().reply(503, '');
    expect(await openStage().connector.resolve([contactWrite('1', { stage: 'mql' })])).toMatchObject([
      { state: 'unknown' },
    ]);
  });

  test('what could not be read beside others stays unknown, and is not taken for gone', async () => {
    read().reply(207, {
      status: 'COMPLETE',
      results: [contactRow('1', { baton_stage: 'mql' }, at)],
      numErrors: 2,
      errors: [
        { status: 'error', category: 'INTERNAL_ERROR', message: 'x', context: { ids: ['2'] } },
        { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'x', context: { ids: ['3'] } },
      ],
    });
    const writes = ['1', '2', '3'].map((id) => contactWrite(id, { stage: 'mql' }));
    expect(await openStage().connector.resolve(writes)).toMatchObject([
      { state: 'already' },
      { state: 'unknown', problem: { code: '207 INTERNAL_ERROR', record: { id: '2' } } },
      { state: 'rejected', problem: { code: 'NOT_DONE', category: 'no-record' } },
    ]);
  });

  test('reads while writing is stopped', async () => {
    read().reply(200, { results: [contactRow('1', { baton_stage: 'mql' }, at)] });
    const stage = openStage();
    stage.may = false;
    expect(await stage.connector.resolve([contactWrite('1', { stage: 'mql' })])).toMatchObject([{ state: 'already' }]);
  });
});
