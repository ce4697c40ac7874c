/** The legacy stream of mail events, /email/public/v1/events, newest first, and the names of the mails. */
import { MAIL_EVENT_TYPES, type Mail, type MailEvent } from './mails.ts';
import type { Portal } from './portal.ts';
import { invalid, notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

const MAX_EVENTS = 1_000;
const APP = { appId: 20_053, appName: 'Batch' };

export function mailRoutes(portal: Portal): readonly Route[] {
  const scope = 'content';
  return [
    { method: 'GET', path: '/email/public/v1/events', scope, handle: (call) => list(portal, call) },
    { method: 'GET', path: '/email/public/v1/events/:created/:id', scope, handle: (call) => getEvent(portal, call) },
    { method: 'GET', path: '/email/public/v1/campaigns', scope, handle: (call) => listCampaigns(portal, call) },
    { method: 'GET', path: '/email/public/v1/campaigns/by-id', scope, handle: (call) => listCampaigns(portal, call) },
    { method: 'GET', path: '/email/public/v1/campaigns/:id', scope, handle: (call) => getCampaign(portal, call) },
    { method: 'GET', path: '/marketing/v3/emails', scope, handle: (call) => listMails(portal, call) },
    { method: 'GET', path: '/marketing/v3/emails/:id', scope, handle: (call) => getMail(portal, call) },
  ];
}

/** Both ends of the time window are included. `offset` is opaque: it marks the last event shown. */
function list(portal: Portal, call: Call) {
  const [start, end] = [timeOf(call, 'startTimestamp'), timeOf(call, 'endTimestamp')];
  const type = call.query('eventType');
  if (type !== undefined && !MAIL_EVENT_TYPES.some((known) => known === type)) {
    throw invalid(`${type} is no event type.`);
  }
  const recipient = call.query('recipient')?.toLowerCase();
  const limit = call.limit(10, MAX_EVENTS);
  const chosen = portal.mails
    .events()
    .filter((event) => (start === undefined || event.created >= start) && (end === undefined || event.created <= end))
    .filter((event) => (type === undefined || event.type === type) && (!recipient || event.recipient === recipient))
    .toReversed();
  const offset = call.query('offset');
  const last = offset === undefined ? -1 : chosen.findIndex((event) => cursorOf(event) === offset);
  if (offset !== undefined && last < 0) throw invalid(`The offset ${offset} is not valid, or no longer.`);
  const page = chosen.slice(last + 1, last + 1 + limit);
  const final = page.at(-1);
  return {
    status: 200,
    body: {
      hasMore: last + 1 + limit < chosen.length,
      offset: final === undefined ? '' : cursorOf(final),
      events: page.map((event) => renderEvent(portal, event)),
    },
  };
}

function renderEvent(portal: Portal, event: MailEvent): Record<string, unknown> {
  return { ...event, ...APP, portalId: portal.id };
}

/** One event by both parts of its identity. */
function getEvent(portal: Portal, call: Call) {
  const [created, id] = [Number(call.param('created')), call.param('id')];
  const found = portal.mails.events().find((event) => event.created === created && event.id === id);
  if (found === undefined) throw notFound();
  return { status: 200, body: renderEvent(portal, found) };
}

function timeOf(call: Call, name: string): number | undefined {
  const text = call.query(name);
  if (text === undefined) return undefined;
  const at = Number(text);
  if (!Number.isInteger(at)) throw invalid(`${name} must be epoch milliseconds, not ${text}.`);
  return at;
}

function cursorOf(event: MailEvent): string {
  return Buffer.from(`${event.created}/${event.id}`).toString('base64url');
}

function getCampaign(portal: Portal, call: Call) {
  const mail = portal.mails.find(Number(call.param('id')));
  if (mail === undefined) throw notFound();
  return { status: 200, body: { id: mail.id, name: mail.name, subject: mail.name, type: 'BATCH_EMAIL', ...APP } };
}

/** `offset` counts what was shown. */
function listCampaigns(portal: Portal, call: Call) {
  const limit = call.limit(10, MAX_EVENTS);
  const start = Number(call.query('offset') ?? '0');
  const all = portal.mails.all();
  const campaigns = all.slice(start, start + limit).map(({ id }) => ({ id, ...APP }));
  return { status: 200, body: { campaigns, hasMore: start + limit < all.length, offset: String(start + limit) } };
}

function getMail(portal: Portal, call: Call) {
  const mail = portal.mails.find(Number(call.param('id')));
  if (mail === undefined) throw notFound();
  return { status: 200, body: renderMail(mail) };
}

function renderMail(mail: Mail): Record<string, unknown> {
  return {
    id: String(mail.id),
    name: mail.name,
    subject: mail.name,
    state: 'PUBLISHED',
    type: 'BATCH_EMAIL',
    archived: false,
    primaryEmailCampaignId: String(mail.id),
    allEmailCampaignIds: [String(mail.id)],
  };
}

function listMails(portal: Portal, call: Call) {
  const limit = call.limit(10, 100);
  const start = Number(call.query('after') ?? '0');
  const all = portal.mails.all();
  const results = all.slice(start, start + limit).map(renderMail);
  const next = start + limit < all.length ? { paging: { next: { after: String(start + limit) } } } : {};
  return { status: 200, body: { total: all.length, results, ...next } };
}
