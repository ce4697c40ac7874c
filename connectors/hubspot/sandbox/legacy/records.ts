/** Companies of version 2, deals and tickets of version 1: made, read, changed, removed, listed, each under its own words. */
import { z } from 'zod';
import type { ObjectType } from '../object-types.ts';
import type { Portal } from '../portal.ts';
import { notFound } from '../refusal.ts';
import type { Call, Route } from '../router.ts';
import type { HubSpotRecord } from '../store.ts';
import { prepareCreate, prepareUpdate, recordOf } from '../writes.ts';
import { contextOf, linkedIds, newestFirst, pageAfter, propertiesWish, valuesOf, wishOf } from './shapes.ts';

/** How one type speaks. */
interface Speech {
  readonly type: ObjectType;
  /** Where one record stands. */
  readonly base: string;
  /** Where all stand, in pages. */
  readonly paged: string;
  /** The name of the list in a page, and of the id in a record. */
  readonly many: string;
  readonly id: string;
}

const COMPANIES: Speech = {
  type: 'companies',
  base: '/companies/v2/companies',
  paged: '/companies/v2/companies/paged',
  many: 'companies',
  id: 'companyId',
};
const DEALS: Speech = {
  type: 'deals',
  base: '/deals/v1/deal',
  paged: '/deals/v1/deal/paged',
  many: 'deals',
  id: 'dealId',
};
const TICKETS: Speech = {
  type: 'tickets',
  base: '/crm-objects/v1/objects/tickets',
  paged: '/crm-objects/v1/objects/tickets/paged',
  many: 'objects',
  id: 'objectId',
};
const PAGE = 100;

export function legacyRecordRoutes(portal: Portal): readonly Route[] {
  const domain = '/companies/v2/domains/:domain/companies';
  const people = `${COMPANIES.base}/:id/contacts`;
  const [read, write] = ['crm.objects.companies.read', 'crm.objects.companies.write'];
  return [
    ...[COMPANIES, DEALS, TICKETS].flatMap((speech) => routesFor(portal, speech)),
    { method: 'POST', path: domain, scope: read, handle: (call) => byDomain(portal, call) },
    { method: 'GET', path: people, scope: read, handle: (call) => peopleOf(portal, call) },
    { method: 'PUT', path: `${people}/:contact`, scope: write, handle: (call) => addPerson(portal, call) },
  ];
}

function routesFor(portal: Portal, speech: Speech): readonly Route[] {
  const { base, paged, type } = speech;
  const [read, write] =
    type === 'tickets' ? ['tickets', 'tickets'] : [`crm.objects.${type}.read`, `crm.objects.${type}.write`];
  const recent = (by: 'created' | 'modified') => (call: Call) => listRecent(portal, speech, call, by);
  const one = `${base}/:id`;
  return [
    { method: 'POST', path: base, scope: write, handle: (call) => create(portal, speech, call) },
    { method: 'GET', path: paged, scope: read, handle: (call) => list(portal, speech, call) },
    { method: 'GET', path: `${base}/recent/created`, scope: read, handle: recent('created') },
    { method: 'GET', path: `${base}/recent/modified`, scope: read, handle: recent('modified') },
    { method: 'GET', path: one, scope: read, handle: (call) => show(portal, speech, call) },
    { method: 'PUT', path: one, scope: write, handle: (call) => update(portal, speech, call) },
    { method: 'DELETE', path: one, scope: write, handle: (call) => remove(portal, speech, call) },
  ];
}

function render(portal: Portal, speech: Speech, record: HubSpotRecord, names: readonly string[] = []) {
  return {
    portalId: portal.id,
    [speech.id]: Number(record.id),
    isDeleted: record.archivedAt !== undefined,
    properties: valuesOf(record, names),
    ...(speech.type === 'deals' ? { associations: dealLinks(portal, record) } : {}),
    ...(speech.type === 'tickets' ? { objectType: 'TICKET', version: 1 } : {}),
  };
}

function dealLinks(portal: Portal, deal: HubSpotRecord): Record<string, readonly number[]> {
  return {
    associatedVids: linkedIds(portal, deal, 'contacts'),
    associatedCompanyIds: linkedIds(portal, deal, 'companies'),
    associatedDealIds: linkedIds(portal, deal, 'deals'),
    associatedTicketIds: linkedIds(portal, deal, 'tickets'),
  };
}

const linkWish = z.object({
  associations: z
    .object({
      associatedVids: z.array(z.coerce.string()).nullish(),
      associatedCompanyIds: z.array(z.coerce.string()).nullish(),
    })
    .nullish(),
});

/** Tickets are given as the bare list, the others in an object. */
function wish(speech: Speech, call: Call): Record<string, unknown> {
  if (speech.type !== 'tickets') return wishOf(call.json(propertiesWish).properties);
  return wishOf(call.json(propertiesWish.shape.properties));
}

function create(portal: Portal, speech: Speech, call: Call) {
  const targets =
    speech.type === 'deals' ? targetsOf(call.json(linkWish)).map(({ type, id }) => recordOf(portal, type, id)) : [];
  const record = prepareCreate(contextOf(portal, speech.type, call), { properties: wish(speech, call) })();
  for (const target of targets) portal.links.linkPlain(record, target, { at: call.now, source: call.source });
  return { status: 200, body: render(portal, speech, record) };
}

function targetsOf({ associations }: z.output<typeof linkWish>) {
  return [
    ...(associations?.associatedVids ?? []).map((id) => ({ type: 'contacts' as const, id })),
    ...(associations?.associatedCompanyIds ?? []).map((id) => ({ type: 'companies' as const, id })),
  ];
}

function show(portal: Portal, speech: Speech, call: Call) {
  const record = recordOf(portal, speech.type, call.param('id'));
  return { status: 200, body: render(portal, speech, record, call.list('properties')) };
}

function update(portal: Portal, speech: Speech, call: Call) {
  const record = recordOf(portal, speech.type, call.param('id'));
  prepareUpdate(contextOf(portal, speech.type, call), record, wish(speech, call))();
  return { status: 200, body: render(portal, speech, record) };
}

function remove(portal: Portal, speech: Speech, call: Call) {
  const record = portal.store.live(speech.type, call.param('id'));
  if (record === undefined) throw notFound();
  portal.store.archive(record, call.now, call.source);
  return speech.type === 'companies'
    ? { status: 200, body: { companyId: Number(record.id), deleted: true } }
    : { status: 204 };
}

function countOf(call: Call): number {
  return z.coerce
    .number()
    .int()
    .min(1)
    .max(250)
    .catch(PAGE)
    .parse(call.query('limit') ?? call.query('count'));
}

function list(portal: Portal, speech: Speech, call: Call) {
  const after = Number(call.query('offset') ?? '0');
  const { records, more, last } = pageAfter(portal, speech.type, { after, count: countOf(call) });
  const shown = records.map((record) => render(portal, speech, record, call.list('properties')));
  // Companies spell it one way, the others another.
  const flag = speech.type === 'companies' ? 'has-more' : 'hasMore';
  return { status: 200, body: { [speech.many]: shown, [flag]: more, offset: last } };
}

function listRecent(portal: Portal, speech: Speech, call: Call, by: 'created' | 'modified') {
  const start = Number(call.query('offset') ?? '0');
  const since = Number(call.query('since') ?? '0');
  const all = newestFirst(portal, speech.type, by).filter((record) => record.updatedAt >= since);
  const end = start + countOf(call);
  const results = all.slice(start, end).map((record) => render(portal, speech, record));
  return { status: 200, body: { results, hasMore: end < all.length, offset: end, total: all.length } };
}

function byDomain(portal: Portal, call: Call) {
  const found = portal.store
    .all('companies')
    .filter((company) => company.archivedAt === undefined && company.values['domain'] === call.param('domain'));
  return { status: 200, body: { results: found.map((one) => render(portal, COMPANIES, one)), hasMore: false } };
}

function peopleOf(portal: Portal, call: Call) {
  const company = recordOf(portal, 'companies', call.param('id'));
  const contacts = portal.links.of(company, 'contacts').map(({ id }) => ({ vid: Number(id), portalId: portal.id }));
  return { status: 200, body: { contacts, hasMore: false, vidOffset: contacts.at(-1)?.vid ?? 0 } };
}

function addPerson(portal: Portal, call: Call) {
  const company = recordOf(portal, 'companies', call.param('id'));
  const contact = recordOf(portal, 'contacts', call.param('contact'));
  portal.links.setPrimary(contact, company.id, { at: call.now, source: call.source });
  return { status: 200, body: render(portal, COMPANIES, company) };
}
