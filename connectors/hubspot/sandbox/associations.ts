/** Association endpoints of version 4: one record's links, batches of them, and making and removing them. */
import { z } from 'zod';
import type { LinkType } from './association-types.ts';
import { batchAnswer } from './batch-answer.ts';
import { type ObjectType, objectType, TYPE_FACTS } from './object-types.ts';
import type { Portal } from './portal.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { type Call, type Route, wholeNumber } from './router.ts';
import type { HubSpotRecord } from './store.ts';
import { recordOf } from './writes.ts';

/** "Associate records guide", HubSpot developer documentation. */
const PAGE = 500;
const MAX_READ = 1_000;
const MAX_WRITE = 2_000;

const endShape = z.object({ id: z.union([z.string(), z.number()]).transform(String) });
const specShape = z.object({ associationCategory: z.string(), associationTypeId: wholeNumber });
const readBody = z.object({ inputs: z.array(endShape.extend({ after: z.string().nullish() })) });
const defaultBody = z.object({ inputs: z.array(z.object({ from: endShape, to: endShape })) });
const createBody = z.object({
  inputs: z.array(z.object({ from: endShape, to: endShape, types: z.array(specShape).min(1) })),
});
const archiveBody = z.object({ inputs: z.array(z.object({ from: endShape, to: z.array(endShape) })) });

export function associationRoutes(portal: Portal): readonly Route[] {
  const one = '/crm/v4/objects/:type/:id/associations';
  const batch = '/crm/v4/associations/:type/:to';
  const [read, write] = ['crm.objects.:family.read', 'crm.objects.:family.write'];
  return [
    { method: 'GET', path: `${one}/:to`, scope: read, handle: (call) => list(portal, call) },
    { method: 'PUT', path: `${one}/default/:to/:toId`, scope: write, handle: (call) => linkDefault(portal, call) },
    { method: 'PUT', path: `${one}/:to/:toId`, scope: write, handle: (call) => linkLabelled(portal, call) },
    { method: 'DELETE', path: `${one}/:to/:toId`, scope: write, handle: (call) => unlink(portal, call) },
    { method: 'POST', path: `${batch}/batch/read`, scope: read, handle: (call) => batchRead(portal, call) },
    { method: 'POST', path: `${batch}/batch/create`, scope: write, handle: (call) => batchCreate(portal, call) },
    {
      method: 'POST',
      path: `${batch}/batch/associate/default`,
      scope: write,
      handle: (call) => batchDefault(portal, call),
    },
    { method: 'POST', path: `${batch}/batch/archive`, scope: write, handle: (call) => batchArchive(portal, call) },
    {
      method: 'POST',
      path: `${batch}/batch/labels/archive`,
      scope: write,
      handle: (call) => batchUnlabel(portal, call),
    },
  ];
}

/** Ids are numbers in the answers of version 4, whatever the client's types say. */
function targets(portal: Portal, from: { readonly type: ObjectType; readonly id: string }, to: ObjectType) {
  return portal.links.of(from, to).map(({ id, types }) => ({
    toObjectId: Number(id),
    associationTypes: types.map(({ category, typeId, label }) => ({ category, typeId, label })),
  }));
}

function list(portal: Portal, call: Call) {
  const from = recordOf(portal, objectType(call.param('type')), call.param('id'));
  const limit = call.limit(PAGE, PAGE);
  const after = Number(call.query('after') ?? '0');
  const all = targets(portal, from, objectType(call.param('to'))).filter((target) => target.toObjectId >= after);
  const next = all[limit]?.toObjectId;
  const paging = next === undefined ? {} : { paging: { next: { after: String(next) } } };
  return { status: 200, body: { results: all.slice(0, limit), ...paging } };
}

/** A record without links is no result but an error entry, and the answer a 207. */
function batchRead(portal: Portal, call: Call) {
  const [from, to] = [objectType(call.param('type')), objectType(call.param('to'))];
  const { inputs } = call.json(readBody);
  if (inputs.length > MAX_READ) throw invalid(`At most ${MAX_READ} inputs are possible.`);
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const { id, after } of inputs) {
    const all = targets(portal, { type: from, id }, to).filter((target) => target.toObjectId >= Number(after ?? '0'));
    const next = all[PAGE]?.toObjectId;
    const paging = next === undefined ? {} : { paging: { next: { after: String(next) } } };
    if (all.length > 0) results.push({ from: { id }, to: all.slice(0, PAGE), ...paging });
    else errors.push(noLinks(from, id, to));
  }
  return batchAnswer(call, { success: 200, results, errors });
}

function noLinks(from: ObjectType, id: string, to: ObjectType): Record<string, unknown> {
  const [fromName, toName] = [TYPE_FACTS[from].singular, TYPE_FACTS[to].singular];
  return new Refusal({
    status: 404,
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${toName} is associated with ${fromName} ${id}.`,
  }).entry({ fromObjectId: [id], fromObjectType: [fromName], toObjectType: [toName] });
}

/** Both ends of a path or an input; 404 if either record is not there. */
function ends(portal: Portal, call: Call, fromId: string, toId: string) {
  const from = recordOf(portal, objectType(call.param('type')), fromId);
  const to = recordOf(portal, objectType(call.param('to')), toId);
  return { from, to, moment: { at: call.now, source: call.source } };
}

function linkDefault(portal: Portal, call: Call) {
  const { from, to, moment } = ends(portal, call, call.param('id'), call.param('toId'));
  const type = portal.links.linkPlain(from, to, moment);
  return batchAnswer(call, { success: 200, results: [defaultResult(from.id, to.id, type)] });
}

function defaultResult(fromId: string, toId: string, type: LinkType) {
  return {
    from: { id: fromId },
    to: { id: toId },
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: type.typeId },
  };
}

/** Replaces the labels that stand ("Associate records guide"). */
function linkLabelled(portal: Portal, call: Call) {
  const specs = call.json(z.array(specShape).min(1));
  const { from, to, moment } = ends(portal, call, call.param('id'), call.param('toId'));
  portal.links.unlink(from, to, moment);
  const result = linkAll(portal, call, {
    from: call.param('id'),
    to: call.param('toId'),
    typeIds: specs.map((spec) => spec.associationTypeId),
  });
  return { status: 201, body: result };
}

function linkAll(portal: Portal, call: Call, wish: { from: string; to: string; typeIds: readonly number[] }) {
  const { from, to, moment } = ends(portal, call, wish.from, wish.to);
  const types = wish.typeIds.map((typeId) => portal.links.link(from, to, typeId, moment));
  return {
    fromObjectTypeId: TYPE_FACTS[from.type].typeId,
    fromObjectId: Number(from.id),
    toObjectTypeId: TYPE_FACTS[to.type].typeId,
    toObjectId: Number(to.id),
    labels: types.map((type) => type.label).filter((label) => label !== null),
  };
}

function unlink(portal: Portal, call: Call) {
  const { from, to, moment } = ends(portal, call, call.param('id'), call.param('toId'));
  portal.links.unlink(from, to, moment);
  return { status: 204 };
}

function batchCreate(portal: Portal, call: Call) {
  const { inputs } = call.json(createBody);
  const pairs = eachPair(portal, call, inputs, ({ types }, from, to) =>
    linkAll(portal, call, { from: from.id, to: to.id, typeIds: types.map((type) => type.associationTypeId) }),
  );
  return batchAnswer(call, { success: 201, ...pairs });
}

function batchDefault(portal: Portal, call: Call) {
  const { inputs } = call.json(defaultBody);
  const pairs = eachPair(portal, call, inputs, (_input, from, to) =>
    defaultResult(from.id, to.id, portal.links.linkPlain(from, to, { at: call.now, source: call.source })),
  );
  return batchAnswer(call, { success: 200, ...pairs });
}

/** Pairs of which a record is not there are told in a 207; the others are linked. */
function eachPair<Input extends { readonly from: { readonly id: string }; readonly to: { readonly id: string } }>(
  portal: Portal,
  call: Call,
  inputs: readonly Input[],
  link: (input: Input, from: HubSpotRecord, to: HubSpotRecord) => unknown,
): { readonly results: readonly unknown[]; readonly errors: readonly unknown[] } {
  if (inputs.length > MAX_WRITE) throw invalid(`At most ${MAX_WRITE} inputs are possible.`);
  const [fromType, toType] = [objectType(call.param('type')), objectType(call.param('to'))];
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const input of inputs) {
    const [from, to] = [portal.store.live(fromType, input.from.id), portal.store.live(toType, input.to.id)];
    if (from !== undefined && to !== undefined) results.push(link(input, from, to));
    else {
      const context = { fromObjectId: [input.from.id], toObjectId: [input.to.id] };
      errors.push(notFound('One of the records does not exist.').entry(context));
    }
  }
  return { results, errors };
}

/** Taking away what is not there is success. */
function batchArchive(portal: Portal, call: Call) {
  const { inputs } = call.json(archiveBody);
  if (inputs.length > MAX_WRITE) throw invalid(`At most ${MAX_WRITE} inputs are possible.`);
  const [type, toType] = [objectType(call.param('type')), objectType(call.param('to'))];
  const moment = { at: call.now, source: call.source };
  for (const { from, to } of inputs) {
    for (const { id } of to) portal.links.unlink({ type, id: from.id }, { type: toType, id }, moment);
  }
  return { status: 204 };
}

/** Takes single labels away and leaves the link. */
function batchUnlabel(portal: Portal, call: Call) {
  const { inputs } = call.json(createBody);
  if (inputs.length > MAX_WRITE) throw invalid(`At most ${MAX_WRITE} inputs are possible.`);
  const [type, toType] = [objectType(call.param('type')), objectType(call.param('to'))];
  const moment = { at: call.now, source: call.source };
  for (const { from, to, types } of inputs) {
    for (const { associationTypeId } of types) {
      portal.links.unlabel({ type, id: from.id }, { type: toType, id: to.id }, associationTypeId, moment);
    }
  }
  return { status: 204 };
}
