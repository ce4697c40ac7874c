/** The people of the story: where they work, what they are called, and what a rep would find out by talking to them. */
import { iso } from '../../src/domain/instant.ts';
import { type Chance, chance } from './chance.ts';
import type { StoryCompany, StoryPerson } from './story.ts';
import { addressFor, personName, phoneNumber } from './story-names.ts';

/** How a person's weeks go: a letter now and then, growing interest, an inquiry; `qualified` people had theirs before the story starts. */
export const ARCS = ['quiet', 'warming', 'hot', 'qualified'] as const;
export type Arc = (typeof ARCS)[number];

/** Everybody but a few is `usual`. A `free-mail` person works at a company and writes from a private address. */
export type Persona = 'usual' | 'student' | 'competitor' | 'free-mail';

export interface Cast {
  readonly person: StoryPerson;
  readonly company: StoryCompany;
  readonly arc: Arc;
  readonly persona: Persona;
  readonly zone: string;
  /** A hot person without a say whose plans are more than a year away: active, and yet for marketing to keep. */
  readonly fallsShort: boolean;
}

export const FREE_MAIL_DOMAIN = 'freemail.example';
const UNIVERSITY = special('c9001', '北辰台大学', 'hokushindai-university.example', 'education', 2_300);
const COMPETITOR = special('c9002', '株式会社トスアップワークス', 'tossup-works.example', 'IT', 140);

const SHARES: Readonly<Record<Arc, number>> = { quiet: 0.55, warming: 0.25, hot: 0.12, qualified: 0.08 };
/** Shares of each arc whom Salesforce knows; over all people about 35 % are leads and 10 % contacts there. */
const IN_SALESFORCE: Readonly<Record<Arc, { readonly lead: number; readonly contact: number }>> = {
  quiet: { lead: 0.3, contact: 0.09 },
  warming: { lead: 0.36, contact: 0.07 },
  hot: { lead: 0.35, contact: 0.12 },
  qualified: { lead: 0.7, contact: 0.22 },
};
const FALLS_SHORT = 0.15;

/** The companies that only students and rivals belong to. */
export const SPECIAL_COMPANIES: readonly StoryCompany[] = [UNIVERSITY, COMPETITOR];

/** So many people, each with an arc. `knownAt` is long ago here; the plot moves it for those who turn up later. */
export function makeCast(
  seed: string,
  count: number,
  companies: readonly StoryCompany[],
  start: Temporal.Instant,
): Cast[] {
  const luck = chance(`${seed}/cast`);
  const targets = companies.filter(
    (company) => company.employees >= 100 && ['IT', 'manufacturing'].includes(company.industry),
  );
  const taken = new Set<string>();
  const roles = luck.shuffled(ARCS.flatMap((arc) => rolesOf(arc, count, luck)));
  return roles.map((role, index) => {
    const id = `p${String(index + 1).padStart(4, '0')}`;
    const own = chance(`${seed}/person/${id}`);
    const eager = (role.arc === 'hot' || role.arc === 'qualified') && !role.fallsShort;
    const company = workplace(role.persona, eager && targets.length > 0 ? targets : companies, own);
    return {
      ...role,
      company,
      zone: zoneOf(company),
      person: makePerson({ id, role, company, taken, start, luck: own }),
    };
  });
}

interface Role {
  readonly arc: Arc;
  readonly persona: Persona;
  readonly salesforce: StoryPerson['salesforce'];
  readonly fallsShort: boolean;
}

function rolesOf(arc: Arc, people: number, luck: Chance): Role[] {
  const size = arcSize(arc, people);
  const known = luck.shuffled(
    Array.from({ length: size }, (_, index): StoryPerson['salesforce'] => {
      const place = (index + 0.5) / size;
      if (place < IN_SALESFORCE[arc].lead) return 'lead';
      return place < IN_SALESFORCE[arc].lead + IN_SALESFORCE[arc].contact ? 'contact' : 'none';
    }),
  );
  return known.map((salesforce, index) => {
    const persona = personaOf(arc, index / size);
    return {
      arc,
      persona,
      salesforce: persona === 'usual' ? salesforce : 'none',
      fallsShort: arc === 'hot' && index < size * FALLS_SHORT,
    };
  });
}

/** Quiet people take what rounding leaves, so that the arcs always add up. */
function arcSize(arc: Arc, people: number): number {
  if (arc !== 'quiet') return Math.round(people * SHARES[arc]);
  return ARCS.filter((other) => other !== 'quiet').reduce((rest, other) => rest - arcSize(other, people), people);
}

/** By place within the arc: about 2 % of all are students, 1 % rivals, 2 % write from private addresses. */
function personaOf(arc: Arc, place: number): Persona {
  if (arc === 'quiet') return place < 0.035 ? 'student' : place < 0.065 ? 'free-mail' : 'usual';
  if (arc === 'warming') return place < 0.04 ? 'competitor' : place < 0.06 ? 'free-mail' : 'usual';
  return 'usual';
}

/** The draw is skewed: a few companies have many people in the story, most have one or two. */
function workplace(persona: Persona, companies: readonly StoryCompany[], luck: Chance): StoryCompany {
  if (persona === 'student') return UNIVERSITY;
  if (persona === 'competitor') return COMPETITOR;
  const company = companies[Math.floor(luck.next() ** 1.5 * companies.length)];
  if (company === undefined) throw new RangeError('a story needs at least one company');
  return company;
}

interface Making {
  readonly id: string;
  readonly role: Role;
  readonly company: StoryCompany;
  readonly taken: Set<string>;
  readonly start: Temporal.Instant;
  readonly luck: Chance;
}

function makePerson({ id, role, company, taken, start, luck }: Making): StoryPerson {
  const name = personName(company.country, luck);
  const domain = role.persona === 'free-mail' ? FREE_MAIL_DOMAIN : company.domain;
  const title = titleOf(role, company.country, luck);
  const known = knownAnswers(role.arc, luck);
  return {
    id,
    company: company.id,
    email: addressFor(name, domain, taken, luck),
    firstName: name.firstName,
    lastName: name.lastName,
    title,
    phone: phoneNumber(company.country, luck),
    language: company.country === 'Japan' ? 'ja' : 'en',
    knownAt: iso(start.subtract({ hours: 24 * luck.int(43, 500) + luck.int(0, 23), minutes: luck.int(0, 59) })),
    salesforce: role.salesforce,
    ...known,
    truth: truthOf(role, HEADS.has(title), luck),
  };
}

const HEADS: ReadonlySet<string> = new Set(['代表取締役', '取締役', '部長', 'CEO', 'CTO', 'VP Sales', 'Director']);

function titleOf(role: Role, country: string, luck: Chance): string {
  const japanese = country === 'Japan';
  if (role.persona === 'student') return japanese ? '学生' : 'Student';
  const head = luck.happens(role.fallsShort ? 0 : role.arc === 'hot' || role.arc === 'qualified' ? 0.85 : 0.24);
  if (head) {
    return japanese
      ? luck.weighted([
          ['部長', 6],
          ['代表取締役', 2],
          ['取締役', 1],
        ])
      : luck.weighted([
          ['VP Sales', 3],
          ['Director', 3],
          ['CEO', 2],
          ['CTO', 1],
        ]);
  }
  return japanese
    ? luck.weighted([
        ['課長', 4],
        ['係長', 1],
        ['主任', 1],
        ['担当', 5],
      ])
    : luck.weighted([
        ['Manager', 4],
        ['Engineer', 3],
        ['Specialist', 2],
      ]);
}

/** What an old form or card already said; most people were never asked. */
function knownAnswers(arc: Arc, luck: Chance): Pick<StoryPerson, 'budget' | 'timeframe'> {
  if (arc === 'hot' || arc === 'qualified' || !luck.happens(0.14)) return {};
  const timeframe = luck.weighted([
    ['undecided', 5],
    ['over-1-year', 3],
    ['6-12-months', 2],
  ]);
  return luck.happens(0.3) ? { timeframe, budget: yen(luck.int(2, 40)) } : { timeframe };
}

/** Millions of yen as the forms' number field holds them. */
export function yen(millions: number): string {
  return String(millions * 1_000_000);
}

/**
 * Two people in five have two or more items that count as met under any reading (approved, decides, clear, within 3 months); the others have one at
 * most, and nothing between for their other items that one agreement would count and another would not.
 */
function truthOf(role: Role, head: boolean, luck: Chance): StoryPerson['truth'] {
  const ripe = luck.happens(role.arc === 'hot' || role.arc === 'qualified' ? 0.42 : 0.25) && !role.fallsShort;
  const others = luck.shuffled(['budget', 'need', 'timeframe']);
  const met = new Set<string>(head ? ['authority'] : []);
  const wanted = ripe ? luck.int(2, 4) : luck.int(0, 1);
  for (const item of others) if (met.size < wanted) met.add(item);
  return {
    budget: met.has('budget')
      ? 'approved'
      : ripe
        ? luck.pick(['studied', 'undecided'])
        : luck.pick(['none', 'undecided']),
    authority: met.has('authority') ? 'decides' : ripe ? 'influences' : 'user',
    need: met.has('need') ? 'clear' : 'vague',
    timeframe: met.has('timeframe')
      ? 'within-3-months'
      : ripe
        ? luck.pick(['within-6-months', 'within-1-year'])
        : luck.pick(['within-1-year', 'over-1-year']),
  };
}

function zoneOf(company: StoryCompany): string {
  switch (company.country) {
    case 'Japan':
      return 'Asia/Tokyo';
    case 'Germany':
      return 'Europe/Berlin';
    case 'United Kingdom':
      return 'Europe/London';
    default:
      return company.region === 'California' ? 'America/Los_Angeles' : 'America/New_York';
  }
}

function special(id: string, name: string, domain: string, industry: string, employees: number): StoryCompany {
  return { id, name, domain, industry, employees, region: 'Tokyo', country: 'Japan', growth: 3 };
}
