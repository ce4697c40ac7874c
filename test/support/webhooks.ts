/** HubSpot's side of a webhook, for tests: events, and requests signed as HubSpot signs them. */
import { createHmac } from 'node:crypto';
import { hubspotWebhooks, type WebhookOptions } from '../../connectors/hubspot/webhooks.ts';
import type { Webhooks } from '../../src/ports/webhooks.ts';
import { MAPPING } from '../connectors/hubspot-setup.ts';

export const SECRET = '9e107d9d-372b-4826-81d8-3d3f1c0f2a77';
export const PUBLIC_URL = 'https://baton.example.co.jp/webhooks/hubspot';
/** The sandbox's own. */
export const PORTAL = 8_800_001;
export const APP = 4_200_001;
export const NOW = Temporal.Instant.from('2026-11-23T09:00:00Z');

export type Event = Readonly<Record<string, unknown>>;

export function event(subscriptionType: string, more: Event = {}): Event {
  return {
    eventId: 1,
    subscriptionId: 12_345,
    portalId: PORTAL,
    appId: APP,
    occurredAt: NOW.epochMilliseconds,
    subscriptionType,
    attemptNumber: 0,
    objectId: 101,
    changeSource: 'CRM_UI',
    ...more,
  };
}

export interface Posted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Not by the product's own code. */
export function signed(
  body: string,
  { now = NOW, secret = SECRET, uri = PUBLIC_URL }: { now?: Temporal.Instant; secret?: string; uri?: string } = {},
): Posted {
  const timestamp = String(now.epochMilliseconds);
  const signature = createHmac('sha256', secret).update(`POST${uri}${body}${timestamp}`).digest('base64');
  return {
    headers: {
      'content-type': 'application/json',
      'x-hubspot-signature-v3': signature,
      'x-hubspot-request-timestamp': timestamp,
    },
    body,
  };
}

export function opened(changes: Partial<WebhookOptions> = {}): Webhooks {
  return hubspotWebhooks({
    secret: SECRET,
    publicUrl: PUBLIC_URL,
    portalId: PORTAL,
    appId: APP,
    mapping: MAPPING,
    now: () => NOW,
    ...changes,
  });
}

/** What comes of a request, as the web would have it looked at. */
export function verdict(webhooks: Webhooks, headers: Readonly<Record<string, readonly string[]>>, body: Uint8Array) {
  const claim = webhooks.claim((name) => headers[name] ?? []);
  return claim.state === 'claimed' ? claim.open(body) : claim;
}

export function look(webhooks: Webhooks, { headers, body }: Posted) {
  const values = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return verdict(webhooks, values, Buffer.from(body));
}
