/** Names the place of a change in words, from the whole to its part: `Price list downloaded`, `Budget, levels that count as met`. */
import type { Item, Path } from '../difference/index.ts';
import { leafSubject } from './condition.ts';
import type { Speaker } from './speaker.ts';
import { valueWords } from './value.ts';

/** What these lists hold bears names of its own: the list need not be said before them. */
const NAMED: ReadonlySet<string> = new Set([
  'behaviours',
  'attributes',
  'handoffs',
  'targets',
  'duties',
  'parties',
  'bands',
  'values',
]);

export function subjectOf(path: Path, say: Speaker): string {
  return say.texts.changes.subject(namesOf(path, say));
}

function namesOf(path: Path, say: Speaker): readonly string[] {
  const { changes: t, words } = say.texts;
  const [first, second] = path;
  if (first === 'rules' && (second === 'mql' || second === 'sql'))
    return [t.rule(words.stage[second]), ...stepNames(path, 2, say)];
  const deadline = deadlineName(path, say);
  return deadline === undefined ? stepNames(path, 0, say) : [deadline];
}

/** Of a deadline's term alone. */
function deadlineName(path: Path, say: Speaker): string | undefined {
  const [list, handoff, deadlines, deadline, key] = path;
  if (list !== 'handoffs' || deadlines !== 'deadlines' || key !== 'within') return undefined;
  if (typeof handoff !== 'object' || typeof deadline !== 'object') return undefined;
  return say.texts.changes.deadline(
    itemName(path.slice(0, 4), deadline, say),
    itemName(path.slice(0, 2), handoff, say),
  );
}

function stepNames(path: Path, from: number, say: Speaker): readonly string[] {
  return path.flatMap((step, index) => {
    if (index < from) return [];
    // `evidence` in `evidence: { atLeast: 2 }`: the comparison has said so.
    if (typeof step === 'string' && KINDS.has(step) && isLeaf(path[index - 1])) return [];
    const name =
      typeof step === 'string'
        ? keyName(path.slice(0, index + 1), path[index + 1], say)
        : itemName(path.slice(0, index + 1), step, say);
    return name === '' ? [] : [name];
  });
}

/** Comparisons whose own key says no more than their name. */
const KINDS: ReadonlySet<string> = new Set([
  ...['evidence', 'level', 'temperature', 'grade', 'cell', 'criteria', 'quality', 'stage', 'been'],
]);

function isLeaf(step: Path[number] | undefined): boolean {
  return typeof step === 'object' && step.leaf !== undefined;
}

function keyName(path: Path, next: Path[number] | undefined, say: Speaker): string {
  const { part } = say.texts.changes;
  const keys = path.filter((step) => typeof step === 'string');
  const key = keys.at(-1) ?? '';
  if (typeof next === 'object' && NAMED.has(key)) return '';
  const leaf = path.at(-2);
  const counts = typeof leaf === 'object' && leaf.leaf !== undefined && 'activity' in leaf.leaf && key === 'atLeast';
  if (counts) return part['behaviours.atLeast'] ?? key;
  return part[`${keys.at(-2) ?? ''}.${key}`] ?? part[key] ?? key;
}

/** How a member is called: by its label, or by what identifies it. `path` ends in it. */
export function itemName(path: Path, item: Item, say: Speaker): string {
  const { changes, words } = say.texts;
  const list = path.findLast((step) => typeof step === 'string') ?? '';
  if (item.leaf !== undefined) return leafSubject(item.leaf, say);
  const [one = '', two = '', ...rest] = item.id.split(' ');
  const label = item.label === undefined ? '' : say.label(item.label);
  switch (list) {
    case 'all':
    case 'any':
    case 'not':
      return '';
    case 'duties':
      return changes.subject([changes.duty(valueWords(['stage'], one, say), say.department(two)), label]);
    case 'targets': {
      const departments = rest
        .join(' ')
        .split(', ')
        .map((id) => say.department(id));
      return changes.target(valueWords(['kpi'], one, say), valueWords(['per'], two, say), say.list(departments));
    }
    case 'bands':
      return changes.band(say.value(Number(one)));
    case 'values':
      return changes.entry(item.id);
    case 'deadlines':
      return words.deadline[item.id] ?? item.id;
    case 'parties':
    case 'measurement':
      return say.department(item.id);
    case 'gate':
      return label === '' ? say.field(item.id) : label;
    case 'where':
      return say.texts.explain.field(item.id);
    default:
      return label === '' ? valueWords(path.slice(0, -1), item.id, say) : label;
  }
}
