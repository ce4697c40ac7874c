/** How a decision is explained, in at most 80 columns a line. */
import type { Leaf } from '../../agreement/condition.ts';
import type { NameOf } from '../../agreement/names.ts';
import type { FieldValue } from '../../record.ts';
import { words } from './words.ts';

const field: Record<string, string> = {
  employees: 'employees',
  industry: 'industry',
  region: 'region',
  growth: 'growth',
  budget: 'budget',
  title: 'title',
  timeframe: 'timeframe',
  optedOut: 'opted out of mail',
  email: 'e-mail address',
  company: 'company',
  lifecycleStage: 'lifecycle stage',
  leadStatus: 'lead status',
  productUnderstanding: 'understanding of the product',
  competition: 'competitive position',
  relationship: 'relationship',
  dealAmount: 'deal amount',
  lifetimeValue: 'lifetime value',
  potentialReason: 'reason for potential',
  problem: 'problem',
  timeframeStep: 'step towards the purchase',
  lastContactNote: 'last contact and history',
  bantBudget: 'budget (asked)',
  bantAuthority: 'authority (asked)',
  bantNeed: 'need (asked)',
  bantTimeframe: 'timeframe (asked)',
  meddicMetrics: 'metrics',
  meddicEconomicBuyer: 'economic buyer',
  meddicDecisionCriteria: 'decision criteria',
  meddicDecisionProcess: 'decision process',
  meddicPain: 'pain',
  meddicChampion: 'champion',
  'salesforce-record': 'a Salesforce record',
  'one-salesforce-record': 'who the several Salesforce records are (`baton identity`)',
  capacity: 'room at sales',
  'matrix-place': 'its place in the matrix',
};
const part = { total: 'total', attribute: 'fit', behaviour: 'interest' };

function value(is: FieldValue): string {
  const text = String(is);
  return Object.hasOwn(words.value, text) ? (words.value[text] ?? text) : text;
}

function bounds(atLeast: number | undefined, atMost: number | undefined): string {
  if (atMost === undefined) return `of ${atLeast ?? 0}`;
  return atLeast === undefined ? `of at most ${atMost}` : `of ${atLeast} to ${atMost}`;
}

const axisState = { high: 'high', low: 'low', unknown: 'not known' };

/** `nameOf` says how the agreement calls a thing. */
function leaf(one: Leaf, nameOf: NameOf): string {
  switch (one.leaf) {
    case 'score':
      return `${part[one.part]} ${one.is} ${bounds(one.atLeast, one.atMost)}`;
    case 'attribute':
      return one.is === null
        ? `${field[one.field] ?? one.field} not known`
        : `${field[one.field] ?? one.field} is ${value(one.is)}`;
    case 'activity':
      return `${one.kinds.map((kind) => words.activity[kind]).join(' or ')}: ${one.is} of ${one.atLeast}${one.distinctDays === true ? ' days' : ''}${one.within === undefined ? '' : ` within ${one.within}`}`;
    case 'evidence':
      return `${one.met.length} of ${one.atLeast} confirmed${one.open.length === 0 ? '' : `, to ask: ${one.open.map((item) => nameOf('evidence', item)).join(', ')}`}`;
    case 'level':
      return `${nameOf('evidence', one.of)}: ${one.is === null ? 'not known' : value(one.is)}, asked for ${value(one.atLeast)}`;
    case 'temperature':
      return `temperature is ${words.temperature[one.is]}`;
    case 'grade':
      return `grade is ${one.is}`;
    case 'cell':
      return one.is === undefined ? 'place in the matrix not known' : `in the matrix: ${nameOf('cell', one.is)}`;
    case 'criteria':
      return `${one.met.length} of ${one.atLeast} criteria met${one.open.length === 0 ? '' : `, not known: ${one.open.map((id) => nameOf('criterion', id)).join(', ')}`}`;
    case 'axis':
      return `${nameOf('axis', one.axis)}: ${axisState[one.is]}`;
    case 'quality':
      return one.is === undefined ? 'lead quality not known' : `lead quality: ${nameOf('quality', one.is)}`;
    case 'stage':
      return `stage is ${words.stage[one.is]}`;
    case 'been':
      return `${one.at === undefined ? 'was never' : 'was once'} ${one.in.map((stage) => words.stage[stage]).join(' or ')}`;
  }
}

export const explain = {
  leaf,
  field: (name: string): string => field[name] ?? name,
  stage: 'Stage',
  owner: 'Owner',
  missing: 'Missing',
  since: (stage: string, when: string): string => `${stage} since ${when}`,
  forStage: (stage: string, what: string): string => `for ${stage}: ${what}`,
  holds: (stage: string): string => `nothing: the ${stage} rule holds`,
  idle: {
    unarmed: 'nothing is decided yet: `baton arm`',
    stopped: 'nothing is decided while Baton is stopped: `baton resume`',
    distrusted: 'nothing is decided while the ledger does not verify: `baton ledger verify`',
  },
  idleThen: 'no version was in force, and nothing was decided',
  holdsIdle: (stage: string, idle: string): string => `the ${stage} rule holds; ${idle}`,
  points: (count: number): string => (count === 1 ? '1 point' : `${count} points`),
  noRoom: 'held: sales takes no lead of its cell just now (`baton team`)',
  notByRule: 'nothing by rule: sales decides from here',
  standing: 'stood qualified before the baseline: waits for `baton admit`',
  gate: 'waits at the closed gate: `baton admit` opens it',
  outside: (since: string | undefined): string =>
    `outside the selection${since === undefined ? '' : ` since ${since}`}: takes no part; what is open is followed`,
  held: (fields: string): string => `held until known: ${fields}`,
  asOf: 'As of',
  knownThen: (when: string): string => `${when}, as known then`,
  hindsight: (when: string): string => `${when}, with what is known today`,
  notKnown: (when: string): string => `${when}, not known then`,
  firstSeen: (day: string): string => `: as first seen on ${day}`,
  under: (hash: string): string => `, under ${hash} (in force then)`,
  rehearsed: (hash: string): string => `, under ${hash} (none was in force then: a rehearsal)`,
  excluded: (labels: string): string => `excluded by the agreement, whatever its points: ${labels}`,
  again: (when: string): string => `sent back: may qualify again from ${when}, with new behaviour`,
  quality: 'Quality',
  grade: (grade: string): string => `fit and interest ${grade}`,
  byAxes: (grade: string): string => `six axes ${grade}`,
  notPlaced: 'not placed in the matrix yet',
  ruleBecomes: (stage: string, holds: 'yes' | 'no' | 'unknown'): string =>
    ({ yes: `${stage} rule holds`, no: `${stage} rule no longer holds`, unknown: `${stage} rule not known` })[holds],
  afterwards: (total: number, temperature: string): string => `→ ${total}, ${temperature}`,
  score: 'Score',
  total: (total: number, attribute: number, behaviour: number, temperature: string): string =>
    `${total} = fit ${attribute} + interest ${behaviour}: ${temperature}`,
  more: (count: number): string => `… and ${count} more lines (--json shows all)`,
  bant: 'Asked',
  status: { met: 'met', 'not-met': 'not met', open: 'open' },
  handoffs: 'Handoffs',
  noHandoff: 'none yet',
  handed: (when: string, type: string, to: string): string => `${when} ${type}: ${to}`,
  taskMade: (task: string, due: string): string => `task ${task}, contact due ${due}`,
  noTask: 'task not made yet',
  contacted: (when: string, how: string): string => `first contact ${when} (${how})`,
  missedDeadline: 'deadline missed',
  changes: 'Next change',
  byItself: (when: string): string => `${when}, by itself (a window or a deadline ends)`,
  never: 'none by itself',
  agreement: 'Agreement',
  inForce: (hash: string): string => `${hash} (in force)`,
  trial: (hash: string): string => `${hash} (not signed: a rehearsal)`,
  records: 'Records',
  account: 'Account',
  accountBy: {
    record: (name: string, owner: string): string => `${name} (owner: ${owner})`,
    domain: (name: string, owner: string): string => `${name} (by domain; owner: ${owner})`,
    name: (name: string, owner: string): string => `${name} (by name; owner: ${owner})`,
  },
  accounts: (count: number): string => `${count} accounts fit by domain or name; none is taken`,
};
