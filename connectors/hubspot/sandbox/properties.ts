/** Property definitions and groups: /crm/v3/properties/{type}. */
import { z } from 'zod';
import { batchAnswer } from './batch-answer.ts';
import type { PropertyGroup } from './catalogue.ts';
import { type ObjectType, objectType, TYPE_FACTS } from './object-types.ts';
import type { Portal } from './portal.ts';
import type { Property } from './property.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import type { Call, Route } from './router.ts';

const BATCH_LIMIT = 100;
/** The only sensitivity that properties of the sandbox have. */
const PLAIN = 'non_sensitive';
/** "Properties guide", HubSpot developer documentation. */
const MAX_UNIQUE = 10;
const FIELD_TYPES: Readonly<Record<Property['type'], readonly string[]>> = {
  string: ['text', 'textarea', 'file', 'html', 'phonenumber'],
  number: ['number', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
  date: ['date'],
  datetime: ['date'],
};

const optionBody = z.object({
  label: z.string(),
  value: z.string(),
  displayOrder: z.int().optional(),
  hidden: z.boolean().default(false),
  description: z.string().optional(),
});
const createBody = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and underscores, a letter first'),
  label: z.string().min(1),
  groupName: z.string(),
  type: z.enum(['string', 'number', 'bool', 'enumeration', 'date', 'datetime']),
  fieldType: z.string(),
  description: z.string().default(''),
  options: z.array(optionBody).default([]),
  displayOrder: z.int().default(-1),
  hasUniqueValue: z.boolean().default(false),
  formField: z.boolean().default(false),
  hidden: z.boolean().default(false),
});
const updateBody = createBody
  .pick({ label: true, groupName: true, description: true, options: true, formField: true, hidden: true })
  .partial();
const groupBody = z.object({ name: z.string().min(1), label: z.string(), displayOrder: z.int().default(-1) });
const namesBody = z.object({ inputs: z.array(z.object({ name: z.string() })).max(BATCH_LIMIT) });
type NewProperty = z.output<typeof createBody>;

export function propertyRoutes(portal: Portal): readonly Route[] {
  const base = '/crm/v3/properties/:type';
  const [read, write] = ['crm.schemas.:family.read', 'crm.schemas.:family.write'];
  return [
    { method: 'GET', path: base, scope: read, handle: (call) => list(portal, call) },
    { method: 'POST', path: base, scope: write, handle: (call) => create(portal, call) },
    { method: 'GET', path: `${base}/groups`, scope: read, handle: (call) => listGroups(portal, call) },
    { method: 'POST', path: `${base}/groups`, scope: write, handle: (call) => createGroup(portal, call) },
    { method: 'GET', path: `${base}/groups/:group`, scope: read, handle: (call) => getGroup(portal, call) },
    { method: 'PATCH', path: `${base}/groups/:group`, scope: write, handle: (call) => updateGroup(portal, call) },
    { method: 'DELETE', path: `${base}/groups/:group`, scope: write, handle: (call) => archiveGroup(portal, call) },
    { method: 'POST', path: `${base}/batch/create`, scope: write, handle: (call) => batchCreate(portal, call) },
    { method: 'POST', path: `${base}/batch/archive`, scope: write, handle: (call) => batchArchive(portal, call) },
    { method: 'POST', path: `${base}/batch/read`, scope: read, handle: (call) => batchRead(portal, call) },
    { method: 'GET', path: `${base}/:name`, scope: read, handle: (call) => get(portal, call) },
    { method: 'PATCH', path: `${base}/:name`, scope: write, handle: (call) => update(portal, call) },
    { method: 'DELETE', path: `${base}/:name`, scope: write, handle: (call) => archive(portal, call) },
  ];
}

function list(portal: Portal, call: Call) {
  const archived = call.flag('archived');
  // Nothing of this account is sensitive.
  const plain = (call.query('dataSensitivity') ?? PLAIN) === PLAIN;
  const properties = plain ? portal.catalogue.list(objectType(call.param('type'))) : [];
  return { status: 200, body: { results: properties.filter((one) => one.archived === archived).map(renderProperty) } };
}

function find(portal: Portal, type: ObjectType, name: string): Property {
  const property = portal.catalogue.find(type, name);
  if (property === undefined) throw notFound(`Property ${name} does not exist on ${TYPE_FACTS[type].typeId}.`);
  return property;
}

function get(portal: Portal, call: Call) {
  return { status: 200, body: renderProperty(find(portal, objectType(call.param('type')), call.param('name'))) };
}

function create(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const property = prepare(portal, type, call.json(createBody), call.now);
  portal.catalogue.put(type, property);
  return { status: 201, body: renderProperty(property) };
}

/** Nothing is made if one of them cannot be. */
function batchCreate(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { inputs } = call.json(z.object({ inputs: z.array(createBody) }));
  if (inputs.length > BATCH_LIMIT) throw invalid(`At most ${BATCH_LIMIT} inputs are possible.`);
  const properties = inputs.map((input) => prepare(portal, type, input, call.now));
  for (const property of properties) portal.catalogue.put(type, property);
  return batchAnswer(call, { success: 201, results: properties.map(renderProperty) });
}

function batchRead(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { inputs } = call.json(namesBody);
  const found = inputs.map(({ name }) => portal.catalogue.find(type, name)).filter((one) => one !== undefined);
  return batchAnswer(call, { success: 200, results: found.map(renderProperty) });
}

/** That an existing name answers 409 is what users report; the documentation does not say. */
function prepare(portal: Portal, type: ObjectType, wish: NewProperty, at: number): Property {
  if (portal.catalogue.find(type, wish.name) !== undefined) {
    throw new Refusal({
      status: 409,
      category: 'OBJECT_ALREADY_EXISTS',
      message: `Property named ${wish.name} already exists.`,
    });
  }
  if (portal.catalogue.group(type, wish.groupName) === undefined) {
    throw invalid(`Property group ${wish.groupName} does not exist.`);
  }
  if (!FIELD_TYPES[wish.type].includes(wish.fieldType)) {
    throw invalid(`Field type ${wish.fieldType} does not go with type ${wish.type}.`);
  }
  const unique = portal.catalogue.list(type).filter((one) => one.hasUniqueValue && !one.hubspotDefined).length;
  if (wish.hasUniqueValue && unique >= MAX_UNIQUE)
    throw invalid(`At most ${MAX_UNIQUE} unique properties are possible.`);
  return {
    ...wish,
    options: wish.options.map(toOption),
    hubspotDefined: false,
    readOnly: wish.fieldType === 'calculation_equation',
    archived: false,
    createdAt: at,
    updatedAt: at,
  };
}

function toOption(option: z.output<typeof optionBody>, place: number) {
  const { label, value, hidden, description } = option;
  const displayOrder = option.displayOrder ?? place;
  return { label, value, hidden, displayOrder, ...(description === undefined ? {} : { description }) };
}

function update(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const property = find(portal, type, call.param('name'));
  const { label, groupName, description, options, formField, hidden } = call.json(updateBody);
  const changed: Property = {
    ...property,
    label: label ?? property.label,
    groupName: groupName ?? property.groupName,
    description: description ?? property.description,
    options: options?.map(toOption) ?? property.options,
    formField: formField ?? property.formField,
    hidden: hidden ?? property.hidden,
    updatedAt: call.now,
  };
  portal.catalogue.put(type, changed);
  return { status: 200, body: renderProperty(changed) };
}

function archive(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  archiveOne(portal, type, find(portal, type, call.param('name')), call.now);
  return { status: 204 };
}

/** Names that are not there are passed over. */
function batchArchive(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { inputs } = call.json(namesBody);
  const found = inputs.map(({ name }) => portal.catalogue.find(type, name)).filter((one) => one !== undefined);
  for (const property of found) archiveOne(portal, type, property, call.now);
  return { status: 204 };
}

/** HubSpot's own cannot be removed. */
function archiveOne(portal: Portal, type: ObjectType, property: Property, at: number): void {
  if (property.hubspotDefined) throw invalid(`Property ${property.name} is defined by HubSpot and cannot be archived.`);
  portal.catalogue.put(type, { ...property, archived: true, updatedAt: at });
}

function listGroups(portal: Portal, call: Call) {
  return { status: 200, body: { results: portal.catalogue.groups(objectType(call.param('type'))) } };
}

function getGroup(portal: Portal, call: Call) {
  const group = portal.catalogue.group(objectType(call.param('type')), call.param('group'));
  if (group === undefined) throw notFound();
  return { status: 200, body: group };
}

function updateGroup(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { label, displayOrder } = call.json(groupBody.omit({ name: true }).partial());
  const group = portal.catalogue.group(type, call.param('group'));
  if (group === undefined) throw notFound();
  const changed = { ...group, label: label ?? group.label, displayOrder: displayOrder ?? group.displayOrder };
  portal.catalogue.putGroup(type, changed);
  return { status: 200, body: changed };
}

/** A group that still holds properties stays: they would be in none. */
function archiveGroup(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const name = call.param('group');
  if (portal.catalogue.group(type, name) === undefined) throw notFound();
  if (portal.catalogue.list(type).some((one) => one.groupName === name && !one.archived))
    throw invalid(`Property group ${name} still holds properties.`);
  portal.catalogue.removeGroup(type, name);
  return { status: 204 };
}

function createGroup(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const wish = call.json(groupBody);
  if (portal.catalogue.group(type, wish.name) !== undefined) {
    throw new Refusal({
      status: 409,
      category: 'OBJECT_ALREADY_EXISTS',
      message: `Property group ${wish.name} already exists.`,
    });
  }
  const group: PropertyGroup = { ...wish, archived: false };
  portal.catalogue.putGroup(type, group);
  return { status: 201, body: group };
}

export function renderProperty(property: Property): Record<string, unknown> {
  const { readOnly, createdAt, updatedAt, ...rest } = property;
  return {
    ...rest,
    calculated: readOnly,
    externalOptions: false,
    dataSensitivity: PLAIN,
    modificationMetadata: {
      archivable: !property.hubspotDefined,
      readOnlyDefinition: property.hubspotDefined,
      readOnlyValue: readOnly,
    },
    ...(createdAt === undefined ? {} : { createdAt: new Date(createdAt).toISOString() }),
    ...(updatedAt === undefined ? {} : { updatedAt: new Date(updatedAt).toISOString() }),
  };
}
