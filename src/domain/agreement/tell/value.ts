/** Single values of an agreement in words, as the key under which they stand asks. */
import { keyOf, type Path, type Scalar } from '../difference/index.ts';
import type { Speaker } from './speaker.ts';

type Say = (value: string, say: Speaker) => string;

const term: Say = (value, say) => say.term(value);
const department: Say = (value, say) => say.department(value);
const field: Say = (value, say) => say.field(value);
const stage: Say = (value, say) => wordIn(say.texts.words.stage, value);
const temperature: Say = (value, say) => wordIn(say.texts.words.temperature, value);
const activity: Say = (value, say) => wordIn(say.texts.words.activity, value);
const priority: Say = (value, say) => wordIn(say.texts.words.priority, value);
const choice: Say = (value, say) => wordIn(say.texts.changes.choice, value);
const weekday: Say = (value, say) => wordIn(say.texts.agreement.weekday, value);
const period: Say = (value, say) => wordIn(say.texts.agreement.period, value);
const every: Say = (value, say) => wordIn(say.texts.agreement.every, value);
const kpi: Say = (value, say) => wordIn(say.texts.agreement.kpi, value);
const measured: Say = (value, say) => wordIn(say.texts.agreement.measured, value);
const cell: Say = (value, say) => say.name('cell', value);
const item: Say = (value, say) => say.name('evidence', value);
const criterion: Say = (value, say) => say.name('criterion', value);
const text: Say = (value, say) => say.texts.agreement.quoted(value);
const known: Say = (value, say) => say.value(value);

/** By key, or by the key above it and the key. */
const BY_KEY: Readonly<Record<string, Say>> = {
  within: term,
  after: term,
  remindAfter: term,
  escalateAfter: term,
  reassignAfter: term,
  halfLife: term,
  linear: term,
  department,
  responsible: department,
  ask: department,
  deputy: department,
  who: department,
  departments: department,
  'handoffs.from': department,
  'handoffs.to': department,
  'approval.by': department,
  'measurement.by': measured,
  // The bare field: two fields of one piece of evidence differ.
  field: (value, say) => say.texts.explain.field(value),
  group: (value, say) => say.group(value),
  'cells.soon': (value, say) => say.step('soon', value),
  'cells.size': (value, say) => say.step('size', value),
  attribute: field,
  gate: field,
  stage,
  temperature,
  activity,
  kinds: activity,
  'priority.hot': priority,
  'priority.warm': priority,
  'priority.cold': priority,
  declaredBy: choice,
  count: choice,
  holidays: choice,
  clockOnClosedDays: choice,
  unit: choice,
  reading: choice,
  is: choice,
  days: weekday,
  per: period,
  every,
  kpi,
  cell,
  cells: cell,
  quality: (value, say) => say.name('quality', value),
  tight: cell,
  normal: cell,
  slack: cell,
  'evidence.of': item,
  'level.of': item,
  'criteria.of': criterion,
  axis: (value, say) => say.name('axis', value),
  score: (value, say) => wordIn(say.texts.conditions.part, value),
  en: text,
  ja: text,
  in: known,
  met: known,
  levels: known,
  atLeast: known,
  where: known,
};

/** Keys whose numbers are points. */
const POINTS: ReadonlySet<string> = new Set([
  ...['points', 'otherwise', 'cap', 'caps.attribute', 'caps.behaviour', 'hot.from', 'warm.from', 'margin'],
  ...['attributeFloor', 'behaviourFloor', 'fit.from', 'engagement.from'],
]);

function wordIn(words: Readonly<Record<string, string>>, value: string): string {
  return Object.hasOwn(words, value) ? (words[value] ?? value) : value;
}

/** `handoffs.from` */
export function compoundKey(path: Path): string {
  return path
    .filter((step) => typeof step === 'string')
    .slice(-2)
    .join('.');
}

export function arePoints(path: Path): boolean {
  return POINTS.has(compoundKey(path)) || POINTS.has(keyOf(path));
}

export function isScoreBound(path: Path): boolean {
  const leaf = path.findLast((step) => typeof step !== 'string')?.leaf;
  const key = keyOf(path);
  return leaf !== undefined && 'score' in leaf && (key === 'atLeast' || key === 'atMost');
}

export function valueWords(path: Path, value: Scalar, say: Speaker): string {
  if (typeof value === 'boolean') return say.texts.agreement[value ? 'yes' : 'no'];
  if (typeof value === 'number') {
    if (isScoreBound(path)) return say.texts.changes.bound(value);
    return arePoints(path) ? say.points(value) : say.value(value);
  }
  const inWhere = path.includes('where') ? known : undefined;
  const words = inWhere ?? BY_KEY[compoundKey(path)] ?? BY_KEY[keyOf(path)];
  return words === undefined ? value : words(value, say);
}
