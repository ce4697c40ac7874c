/** Up to a hundred records a call: /crm/v3/objects/{type}/batch/{read,create,update,upsert,archive}. */
import { z } from 'zod';
import { batchAnswer } from './batch-answer.ts';
import { type ObjectType, objectType, TYPE_FACTS } from './object-types.ts';
import type { Portal } from './portal.ts';
import { invalid, Refusal } from './refusal.ts';
import { renderRecord } from './render.ts';
import type { Call, Route } from './router.ts';
import type { HubSpotRecord } from './store.ts';
import {
  associationsBody,
  checkOrdered,
  prepareCreate,
  prepareUpdate,
  propertiesBody,
  type WriteContext,
} from './writes.ts';

/** "Using object APIs", HubSpot developer documentation. */
const BATCH_LIMIT = 100;

const id = z.union([z.string(), z.number()]).transform(String);
const traced = { objectWriteTraceId: z.string().nullish() };
const inputsOf = <Item extends z.ZodType>(item: Item) => z.object({ inputs: z.array(item) });
const readBody = inputsOf(z.object({ id })).extend({
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).nullish(),
  idProperty: z.string().nullish(),
});
const createBody = inputsOf(z.object({ properties: propertiesBody, associations: associationsBody, ...traced }));
const updateBody = inputsOf(z.object({ id, idProperty: z.string().nullish(), properties: propertiesBody, ...traced }));

export function batchRoutes(portal: Portal): readonly Route[] {
  const base = '/crm/v3/objects/:type/batch';
  const [read, write] = ['crm.objects.:family.read', 'crm.objects.:family.write'];
  return [
    { method: 'POST', path: `${base}/read`, scope: read, handle: (call) => batchRead(portal, call) },
    { method: 'POST', path: `${base}/create`, scope: write, handle: (call) => batchCreate(portal, call) },
    { method: 'POST', path: `${base}/update`, scope: write, handle: (call) => batchUpdate(portal, call) },
    { method: 'POST', path: `${base}/upsert`, scope: write, handle: (call) => batchUpsert(portal, call) },
    { method: 'POST', path: `${base}/archive`, scope: write, handle: (call) => batchArchive(portal, call) },
  ];
}

function checkSize(inputs: readonly unknown[]): void {
  if (inputs.length > BATCH_LIMIT) {
    throw invalid(`The number of inputs is ${inputs.length}; the maximum is ${BATCH_LIMIT}.`);
  }
}

/** Ids that do not exist come back as one error entry of a 207. */
function batchRead(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const body = call.json(readBody);
  checkSize(body.inputs);
  const archived = call.flag('archived');
  const found = new Map<string, HubSpotRecord>();
  const missing: string[] = [];
  for (const input of body.inputs) {
    const record = portal.store.lookUp(type, input.id, body.idProperty ?? undefined);
    if (record !== undefined && (record.archivedAt !== undefined) === archived) found.set(record.id, record);
    else missing.push(input.id);
  }
  const wanted = { properties: body.properties, history: body.propertiesWithHistory ?? [] };
  const results = inIdOrder([...found.values()]).map((record) => renderRecord(portal, record, wanted));
  const errors = missing.length === 0 ? [] : [missingEntry(type, missing)];
  return batchAnswer(call, { success: 200, results, errors });
}

function batchCreate(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { inputs } = call.json(createBody);
  return runWrites(portal, call, { type, success: 201, inputs }, (context, input) => {
    const make = prepareCreate(context, input);
    return () => ({ record: make(), names: Object.keys(input.properties) });
  });
}

function batchUpdate(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { inputs } = call.json(updateBody);
  refuseTwice(inputs);
  return runWrites(portal, call, { type, success: 200, inputs }, (context, input) => {
    // An id that a merge ended works for a single update, not here ("Using object APIs", HubSpot developer documentation).
    if (input.idProperty) refuseShared(portal, type, input.idProperty);
    const record = input.idProperty
      ? portal.store.lookUp(type, input.id, input.idProperty)
      : portal.store.find(type, input.id);
    if (record === undefined || record.archivedAt !== undefined) throw missingRecord(type, input.id);
    const change = prepareUpdate(context, record, input.properties);
    return () => ({ record: change(), names: Object.keys(input.properties) });
  });
}

/** By a unique property; company `domain` is none ("Companies guide", HubSpot developer documentation). */
function batchUpsert(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { inputs } = call.json(updateBody);
  refuseTwice(inputs);
  return runWrites(portal, call, { type, success: 200, inputs }, (context, input) => {
    const idProperty = input.idProperty ?? 'hs_object_id';
    refuseShared(portal, type, idProperty);
    const record = portal.store.lookUp(type, input.id, idProperty);
    if (record !== undefined && record.archivedAt === undefined) {
      const change = prepareUpdate(context, record, input.properties);
      return () => ({ record: change(), names: Object.keys(input.properties), made: false });
    }
    const properties = { ...input.properties, [idProperty]: input.id };
    const make = prepareCreate(context, { properties });
    return () => ({ record: make(), names: Object.keys(properties), made: true });
  });
}

/** The id itself is no unique property here: it stands in `id` without any `idProperty`. The sentence is HubSpot's own, as its users report it. */
function refuseShared(portal: Portal, type: ObjectType, name: string): void {
  if (portal.catalogue.unique(type).includes(name)) return;
  const { typeId } = TYPE_FACTS[type];
  throw invalid(`Unable to perform update/upsert by non-unique ${typeId} property ${name} in portal ID ${portal.id}`);
}

function batchArchive(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { inputs } = call.json(inputsOf(z.object({ id })));
  checkSize(inputs);
  const records = inputs.map((input) => portal.store.live(type, input.id)).filter((record) => record !== undefined);
  for (const record of records) checkOrdered(portal, type, record.id);
  for (const record of records) {
    if (record.archivedAt === undefined) portal.store.archive(record, call.now, call.source);
  }
  return { status: 204 };
}

interface Written {
  readonly record: HubSpotRecord;
  readonly names: readonly string[];
  /** Upserts only. */
  readonly made?: boolean;
}
interface Plan<Input> {
  readonly type: ObjectType;
  readonly success: number;
  readonly inputs: readonly Input[];
}

/**
 * All inputs are checked before the first is written. A faulty one fails the whole call unless every input carries its own `objectWriteTraceId`
 * ("Error handling", HubSpot developer documentation); a record that does not exist is told in a 207 either way.
 */
function runWrites<Input extends { readonly objectWriteTraceId?: string | null | undefined }>(
  portal: Portal,
  call: Call,
  plan: Plan<Input>,
  prepare: (context: WriteContext, input: Input) => () => Written,
) {
  checkSize(plan.inputs);
  const traces = plan.inputs.map((input) => input.objectWriteTraceId ?? undefined);
  const traced = traces.every((trace) => trace !== undefined) && new Set(traces).size === traces.length;
  const context = { portal, type: plan.type, at: call.now, source: call.source, claims: new Set<string>() };
  const ready: { readonly apply: () => Written; readonly trace: string | undefined }[] = [];
  const errors: Record<string, unknown>[] = [];
  for (const input of plan.inputs) {
    const trace = input.objectWriteTraceId ?? undefined;
    try {
      ready.push({ apply: prepare(context, input), trace });
    } catch (error) {
      // A refusal of one input is an entry of the multi-status answer; anything else is a bug.
      if (!(error instanceof Refusal) || !(traced || error.parts.status === 404)) throw error;
      errors.push(error.entry(trace === undefined ? {} : { objectWriteTraceId: [trace] }));
    }
  }
  const results = ready.map(({ apply, trace }) => {
    const { record, names, made } = apply();
    return {
      ...renderRecord(portal, record, { properties: names }),
      ...(made === undefined ? {} : { new: made }),
      ...(trace === undefined ? {} : { objectWriteTraceId: trace }),
    };
  });
  // The order of results is not promised, so it is never that of the inputs.
  return batchAnswer(call, { success: plan.success, results: results.toReversed(), errors });
}

function refuseTwice(inputs: readonly { readonly id: string }[]): void {
  const ids = inputs.map((input) => input.id);
  const twice = ids.filter((value, place) => ids.indexOf(value) !== place);
  if (twice.length === 0) return;
  throw invalid(`Duplicate IDs found in batch input: [${[...new Set(twice)].join(', ')}]. IDs must be unique.`);
}

function missingEntry(type: ObjectType, ids: readonly string[]): Record<string, unknown> {
  return missingRecords(type, ids).entry({});
}

function missingRecord(type: ObjectType, missing: string): Refusal {
  return missingRecords(type, [missing]);
}

function missingRecords(type: ObjectType, ids: readonly string[]): Refusal {
  const name = TYPE_FACTS[type].singular.toUpperCase();
  return new Refusal({
    status: 404,
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${name} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids },
  });
}

function inIdOrder(records: HubSpotRecord[]): HubSpotRecord[] {
  return records.sort((a, b) => Number(a.id) - Number(b.id));
}
