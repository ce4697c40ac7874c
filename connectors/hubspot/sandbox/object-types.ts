/** The object types that the sandbox knows, under every name the API accepts for them. */
import { notFound, notServed } from './refusal.ts';

export const OBJECT_TYPES = [
  'contacts',
  'companies',
  'deals',
  'calls',
  'meetings',
  'notes',
  'tasks',
  'emails',
  'communications',
  'postal_mail',
  'tickets',
  'leads',
  'products',
  'line_items',
  'quotes',
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
  /** The scope family that opens it; engagements go with contacts. Of {@link WHOLE_SCOPES} the name is the scope itself. */
  readonly scope: 'contacts' | 'companies' | 'deals' | 'leads' | 'quotes' | 'tickets' | 'e-commerce';
}

/** Scopes from before reading and writing were told apart. */
export const WHOLE_SCOPES: ReadonlySet<string> = new Set(['tickets', 'e-commerce']);

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
  communications: engagement('0-18', 'communication'),
  postal_mail: engagement('0-116', 'postal_mail'),
  tickets: {
    typeId: '0-5',
    singular: 'ticket',
    modified: 'hs_lastmodifieddate',
    created: 'createdate',
    standard: [
      'content',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
      'hs_pipeline',
      'hs_pipeline_stage',
      'hs_ticket_category',
      'hs_ticket_priority',
      'subject',
    ],
    scope: 'tickets',
  },
  leads: {
    typeId: '0-136',
    singular: 'lead',
    modified: 'hs_lastmodifieddate',
    created: 'hs_createdate',
    standard: ['hs_createdate', 'hs_lastmodifieddate', 'hs_lead_name', 'hs_object_id'],
    scope: 'leads',
  },
  products: {
    typeId: '0-7',
    singular: 'product',
    modified: 'hs_lastmodifieddate',
    created: 'createdate',
    standard: ['createdate', 'description', 'hs_lastmodifieddate', 'hs_object_id', 'name', 'price'],
    scope: 'e-commerce',
  },
  line_items: {
    typeId: '0-8',
    singular: 'line_item',
    modified: 'hs_lastmodifieddate',
    created: 'createdate',
    standard: ['amount', 'createdate', 'hs_lastmodifieddate', 'hs_object_id', 'hs_product_id', 'quantity'],
    scope: 'e-commerce',
  },
  quotes: {
    typeId: '0-14',
    singular: 'quote',
    modified: 'hs_lastmodifieddate',
    created: 'hs_createdate',
    standard: ['hs_createdate', 'hs_expiration_date', 'hs_lastmodifieddate', 'hs_object_id', 'hs_status', 'hs_title'],
    scope: 'quotes',
  },
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
  if (type !== undefined) return type;
  if (ONLY_THERE.has(name.toLowerCase())) throw notServed(`records of ${name}`);
  throw notFound(`Unable to infer object type from: ${name}`);
}

/** Types that HubSpot has and the sandbox has not: that they are unknown would be untrue (ids: "Using object APIs", HubSpot developer documentation). */
const ONLY_THERE: ReadonlySet<string> = new Set(
  [
    ['users', 'user', '0-115'],
    ['marketing_events', 'marketing_event', '0-54'],
    ['feedback_submissions', 'feedback_submission', '0-19'],
    ['goal_targets', 'goal_target', '0-74'],
    ['orders', 'order', '0-123'],
    ['carts', 'cart', '0-142'],
    ['invoices', 'invoice', '0-53'],
    ['subscriptions', 'subscription', '0-69'],
    ['commerce_payments', 'commerce_payment', '0-101'],
    ['discounts', 'discount', '0-84'],
    ['fees', 'fee', '0-85'],
    ['taxes', 'tax', '0-86'],
    ['appointments', 'appointment', '0-421'],
    ['courses', 'course', '0-410'],
    ['listings', 'listing', '0-420'],
    ['services', 'service', '0-162'],
    ['projects', 'project', '0-970'],
  ].flat(),
);
