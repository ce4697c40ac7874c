/** What is posted to Slack and Teams, and what their answers come to. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { slackChannel } from '../../src/notify/slack.ts';
import { teamsChannel } from '../../src/notify/teams.ts';
import type { Channel, Message } from '../../src/ports/channel.ts';
import { type HookServer, openHookServer } from '../support/hook-server.ts';

const MESSAGE: Message = {
  id: 'notice-1',
  to: [{ name: '鈴木 健', address: 'suzuki@demo.example', slackUser: 'U012AB3CD' }, { name: 'Anna Miller' }],
  subject: '[Baton] 期限超過: 1件',
  body: 'first\n\n<!channel> <https://evil.example|click> & [click](https://evil.example) *bold*',
};

let hook: HookServer;
let slack: Channel;
let teams: Channel;
beforeEach(async () => {
  hook = await openHookServer();
  const privateHosts = ['127.0.0.1'];
  slack = slackChannel({ url: `${hook.url}/slack`, privateHosts });
  teams = teamsChannel({ url: `${hook.url}/teams`, privateHosts });
});
afterEach(async () => {
  await slack.close();
  await teams.close();
  await hook.close();
});

const answers = (status: number, text = '', headers: Record<string, string> = {}): void => {
  hook.answer = (response) => void response.writeHead(status, headers).end(text);
};

describe('Slack', () => {
  test('gets text in which only the members are mentioned, and nothing that a lead typed is a link or a call', async () => {
    expect(await slack.send(MESSAGE)).toEqual({ state: 'sent' });
    expect(hook.posts).toEqual([
      {
        path: '/slack',
        body: {
          text: [
            '<@U012AB3CD>',
            '*[Baton] 期限超過: 1件*',
            'first',
            '',
            '&lt;!channel&gt; &lt;https://evil.example|click&gt; &amp; [click](https://evil.example) *bold*',
          ].join('\n'),
          unfurl_links: false,
        },
      },
    ]);
  });

  test('gets no more than 4,000 characters', async () => {
    await slack.send({ ...MESSAGE, body: '長'.repeat(50_000) });
    expect(hook.posts[0]?.body).toMatchObject({ text: expect.stringMatching(/…$/) });
    expect(String((hook.posts[0]?.body as { text: string }).text).length).toBe(4_000);
  });

  test.each([
    [
      400,
      'invalid_payload',
      { state: 'refused', problem: { code: 'HTTP 400', detail: 'Slack: HTTP 400: invalid_payload' } },
    ],
    [403, 'action_prohibited', { state: 'later', all: true, problem: { code: 'HTTP 403' } }],
    [
      404,
      'no_service',
      { state: 'later', all: true, problem: { category: 'notice', detail: 'Slack: HTTP 404: no_service' } },
    ],
    [410, 'channel_is_archived', { state: 'later', all: true }],
    [500, 'rollup_error', { state: 'later', all: true }],
    [302, '', { state: 'later', problem: { code: 'REDIRECT 302', detail: 'Slack: REDIRECT 302' } }],
    [
      502,
      '<html>https://hooks.slack.com/services/T/B/secret</html>',
      { state: 'later', problem: { detail: 'Slack: HTTP 502' } },
    ],
  ])('%i %s', async (status, text, delivery) => {
    answers(status, text, status === 302 ? { location: `${hook.url}/elsewhere` } : {});
    expect(await slack.send(MESSAGE)).toMatchObject(delivery);
    expect(hook.posts).toHaveLength(1);
  });

  test('says how long to wait', async () => {
    answers(429, 'rate_limited', { 'retry-after': '30' });
    expect(await slack.send(MESSAGE)).toMatchObject({ state: 'later', all: true, waitMs: 30_000 });
  });

  test('whose answer is lost may have it; one that refuses to be connected to has not', async () => {
    hook.answer = (response) => void response.destroy();
    expect(await slack.send(MESSAGE)).toMatchObject({ state: 'unknown' });
    await hook.close();
    const refused = await slack.send(MESSAGE);
    expect(refused).toMatchObject({ state: 'later', all: true, problem: { code: 'ECONNREFUSED' } });
    expect(JSON.stringify(refused)).not.toContain('/slack');
  });
});

describe('Teams', () => {
  test('gets an Adaptive Card without markup', async () => {
    answers(202);
    expect(await teams.send(MESSAGE)).toEqual({ state: 'sent' });
    const run = (text: string, style = {}): object => ({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text, ...style }],
    });
    expect(hook.posts[0]?.body).toEqual({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [
              run('[Baton] 期限超過: 1件', { weight: 'bolder', size: 'medium' }),
              run('first'),
              run('<!channel> <https://evil.example|click> & [click](https://evil.example) *bold*'),
            ],
          },
        },
      ],
    });
  });

  test('gets less than 28 KB', async () => {
    await teams.send({ ...MESSAGE, body: Array.from({ length: 400 }, () => '長い行'.repeat(90)).join('\n') });
    expect(Buffer.byteLength(JSON.stringify(hook.posts[0]?.body))).toBeLessThan(28 * 1024);
  });

  test('whose older connector answers 200 to a failure has not got it', async () => {
    answers(200, 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429');
    expect(await teams.send(MESSAGE)).toMatchObject({ state: 'later', all: true });
    answers(200, '1');
    expect(await teams.send(MESSAGE)).toEqual({ state: 'sent' });
  });
});
