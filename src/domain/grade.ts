/** The two-axis grade: a letter for fit, by the attribute score, and one for engagement, by the behaviour score. */
import type { Agreement } from './agreement/vocabulary.ts';

export interface Grade {
  readonly fit: string;
  readonly engagement: string;
}

/** Undefined where the agreement has no grades. */
export function gradeOf(
  { grade }: Agreement,
  score: { readonly attribute: number; readonly behaviour: number },
): Grade | undefined {
  if (grade === undefined) return undefined;
  return { fit: letterOf(grade.fit, score.attribute), engagement: letterOf(grade.engagement, score.behaviour) };
}

/** Best first, lower bounds; the last takes what is below all of them. */
function letterOf(letters: NonNullable<Agreement['grade']>['fit'], points: number): string {
  for (const { grade, from } of letters) if (from === undefined || points >= from) return grade;
  return letters.at(-1)?.grade ?? '';
}
