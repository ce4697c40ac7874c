/** Whatever HubSpot answers a read with: the page is empty, the cursor stays, nothing is taken for gone, and the problem says whose move it is. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BASE, openStage } from './hubspot-setup.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const FROM = { from: '2026-11-21T08:00:00.000Z' };
const JSON_TYPE = { 'content-type': 'application/json' };
const HTML_TYPE = { 'content-type': 'text/html' };

/** Status, body, headers → category, whose move, and when asking again is worth it where that is told. */
const ANSWERS = [
  [400, { category: 'VALIDATION_ERROR', message: 'x' }, {}, 'validation', 'user', undefined],
  [408, '', {}, 'unavailable', 'vendor', undefined],
  [422, { message: 'x' }, {}, 'validation', 'user', undefined],
  [401, { category: 'INVALID_AUTHENTICATION', message: 'x' }, {}, 'credential', 'admin', undefined],
  [403, { category: 'MISSING_SCOPES', message: 'x' }, {}, 'permission', 'admin', undefined],
  [404, { category: 'OBJECT_NOT_FOUND', message: 'x' }, {}, 'no-record', 'user', undefined],
  [409, { category: 'CONFLICT', message: 'x' }, {}, 'duplicate', 'user', undefined],
  [414, 'URI too long', {}, 'limit', 'baton', undefined],
  [418, '', {}, 'unlisted', 'admin', undefined],
  [423, { message: 'locked' }, {}, 'lock', 'vendor', '2026-11-21T09:00:02.000Z'],
  [429, { policyName: 'TEN_SECONDLY_ROLLING' }, {}, 'limit', undefined, '2026-11-21T09:00:10.000Z'],
  [429, { policyName: 'SECONDLY' }, {}, 'limit', undefined, '2026-11-21T09:00:01.000Z'],
  [429, { policyName: 'DAILY' }, {}, 'limit', undefined, '2026-11-21T10:00:00.000Z'],
  [477, {}, { 'retry-after': '120' }, 'unavailable', 'vendor', '2026-11-21T09:02:00.000Z'],
  [477, {}, { 'retry-after': '999999' }, 'unavailable', 'vendor', '2026-11-22T09:00:00.000Z'],
  [477, {}, { 'retry-after': 'tomorrow' }, 'unavailable', 'vendor', '2026-11-21T09:01:00.000Z'],
  [500, { message: 'x' }, {}, 'unavailable', 'vendor', undefined],
  [502, '<html>bad gateway</html>', {}, 'unavailable', 'vendor', undefined],
  [503, '', {}, 'unavailable', 'vendor', undefined],
  [504, '', {}, 'unavailable', 'vendor', undefined],
  [521, '', {}, 'unavailable', 'vendor', undefined],
  [523, '', {}, 'unavailable', 'vendor', undefined],
  [524, '', {}, 'unavailable', 'vendor', undefined],
  [530, 'error code: 1016', {}, 'credential', 'admin', undefined],
] as const;

describe('a read', () => {
  test.each(ANSWERS)('answered with %i %j', async (status, body, headers, category, mover, retryAt) => {
    const type = typeof body === 'string' ? HTML_TYPE : JSON_TYPE;
    nock(BASE)
      .post('/crm/v3/objects/contacts/search')
      .reply(status, body, { ...type, ...headers });
    const { connector } = openStage();
    const page = await connector.pull('contacts', FROM);
    expect(page).toMatchObject({ records: [], activities: [], more: false, cursor: FROM });
    expect(page.problems).toMatchObject([
      { system: 'hubspot', category, ...(mover ? { mover } : {}), ...(retryAt ? { retryAt } : {}) },
    ]);
    expect(connector.spent().calls).toBe(1);
  });

  test.each([
    ['', JSON_TYPE],
    ['{"total":2,"results":[{"id":"1"', JSON_TYPE],
    ['<html>a page</html>', HTML_TYPE],
    ['{"total":1,"results":[{"properties":{}}]}', JSON_TYPE],
  ])('answered with 200 and %j reads nothing', async (body, type) => {
    nock(BASE).post('/crm/v3/objects/contacts/search').reply(200, body, type);
    const page = await openStage().connector.pull('contacts', FROM);
    expect(page).toMatchObject({ records: [], more: false, cursor: FROM, problems: [{ system: 'hubspot' }] });
  });
});
