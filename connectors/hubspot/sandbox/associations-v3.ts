/** Association endpoints of version 3, which older clients and many scripts still call: links by the name or number of their type. */
import { z } from 'zod';
import type { LinkType } from './association-types.ts';
import { batchAnswer } from './batch-answer.ts';
import { type ObjectType, objectType, TYPE_FACTS } from './object-types.ts';
import type { Portal } from './portal.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { linksInV3, nameInV3, renderRecord } from './render.ts';
import type { Call, Route } from './router.ts';
import type { HubSpotRecord } from './store.ts';
import { recordOf } from './writes.ts';

/** "Associations", version 3, HubSpot developer documentation. */
const PAGE = 500;
const MAX_READ = 1_000;
const MAX_WRITE = 2_000;

const end = z.object({ id: z.union([z.string(), z.number()]).transform(String) });
const readBody = z.object({ inputs: z.array(end).max(MAX_READ) });
const writeBody = z.object({ inputs: z.array(z.object({ from: end, to: end, type: z.string() })).max(MAX_WRITE) });

export function associationV3Routes(portal: Portal): readonly Route[] {
  const one = '/crm/v3/objects/:type/:id/associations/:to';
  const batch = '/crm/v3/associations/:type/:to';
  const [read, write] = ['crm.objects.:family.read', 'crm.objects.:family.write'];
  return [
    { method: 'GET', path: one, scope: read, handle: (call) => list(portal, call) },
    { method: 'PUT', path: `${one}/:toId/:linkType`, scope: write, handle: (call) => link(portal, call) },
    { method: 'DELETE', path: `${one}/:toId/:linkType`, scope: write, handle: (call) => unlink(portal, call) },
    { method: 'GET', path: `${batch}/types`, scope: read, handle: (call) => listTypes(portal, call) },
    { method: 'POST', path: `${batch}/batch/read`, scope: read, handle: (call) => batchRead(portal, call) },
    { method: 'POST', path: `${batch}/batch/create`, scope: write, handle: (call) => batchCreate(portal, call) },
    { method: 'POST', path: `${batch}/batch/archive`, scope: write, handle: (call) => batchArchive(portal, call) },
  ];
}

/** `contact_to_company` is the primary link where there is one, `contact_to_company_unlabeled` the plain one; numbers and labels' names too. */
function linkTypeNamed(portal: Portal, from: ObjectType, to: ObjectType, wanted: string): LinkType {
  const types = portal.links.types.between(from, to);
  const found =
    types.find((type) => nameInV3(portal, type) === wanted.toLowerCase() || String(type.typeId) === wanted) ??
    (wanted.toLowerCase() === `${TYPE_FACTS[from].singular}_to_${TYPE_FACTS[to].singular}`
      ? portal.links.types.plain(from, to)
      : undefined);
  if (found === undefined) throw invalid(`invalid from object type, to object type or association type: ${wanted}`);
  return found;
}

function list(portal: Portal, call: Call) {
  const from = recordOf(portal, objectType(call.param('type')), call.param('id'));
  const limit = call.limit(PAGE, PAGE);
  const after = Number(call.query('after') ?? '0');
  const all = linksInV3(portal, from, objectType(call.param('to'))).filter(({ id }) => Number(id) >= after);
  const next = all[limit]?.id;
  const paging = next === undefined ? {} : { paging: { next: { after: next } } };
  return { status: 200, body: { results: all.slice(0, limit), ...paging } };
}

function pathEnds(portal: Portal, call: Call) {
  const from = recordOf(portal, objectType(call.param('type')), call.param('id'));
  const to = recordOf(portal, objectType(call.param('to')), call.param('toId'));
  return { from, to, type: linkTypeNamed(portal, from.type, to.type, call.param('linkType')) };
}

/** Answers the record from which the link starts, with its links to that type. */
function link(portal: Portal, call: Call) {
  const { from, to, type } = pathEnds(portal, call);
  portal.links.link(from, to, type.typeId, { at: call.now, source: call.source });
  return { status: 200, body: renderRecord(portal, from, { properties: [], associations: [to.type] }) };
}

function unlink(portal: Portal, call: Call) {
  const { from, to, type } = pathEnds(portal, call);
  separate(portal, call, { from, to, type });
  return { status: 204 };
}

function listTypes(portal: Portal, call: Call) {
  const types = portal.links.types.between(objectType(call.param('type')), objectType(call.param('to')));
  return {
    status: 200,
    body: { results: types.map((type) => ({ id: String(type.typeId), name: nameInV3(portal, type) })) },
  };
}

function batchRead(portal: Portal, call: Call) {
  const [type, to] = [objectType(call.param('type')), objectType(call.param('to'))];
  const { inputs } = call.json(readBody);
  const read = inputs.map(({ id }) => ({ from: { id }, to: linksInV3(portal, { type, id }, to) }));
  const errors = read
    .filter((one) => one.to.length === 0)
    .map(({ from: { id } }) =>
      new Refusal({
        status: 404,
        category: 'OBJECT_NOT_FOUND',
        subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
        message: `No ${TYPE_FACTS[to].singular} is associated with ${TYPE_FACTS[type].singular} ${id}.`,
      }).entry({ fromObjectId: [id] }),
    );
  const results = read.filter((one) => one.to.length > 0);
  return batchAnswer(call, { success: 200, results, errors });
}

/** Each pair by itself; those that cannot be linked are told in a 207. */
function batchCreate(portal: Portal, call: Call) {
  const results: unknown[] = [];
  const errors: unknown[] = [];
  eachPair(portal, call, {
    good: ({ from, to, type, name }) => {
      portal.links.link(from, to, type.typeId, { at: call.now, source: call.source });
      results.push({ from: { id: from.id }, to: { id: to.id }, type: name });
    },
    bad: (refusal, ids) => errors.push(refusal.entry(ids)),
  });
  return batchAnswer(call, { success: 201, results, errors });
}

function batchArchive(portal: Portal, call: Call) {
  eachPair(portal, call, {
    good: (pair) => separate(portal, call, pair),
    bad: (refusal) => {
      throw refusal;
    },
  });
  return { status: 204 };
}

/** A label of the account is taken away alone; HubSpot's own types end the link. */
function separate(portal: Portal, call: Call, { from, to, type }: Pick<Pair, 'from' | 'to' | 'type'>): void {
  const moment = { at: call.now, source: call.source };
  if (type.category === 'USER_DEFINED') portal.links.unlabel(from, to, type.typeId, moment);
  else portal.links.unlink(from, to, moment);
}

interface Pair {
  readonly from: HubSpotRecord;
  readonly to: HubSpotRecord;
  readonly type: LinkType;
  readonly name: string;
}

function eachPair(
  portal: Portal,
  call: Call,
  take: {
    readonly good: (pair: Pair) => void;
    readonly bad: (refusal: Refusal, ids: Readonly<Record<string, readonly string[]>>) => void;
  },
): void {
  const [fromType, toType] = [objectType(call.param('type')), objectType(call.param('to'))];
  for (const { from, to, type } of call.json(writeBody).inputs) {
    const ends = { from: portal.store.live(fromType, from.id), to: portal.store.live(toType, to.id) };
    const linkType = linkTypeNamed(portal, fromType, toType, type);
    if (ends.from === undefined || ends.to === undefined) {
      take.bad(notFound('One of the records does not exist.'), { fromObjectId: [from.id], toObjectId: [to.id] });
    } else take.good({ from: ends.from, to: ends.to, type: linkType, name: type });
  }
}
