/** Which links are possible between two types of object, and the labels that administrators add: …/associations/{from}/{to}/labels. */
import { z } from 'zod';
import { type ObjectType, objectType } from './object-types.ts';
import type { Portal } from './portal.ts';
import { type Call, type Route, wholeNumber } from './router.ts';

const labelBody = z.object({
  label: z.string().min(1),
  name: z.string().nullish(),
  inverseLabel: z.string().nullish(),
});
const renameBody = z.object({
  associationTypeId: wholeNumber,
  label: z.string().min(1),
  inverseLabel: z.string().nullish(),
});

export function labelRoutes(portal: Portal): readonly Route[] {
  const path = '/crm/v4/associations/:type/:to/labels';
  const [read, write] = ['crm.schemas.:family.read', 'crm.schemas.:family.write'];
  return [
    { method: 'GET', path, scope: read, handle: (call) => list(portal, call) },
    { method: 'POST', path, scope: write, handle: (call) => create(portal, call) },
    { method: 'PUT', path, scope: write, handle: (call) => rename(portal, call) },
    { method: 'DELETE', path: `${path}/:typeId`, scope: write, handle: (call) => remove(portal, call) },
  ];
}

function typesOf(call: Call): readonly [ObjectType, ObjectType] {
  return [objectType(call.param('type')), objectType(call.param('to'))];
}

function list(portal: Portal, call: Call) {
  const types = portal.links.types.between(...typesOf(call));
  return { status: 200, body: { results: types.map(({ category, typeId, label }) => ({ category, typeId, label })) } };
}

/** A label without an inverse reads the same from both ends. */
function create(portal: Portal, call: Call) {
  const [from, to] = typesOf(call);
  const { label, inverseLabel } = call.json(labelBody);
  const made = portal.links.types.define(from, to, { label, inverseLabel: inverseLabel ?? label });
  return {
    status: 200,
    body: { results: made.map((one) => ({ category: one.category, typeId: one.typeId, label: one.label })) },
  };
}

function rename(portal: Portal, call: Call) {
  const [from, to] = typesOf(call);
  const { associationTypeId, label, inverseLabel } = call.json(renameBody);
  const { types } = portal.links;
  types.rename(from, associationTypeId, label);
  const inverse = types.find(from, associationTypeId)?.inverse;
  if (inverse !== undefined && inverseLabel) types.rename(to, inverse, inverseLabel);
  return { status: 204 };
}

function remove(portal: Portal, call: Call) {
  portal.links.types.remove(objectType(call.param('type')), Number(call.param('typeId')));
  return { status: 204 };
}
