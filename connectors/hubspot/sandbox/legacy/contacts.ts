/** Contacts of version 1: /contacts/v1. */
import { z } from 'zod';
import { mergeRecords } from '../merge.ts';
import type { Portal } from '../portal.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Call, Route } from '../router.ts';
import type { HubSpotRecord } from '../store.ts';
import { prepareCreate, prepareUpdate, recordOf } from '../writes.ts';
import { contextOf, newestFirst, pageAfter, propertiesWish, valuesOf, wishOf } from './shapes.ts';

const PAGE = 20;
const MAX_PAGE = 250;
/** What the lists show when nothing is asked for. */
const SHOWN = ['firstname', 'lastname', 'company', 'lastmodifieddate'];

export function legacyContactRoutes(portal: Portal): readonly Route[] {
  const [one, all] = ['/contacts/v1/contact', '/contacts/v1/lists'];
  const [read, write] = ['crm.objects.contacts.read', 'crm.objects.contacts.write'];
  const recent = (by: 'created' | 'modified') => (call: Call) => listRecent(portal, call, by);
  const by = (call: Call) => recordOf(portal, 'contacts', call.param('id'));
  const byAddress = (call: Call) => recordOf(portal, 'contacts', call.param('email').toLowerCase(), 'email');
  const upsert = (call: Call) => createOrUpdate(portal, call);
  return [
    { method: 'POST', path: one, scope: write, handle: (call) => create(portal, call) },
    { method: 'POST', path: `${one}/createOrUpdate/email/:email`, scope: write, handle: upsert },
    { method: 'GET', path: `${one}/vids/batch`, scope: read, handle: (call) => readMany(portal, call) },
    { method: 'GET', path: `${one}/vid/:id/profile`, scope: read, handle: (call) => show(portal, call, by(call)) },
    { method: 'POST', path: `${one}/vid/:id/profile`, scope: write, handle: (call) => update(portal, call, by(call)) },
    { method: 'POST', path: `${one}/merge-vids/:id`, scope: write, handle: (call) => merge(portal, call) },
    { method: 'DELETE', path: `${one}/vid/:id`, scope: write, handle: (call) => remove(portal, call) },
    {
      method: 'GET',
      path: `${one}/email/:email/profile`,
      scope: read,
      handle: (call) => show(portal, call, byAddress(call)),
    },
    {
      method: 'POST',
      path: `${one}/email/:email/profile`,
      scope: write,
      handle: (call) => update(portal, call, byAddress(call)),
    },
    { method: 'GET', path: `${all}/all/contacts/all`, scope: read, handle: (call) => listAll(portal, call) },
    { method: 'GET', path: `${all}/all/contacts/recent`, scope: read, handle: recent('created') },
    { method: 'GET', path: `${all}/recently_updated/contacts/recent`, scope: read, handle: recent('modified') },
    { method: 'GET', path: '/contacts/v1/search/query', scope: read, handle: (call) => search(portal, call) },
  ];
}

function render(portal: Portal, contact: HubSpotRecord, names: readonly string[] = []): Record<string, unknown> {
  const vid = Number(contact.id);
  const { email = '', hs_merged_object_ids = '' } = contact.values;
  const identities =
    email === '' ? [] : [{ type: 'EMAIL', value: email, timestamp: contact.createdAt, 'is-primary': true }];
  return {
    vid,
    'canonical-vid': vid,
    'merged-vids': hs_merged_object_ids
      .split(';')
      .filter((id) => id !== '')
      .map(Number),
    'portal-id': portal.id,
    'is-contact': true,
    addedAt: contact.createdAt,
    properties: valuesOf(contact, names),
    'form-submissions': email === '' ? [] : submissionsOf(portal, email),
    'list-memberships': [],
    'identity-profiles': [{ vid, 'saved-at-timestamp': contact.updatedAt, 'deleted-changed-timestamp': 0, identities }],
  };
}

/** Joined by the address, as HubSpot shows them in version 1 and nowhere else. */
function submissionsOf(portal: Portal, email: string): readonly Record<string, unknown>[] {
  return portal.forms.all().flatMap((form) =>
    portal.forms
      .submissions(form.id)
      .filter(({ values }) => values.some(({ name, value }) => name === 'email' && value.toLowerCase() === email))
      .map(({ conversionId, submittedAt, pageUrl }) => ({
        'conversion-id': conversionId,
        timestamp: submittedAt,
        'form-id': form.id,
        'portal-id': portal.id,
        'page-url': pageUrl,
        title: form.name,
      })),
  );
}

function show(portal: Portal, call: Call, contact: HubSpotRecord) {
  return { status: 200, body: render(portal, contact, call.list('property')) };
}

/** The refusal tells the existing contact in fields, which version 3 does not. */
function create(portal: Portal, call: Call) {
  const properties = wishOf(call.json(propertiesWish).properties);
  const held = portal.store.unique.holder('contacts', 'email', String(properties['email'] ?? ''));
  if (held !== undefined) {
    throw new Refusal({
      status: 409,
      category: 'CONFLICT',
      message: 'Contact already exists',
      more: { error: 'CONTACT_EXISTS', identityProfile: { vid: Number(held) } },
    });
  }
  return { status: 200, body: render(portal, prepareCreate(contextOf(portal, 'contacts', call), { properties })()) };
}

function createOrUpdate(portal: Portal, call: Call) {
  const email = call.param('email').toLowerCase();
  const properties = wishOf(call.json(propertiesWish).properties);
  const held = portal.store.lookUp('contacts', email, 'email');
  const context = contextOf(portal, 'contacts', call);
  const record =
    held === undefined
      ? prepareCreate(context, { properties: { email, ...properties } })()
      : prepareUpdate(context, held, properties)();
  return { status: 200, body: { vid: Number(record.id), isNew: held === undefined } };
}

function update(portal: Portal, call: Call, contact: HubSpotRecord) {
  const properties = wishOf(call.json(propertiesWish).properties);
  prepareUpdate(contextOf(portal, 'contacts', call), contact, properties)();
  return { status: 204 };
}

/** Answers nothing, not even the id of what came of it. */
function merge(portal: Portal, call: Call) {
  const { vidToMerge } = call.json(z.object({ vidToMerge: z.coerce.string() }));
  mergeRecords(portal, call, { type: 'contacts', primary: call.param('id'), other: vidToMerge });
  return { status: 200 };
}

function remove(portal: Portal, call: Call) {
  const contact = portal.store.live('contacts', call.param('id'));
  if (contact === undefined) throw notFound('contact does not exist');
  portal.store.archive(contact, call.now, call.source);
  return { status: 200, body: { vid: Number(contact.id), deleted: true, reason: 'OK' } };
}

function readMany(portal: Portal, call: Call) {
  const contacts = call.list('vid').map((id) => portal.store.lookUp('contacts', id, undefined));
  const found = contacts.filter((one) => one !== undefined).filter((one) => one.archivedAt === undefined);
  return {
    status: 200,
    body: Object.fromEntries(found.map((contact) => [contact.id, render(portal, contact, call.list('property'))])),
  };
}

function countOf(call: Call): number {
  return z.coerce.number().int().min(1).max(MAX_PAGE).catch(PAGE).parse(call.query('count'));
}

function namesOf(call: Call): readonly string[] {
  return [...SHOWN, ...call.list('property')];
}

function listAll(portal: Portal, call: Call) {
  const after = Number(call.query('vidOffset') ?? '0');
  const { records, more, last } = pageAfter(portal, 'contacts', { after, count: countOf(call) });
  const contacts = records.map((contact) => render(portal, contact, namesOf(call)));
  return { status: 200, body: { contacts, 'has-more': more, 'vid-offset': last } };
}

/** One page: older than `timeOffset`, if that is given. */
function listRecent(portal: Portal, call: Call, by: 'created' | 'modified') {
  const before = Number(call.query('timeOffset') ?? Number.POSITIVE_INFINITY);
  const all = newestFirst(portal, 'contacts', by).filter((contact) => contact.updatedAt < before);
  const shown = all.slice(0, countOf(call));
  const last = shown.at(-1);
  return {
    status: 200,
    body: {
      contacts: shown.map((contact) => render(portal, contact, namesOf(call))),
      'has-more': all.length > shown.length,
      'vid-offset': Number(last?.id ?? 0),
      'time-offset': last?.updatedAt ?? 0,
    },
  };
}

function search(portal: Portal, call: Call) {
  const query = call.query('q') ?? '';
  const offset = Number(call.query('offset') ?? '0');
  const found = portal.store
    .all('contacts')
    .filter((contact) => contact.archivedAt === undefined)
    .filter(({ values }) =>
      ['email', 'firstname', 'lastname', 'company', 'phone'].some((name) =>
        (values[name] ?? '').toLowerCase().includes(query.toLowerCase()),
      ),
    );
  const end = offset + countOf(call);
  const contacts = found.slice(offset, end).map((contact) => render(portal, contact, call.list('property')));
  return { status: 200, body: { query, offset: end, 'has-more': end < found.length, total: found.length, contacts } };
}
