/** How an agreement calls its own things, for whoever explains a decision. */
import type { Agreement, Bilingual } from './vocabulary.ts';

export const NAMED = ['evidence', 'cell', 'criterion', 'axis', 'quality', 'handoff', 'reason', 'department'] as const;
export type Named = (typeof NAMED)[number];
export type NameOf = (kind: Named, id: string) => string;
/** Plain JSON: kind → id → label. */
export type Names = Readonly<Record<Named, Readonly<Record<string, Bilingual>>>>;

/** Department → its name in the agreement, of those that it lists. */
export function departmentsOf({ departments }: Pick<Agreement, 'departments'>): Names['department'] {
  return Object.fromEntries(departments.map(({ id, label }) => [id, label]));
}

export function namesOf({ evidence, matrix, criteria, quality, handoffs, sendBack, departments }: Agreement): Names {
  const labels = (
    items: Readonly<Record<string, { readonly label: Bilingual } | undefined>>,
  ): Record<string, Bilingual> =>
    Object.fromEntries(Object.entries(items).flatMap(([id, item]) => (item === undefined ? [] : [[id, item.label]])));
  return {
    evidence: labels(evidence),
    cell: Object.fromEntries((matrix?.cells ?? []).map(({ id, label }) => [id, label])),
    criterion: labels(criteria ?? {}),
    axis: labels(quality?.axes ?? {}),
    quality: Object.fromEntries((quality?.grades ?? []).map(({ id, label }) => [id, label])),
    handoff: Object.fromEntries(handoffs.map(({ type, label }) => [type, label])),
    reason: Object.fromEntries((sendBack?.reasons ?? []).map(({ id, label }) => [id, label])),
    department: departmentsOf({ departments }),
  };
}
