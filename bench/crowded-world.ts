/** HubSpot with any number of contacts, made when they are asked for: so many that a sandbox that holds its records could not. */
import { z } from 'zod';
import { HubSpotWorld } from '../connectors/hubspot/sandbox/index.ts';
import type { WorldRequest, WorldResponse } from '../connectors/kit/sandbox.ts';
import { Crowded } from './first-reading.ts';

const FIRST = 10_000_001;
const CONTACTS = '/crm/v3/objects/contacts';
const MADE = '2026-01-05T00:00:00.000Z';

const searchBody = z.looseObject({
  filterGroups: z.array(
    z.looseObject({
      filters: z.array(z.looseObject({ propertyName: z.string(), operator: z.string(), value: z.string() })),
    }),
  ),
  limit: z.number(),
  properties: z.array(z.string()).default([]),
});

/** Searches of contacts by id and moment, as Baton makes them, are answered here; all else by the sandbox's own world, which has no contacts. */
export class CrowdedWorld extends Crowded<HubSpotWorld> {
  constructor(count: number) {
    super(new HubSpotWorld(), count);
  }

  handle(request: WorldRequest): WorldResponse {
    if (request.method === 'POST' && request.path === `${CONTACTS}/search`) return this.#search(request);
    return this.world.handle(request);
  }

  #search({ body }: WorldRequest): WorldResponse {
    const { filterGroups, limit, properties } = searchBody.parse(JSON.parse(body));
    const filters = filterGroups.flatMap((group) => group.filters);
    const since = filters.find(({ operator }) => operator === 'GTE')?.value;
    const last = filters.find(({ propertyName, operator }) => propertyName === 'hs_object_id' && operator === 'GT');
    // Nobody has changed since they were made.
    if (Number(since ?? 0) > Date.parse(MADE)) return { status: 200, body: { total: 0, results: [] } };
    const from = last === undefined ? FIRST : Number(last.value) + 1;
    const left = Math.max(0, FIRST + this.count - from);
    const results = Array.from({ length: Math.min(limit, left) }, (_, n) => contact(from + n, properties));
    this.given += results.length;
    return { status: 200, body: { total: left, results } };
  }
}

function contact(id: number, properties: readonly string[]) {
  const n = id - FIRST;
  const all: Readonly<Record<string, string>> = {
    email: `person-${n}@crowd-${n % 997}.example`,
    firstname: 'Kim',
    lastname: `Crowd ${n}`,
    company: `Crowd ${n % 997}`,
    jobtitle: n % 10 === 0 ? 'CEO' : 'Staff',
    state: 'Tokyo',
    phone: `03-${n}`,
    hs_object_id: String(id),
    createdate: MADE,
    lastmodifieddate: MADE,
  };
  const asked = Object.fromEntries(properties.map((name) => [name, all[name] ?? null]));
  return { id: String(id), properties: asked, createdAt: MADE, updatedAt: MADE, archived: false };
}
