/** Where an app says what it wants to be told, and at which address: /webhooks/v3/{appId}. */
import { z } from 'zod';
import { batchAnswer } from './batch-answer.ts';
import type { Tokens } from './oauth.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import type { Call, Route } from './router.ts';
import { CHANGE_KINDS } from './webhook-events.ts';
import type { KeptSubscription } from './webhook-subscriptions.ts';
import type { Webhooks } from './webhooks.ts';

/** Opens these endpoints, as the key of a developer account does: `?hapikey=…`. A bearer token does too. */
export const DEVELOPER_KEY = 'sandbox-developer-key';
/** More than five are needed ("Webhooks API guide", HubSpot developer documentation). */
const LEAST_CONCURRENT = 6;

const settingsBody = z.object({
  targetUrl: z.url(),
  throttling: z.object({ maxConcurrentRequests: z.int().min(LEAST_CONCURRENT) }).nullish(),
});
const subscriptionBody = z.object({
  eventType: z.string(),
  propertyName: z.string().nullish(),
  objectTypeId: z.string().nullish(),
  active: z.boolean().default(false),
});
const awake = z.object({ active: z.boolean() });

export function webhookRoutes(webhooks: Webhooks, tokens: Tokens): readonly Route[] {
  const base = '/webhooks/v3/:appId';
  const [settings, subscriptions] = [`${base}/settings`, `${base}/subscriptions`];
  const one = `${subscriptions}/:id`;
  const route = (method: string, path: string, handle: Route['handle']): Route => ({
    method,
    path,
    open: true,
    handle: (call) => {
      if (call.query('hapikey') !== DEVELOPER_KEY) tokens.check(call.request.headers['authorization'], call.now);
      if (Number(call.param('appId')) !== webhooks.appId) throw notFound(`No app ${call.param('appId')} is known.`);
      return handle(call);
    },
  });
  return [
    route('GET', settings, () => getSettings(webhooks)),
    route('PUT', settings, (call) => putSettings(webhooks, call)),
    route('DELETE', settings, () => {
      webhooks.configure(undefined);
      return { status: 204 };
    }),
    route('GET', subscriptions, () => ({
      status: 200,
      body: { results: webhooks.subscriptions.all().map(render) },
    })),
    route('POST', subscriptions, (call) => subscribe(webhooks, call)),
    route('POST', `${subscriptions}/batch/update`, (call) => batchUpdate(webhooks, call)),
    route('GET', one, (call) => ({ status: 200, body: render(webhooks.subscriptions.find(idOf(call))) })),
    route('PATCH', one, (call) => ({
      status: 200,
      body: render(webhooks.subscriptions.wake(idOf(call), call.json(awake).active, call.now)),
    })),
    route('DELETE', one, (call) => {
      webhooks.subscriptions.remove(idOf(call));
      return { status: 204 };
    }),
  ];
}

function idOf(call: Call): number {
  return Number(call.param('id'));
}

function getSettings(webhooks: Webhooks) {
  const { settings } = webhooks;
  if (settings === undefined) throw notFound('The app has no webhook settings.');
  return { status: 200, body: renderSettings(webhooks) };
}

/** The address changes, the subscriptions stay. */
function putSettings(webhooks: Webhooks, call: Call) {
  const { targetUrl, throttling } = call.json(settingsBody);
  webhooks.aim({
    targetUrl,
    ...(throttling ? { maxConcurrentRequests: throttling.maxConcurrentRequests } : {}),
  });
  return { status: 200, body: renderSettings(webhooks) };
}

function renderSettings({ settings }: Webhooks): Record<string, unknown> {
  const { targetUrl, maxConcurrentRequests = 10 } = settings ?? {};
  return { targetUrl, throttling: { maxConcurrentRequests, period: 'SECONDLY' } };
}

function subscribe(webhooks: Webhooks, call: Call) {
  const { eventType, propertyName, objectTypeId, active } = call.json(subscriptionBody);
  const kind = eventType.split('.')[1];
  if (!CHANGE_KINDS.some((known) => known === kind)) throw invalid(`${eventType} is no event type.`);
  if ((kind === 'propertyChange') !== Boolean(propertyName)) {
    throw invalid('propertyName goes with propertyChange subscriptions, and only with them.');
  }
  const wish = {
    eventType,
    ...(propertyName ? { propertyName } : {}),
    ...(objectTypeId ? { objectTypeId } : {}),
  };
  const same = webhooks.subscriptions
    .all()
    .some((one) => one.eventType === eventType && one.propertyName === wish.propertyName);
  if (same && objectTypeId === undefined) {
    const message = 'Subscription already exists.';
    throw new Refusal({ status: 409, category: 'OBJECT_ALREADY_EXISTS', message });
  }
  return { status: 201, body: render(webhooks.subscriptions.add(wish, active, call.now)) };
}

function batchUpdate(webhooks: Webhooks, call: Call) {
  const { inputs } = call.json(z.object({ inputs: z.array(awake.extend({ id: z.int() })) }));
  const results = inputs.map(({ id, active }) => render(webhooks.subscriptions.wake(id, active, call.now)));
  return batchAnswer(call, { success: 200, results });
}

function render({ id, createdAt, updatedAt, ...subscription }: KeptSubscription): Record<string, unknown> {
  return {
    id: String(id),
    ...subscription,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
