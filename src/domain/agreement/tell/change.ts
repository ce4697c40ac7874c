/** Each change between two agreements as one sentence that a head of department understands. */
import type { Language } from '../../texts/index.ts';
import { type Change, isTable, keyOf, type Path } from '../difference/index.ts';
import type { Agreement } from '../vocabulary.ts';
import { Speaker } from './speaker.ts';
import { itemName, subjectOf } from './subject.ts';
import { listWords, thingWords } from './thing.ts';
import { arePoints, isScoreBound } from './value.ts';

/** One sentence per change, in their order. Names are those of `b`, and of `a` where it no longer has them. Pure. */
export function tellChanges(
  changes: readonly Change[],
  { a, b }: { readonly a: Agreement; readonly b: Agreement },
  language: Language,
): readonly string[] {
  const say = new Speaker(language, [b, a]);
  return changes.map((one) => sentence(one, say));
}

function sentence(change: Change, say: Speaker): string {
  const { changes: t } = say.texts;
  const { path } = change;
  switch (change.how) {
    case 'changed': {
      const { from, to } = change;
      if (typeof from === 'number' && typeof to === 'number' && arePoints(path))
        return t.changed(subject(path, say), ...t.points(from, to));
      return t.changed(subject(path, say), listWords(path, from, say), listWords(path, to, say));
    }
    case 'entries':
      return t.entries(subject(path, say), listWords(path, change.added, say), listWords(path, change.removed, say));
    case 'reordered': {
      if (path.at(-1) === 'all' || path.at(-1) === 'any') return t.moved(subject(path, say));
      const order = change.to.map((item, index) =>
        typeof item === 'string' ? item : itemName([...path, item], item, say) || String(index + 1),
      );
      return t.reordered(subject(path, say), say.list(order), change.matters);
    }
    case 'replaced': {
      const [from, to] = [thingWords(path, change.from, say), thingWords(path, change.to, say)];
      return from === to ? t.rewritten(subject(path, say), to) : t.changed(subject(path, say), from, to);
    }
    case 'added':
      return appeared(change, say);
    case 'removed':
      return vanished(change, say);
  }
}

/** A bound on a score is a threshold: `MQL threshold (total score)`. */
function subject(path: Path, say: Speaker): string {
  const { changes: t, conditions, words } = say.texts;
  const at = path.findLastIndex((step) => typeof step === 'object' && step.leaf !== undefined);
  const step = path[at];
  const leaf = typeof step === 'object' ? step.leaf : undefined;
  if (leaf === undefined || !('score' in leaf) || !isScoreBound(path)) return subjectOf(path, say);
  const bound = keyOf(path) === 'atMost' ? 'atMost' : 'atLeast';
  const [section, stage] = path;
  if (section === 'rules' && (stage === 'mql' || stage === 'sql'))
    return t.threshold(words.stage[stage], conditions.part[leaf.score], bound);
  return t.subject([subjectOf(path.slice(0, at), say), t.threshold(undefined, conditions.part[leaf.score], bound)]);
}

function appeared({ path, to, place }: Extract<Change, { how: 'added' }>, say: Speaker): string {
  const { changes: t } = say.texts;
  const operator = operatorAbove(path);
  const words = thingWords(path, to, say);
  if (operator !== undefined) return t.conditionAdded(subject(aboveParts(path), say), words, operator === 'any');
  const fresh = ownHead(path, t.fresh);
  if (fresh !== undefined) return say.pair(fresh, words);
  if (isMember(path)) return t.added(subject(path.slice(0, -1), say), nameAnd(path, words, say), place);
  return t.changed(subject(path, say), t.unset, words);
}

function vanished({ path, from }: Extract<Change, { how: 'removed' }>, say: Speaker): string {
  const { changes: t } = say.texts;
  const operator = operatorAbove(path);
  const words = thingWords(path, from, say);
  if (operator !== undefined) return t.conditionRemoved(subject(aboveParts(path), say), words, operator === 'any');
  const gone = ownHead(path, t.gone);
  if (gone !== undefined) return say.pair(gone, words);
  if (isMember(path)) return t.removed(subject(path.slice(0, -1), say), nameAnd(path, words, say));
  return t.changed(subject(path, say), words, t.unset);
}

function isMember(path: Path): boolean {
  return typeof path.at(-1) === 'object';
}

/** Where the last step is a part of all / any / not. */
function operatorAbove(path: Path): string | undefined {
  const operator = path.at(-2);
  const isPart = operator === 'all' || operator === 'any' || operator === 'not';
  return isMember(path) && isPart ? operator : undefined;
}

/** What the parts are of: a bare `when` need not be said before "condition". */
function aboveParts(path: Path): Path {
  const above = path.slice(0, -2);
  return above.at(-1) === 'when' ? above.slice(0, -1) : above;
}

/** Members of a section's own list have a head of their own. */
function ownHead(path: Path, heads: Readonly<Record<string, string>>): string | undefined {
  const list = path.at(-2);
  const top = path.length === 2 || path[0] === 'scoring' || path[0] === 'matrix';
  return isMember(path) && top && typeof list === 'string' && path.length <= 3 ? heads[list] : undefined;
}

/** A member of a table is told with its name, which does not stand in itself. */
function nameAnd(path: Path, words: string, say: Speaker): string {
  const item = path.at(-1);
  const table = isTable(path.slice(0, -1));
  const name = table && typeof item === 'object' ? itemName(path, item, say) : '';
  return name === '' || words.includes(name) ? words : say.pair(name, words);
}
