import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactWrite, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
const update = (body: nock.RequestBodyMatcher = () => true) =>
  nock(BASE, { reqheaders }).post('/crm/v3/objects/contacts/batch/update', body);

/** HubSpot puts the list of what is wrong into the message itself. */
const said = (error: string): string =>
  `Property values were not valid: [{"isValid":false,"error":"${error}","name":"baton_stage"}]`;

onlyAnswered();

describe('each error answer says whose move it is', () => {
  test.each([
    [302, '', 'throttled', 'unavailable', 'vendor'],
    [400, { category: 'VALIDATION_ERROR', message: 'x' }, 'rejected', 'validation', 'user'],
    [400, { message: 'x', errors: [{ code: 'INVALID_EMAIL', message: 'x' }] }, 'rejected', 'format', 'user'],
    [400, { message: said('PROPERTY_DOESNT_EXIST') }, 'rejected', 'missing-field', 'admin'],
    [400, { message: said('INVALID_OPTION') }, 'rejected', 'picklist', 'admin'],
    [400, { message: said('READ_ONLY_VALUE') }, 'rejected', 'permission', 'admin'],
    [400, { message: said('INVALID_DATE') }, 'rejected', 'format', 'user'],
    [400, { message: said('INVALID_LONG') }, 'rejected', 'format', 'user'],
    [400, { errors: [{ code: 'CONFLICTING_UNIQUE_VALUE' }] }, 'rejected', 'duplicate', 'user'],
    [422, { message: said('INVALID_OPTION') }, 'rejected', 'picklist', 'admin'],
    [408, '', 'unknown', 'lost-answer', 'vendor'],
    [401, { category: 'INVALID_AUTHENTICATION', message: 'x' }, 'rejected', 'credential', 'admin'],
    [403, { category: 'MISSING_SCOPES', message: 'x' }, 'rejected', 'permission', 'admin'],
    [404, { category: 'OBJECT_NOT_FOUND', message: 'x' }, 'rejected', 'no-record', 'user'],
    [409, { category: 'CONFLICT', message: 'Contact already exists. Existing ID: 5' }, 'rejected', 'duplicate', 'user'],
    [414, 'URI too long', 'rejected', 'limit', 'baton'],
    [418, '', 'rejected', 'unlisted', 'admin'],
    [423, { message: 'locked' }, 'throttled', 'lock', 'vendor'],
    [477, {}, 'throttled', 'unavailable', 'vendor'],
    [500, { message: 'x' }, 'unknown', 'lost-answer', 'vendor'],
    [502, '<html>bad gateway</html>', 'unknown', 'lost-answer', 'vendor'],
    [503, '', 'unknown', 'lost-answer', 'vendor'],
    [504, '', 'unknown', 'lost-answer', 'vendor'],
    [521, '', 'unknown', 'lost-answer', 'vendor'],
    [523, '', 'unknown', 'lost-answer', 'vendor'],
    [524, '', 'unknown', 'lost-answer', 'vendor'],
    [530, 'error code: 1016', 'rejected', 'credential', 'admin'],
  ] as const)('%i %j: the write is %s, %s, for %s', async (status, body, state, category, mover) => {
    update().reply(status, body, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' });
    const { connector } = openStage();
    const [outcome] = await connector.send([contactWrite('1', { stage: 'mql' })]);
    expect(outcome).toMatchObject({ state, problem: { category, mover, system: 'hubspot' } });
    expect(outcome && 'problem' in outcome && outcome.problem?.code).toContain(String(status));
    expect(connector.spent().calls).toBe(1);
  });

  test.each([
    [{ policyName: 'TEN_SECONDLY_ROLLING', message: 'x' }, {}, '2026-11-21T09:00:10.000Z'],
    [{ policyName: 'SECONDLY', message: 'x' }, {}, '2026-11-21T09:00:01.000Z'],
    [{ message: 'You have reached your secondly limit.' }, {}, '2026-11-21T09:00:01.000Z'],
    [{ policyName: 'DAILY', message: 'x' }, {}, '2026-11-21T10:00:00.000Z'],
    [{ message: 'x' }, {}, '2026-11-21T09:00:10.000Z'],
    [{ policyName: 'SECONDLY' }, { 'retry-after': '30' }, '2026-11-21T09:00:30.000Z'],
  ])('429 %j %j: the write waits until %s', async (body, headers, until) => {
    update().reply(429, { status: 'error', errorType: 'RATE_LIMIT', ...body }, headers);
    const [outcome] = await openStage().connector.send([contactWrite('1', { stage: 'mql' })]);
    expect(outcome).toMatchObject({ state: 'throttled', until, problem: { category: 'limit' } });
  });

  test.each([
    ['CONFLICT', 'duplicate'],
    ['OBJECT_NOT_FOUND', 'no-record'],
    ['VALIDATION_ERROR', 'validation'],
  ])('a row of a 207 that is refused with %s is %s, for its user', async (category, expected) => {
    const errors = [{ status: 'error', category, message: 'x', context: { ids: ['1'] } }];
    update().reply(207, { status: 'COMPLETE', results: [], numErrors: 1, errors });
    const [outcome] = await openStage().connector.send([contactWrite('1', { stage: 'mql' })]);
    expect(outcome).toMatchObject({ state: 'rejected', problem: { category: expected, mover: 'user' } });
  });

  test('477 waits as long as HubSpot says', async () => {
    update().reply(477, {}, { 'retry-after': '120' });
    const [outcome] = await openStage().connector.send([contactWrite('1', { stage: 'mql' })]);
    expect(outcome).toMatchObject({ state: 'throttled', until: '2026-11-21T09:02:00.000Z' });
  });

  test.each([
    ['an empty body', ''],
    ['a cut body', '{"status":"COMPLETE","results":[{"id":"1"'],
    ['a row without its stamp', '{"results":[{"id":"1","properties":{}}]}'],
  ])('a 200 with %s is no complete answer: the write is unknown', async (_, body) => {
    update().reply(200, body, { 'content-type': 'application/json' });
    const [outcome] = await openStage().connector.send([contactWrite('1', { stage: 'mql' })]);
    expect(outcome).toMatchObject({ state: 'unknown', problem: { category: 'lost-answer' } });
  });

  test('a connection that breaks leaves the write unknown; one that never came about leaves it to be sent again', async () => {
    const { connector } = openStage();
    update().replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    expect(await connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([{ state: 'unknown' }]);
    update().replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(await connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([{ state: 'throttled' }]);
    expect(connector.spent().calls).toBe(1);
  });

  test('a problem holds the vendor’s sentence, cut, and neither the body nor the token', async () => {
    const message = `Contact refused ${'x'.repeat(900)}`;
    update().reply(400, { message, context: { email: ['secret@kaede.example'] }, correlationId: 'corr-1' });
    const stage = openStage();
    const outcomes = await stage.connector.send([contactWrite('1', { stage: 'mql' })]);
    const text = JSON.stringify([outcomes, stage.lines]);
    expect(text).toContain('Contact refused');
    expect(JSON.stringify(await refusedShortly())).toContain('Contact refused (correlationId corr-2)');
    expect(text).not.toContain('secret@kaede.example');
    expect(text).not.toContain(TOKEN);
    expect(outcomes[0]).toMatchObject({
      problem: { detail: expect.toSatisfy((detail: string) => detail.length <= 500) },
    });
  });
});

async function refusedShortly() {
  update().reply(400, { message: 'Contact refused', correlationId: 'corr-2' });
  return openStage().connector.send([contactWrite('1', { stage: 'mql' })]);
}
