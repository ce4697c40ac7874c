/** Owners of version 2, properties of versions 1 and 2, pipelines, links and forms of old: what clients ask to fill their menus. */
import { z } from 'zod';
import type { Form } from '../forms.ts';
import { type ObjectType, objectType } from '../object-types.ts';
import type { Owner } from '../owners.ts';
import type { Portal } from '../portal.ts';
import { renderProperty } from '../properties.ts';
import { notFound } from '../refusal.ts';
import type { Call, Route } from '../router.ts';
import { recordOf } from '../writes.ts';

export function legacyDefinitionRoutes(portal: Portal): readonly Route[] {
  const owners = '/owners/v2/owners';
  const [read, write] = ['crm.schemas.:family.read', 'crm.objects.contacts.write'];
  const scope = 'crm.objects.owners.read';
  const links = '/crm-associations/v1/associations';
  return [
    { method: 'GET', path: owners, scope, handle: (call) => listOwners(portal, call) },
    { method: 'GET', path: `${owners}/:id`, scope, handle: (call) => showOwner(portal, call) },
    ...['v1', 'v2'].flatMap((version) => propertyRoutes(portal, `/properties/${version}/:type/properties`, read)),
    {
      method: 'GET',
      path: '/crm-pipelines/v1/pipelines/:type',
      handle: (call) => ({ status: 200, body: { results: pipelinesOf(portal, objectType(call.param('type'))) } }),
    },
    { method: 'GET', path: '/deals/v1/pipelines', handle: () => ({ status: 200, body: pipelinesOf(portal, 'deals') }) },
    { method: 'PUT', path: links, scope: write, handle: (call) => link(portal, call, [call.json(linkBody)]) },
    {
      method: 'PUT',
      path: `${links}/create-batch`,
      scope: write,
      handle: (call) => link(portal, call, call.json(z.array(linkBody))),
    },
    { method: 'GET', path: '/forms/v2/forms', scope: 'forms', handle: () => listForms(portal) },
    { method: 'GET', path: '/forms/v2/forms/:guid', scope: 'forms', handle: (call) => showForm(portal, call) },
    { method: 'GET', path: '/forms/v2/fields/:guid', scope: 'forms', handle: (call) => showFields(portal, call) },
  ];
}

function propertyRoutes(portal: Portal, base: string, scope: string): readonly Route[] {
  return [
    { method: 'GET', path: base, scope, handle: (call) => listProperties(portal, call) },
    { method: 'GET', path: `${base}/named/:name`, scope, handle: (call) => showProperty(portal, call) },
  ];
}

function listOwners(portal: Portal, call: Call) {
  const email = call.query('email')?.toLowerCase();
  const shown = portal.owners
    .all()
    .filter((owner) => !owner.archived && (email === undefined || owner.email === email));
  return { status: 200, body: shown.map((owner) => renderOwner(portal, owner)) };
}

function showOwner(portal: Portal, call: Call) {
  const owner = portal.owners.all().find(({ id }) => id === call.param('id'));
  if (owner === undefined) throw notFound();
  return { status: 200, body: renderOwner(portal, owner) };
}

function renderOwner(portal: Portal, { id, userId, archived, ...person }: Owner): Record<string, unknown> {
  return {
    portalId: portal.id,
    ownerId: Number(id),
    type: 'PERSON',
    ...person,
    userIdIncludingInactive: userId,
    activeUserId: archived ? null : userId,
    isActive: !archived,
  };
}

function listProperties(portal: Portal, call: Call) {
  const properties = portal.catalogue.list(objectType(call.param('type'))).filter(({ archived }) => !archived);
  return { status: 200, body: properties.map(renderProperty) };
}

function showProperty(portal: Portal, call: Call) {
  const property = portal.catalogue.find(objectType(call.param('type')), call.param('name'));
  if (property === undefined) throw notFound();
  return { status: 200, body: renderProperty(property) };
}

function pipelinesOf(portal: Portal, type: ObjectType): readonly Record<string, unknown>[] {
  const pipelines = portal.pipelines.all(type).filter(({ archived }) => !archived);
  return pipelines.map(({ id, label, displayOrder, stages }) => ({
    pipelineId: id,
    label,
    displayOrder,
    active: true,
    stages: stages
      .filter(({ archived }) => !archived)
      .map((stage) => ({
        stageId: stage.id,
        label: stage.label,
        displayOrder: stage.displayOrder,
        active: true,
        metadata: stage.metadata,
      })),
  }));
}

const id = z.union([z.string(), z.number()]).transform(String);
const linkBody = z.object({
  fromObjectId: id,
  toObjectId: id,
  category: z.literal('HUBSPOT_DEFINED'),
  definitionId: z.union([z.int(), z.string().transform(Number)]),
});

/** The number says which types are meant. */
function link(portal: Portal, call: Call, wishes: readonly z.output<typeof linkBody>[]) {
  const ready = wishes.map(({ fromObjectId, toObjectId, definitionId }) => {
    const type = portal.links.types.numbered(definitionId);
    if (type === undefined) throw notFound(`No association is numbered ${definitionId}.`);
    return { type, from: recordOf(portal, type.from, fromObjectId), to: recordOf(portal, type.to, toObjectId) };
  });
  for (const { type, from, to } of ready) {
    portal.links.link(from, to, type.typeId, { at: call.now, source: call.source });
  }
  return { status: 204 };
}

function listForms(portal: Portal) {
  return { status: 200, body: portal.forms.all().map((form) => renderForm(portal, form)) };
}

function formOf(portal: Portal, call: Call): Form {
  const form = portal.forms.find(call.param('guid'));
  if (form === undefined) throw notFound();
  return form;
}

function showForm(portal: Portal, call: Call) {
  return { status: 200, body: renderForm(portal, formOf(portal, call)) };
}

function showFields(portal: Portal, call: Call) {
  return { status: 200, body: formOf(portal, call).fields.map((name) => renderField(portal, name)) };
}

function renderForm(portal: Portal, { id: guid, name, fields, createdAt }: Form): Record<string, unknown> {
  const formFieldGroups = fields.map((field) => ({ fields: [renderField(portal, field)], default: true }));
  return { portalId: portal.id, guid, name, formType: 'HUBSPOT', createdAt, updatedAt: createdAt, formFieldGroups };
}

function renderField(portal: Portal, name: string): Record<string, unknown> {
  const {
    label = name,
    type = 'string',
    fieldType = 'text',
    options = [],
  } = portal.catalogue.find('contacts', name) ?? {};
  return { name, label, type, fieldType, options, required: name === 'email', enabled: true, hidden: false };
}
