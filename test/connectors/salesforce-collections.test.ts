/** Updates by id, to the letter, and the ids themselves. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { id18 } from '../../connectors/salesforce/fields.ts';
import { toIso } from '../../src/domain/instant.ts';
import { bench, CONTACT, DATA, LEAD, ORG } from './salesforce-setup.ts';

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});

describe('an update', () => {
  it('groups its rows by type, keeps assignment rules off, and reads each row by itself, by either name of the code', async () => {
    const records = [
      { attributes: { type: 'Contact' }, id: CONTACT.id, Baton_Stage__c: 'sql' },
      {
        attributes: { type: 'Lead' },
        id: LEAD.id,
        Baton_Stage__c: null,
        Baton_Stage_Since__c: '2026-11-01T00:00:00.000Z',
      },
    ];
    const scope = nock(ORG)
      .patch(`${DATA}/composite/sobjects`, { allOrNone: false, records })
      .matchHeader('sforce-auto-assign', 'FALSE')
      .matchHeader('content-type', 'application/json')
      .reply(200, [
        {
          success: false,
          errors: [{ statusCode: 'STRING_TOO_LONG', message: 'too long', fields: ['Baton_Stage__c'] }],
        },
        { success: false, errors: [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked', fields: [] }] },
      ]);
    const outcomes = await bench().connector.send([
      { kind: 'fields', target: LEAD, fields: { stage: null, stageSince: toIso('2026-11-01T00:00:00Z') } },
      { kind: 'fields', target: CONTACT, fields: { stage: 'sql' } },
    ]);
    expect(scope.isDone()).toBe(true);
    expect(outcomes).toMatchObject([
      { state: 'throttled', problem: { code: 'UNABLE_TO_LOCK_ROW', record: LEAD } },
      { state: 'rejected', problem: { code: 'STRING_TOO_LONG', field: 'Baton_Stage__c', record: CONTACT } },
    ]);
  });

  it('whose answer is a row short leaves that row unknown', async () => {
    nock(ORG)
      .patch(`${DATA}/composite/sobjects`)
      .reply(200, [{ id: LEAD.id, success: true, errors: [] }]);
    const outcomes = await bench().connector.send([
      { kind: 'fields', target: LEAD, fields: { stage: 'mql' } },
      { kind: 'fields', target: { ...LEAD, id: '00Q000000000002EAA' }, fields: { stage: 'mql' } },
    ]);
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'unknown']);
  });
});

describe('an id', () => {
  it.each([
    ['00U20000001Rx6d', '00U20000001Rx6dEAC'],
    ['00U20000001Rx6dEAC', '00U20000001Rx6dEAC'],
    ['005000000000001', '005000000000001AAA'],
    ['no id at all', 'no id at all'],
  ])('%s is %s', (id, full) => {
    expect(id18(id)).toBe(full);
  });
});
