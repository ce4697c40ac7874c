/**
 * Teams' webhooks, made by a workflow or by the older connector: an Adaptive Card in a message.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using, https://adaptivecards.io/explorer/RichTextBlock.html
 */
import type { Channel, Message } from '../ports/channel.ts';
import { deliveryOf } from './slack.ts';
import { type Hook, type Posted, Webhook } from './webhook.ts';

/** A message may have 28 KB; a Japanese character takes three bytes, and each line has a frame of its own. */
const MOST_BYTES = 20_000;

export function teamsChannel(hook: Hook): Channel {
  const webhook = new Webhook(hook);
  return {
    name: 'teams',
    repeatable: false,
    send: async (message) => deliveryOf('Teams', await webhook.post(payload(message)), isTaken),
    close: () => webhook.close(),
  };
}

function payload({ subject, body }: Message): object {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      block(subject, { weight: 'bolder', size: 'medium' }),
      ...fitting(body.split('\n').filter((line) => line !== '')).map((line) => block(line, {})),
    ],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

/** A run of text has no markup: what a lead typed stays what it is. */
function block(text: string, style: object): object {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...style }] };
}

function fitting(lines: readonly string[]): readonly string[] {
  let bytes = 0;
  const kept = lines.filter((line) => {
    bytes += Buffer.byteLength(JSON.stringify(block(line, {})));
    return bytes <= MOST_BYTES;
  });
  return kept.length < lines.length ? [...kept, '…'] : kept;
}

/** A workflow answers 202. The older connector answers 200 also where the delivery behind it failed, and says so in words. */
function isTaken({ status, text }: Extract<Posted, { status: number }>): boolean {
  return status === 202 || (status === 200 && !text.includes('delivery failed'));
}
