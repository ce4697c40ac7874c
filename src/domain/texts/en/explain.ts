/** How a decision is explained, in at most 80 columns a line. */
import type { Leaf } from '../../agreement/condition.ts';
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
  'salesforce-record': 'a Salesforce record',
};
const part = { total: 'total', attribute: 'fit', behaviour: 'interest' };

function value(is: FieldValue): string {
  const text = String(is);
  return Object.hasOwn(words.value, text) ? (words.value[text] ?? text) : text;
}

/** `label` says an item of evidence. */
function leaf(one: Leaf, label: (item: string) => string): string {
  switch (one.leaf) {
    case 'score':
      return `${part[one.part]} ${one.is} of ${one.atLeast}`;
    case 'attribute':
      return one.is === null
        ? `${field[one.field] ?? one.field} not known`
        : `${field[one.field] ?? one.field} is ${value(one.is)}`;
    case 'activity':
      return `${one.kinds.map((kind) => words.activity[kind]).join(' or ')}: ${one.is} of ${one.atLeast}${one.within === undefined ? '' : ` within ${one.within}`}`;
    case 'evidence':
      return `BANT ${one.met.length} of ${one.atLeast} confirmed${one.open.length === 0 ? '' : `, to ask: ${one.open.map(label).join(', ')}`}`;
    case 'temperature':
      return `temperature is ${words.temperature[one.is]}`;
    case 'stage':
      return `stage is ${words.stage[one.is]}`;
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
  notByRule: 'nothing by rule: sales decides from here',
  standing: 'stood qualified before the baseline: waits for `baton admit`',
  gate: 'waits at the closed gate: `baton admit` opens it',
  held: (fields: string): string => `held until known: ${fields}`,
  asOf: 'As of',
  knownThen: (when: string): string => `${when}, as known then`,
  hindsight: (when: string): string => `${when}, with what is known today`,
  notKnown: (when: string): string => `${when}, not known then`,
  firstSeen: (day: string): string => `: as first seen on ${day}`,
  under: (hash: string): string => `, under ${hash} (in force then)`,
  rehearsed: (hash: string): string => `, under ${hash} (none was in force then: a rehearsal)`,
  score: 'Score',
  total: (total: number, attribute: number, behaviour: number, temperature: string): string =>
    `${total} = fit ${attribute} + interest ${behaviour}: ${temperature}`,
  more: (count: number): string => `… and ${count} more lines (--json shows all)`,
  bant: 'BANT',
  status: { met: 'met', 'not-met': 'not met', open: 'open' },
  handoffs: 'Handoffs',
  noHandoff: 'none yet',
  handed: (when: string, type: string, to: string): string => `${when} ${type} → ${to}`,
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
};
