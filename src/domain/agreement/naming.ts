/** Whether what a comparison names exists in the agreement: items of evidence, levels, grades, cells, criteria, axes. */
import { textKey } from '../reading.ts';
import { type Incoherence, namesAmong } from './incoherence.ts';
import type { LeafAt, MayLookAt } from './places.ts';
import { type Agreement, CRITERIA } from './vocabulary.ts';

type Leaf = LeafAt['leaf'];
type LeafOf<Key extends string> = Extract<Leaf, Record<Key, unknown>>;
type Faults = readonly Incoherence[];

export function nameFaults({ path, leaf }: LeafAt, agreement: Agreement, mayLookAt: MayLookAt): Faults {
  if (looksTooFar(leaf, mayLookAt)) return [{ path, says: 'in-a-circle' }];
  if ('score' in leaf) {
    const compares = leaf.atLeast !== undefined || leaf.atMost !== undefined;
    return compares ? [] : [{ path: [...path, 'score'], says: 'no-comparison', about: leaf.score }];
  }
  if ('attribute' in leaf) {
    const { atLeast, atMost, present } = leaf;
    const compares = [atLeast, atMost, leaf.in, leaf.contains, present].some((test) => test !== undefined);
    return compares ? [] : [{ path: [...path, 'attribute'], says: 'no-comparison', about: leaf.attribute }];
  }
  if ('evidence' in leaf) return evidence(leaf, agreement, path);
  if ('level' in leaf) return level(leaf, agreement, path);
  if ('grade' in leaf) return grade(leaf, agreement, path);
  if ('cell' in leaf) {
    const cells = (agreement.matrix?.cells ?? []).map(({ id }) => id);
    return leaf.cell.flatMap((id, index) =>
      cells.includes(id) ? [] : [{ path: [...path, 'cell', index], says: 'no-such-cell', about: namesAmong(cells) }],
    );
  }
  if ('criteria' in leaf) return criteria(leaf, agreement, path);
  if ('axis' in leaf && agreement.quality === undefined)
    return [{ path: [...path, 'axis'], says: 'not-defined', about: 'quality' }];
  if ('quality' in leaf) {
    const grades = (agreement.quality?.grades ?? []).map(({ id }) => id);
    return leaf.quality.flatMap((id, index) =>
      grades.includes(id)
        ? []
        : [{ path: [...path, 'quality', index], says: 'no-such-grade', about: namesAmong(grades) }],
    );
  }
  return [];
}

function looksTooFar(leaf: Leaf, mayLookAt: MayLookAt): boolean {
  if (mayLookAt === 'all') return false;
  if ('quality' in leaf || 'cell' in leaf) return true;
  return mayLookAt === 'none' && ('criteria' in leaf || 'axis' in leaf);
}

function evidence(
  { evidence: { atLeast, of } }: LeafOf<'evidence'>,
  agreement: Agreement,
  path: LeafAt['path'],
): Faults {
  const items = Object.keys(agreement.evidence);
  const unknown = (of ?? []).flatMap(
    (item, index): Faults =>
      items.includes(item)
        ? []
        : [{ path: [...path, 'evidence', 'of', index], says: 'no-such-evidence', about: namesAmong(items) }],
  );
  return unknown.length > 0 ? unknown : tooMany(atLeast, new Set(of ?? items).size, [...path, 'evidence', 'atLeast']);
}

function tooMany(atLeast: number, choice: number, path: LeafAt['path']): Faults {
  return atLeast <= choice ? [] : [{ path, says: 'more-than-there-are', about: String(choice) }];
}

function level({ level: { of, atLeast } }: LeafOf<'level'>, agreement: Agreement, path: LeafAt['path']): Faults {
  const items = Object.keys(agreement.evidence);
  const item = Object.hasOwn(agreement.evidence, of) ? agreement.evidence[of] : undefined;
  if (item === undefined)
    return [{ path: [...path, 'level', 'of'], says: 'no-such-evidence', about: namesAmong(items) }];
  if (item.levels === undefined) return [{ path: [...path, 'level', 'of'], says: 'no-levels', about: of }];
  if (item.levels.some((one) => textKey(one) === textKey(atLeast))) return [];
  return [{ path: [...path, 'level', 'atLeast'], says: 'no-such-level', about: namesAmong(item.levels) }];
}

function grade({ grade: asked }: LeafOf<'grade'>, agreement: Agreement, path: LeafAt['path']): Faults {
  if (agreement.grade === undefined) return [{ path: [...path, 'grade'], says: 'not-defined', about: 'grade' }];
  const found: Incoherence[] = [];
  if (asked.fit === undefined && asked.engagement === undefined)
    found.push({ path: [...path, 'grade'], says: 'no-comparison', about: 'grade' });
  for (const side of ['fit', 'engagement'] as const) {
    const letters = agreement.grade[side].map((one) => one.grade);
    (asked[side] ?? []).forEach((letter, index) => {
      if (!letters.includes(letter))
        found.push({ path: [...path, 'grade', side, index], says: 'no-such-grade', about: namesAmong(letters) });
    });
  }
  return found;
}

function criteria(
  { criteria: { of, atLeast } }: LeafOf<'criteria'>,
  agreement: Agreement,
  path: LeafAt['path'],
): Faults {
  const defined = CRITERIA.filter((one) => agreement.criteria?.[one] !== undefined);
  const unknown = (of ?? []).flatMap(
    (one, index): Faults =>
      defined.includes(one) ? [] : [{ path: [...path, 'criteria', 'of', index], says: 'not-defined', about: one }],
  );
  if (unknown.length > 0) return unknown;
  return tooMany(atLeast, of === undefined ? defined.length : new Set(of).size, [...path, 'criteria', 'atLeast']);
}
