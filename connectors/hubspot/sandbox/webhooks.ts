/** Webhooks: changes become events, events wait in batches, batches are signed, sent, and sent again while nobody takes them. */
import { createHash, createHmac } from 'node:crypto';
import { type Chance, chance } from '../../kit/chance.ts';
import type { Outbound, OutboundCall } from '../../kit/sandbox-outbound.ts';
import type { Links } from './links.ts';
import { Schedule } from './schedule.ts';
import type { RecordStore } from './store.ts';
import { type EventBody, linkEvents, recordEvents, type Subscription, toldTo } from './webhook-events.ts';
import { Subscriptions, USUAL_SUBSCRIPTIONS } from './webhook-subscriptions.ts';

export interface WebhookSettings {
  /** The app's one address, with path and query as it is to be called. */
  readonly targetUrl: string;
  /** Signs; that of the sandbox's app unless told. */
  readonly clientSecret?: string;
  readonly appId?: number;
  /** {@link USUAL_SUBSCRIPTIONS} unless told. */
  readonly subscriptions?: readonly Subscription[];
  /** Requests under way at a time. */
  readonly maxConcurrentRequests?: number;
  /** Business time between a change and its first delivery. */
  readonly delayMs?: number;
  /** Each event is late by up to so much more, and events of a batch stand in any order. */
  readonly disorderMs?: number;
  /** The share of events that come once more, within a minute. */
  readonly duplicates?: number;
  /** Decides the disorder, the duplicates and the spread of retries. */
  readonly seed?: string;
}

/** All from "Webhooks API guide", HubSpot developer documentation. */
const BATCH = 100;
const MAX_CONCURRENT = 10;
/** After each failure, ten times over a day; each wait is up to a fifth shorter. */
const RETRY_MINUTES = [1, 5, 15, 30, 60, 120, 180, 240, 300, 480] as const;
const MINUTE_MS = 60_000;
/** Events due within the same second share a batch. */
const BATCH_MS = 1_000;
/** `eventId` is not unique, so here it comes round. */
const EVENT_IDS = 1_000;

interface Batch {
  readonly id: string;
  readonly events: EventBody[];
  /** From 0. */
  attempt: number;
}

export class Webhooks implements Outbound {
  readonly subscriptions = new Subscriptions();
  readonly #account: { readonly portalId: number; readonly appId: number; readonly clientSecret: string };
  readonly #schedule = new Schedule();
  /** By the second in which they are due. */
  readonly #open = new Map<number, Batch>();
  /** Due by now, in order. */
  #ready: Batch[] = [];
  readonly #underWay = new Map<string, Batch>();
  #settings: WebhookSettings | undefined;
  #chance: Chance = chance('');
  #events = 0;
  #batches = 0;
  /** Batches that nobody took in eleven attempts. */
  dropped = 0;

  constructor(
    account: { readonly portalId: number; readonly appId: number; readonly clientSecret: string },
    { store, links }: { readonly store: RecordStore; readonly links: Links },
  ) {
    this.#account = account;
    store.watch((change) => this.#settings && this.#tell(recordEvents(change)));
    links.watch((change) => this.#settings && this.#tell(linkEvents(change)));
  }

  get settings(): WebhookSettings | undefined {
    return this.#settings;
  }

  get appId(): number {
    return this.#settings?.appId ?? this.#account.appId;
  }

  /** From now on changes are told; undefined ends it. What waits is still sent, to the new address. */
  configure(settings: WebhookSettings | undefined): void {
    this.#settings = settings;
    this.#chance = chance(settings?.seed ?? 'webhooks');
    this.subscriptions.replace(settings === undefined ? [] : (settings.subscriptions ?? USUAL_SUBSCRIPTIONS));
  }

  /** Changes the address alone; subscriptions and all else stay. */
  aim(target: Pick<WebhookSettings, 'targetUrl' | 'maxConcurrentRequests'>): void {
    this.#settings = { ...this.#settings, ...target };
  }

  /** Epoch milliseconds at which something is to be sent. */
  nextAt(): number | undefined {
    return this.#ready.length > 0 ? 0 : this.#schedule.nextAt();
  }

  due(now: Temporal.Instant): readonly OutboundCall[] {
    this.#schedule.run(now.epochMilliseconds);
    const settings = this.#settings;
    if (settings === undefined) return [];
    const free = (settings.maxConcurrentRequests ?? MAX_CONCURRENT) - this.#underWay.size;
    const batches = this.#ready.slice(0, Math.max(0, free));
    this.#ready = this.#ready.slice(batches.length);
    for (const batch of batches) this.#underWay.set(batch.id, batch);
    return batches.map((batch) => this.#callOf(batch, settings, now));
  }

  settle(id: string, status: number | undefined, now: Temporal.Instant): void {
    const batch = this.#underWay.get(id);
    this.#underWay.delete(id);
    if (batch === undefined || (status !== undefined && status >= 200 && status < 300)) return;
    const minutes = RETRY_MINUTES[batch.attempt];
    if (minutes === undefined) {
      this.dropped += 1;
      return;
    }
    batch.attempt += 1;
    const waitMs = Math.round(minutes * MINUTE_MS * (1 - this.#chance.next() / 5));
    this.#schedule.add(now.epochMilliseconds + waitMs, () => this.#ready.push(batch));
  }

  #tell(told: ReturnType<typeof recordEvents>): void {
    const { portalId } = this.#account;
    for (const event of told) {
      for (const subscription of this.subscriptions.all()) {
        const body = subscription.active ? toldTo(subscription, event) : undefined;
        if (body === undefined) continue;
        this.#events += 1;
        const eventId = (this.#events % EVENT_IDS) + 1;
        this.#wait({ eventId, subscriptionId: subscription.id, portalId, appId: this.appId, ...body });
      }
    }
  }

  #wait(event: EventBody): void {
    const { delayMs = 0, disorderMs = 0, duplicates = 0 } = this.#settings ?? {};
    const at = Number(event['occurredAt']) + delayMs;
    this.#join(event, disorderMs > 0 ? at + this.#chance.int(0, disorderMs) : at);
    if (duplicates > 0 && this.#chance.happens(duplicates)) this.#join(event, at + this.#chance.int(0, MINUTE_MS));
  }

  #join(event: EventBody, dueAt: number): void {
    const second = Math.floor(dueAt / BATCH_MS);
    const open = this.#open.get(second);
    if (open !== undefined && open.events.length < BATCH) {
      open.events.push(event);
      return;
    }
    this.#batches += 1;
    const batch: Batch = { id: String(this.#batches), events: [event], attempt: 0 };
    this.#open.set(second, batch);
    this.#schedule.add(dueAt, () => {
      if (this.#open.get(second) === batch) this.#open.delete(second);
      this.#ready.push(batch);
    });
  }

  #callOf(batch: Batch, settings: WebhookSettings, now: Temporal.Instant): OutboundCall {
    const events = (settings.disorderMs ?? 0) > 0 ? this.#chance.shuffled(batch.events) : batch.events;
    const body = JSON.stringify(events.map((event) => ({ ...event, attemptNumber: batch.attempt })));
    const secret = settings.clientSecret ?? this.#account.clientSecret;
    const call = { method: 'POST', url: settings.targetUrl, body };
    const timestamp = String(now.epochMilliseconds);
    return {
      ...call,
      id: batch.id,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'HubSpot Connect 2.0 (sandbox)',
        'X-HubSpot-Signature': createHash('sha256').update(`${secret}${body}`).digest('hex'),
        'X-HubSpot-Signature-Version': 'v1',
        'X-HubSpot-Signature-v3': signatureV3(secret, call, timestamp),
        'X-HubSpot-Request-Timestamp': timestamp,
      },
    };
  }
}

/** In the address only these escapes are decoded ("Validating requests", HubSpot developer documentation). */
const DECODED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** Base64 of the HMAC over method, address, body and timestamp (epoch milliseconds), in this order. */
export function signatureV3(
  secret: string,
  { method, url, body }: { readonly method: string; readonly url: string; readonly body: string },
  timestamp: string,
): string {
  const address = url.replace(DECODED, (escaped) => decodeURIComponent(escaped));
  return createHmac('sha256', secret).update(`${method}${address}${body}${timestamp}`).digest('base64');
}
