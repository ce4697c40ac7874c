/** /crm/v3/objects/{type}/search: eventually consistent, at most 10,000 results deep, small request bodies. */
import { z } from 'zod';
import { compileFilter, filterShape, type Test, toComparable } from './filters.ts';
import { type ObjectType, objectType, TYPE_FACTS } from './object-types.ts';
import type { Portal } from './portal.ts';
import { invalid } from './refusal.ts';
import { renderRecord } from './render.ts';
import { type Call, type Route, wholeNumber } from './router.ts';
import type { HubSpotRecord } from './store.ts';
import { epochMs, type Values } from './values.ts';

/** All from "Search the CRM", HubSpot developer documentation. */
const MAX_BODY_CHARACTERS = 3_000;
const MAX_PAGE = 200;
const CEILING = 10_000;
const MAX_GROUPS = 5;
const MAX_FILTERS_OF_GROUP = 6;
const MAX_FILTERS = 18;

const sortShape = z.union([
  z.string(),
  z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING') }),
]);
const searchBody = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filterShape) })).nullish(),
  filters: z.array(filterShape).nullish(),
  sorts: z.array(sortShape).nullish(),
  query: z.string().nullish(),
  properties: z.array(z.string()).nullish(),
  limit: wholeNumber.nullish(),
  after: z.union([z.string(), z.number()]).transform(String).nullish(),
});
type SearchBody = z.output<typeof searchBody>;

/** What a bare `query` looks through. */
const QUERIED: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  contacts: ['email', 'firstname', 'lastname', 'company', 'phone', 'hs_additional_emails'],
  companies: ['name', 'domain', 'website', 'phone'],
  deals: ['dealname'],
  tickets: ['subject', 'content'],
  calls: ['hs_call_title', 'hs_call_body'],
  meetings: ['hs_meeting_title', 'hs_internal_meeting_notes'],
  notes: ['hs_note_body'],
  tasks: ['hs_task_subject', 'hs_task_body'],
  emails: ['hs_email_subject'],
  leads: ['hs_lead_name'],
  products: ['name', 'description', 'hs_sku'],
  quotes: ['hs_title'],
};

export function searchRoutes(portal: Portal): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/crm/v3/objects/:type/search',
      scope: 'crm.objects.:family.read',
      search: true,
      handle: (call) => search(portal, call),
    },
  ];
}

interface Hit {
  readonly record: HubSpotRecord;
  readonly values: Values;
}

function search(portal: Portal, call: Call) {
  if (call.request.body.length > MAX_BODY_CHARACTERS) {
    throw invalid(`The request body has more than ${MAX_BODY_CHARACTERS} characters.`);
  }
  const type = objectType(call.param('type'));
  const body = call.json(searchBody);
  const { offset, limit } = pageOf(body);
  const wanted = { test: compile(portal, type, body), changedFrom: changedFrom(type, body), now: call.now };
  const hits = findHits(portal, type, wanted);
  sortHits(portal, type, hits, body.sorts ?? []);
  const page = hits.slice(offset, offset + limit);
  const next = offset + limit < hits.length ? { paging: { next: { after: String(offset + limit) } } } : {};
  const properties = body.properties ?? [];
  const results = page.map((hit) => renderRecord(portal, hit.record, { properties }, hit.values));
  return { status: 200, body: { total: hits.length, results, ...next } };
}

function pageOf(body: SearchBody): { offset: number; limit: number } {
  const limit = body.limit ?? 10;
  if (limit < 0 || limit > MAX_PAGE) throw invalid(`limit must be between 0 and ${MAX_PAGE}, not ${limit}.`);
  const offset = Number(body.after ?? '0');
  if (!Number.isInteger(offset) || offset < 0) throw invalid(`after must be a number, not ${body.after}.`);
  if (offset + limit > CEILING) throw invalid(`Paging beyond ${CEILING} results is not possible.`);
  return { offset, limit };
}

/** What the index shows at this moment and the test lets through, in the order of ids. */
function findHits(
  portal: Portal,
  type: ObjectType,
  wanted: { readonly test: Test; readonly changedFrom: number; readonly now: number },
): Hit[] {
  const hits: Hit[] = [];
  for (const record of portal.store.all(type)) {
    if (record.updatedAt < wanted.changedFrom) continue;
    const values = portal.store.indexedValues(record, wanted.now);
    if (values !== undefined && wanted.test(record.id, values)) hits.push({ record, values });
  }
  return hits;
}

/** Epoch milliseconds: whatever was changed before answers to no group, in no state that the index shows. So a poll need not look at all of a large account. */
function changedFrom(type: ObjectType, body: SearchBody): number {
  const { modified } = TYPE_FACTS[type];
  const bounds = groupsOf(body).map(({ filters }) =>
    Math.max(
      ...filters.map(({ propertyName, operator, value }) =>
        propertyName.toLowerCase() === modified && (operator === 'GT' || operator === 'GTE')
          ? (epochMs(value ?? '') ?? Number.NEGATIVE_INFINITY)
          : Number.NEGATIVE_INFINITY,
      ),
    ),
  );
  return bounds.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...bounds);
}

function groupsOf(body: SearchBody) {
  return [...(body.filterGroups ?? []), ...(body.filters ? [{ filters: body.filters }] : [])];
}

/** Groups are OR, filters AND. */
function compile(portal: Portal, type: ObjectType, body: SearchBody): Test {
  const groups = groupsOf(body);
  const count = groups.reduce((sum, group) => sum + group.filters.length, 0);
  if (groups.length > MAX_GROUPS || count > MAX_FILTERS) {
    throw invalid(`At most ${MAX_GROUPS} filter groups and ${MAX_FILTERS} filters are possible.`);
  }
  if (groups.some((group) => group.filters.length > MAX_FILTERS_OF_GROUP)) {
    throw invalid(`At most ${MAX_FILTERS_OF_GROUP} filters per group are possible.`);
  }
  const linkedTo = (id: string, other: ObjectType, otherId: string): boolean =>
    portal.links.linked({ type, id }, { type: other, id: otherId });
  const searched = { catalogue: portal.catalogue, type, linkedTo };
  const tests = groups.map((group) => group.filters.map((filter) => compileFilter(searched, filter)));
  const words = (body.query ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (id, values) =>
    (tests.length === 0 || tests.some((group) => group.every((filter) => filter(id, values)))) &&
    words.every((word) => textOf(type, values).includes(word));
}

function textOf(type: ObjectType, values: Values): string {
  return (QUERIED[type] ?? [])
    .map((name) => values[name] ?? '')
    .join('\n')
    .toLowerCase();
}

/** One sort only; without one the oldest record comes first. Records without the value come last, ties go by id. */
function sortHits(portal: Portal, type: ObjectType, hits: Hit[], sorts: readonly z.output<typeof sortShape>[]): void {
  if (sorts.length > 1) throw invalid('Only one sort is possible.');
  const [first] = sorts;
  if (first === undefined) {
    hits.sort((a, b) => a.record.createdAt - b.record.createdAt);
    return;
  }
  const wanted = typeof first === 'string' ? fromText(first) : first;
  const name = wanted.propertyName.toLowerCase();
  const property = portal.catalogue.find(type, name);
  if (property === undefined) throw invalid(`Property ${wanted.propertyName} does not exist on ${type}.`);
  const sign = wanted.direction === 'DESCENDING' ? -1 : 1;
  // They are in the order of ids already.
  if (name === 'hs_object_id' && sign === 1) return;
  // Stored values are sound, so they can be compared without a filter to blame.
  const keys = new Map(
    hits.map((hit) => {
      const value = hit.values[name];
      return [hit, value === undefined ? undefined : toComparable(property, value)];
    }),
  );
  hits.sort((a, b) => compare(keys.get(a), keys.get(b), sign));
}

function fromText(text: string): { propertyName: string; direction: 'ASCENDING' | 'DESCENDING' } {
  return text.startsWith('-')
    ? { propertyName: text.slice(1), direction: 'DESCENDING' }
    : { propertyName: text, direction: 'ASCENDING' };
}

function compare(a: string | number | undefined, b: string | number | undefined, sign: number): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -sign : sign;
}
