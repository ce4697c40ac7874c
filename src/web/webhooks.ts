/** `POST /webhooks/…` for whoever may reach it: what is true is kept as hints and answered, all else is refused cheaply and counted. */
import type { IncomingMessage, Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Hint } from '../ports/hints.ts';
import type { Log } from '../ports/runtime.ts';
import type { HeaderValues, Refused, Webhooks } from '../ports/webhooks.ts';
import { type Body, bodyReader } from './body.ts';
import { type Address, type Listening, listen } from './listen.ts';

export interface WebhookRoute {
  /** Where it is served; a proxy may hand it on under several names. */
  readonly paths: readonly string[];
  readonly webhooks: Webhooks;
  /** Resolves when they stand in the store. */
  keep(hints: readonly Hint[]): Promise<void>;
}

export interface WebhookSettings extends Address {
  readonly log: Log;
  /** Real time in ms: limits and counts go by it. */
  machineMs(): number;
}

/** HubSpot calls with 10 at a time, and gives up after 5 s (page "Webhooks"). */
const MOST_CONNECTIONS = 256;
const WAIT_MS = 5_000;
const ROOM_BYTES = 8 * 1024 * 1024;
/** What was refused is told at most so often, as counts. */
const TELL_MS = 60_000;

/** Says that it was Baton who answered, to whoever tries the way from outside. */
export const ANSWERED_BY = 'baton-webhooks';

export async function serveWebhooks(route: WebhookRoute, settings: WebhookSettings): Promise<Listening> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const refusals = new Refusals(settings);
  const read = bodyReader({ mostBytes: route.webhooks.mostBytes, waitMs: WAIT_MS, roomBytes: ROOM_BYTES });
  for (const path of new Set(route.paths)) app.post(path, (context) => receive(context, route, read, refusals));
  // HubSpot comes again when a hint could not be kept (page "Webhooks": 10 times within 24 hours).
  app.onError((error, context) => {
    settings.log.error('webhooks.failed', { error: error.message });
    return context.body(null, 503);
  });
  const limits = { connectionsCheckingInterval: WAIT_MS, requestTimeout: 2 * WAIT_MS, headersTimeout: WAIT_MS };
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: limits }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  return listen(server, settings);
}

type Given = Context<{ Bindings: HttpBindings }>;

async function receive(
  context: Given,
  { webhooks, keep }: WebhookRoute,
  read: (request: IncomingMessage) => Promise<Body>,
  refusals: Refusals,
): Promise<Response> {
  const { incoming } = context.env;
  const refuse = (why: Why): Response => {
    refusals.count(why);
    // Whatever of the body was not read goes with the connection.
    return context.body(null, STATUS[why], { connection: 'close', [ANSWERED_BY]: '1' });
  };
  const claim = webhooks.claim(valuesIn(incoming));
  if (claim.state === 'refused') return refuse(claim.why);
  const body = await read(incoming);
  if (body.state !== 'read') return refuse(body.state);
  const heard = claim.open(body.bytes);
  if (heard.state === 'refused') return refuse(heard.why);
  if (heard.foreign > 0) refusals.count('foreign');
  await keep(heard.hints);
  return context.body(null, 204, { [ANSWERED_BY]: '1' });
}

type Why = Refused['why'] | Exclude<Body['state'], 'read'>;

const STATUS = {
  unsigned: 401,
  'out-of-time': 401,
  forged: 401,
  malformed: 400,
  'too-large': 413,
  'too-slow': 408,
  'no-room': 503,
  broken: 400,
} as const satisfies Record<Why, number>;

/** As they were sent: Node joins or drops what came twice. */
function valuesIn({ rawHeaders }: IncomingMessage): HeaderValues {
  return (name) => rawHeaders.filter((_, n) => n % 2 === 1 && rawHeaders[n - 1]?.toLowerCase() === name);
}

/** Told as counts: a flood must not fill the log. */
class Refusals {
  readonly #settings: WebhookSettings;
  readonly #counts = new Map<string, number>();
  #toldMs: number | undefined;

  constructor(settings: WebhookSettings) {
    this.#settings = settings;
  }

  count(why: Why | 'foreign'): void {
    this.#counts.set(why, (this.#counts.get(why) ?? 0) + 1);
    const nowMs = this.#settings.machineMs();
    if (this.#toldMs !== undefined && nowMs - this.#toldMs < TELL_MS) return;
    this.#toldMs = nowMs;
    this.#settings.log.warn('webhooks.refused', Object.fromEntries(this.#counts));
    this.#counts.clear();
  }
}
