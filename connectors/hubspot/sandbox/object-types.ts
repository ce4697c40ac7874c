/** The object types that the sandbox knows, under every name the API accepts for them. */
import { notFound } from './refusal.ts';

export const OBJECT_TYPES = [
  'contacts',
  'companies',
  'deals',
  'calls',
  'meetings',
  'notes',
  'tasks',
  'emails',
] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

interface TypeFacts {
  readonly typeId: string;
  readonly singular: string;
  /** Contacts call their modification time differently from all others ("Search the CRM", HubSpot developer documentation). */
  readonly modified: 'lastmodifieddate' | 'hs_lastmodifieddate';
  readonly created: 'createdate' | 'hs_createdate';
  /** Returned when no property is asked for. */
  readonly standard: readonly string[];
  /** The scope family that opens it; engagements go with contacts. */
  readonly scope: 'contacts' | 'companies' | 'deals';
}

const engagement = (typeId: string, singular: string): TypeFacts => ({
  typeId,
  singular,
  modified: 'hs_lastmodifieddate',
  created: 'hs_createdate',
  standard: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
  scope: 'contacts',
});

/** Type ids: "Understanding the CRM", HubSpot developer documentation. */
export const TYPE_FACTS: Readonly<Record<ObjectType, TypeFacts>> = {
  contacts: {
    typeId: '0-1',
    singular: 'contact',
    modified: 'lastmodifieddate',
    created: 'createdate',
    standard: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    scope: 'contacts',
  },
  companies: {
    typeId: '0-2',
    singular: 'company',
    modified: 'hs_lastmodifieddate',
    created: 'createdate',
    standard: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
    scope: 'companies',
  },
  deals: {
    typeId: '0-3',
    singular: 'deal',
    modified: 'hs_lastmodifieddate',
    created: 'createdate',
    standard: [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
    scope: 'deals',
  },
  tasks: engagement('0-27', 'task'),
  notes: engagement('0-46', 'note'),
  meetings: engagement('0-47', 'meeting'),
  calls: engagement('0-48', 'call'),
  emails: engagement('0-49', 'email'),
};

const byName = new Map<string, ObjectType>(
  OBJECT_TYPES.flatMap((type) => {
    const facts = TYPE_FACTS[type];
    return [type, facts.singular, facts.typeId].map((name): [string, ObjectType] => [name, type]);
  }),
);

/** `contacts`, `contact` and `0-1` alike; undefined for a type that the sandbox does not have. */
export function findObjectType(name: string): ObjectType | undefined {
  return byName.get(name.toLowerCase());
}

export function objectType(name: string): ObjectType {
  const type = findObjectType(name);
  if (type === undefined) throw notFound(`Unable to infer object type from: ${name}`);
  return type;
}
