/** Pipelines and their stages: /crm/v3/pipelines/{type}. */
import { z } from 'zod';
import { type ObjectType, objectType } from './object-types.ts';
import { PIPELINED, type Pipeline, type Stage } from './pipelines.ts';
import type { Portal } from './portal.ts';
import { invalid, notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

/** The API wants strings; clients that send `true` are understood all the same. */
const metadata = z.record(z.string(), z.union([z.string(), z.boolean(), z.number()]).transform(String));
const stageBody = z.object({ label: z.string().min(1), displayOrder: z.int(), metadata: metadata.default({}) });
const pipelineBody = z.object({ label: z.string().min(1), displayOrder: z.int(), stages: z.array(stageBody) });
const pipelinePatch = pipelineBody.omit({ stages: true }).extend({ archived: z.boolean() }).partial();
const stagePatch = z
  .object({ label: z.string().min(1), displayOrder: z.int(), metadata, archived: z.boolean() })
  .partial();

export function pipelineRoutes(portal: Portal): readonly Route[] {
  const base = '/crm/v3/pipelines/:type';
  const [one, stages] = [`${base}/:pipeline`, `${base}/:pipeline/stages`];
  const stage = `${stages}/:stage`;
  const [read, write] = ['crm.objects.:family.read', 'crm.schemas.:family.write'];
  const noAudit = () => ({ status: 200, body: { results: [] } });
  return [
    { method: 'GET', path: base, scope: read, handle: (call) => list(portal, call) },
    { method: 'POST', path: base, scope: write, handle: (call) => create(portal, call) },
    { method: 'GET', path: one, scope: read, handle: (call) => ok(pipelineOf(portal, call)) },
    { method: 'PATCH', path: one, scope: write, handle: (call) => change(portal, call) },
    { method: 'PUT', path: one, scope: write, handle: (call) => replace(portal, call) },
    { method: 'DELETE', path: one, scope: write, handle: (call) => remove(portal, call) },
    { method: 'GET', path: `${one}/audit`, scope: read, handle: noAudit },
    { method: 'GET', path: stages, scope: read, handle: (call) => listStages(portal, call) },
    { method: 'POST', path: stages, scope: write, handle: (call) => createStage(portal, call) },
    { method: 'GET', path: stage, scope: read, handle: (call) => okStage(stageOf(portal, call)) },
    { method: 'PATCH', path: stage, scope: write, handle: (call) => changeStage(portal, call, stagePatch) },
    { method: 'PUT', path: stage, scope: write, handle: (call) => changeStage(portal, call, stageBody) },
    { method: 'DELETE', path: stage, scope: write, handle: (call) => removeStage(portal, call) },
    { method: 'GET', path: `${stage}/audit`, scope: read, handle: noAudit },
  ];
}

function typeOf(call: Call): ObjectType {
  return objectType(call.param('type'));
}

function pipelineOf(portal: Portal, call: Call): Pipeline {
  const found = portal.pipelines.find(typeOf(call), call.param('pipeline'));
  if (found === undefined) throw notFound(`Pipeline ${call.param('pipeline')} does not exist.`);
  return found;
}

function stageOf(portal: Portal, call: Call): Stage {
  const found = pipelineOf(portal, call).stages.find(({ id, archived }) => id === call.param('stage') && !archived);
  if (found === undefined) throw notFound(`Stage ${call.param('stage')} does not exist.`);
  return found;
}

const ok = (pipeline: Pipeline, status = 200) => ({ status, body: render(pipeline) });
const okStage = (stage: Stage, status = 200) => ({ status, body: renderStage(stage) });

/** Types without pipelines have an empty list. */
function list(portal: Portal, call: Call) {
  const pipelines = portal.pipelines.all(typeOf(call)).filter(({ archived }) => !archived);
  return { status: 200, body: { results: pipelines.map(render) } };
}

function create(portal: Portal, call: Call) {
  const type = typeOf(call);
  if (PIPELINED[type] === undefined) throw invalid(`${type} have no pipelines.`);
  const { stages, ...wish } = call.json(pipelineBody);
  checkProbabilities(type, stages);
  return ok(keep(portal, type, portal.pipelines.newPipeline(wish, stages, call.now)), 201);
}

/** Deal stages need their probability ("Pipelines guide", HubSpot developer documentation). */
function checkProbabilities(type: ObjectType, stages: readonly Pick<Stage, 'label' | 'metadata'>[]): void {
  const without = stages.find((stage) => type === 'deals' && stage.metadata['probability'] === undefined);
  if (without !== undefined) throw invalid(`Stage ${without.label} lacks metadata.probability.`);
}

function change(portal: Portal, call: Call) {
  const { label, displayOrder, archived } = call.json(pipelinePatch);
  const pipeline = pipelineOf(portal, call);
  const changed = {
    ...pipeline,
    label: label ?? pipeline.label,
    displayOrder: displayOrder ?? pipeline.displayOrder,
    archived: archived ?? pipeline.archived,
    updatedAt: call.now,
  };
  return ok(keep(portal, typeOf(call), changed));
}

/** Its stages are all new. */
function replace(portal: Portal, call: Call) {
  const { stages, ...wish } = call.json(pipelineBody);
  const pipeline = pipelineOf(portal, call);
  checkProbabilities(typeOf(call), stages);
  const made = stages.map((stage) => portal.pipelines.newStage(stage, call.now));
  return ok(keep(portal, typeOf(call), { ...pipeline, ...wish, stages: made, updatedAt: call.now }));
}

function remove(portal: Portal, call: Call) {
  const pipeline = pipelineOf(portal, call);
  const type = typeOf(call);
  const checked = call.flag('validateReferencesBeforeDelete') || call.flag('validateDealStageUsagesBeforeDelete');
  if (checked) refuseUsed(portal, type, PIPELINED[type]?.pipeline, pipeline.id);
  keep(portal, type, { ...pipeline, archived: true, updatedAt: call.now });
  return { status: 204 };
}

function refuseUsed(portal: Portal, type: ObjectType, property: string | undefined, value: string): void {
  const used = portal.store
    .all(type)
    .filter((record) => record.archivedAt === undefined && record.values[property ?? ''] === value);
  if (used.length > 0) throw invalid(`${value} is still used by ${used.length} ${type}.`);
}

function listStages(portal: Portal, call: Call) {
  const stages = pipelineOf(portal, call).stages.filter(({ archived }) => !archived);
  return { status: 200, body: { results: stages.map(renderStage) } };
}

function createStage(portal: Portal, call: Call) {
  const wish = call.json(stageBody);
  const pipeline = pipelineOf(portal, call);
  checkProbabilities(typeOf(call), [wish]);
  const stage = portal.pipelines.newStage(wish, call.now);
  keep(portal, typeOf(call), { ...pipeline, stages: [...pipeline.stages, stage], updatedAt: call.now });
  return okStage(stage, 201);
}

function changeStage(portal: Portal, call: Call, schema: z.ZodType<z.output<typeof stagePatch>>) {
  const { label, displayOrder, metadata: values, archived } = call.json(schema);
  const stage = stageOf(portal, call);
  const changed = {
    ...stage,
    label: label ?? stage.label,
    displayOrder: displayOrder ?? stage.displayOrder,
    metadata: { ...stage.metadata, ...values },
    archived: archived ?? stage.archived,
    updatedAt: call.now,
  };
  return okStage(keepStage(portal, call, changed));
}

function removeStage(portal: Portal, call: Call) {
  const stage = stageOf(portal, call);
  refuseUsed(portal, typeOf(call), PIPELINED[typeOf(call)]?.stage, stage.id);
  keepStage(portal, call, { ...stage, archived: true, updatedAt: call.now });
  return { status: 204 };
}

function keepStage(portal: Portal, call: Call, stage: Stage): Stage {
  const pipeline = pipelineOf(portal, call);
  const stages = pipeline.stages.map((one) => (one.id === stage.id ? stage : one));
  keep(portal, typeOf(call), { ...pipeline, stages, updatedAt: call.now });
  return stage;
}

/** The properties that name pipeline and stage take what is there, and nothing else. */
function keep(portal: Portal, type: ObjectType, pipeline: Pipeline): Pipeline {
  portal.pipelines.put(type, pipeline);
  const live = portal.pipelines.all(type).filter(({ archived }) => !archived);
  const names = PIPELINED[type];
  if (names === undefined) return pipeline;
  setOptions(portal, type, names.pipeline, live);
  const stages = live.flatMap((one) => one.stages.filter(({ archived }) => !archived));
  setOptions(portal, type, names.stage, stages);
  return pipeline;
}

function setOptions(
  portal: Portal,
  type: ObjectType,
  name: string,
  things: readonly { readonly id: string; readonly label: string }[],
): void {
  const property = portal.catalogue.find(type, name);
  if (property === undefined) return;
  const options = things.map(({ id, label }, displayOrder) => ({ value: id, label, displayOrder, hidden: false }));
  portal.catalogue.put(type, { ...property, options });
}

function render({ stages, createdAt, updatedAt, ...pipeline }: Pipeline): Record<string, unknown> {
  return {
    ...pipeline,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    stages: stages.filter(({ archived }) => !archived).map(renderStage),
  };
}

function renderStage({ createdAt, updatedAt, ...stage }: Stage): Record<string, unknown> {
  return {
    ...stage,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
