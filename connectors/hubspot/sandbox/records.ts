/** One record at a time, and the list of all: /crm/v3/objects/{type}. */
import { z } from 'zod';
import { objectType } from './object-types.ts';
import type { Portal } from './portal.ts';
import { notFound } from './refusal.ts';
import { renderRecord, type Wanted } from './render.ts';
import type { Call, Route } from './router.ts';
import { checkProperties } from './values.ts';
import { associationsBody, checkOrdered, prepareCreate, prepareUpdate, propertiesBody, recordOf } from './writes.ts';

/** "Using object APIs", HubSpot developer documentation. */
const LIST_LIMIT = 100;

export function recordRoutes(portal: Portal): readonly Route[] {
  const base = '/crm/v3/objects/:type';
  const [read, write] = ['crm.objects.:family.read', 'crm.objects.:family.write'];
  return [
    { method: 'GET', path: base, scope: read, handle: (call) => list(portal, call) },
    { method: 'POST', path: base, scope: write, handle: (call) => create(portal, call) },
    { method: 'GET', path: `${base}/:id`, scope: read, handle: (call) => get(portal, call) },
    { method: 'PATCH', path: `${base}/:id`, scope: write, handle: (call) => update(portal, call) },
    { method: 'DELETE', path: `${base}/:id`, scope: write, handle: (call) => archive(portal, call) },
  ];
}

function wantedOf(call: Call): Wanted {
  return {
    properties: call.list('properties'),
    history: call.list('propertiesWithHistory'),
    associations: call.list('associations'),
  };
}

/** In the order of ids; `after` is the id from which the next page starts. */
function list(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const limit = call.limit(10, LIST_LIMIT);
  const after = Number(call.query('after') ?? '0');
  const archived = call.flag('archived');
  const rest = portal.store
    .all(type)
    .filter((record) => (record.archivedAt !== undefined) === archived && Number(record.id) >= after);
  const next = rest[limit]?.id;
  const results = rest.slice(0, limit).map((record) => renderRecord(portal, record, wantedOf(call)));
  return { status: 200, body: { results, ...(next === undefined ? {} : { paging: { next: { after: next } } }) } };
}

function get(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const record = portal.store.lookUp(type, call.param('id'), call.query('idProperty'));
  if (record === undefined || (record.archivedAt !== undefined) !== call.flag('archived')) throw notFound();
  return { status: 200, body: renderRecord(portal, record, wantedOf(call)) };
}

function create(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const body = call.json(z.object({ properties: propertiesBody, associations: associationsBody }));
  const context = { portal, type, at: call.now, source: call.source, claims: new Set<string>() };
  const record = prepareCreate(context, body)();
  return { status: 201, body: renderRecord(portal, record, { properties: Object.keys(body.properties) }) };
}

function update(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { properties } = call.json(z.object({ properties: propertiesBody }));
  // Names and values are looked at before the record is: a client that makes missing properties relies on it.
  checkProperties(portal.catalogue, type, properties);
  const record = recordOf(portal, type, call.param('id'), call.query('idProperty'));
  const context = { portal, type, at: call.now, source: call.source, claims: new Set<string>() };
  prepareUpdate(context, record, properties)();
  return { status: 200, body: renderRecord(portal, record, { properties: Object.keys(properties) }) };
}

/** Archiving what is not there, or no longer, answers success too. */
function archive(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const record = portal.store.live(type, call.param('id'));
  if (record !== undefined) {
    checkOrdered(portal, type, record.id);
    portal.store.archive(record, call.now, call.source);
  }
  return { status: 204 };
}
