/** The leads of the scoring benchmark: made from a seed, each with a person's records in both systems or one, a company and its activities. */
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import { INITIAL_STATE } from '../../src/domain/evolve.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { Lead } from '../../src/domain/lead.ts';
import { type Fields, type FieldValue, recordKey, type SourceRecord } from '../../src/domain/record.ts';

export const NOW = Temporal.Instant.from('2026-11-20T03:00:00Z');
export const ACTIVITIES_EACH = 20;
const SPREAD_MS = 200 * 86_400_000;

const INDUSTRIES = 'software fintech manufacturing logistics education nonprofit retail media'.split(' ');
const REGIONS = 'tokyo osaka fukuoka sapporo sendai'.split(' ');
const TIMEFRAMES = 'now quarter year none'.split(' ');
const ROLES = [
  ...['chief revenue officer', 'vp sales', 'head of growth', 'sales director', 'marketing manager'],
  ...['account executive', 'student', 'sales intern', 'engineer', 'analyst'],
];
const BRANCHES = [
  '',
  ...'japan asia kansai kanto products research platform services partners events quality'.split(' '),
];
const PAGES = 'price home home product product case'.split(' ');
/** How often each comes; the last two are no rule's business. */
const KINDS: readonly (readonly [ActivityKind, number])[] = [
  ['site-visited', 38],
  ['mail-opened', 25],
  ['mail-clicked', 12],
  ['catalogue-downloaded', 6],
  ['webinar-attended', 4],
  ['webinar-missed', 1],
  ['demo-requested', 2],
  ['mail-sent', 6],
  ['call', 6],
];
const BAG = KINDS.flatMap(([kind, count]) => Array.from({ length: count }, () => kind));

/** Equal seeds make equal leads. Copied once as a whole, so that no text is shared between two leads, as none is when they come from the store. */
export function makeLeads(count: number, seed: number): readonly Lead[] {
  const chance = new Chance(seed);
  return structuredClone(Array.from({ length: count }, (_, index) => lead(`${seed}-${index}`, chance)));
}

function lead(id: string, chance: Chance): Lead {
  const records = [contact(id, chance)];
  if (chance.below(2) === 0) records.push(salesforceLead(id, chance));
  return {
    id: id as LeadId,
    state: INITIAL_STATE,
    records,
    companies: [company(id, chance)],
    activities: activities(id, chance),
    written: [],
  };
}

function contact(id: string, chance: Chance): SourceRecord {
  return record('hubspot', 'contact', id, chance, {
    email: `${id}@bench.example`,
    firstName: 'Hanako',
    lastName: `Yamada ${id}`,
    company: `Company ${id}`,
    companyId: id,
    title: chance.maybe(() => title(chance)),
    phone: null,
    industry: null,
    employees: null,
    region: chance.maybe(() => written(chance.of(REGIONS), chance)),
    timeframe: chance.maybe(() => chance.of(TIMEFRAMES)),
    budget: chance.maybe(() => Math.floor(Math.exp(10 + chance.next() * 7))),
    optedOut: false,
  });
}

/** What inside sales keeps: seldom all of it. */
function salesforceLead(id: string, chance: Chance): SourceRecord {
  return record('salesforce', 'lead', id, chance, {
    email: `${id}@bench.example`,
    lastName: `Yamada ${id}`,
    company: `Company ${id}`,
    title: chance.below(2) === 0 ? title(chance) : null,
    industry: chance.below(4) === 0 ? written(chance.of(INDUSTRIES), chance) : null,
    employees: chance.below(4) === 0 ? employees(chance) : null,
    region: null,
    optedOut: false,
    bantBudget: null,
  });
}

function company(id: string, chance: Chance): SourceRecord {
  return record('hubspot', 'company', id, chance, {
    company: `Company ${id}`,
    domain: 'bench.example',
    industry: chance.maybe(() => written(chance.of(INDUSTRIES), chance)),
    employees: chance.maybe(() => employees(chance)),
    region: written(chance.of(REGIONS), chance),
    growth: chance.maybe(() => Math.round(chance.next() * 1_200) / 10 - 20),
  });
}

function record(
  system: SourceRecord['ref']['system'],
  object: SourceRecord['ref']['object'],
  id: string,
  chance: Chance,
  fields: Fields,
): SourceRecord {
  const modifiedAt = before(chance.next() * SPREAD_MS);
  return { ref: { system, object, id }, fields, modifiedAt, deleted: false, url: `https://${system}.example/${id}` };
}

function activities(id: string, chance: Chance): readonly Activity[] {
  const subjects = [recordKey({ system: 'hubspot', object: 'contact', id })];
  const ages = Array.from({ length: ACTIVITIES_EACH }, () => chance.next() * SPREAD_MS).sort((a, b) => b - a);
  return ages.map((age, index): Activity => {
    const kind = chance.of(BAG);
    return {
      system: kind === 'call' ? 'salesforce' : 'hubspot',
      kind,
      id: `${id}-${index}`,
      subjects,
      occurredAt: before(age),
      actor: kind === 'call' ? { type: 'unknown' } : { type: 'lead' },
      properties: kind === 'site-visited' ? { page: chance.of(PAGES) } : { subject: 'News' },
      ...(kind === 'site-visited' ? { url: 'https://www.bench.example/page' } : {}),
    };
  });
}

function before(ms: number): IsoInstant {
  return new Date(NOW.epochMilliseconds - Math.floor(ms)).toISOString() as IsoInstant;
}

function employees(chance: Chance): number {
  return Math.floor(Math.exp(chance.next() * 9));
}

function title(chance: Chance): string {
  return written(`${chance.of(ROLES)} ${chance.of(BRANCHES)}`.trim(), chance);
}

/** As people write: small, Capital, or wide letters. */
function written(text: string, chance: Chance): string {
  const way = chance.below(4);
  if (way === 0) return text;
  if (way === 1) return text.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
  return text.replace(/^./, (first) => first.toUpperCase());
}

/** Mulberry32. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to but not 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  of<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }

  /** Not known of one in ten. */
  maybe<T extends FieldValue>(make: () => T): T | null {
    return this.below(10) === 0 ? null : make();
  }
}
