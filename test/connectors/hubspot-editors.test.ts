import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import { type Editor, type RecordRef, recordKey } from '../../src/domain/record.ts';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}` };
const READ_AT = iso(Temporal.Instant.from('2026-11-21T08:59:00Z'));
const BEFORE = '2026-11-21T08:00:00.000Z';
const AFTER = '2026-11-21T08:59:30.000Z';
const ref = (id: string): RecordRef => ({ system: 'hubspot', object: 'contact', id });

onlyAnswered();

function historyOf(id: string, entries: readonly object[], value = ''): void {
  nock(BASE, { reqheaders })
    .post('/crm/v3/objects/contacts/batch/read', {
      properties: ['lifecyclestage'],
      propertiesWithHistory: ['lifecyclestage'],
      inputs: [{ id }],
    })
    .reply(200, {
      results: [{ id, properties: { lifecyclestage: value }, propertiesWithHistory: { lifecyclestage: entries } }],
    });
}

function tokenInfo(status: number, body: object) {
  return nock(BASE, { reqheaders })
    .post('/oauth/v2/private-apps/get/access-token-info', { tokenKey: TOKEN })
    .reply(status, body as nock.Body);
}

type Stage = ReturnType<typeof openStage>;

async function editorOf({ connector }: Stage, id: string): Promise<Editor | undefined> {
  const found = await connector.editors?.([{ ref: ref(id), modifiedAt: READ_AT, fields: ['lifecycleStage'] }]);
  return found?.get(recordKey(ref(id)))?.['lifecycleStage'];
}

const at = (timestamp: string, more: object) => ({ value: '', timestamp, ...more });

describe('who gave a property its value', () => {
  test.each<[string, object, Editor]>([
    ['a person at the screen', { sourceType: 'CRM_UI', sourceId: 'userId:12', updatedByUserId: 12 }, person('12')],
    ['one whom only the source names', { sourceType: 'MOBILE_IOS', sourceId: 'userId:13' }, person('13')],
    ['one whom nothing names', { sourceType: 'CRM_UI' }, { by: 'person' }],
    ['a workflow', { sourceType: 'AUTOMATION_PLATFORM', sourceId: 'workflow' }, { by: 'automation' }],
    ['an import', { sourceType: 'IMPORT', sourceId: '7' }, { by: 'import' }],
    ['HubSpot’s own connector', { sourceType: 'SALESFORCE' }, { by: 'integration' }],
    ['what is not known', { sourceType: 'CALCULATED' }, { by: 'system' }],
  ])('%s', async (_, source, editor) => {
    historyOf('101', [at(BEFORE, source)]);
    expect(await editorOf(openStage(), '101')).toEqual(editor);
  });

  test('is whom the newest entry names, though not one of after the reading', async () => {
    historyOf('101', [
      at(AFTER, { sourceType: 'IMPORT' }),
      at('2026-11-20T08:00:00.000Z', { sourceType: 'CRM_UI' }),
      at(BEFORE, { sourceType: 'AUTOMATION_PLATFORM' }),
    ]);
    expect(await editorOf(openStage(), '101')).toEqual({ by: 'automation' });
  });

  test('of the same moment is whom the value that stands is of', async () => {
    historyOf(
      '101',
      [
        { ...at(BEFORE, { sourceType: 'CRM_UI' }), value: 'lead' },
        { ...at(BEFORE, { sourceType: 'AUTOMATION_PLATFORM' }), value: 'customer' },
      ],
      'lead',
    );
    expect(await editorOf(openStage(), '101')).toEqual({ by: 'person' });
  });

  test('another app is told from our own by its id, for which HubSpot is asked once a day', async () => {
    const stage = openStage();
    const info = tokenInfo(200, { userId: 1, hubId: 4711, appId: 4_200_001, scopes: [] });
    historyOf('101', [at(BEFORE, { sourceType: 'INTEGRATION', sourceId: '4200001' })]);
    expect(await editorOf(stage, '101')).toEqual({ by: 'integration' });
    expect(info.isDone()).toBe(true);
    historyOf('102', [at(BEFORE, { sourceType: 'INTEGRATION', sourceId: '9900001' })]);
    expect(await editorOf(stage, '102')).toEqual({ by: 'integration', other: true });
    stage.pass({ hours: 24 });
    tokenInfo(200, { userId: 1, hubId: 4711, appId: 9_900_001, scopes: [] });
    historyOf('102', [at(BEFORE, { sourceType: 'INTEGRATION', sourceId: '9900001' })]);
    expect(await editorOf(stage, '102')).toEqual({ by: 'integration' });
  });

  test.each([
    ['HubSpot does not say which is ours', 404, { category: 'NOT_FOUND', message: 'no' }],
    ['its answer does not name it', 200, { scopes: [] }],
  ])('nothing is said of an app where %s, and it is not asked again that day', async (_, status, body) => {
    const stage = openStage();
    tokenInfo(status, body);
    for (const id of ['101', '102']) {
      historyOf(id, [at(BEFORE, { sourceType: 'INTEGRATION', sourceId: '9900001' })]);
      expect(await editorOf(stage, id)).toEqual({ by: 'integration' });
    }
  });

  test('cannot be said where the history cannot be had', async () => {
    nock(BASE).post('/crm/v3/objects/contacts/batch/read').reply(403, { category: 'MISSING_SCOPES', message: 'no' });
    expect(await editorOf(openStage(), '101')).toBeUndefined();
  });
});

function person(user: string): Editor {
  return { by: 'person', user: `user:${user}` };
}
