/** A system that wants a pause gets it within the run: it is asked again, and the rate keeper makes that call wait as long as the system has said. */
import { instantOf } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { Page } from '../ports/connector.ts';

/** Pauses in a row for one thing that is read; then it is left to the next run. */
export const MOST_PAUSES = 5;
/** Longer than any burst's window, and no longer than the keeper lets a call wait: whatever takes more is no matter of a moment. */
const MOMENT = { seconds: 15 };

/** Whether the page is not whole, and all that keeps it from being so is over in a moment. */
export function wantsPause({ problems }: Pick<Page, 'problems'>, now: Temporal.Instant): boolean {
  const failures = problems.filter(({ record }) => record === undefined);
  return failures.length > 0 && failures.every((failure) => isMoment(failure, now));
}

/** Asks until the answer wants no pause, or the patience is over. */
export async function askedAgain<P extends Page>(now: () => Temporal.Instant, ask: () => Promise<P>): Promise<P> {
  let answer = await ask();
  for (let pauses = 0; pauses < MOST_PAUSES && wantsPause(answer, now()); pauses += 1) answer = await ask();
  return answer;
}

function isMoment({ category, retryAt }: Problem, now: Temporal.Instant): boolean {
  if (category !== 'limit' || retryAt === undefined) return false;
  return Temporal.Instant.compare(instantOf(retryAt), now.add(MOMENT)) <= 0;
}
