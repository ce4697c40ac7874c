/** What the account's types of object are: /crm/v3/schemas. It has no custom ones, and none can be made. */
import { type ObjectType, objectType, TYPE_FACTS } from './object-types.ts';
import type { Portal } from './portal.ts';
import { renderProperty } from './properties.ts';
import type { Call, Route } from './router.ts';
import { requiredOf } from './rules.ts';

export function schemaRoutes(portal: Portal): readonly Route[] {
  const read = 'crm.schemas.:family.read';
  // The official client asks under the second name.
  return ['/crm/v3/schemas', '/crm-object-schemas/v3/schemas'].flatMap((base) => [
    { method: 'GET', path: base, handle: () => ({ status: 200, body: { results: [] } }) },
    { method: 'GET', path: `${base}/:type`, scope: read, handle: (call: Call) => describe(portal, call) },
  ]);
}

function describe(portal: Portal, call: Call) {
  const type = objectType(call.param('type'));
  const { typeId, singular } = TYPE_FACTS[type];
  const properties = portal.catalogue.list(type).filter(({ archived }) => !archived);
  return {
    status: 200,
    body: {
      id: typeId,
      objectTypeId: typeId,
      name: singular,
      fullyQualifiedName: singular.toUpperCase(),
      labels: labelsOf(type),
      primaryDisplayProperty: NAMED_BY[type] ?? 'hs_object_id',
      requiredProperties: requiredOf(type),
      searchableProperties: [],
      secondaryDisplayProperties: [],
      archived: false,
      metaType: 'HUBSPOT',
      properties: properties.map(renderProperty),
      associations: [],
    },
  };
}

/** What stands at the head of a record's page. */
const NAMED_BY: Readonly<Partial<Record<ObjectType, string>>> = {
  contacts: 'email',
  companies: 'name',
  deals: 'dealname',
  tickets: 'subject',
  leads: 'hs_lead_name',
  products: 'name',
  line_items: 'name',
  quotes: 'hs_title',
};

function labelsOf(type: ObjectType): { readonly singular: string; readonly plural: string } {
  const spoken = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
  return { singular: spoken(TYPE_FACTS[type].singular), plural: spoken(type) };
}
