import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactRow, key, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}` };

function account() {
  return nock(BASE, { reqheaders })
    .get('/account-info/v3/details')
    .reply(200, { portalId: 4711, timeZone: 'Asia/Tokyo', uiDomain: 'app.hubspot.example' });
}
function search(object: string, body: nock.RequestBodyMatcher) {
  return nock(BASE, { reqheaders: { ...reqheaders, 'content-type': 'application/json' } }).post(
    `/crm/v3/objects/${object}/search`,
    body,
  );
}

onlyAnswered();

describe('calls, meetings and notes', () => {
  function associations(object: string, ids: string[], results: unknown[], status = 200) {
    nock(BASE, { reqheaders })
      .post(`/crm/v4/associations/${object}/contacts/batch/read`, { inputs: ids.map((id) => ({ id })) })
      .reply(status, { status: 'COMPLETE', results });
  }
  const link = (id: string, ...to: number[]) => ({
    from: { id },
    to: to.map((toObjectId) => ({ toObjectId, associationTypes: [] })),
  });

  test('a call says who called whom, for how long, and what came of it, with one associations call a page', async () => {
    account();
    search('calls', (body) => JSON.stringify(body['filterGroups']).includes('hs_lastmodifieddate')).reply(200, {
      total: 3,
      results: [
        contactRow('71', {
          hs_timestamp: '2026-11-20T01:00:00Z',
          hs_call_direction: 'OUTBOUND',
          hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
          hs_call_duration: '90000',
          hs_call_title: 'Hearing',
          hs_call_body: '<p>Budget is <b>studied</b>&nbsp;&amp; open</p><p>Next week</p>',
          hubspot_owner_id: '501',
        }),
        contactRow('72', { hs_timestamp: '2026-11-20T02:00:00Z', hs_call_status: 'NO_ANSWER' }),
        contactRow('73', { hs_timestamp: '2026-11-20T03:00:00Z' }),
      ],
    });
    associations('calls', ['71', '72', '73'], [link('71', 101, 102), link('72', 101)], 207);
    const page = await openStage().connector.pull('calls', undefined);
    expect(page.activities).toEqual([
      {
        system: 'hubspot',
        kind: 'call',
        id: '71',
        subjects: [key('hubspot/contact/101'), key('hubspot/contact/102')],
        occurredAt: '2026-11-20T01:00:00.000Z',
        actor: { type: 'person', user: '501' },
        properties: { direction: 'out', outcome: 'connected', durationMs: 90_000, subject: 'Hearing' },
        text: 'Budget is studied & open\nNext week',
        url: 'https://app.hubspot.example/contacts/4711/record/0-1/101',
      },
      {
        system: 'hubspot',
        kind: 'call',
        id: '72',
        subjects: [key('hubspot/contact/101')],
        occurredAt: '2026-11-20T02:00:00.000Z',
        actor: { type: 'unknown' },
        properties: { outcome: 'no-answer' },
        url: 'https://app.hubspot.example/contacts/4711/record/0-1/101',
      },
    ]);
  });

  test.each([
    ['f240bbac-87c9-4f6e-bf70-924b57d47db7', 'connected'],
    ['a4c4c377-d246-4b32-a13b-75a56a4cd0ff', 'left-message'],
    ['b2cf5968-551e-4856-9783-52b3da59a7d0', 'left-voicemail'],
    ['73a0d17f-1163-4015-bdd5-ec830791da20', 'no-answer'],
    ['9d9162e7-6cf3-4944-bf63-4dff82258764', 'busy'],
    ['17b47fee-58de-441e-a44c-c6300d46f273', 'wrong-number'],
    ['00000000-0000-0000-0000-000000000000', 'other'],
  ])('disposition %s is the outcome %s', async (disposition, outcome) => {
    account();
    const row = contactRow('1', { hs_timestamp: '2026-11-20T01:00:00Z', hs_call_disposition: disposition });
    search('calls', () => true).reply(200, { total: 1, results: [row] });
    associations('calls', ['1'], [link('1', 101)]);
    const page = await openStage().connector.pull('calls', undefined);
    expect(page.activities[0]?.properties['outcome']).toBe(outcome);
  });

  test.each([
    ['COMPLETED', 'held'],
    ['NO_SHOW', 'no-show'],
    ['CANCELED', 'cancelled'],
    [null, 'scheduled'],
    ['theirs', 'other'],
  ])('a meeting whose outcome is %s reads %s, at the time it starts', async (theirs, outcome) => {
    account();
    const times = { hs_timestamp: '2026-11-19T00:00:00Z', hs_meeting_start_time: '2026-11-25T05:00:00Z' };
    search('meetings', () => true).reply(200, {
      total: 1,
      results: [contactRow('1', { ...times, hs_meeting_outcome: theirs })],
    });
    associations('meetings', ['1'], [link('1', 101)]);
    const [meeting] = (await openStage().connector.pull('meetings', undefined)).activities;
    expect([meeting?.kind, meeting?.occurredAt, meeting?.properties['outcome']]).toEqual([
      'meeting',
      '2026-11-25T05:00:00.000Z',
      outcome,
    ]);
  });

  test('a page without notes asks for no associations, and a note’s further contacts are fetched', async () => {
    account();
    const stage = openStage();
    search('notes', () => true).reply(200, { total: 0, results: [] });
    expect((await stage.connector.pull('notes', undefined)).activities).toEqual([]);
    const row = contactRow('1', { hs_timestamp: '2026-11-20T01:00:00Z', hs_note_body: 'a &lt;b&gt; c' });
    search('notes', () => true).reply(200, { total: 1, results: [row] });
    associations('notes', ['1'], [{ ...link('1', 101), paging: { next: { after: 'x' } } }]);
    nock(BASE)
      .post('/crm/v4/associations/notes/contacts/batch/read', { inputs: [{ id: '1', after: 'x' }] })
      .reply(200, { results: [link('1', 102)] });
    const [note] = (await stage.connector.pull('notes', undefined)).activities;
    expect(note?.subjects).toEqual([key('hubspot/contact/101'), key('hubspot/contact/102')]);
    expect(note?.text).toBe('a <b> c');
  });

  test.each([
    ['has no contact', 'OBJECT_NOT_FOUND', { problems: 0 }],
    ['could not be asked about', 'INTERNAL_ERROR', { problems: 1 }],
  ])('a call that %s: the page is read, or not, accordingly', async (_, category, { problems }) => {
    if (problems === 0) account();
    search('calls', () => true).reply(200, { total: 1, results: [contactRow('1', {})] });
    nock(BASE)
      .post('/crm/v4/associations/calls/contacts/batch/read')
      .reply(207, {
        status: 'COMPLETE',
        results: [],
        numErrors: 1,
        errors: [{ status: 'error', category, message: 'x' }],
      });
    const page = await openStage().connector.pull('calls', undefined);
    expect(page.problems).toHaveLength(problems);
    expect(page.cursor).toEqual(problems === 0 ? { from: '2026-11-21T08:58:00.000Z' } : {});
  });

  test('while the associations cannot be had the page is not counted as read', async () => {
    search('notes', () => true).reply(200, { total: 1, results: [contactRow('1', {})] });
    nock(BASE).post('/crm/v4/associations/notes/contacts/batch/read').reply(502, '<html>bad gateway</html>', {
      'content-type': 'text/html',
    });
    const cursor = { from: '2026-11-21T08:00:00.000Z' };
    const page = await openStage().connector.pull('notes', cursor);
    expect([page.cursor, page.more, page.activities]).toEqual([cursor, false, []]);
    expect(page.problems).toMatchObject([{ category: 'unavailable', code: '502' }]);
  });
});
