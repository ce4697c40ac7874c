/**
 * Slack's incoming webhooks: one conversation, text alone, `ok` as the answer.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (payload, errors), https://docs.slack.dev/messaging/formatting-message-text (escaping)
 */
import type { Channel, Delivery, Message } from '../ports/channel.ts';
import { type Hook, type Posted, problemOf, Webhook } from './webhook.ts';

/** Slack cuts at 40,000 characters and advises 4,000. */
const MOST_TEXT = 4_000;
/** About this message alone: `invalid_payload`, too large. Everything else is about the webhook. */
const OF_THE_MESSAGE: ReadonlySet<number> = new Set([400, 413]);

export function slackChannel(hook: Hook): Channel {
  const webhook = new Webhook(hook);
  return {
    name: 'slack',
    repeatable: false,
    send: async (message) => deliveryOf('Slack', await webhook.post(payload(message)), isTaken),
    close: () => webhook.close(),
  };
}

function payload({ to, subject, body }: Message): object {
  const mentioned = to.flatMap(({ slackUser }) => (slackUser === undefined ? [] : [`<@${slackUser}>`]));
  const parts = [...(mentioned.length === 0 ? [] : [mentioned.join(' ')]), `*${escaped(subject)}*`, escaped(body)];
  const text = parts.join('\n');
  return { text: text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 1)}…`, unfurl_links: false };
}

/** What a lead typed becomes no link, no mention and no call of everybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function isTaken({ status }: Answer): boolean {
  return status === 200;
}

type Answer = Extract<Posted, { status: number }>;

/** What an answer of a webhook comes to. */
export function deliveryOf(channel: string, posted: Posted, taken: (answer: Answer) => boolean): Delivery {
  if ('failed' in posted) {
    const problem = problemOf(channel, posted.code);
    return posted.failed === 'unknown' ? { state: 'unknown', problem } : { state: 'later', problem, all: true };
  }
  if (taken(posted)) return { state: 'sent' };
  const { status, text, retryAfterMs } = posted;
  const code = status >= 300 && status < 400 ? `REDIRECT ${status}` : `HTTP ${status}`;
  const problem = problemOf(channel, code, status >= 300 && status < 400 ? '' : wordOf(text));
  if (OF_THE_MESSAGE.has(status)) return { state: 'refused', problem };
  return { state: 'later', problem, all: true, waitMs: retryAfterMs };
}

/** Slack answers with one word such as `no_service`; anything longer may quote what was sent. */
function wordOf(text: string): string {
  return /^[a-z_]{1,60}$/.test(text.trim()) ? text.trim() : '';
}
