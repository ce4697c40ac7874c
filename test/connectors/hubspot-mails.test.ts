import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, key, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}` };
const ms = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

onlyAnswered();

describe('mails', () => {
  const event = (type: string, more: Record<string, unknown> = {}) => ({
    id: `e-${type}`,
    created: ms('2026-11-21T08:30:00Z'),
    type,
    recipient: 'Taro@kaede.example',
    emailCampaignId: 77,
    ...more,
  });
  function events(query: Record<string, string>, body: nock.Body, status = 200) {
    nock(BASE, { reqheaders })
      .get('/email/public/v1/events')
      .query({ limit: '1000', ...query })
      .reply(status, body);
  }
  const window = {
    startTimestamp: String(ms('2026-11-21T08:00:00Z')),
    endTimestamp: String(ms('2026-11-21T09:00:00Z')),
  };
  const cursor = { from: '2026-11-21T08:00:00.000Z' };

  test('sent, opened and clicked mails are the recipient’s; bots, superseded and other events are nobody’s', async () => {
    events(window, {
      hasMore: false,
      events: [
        event('CLICK', { url: 'https://www.maker.example/cases' }),
        event('OPEN'),
        event('SENT', { subject: 'News' }),
        event('OPEN', { id: 'bot', filteredEvent: true }),
        event('SENT', { id: 'old', obsoletedBy: { id: 'x', created: 1 } }),
        event('DELIVERED'),
        event('OPEN', { id: 'nobody', recipient: '' }),
      ],
    });
    const page = await openStage().connector.pull('mails', cursor);
    const common = {
      system: 'hubspot',
      subjects: [key('email/taro@kaede.example')],
      occurredAt: '2026-11-21T08:30:00.000Z',
    };
    const created = ms('2026-11-21T08:30:00Z');
    const url = 'https://www.maker.example/cases';
    expect(page.activities).toEqual([
      {
        ...common,
        kind: 'mail-clicked',
        id: `e-CLICK:${created}`,
        actor: { type: 'lead' },
        properties: { mail: '77', link: url },
        url,
      },
      { ...common, kind: 'mail-opened', id: `e-OPEN:${created}`, actor: { type: 'lead' }, properties: { mail: '77' } },
      {
        ...common,
        kind: 'mail-sent',
        id: `e-SENT:${created}`,
        actor: { type: 'automation' },
        properties: { mail: '77', subject: 'News' },
      },
    ]);
    expect(page.cursor).toEqual({ from: '2026-11-21T08:00:00.000Z' });
  });

  test('a window is walked by offset with its bounds fixed, then the next begins an hour before its end', async () => {
    events(window, { hasMore: true, offset: 'o1', events: [event('OPEN')] });
    events({ ...window, offset: 'o1' }, { hasMore: false, events: [event('OPEN', { id: 'e2' })] });
    const stage = openStage();
    const first = await stage.connector.pull('mails', cursor);
    expect(first.cursor).toEqual({ from: '2026-11-21T08:00:00.000Z', to: '2026-11-21T09:00:00.000Z', offset: 'o1' });
    stage.pass({ minutes: 20 });
    const second = await stage.connector.pull('mails', first.cursor);
    expect([second.more, second.cursor]).toEqual([false, { from: '2026-11-21T08:00:00.000Z' }]);
  });

  test('a stale offset starts its window again once, and not for ever', async () => {
    const stage = openStage();
    const middle = { from: '2026-11-21T08:00:00.000Z', to: '2026-11-21T09:00:00.000Z', offset: 'stale' };
    events({ ...window, offset: 'stale' }, { message: 'bad offset' }, 400);
    const restarted = await stage.connector.pull('mails', middle);
    expect([restarted.more, restarted.cursor]).toEqual([true, { from: middle.from, to: middle.to, again: true }]);
    events(window, { hasMore: true, offset: 'o2', events: [] });
    const next = await stage.connector.pull('mails', restarted.cursor);
    events({ ...window, offset: 'o2' }, { message: 'bad offset' }, 400);
    const given = await stage.connector.pull('mails', next.cursor);
    expect([given.more, given.problems.length]).toEqual([false, 1]);
  });

  test('the first pull goes back as far as the setting says', async () => {
    events({ ...window, startTimestamp: String(ms('2026-11-11T09:00:00Z')) }, { hasMore: false, events: [] });
    const page = await openStage({ limits: { mailHistoryDays: 10 } }).connector.pull('mails', undefined);
    expect(page.problems).toEqual([]);
  });

  test('a missing scope is the admin’s move, and the cursor stays', async () => {
    events(window, { category: 'MISSING_SCOPES', message: 'content scope' }, 403);
    const page = await openStage().connector.pull('mails', cursor);
    expect(page.cursor).toEqual(cursor);
    expect(page.problems).toMatchObject([{ category: 'permission', mover: 'admin', code: '403 MISSING_SCOPES' }]);
  });
});
