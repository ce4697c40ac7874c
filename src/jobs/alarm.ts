/** ALARM: a code that Baton does not know is nobody's to retry; besides its line in the list of problems, the operator's log and the admin hear of it. */
import type { Problem } from '../domain/problem.ts';
import { adminsOf } from '../domain/recipients.ts';
import type { Transaction } from '../ports/store.ts';
import { announce } from './announce.ts';
import type { JobContext } from './context.ts';
import type { Announcement } from './decided-notices.ts';
import { readPower } from './power.ts';

/** Of these problems, those whose system answered with a code that is in no table: told once per code and day of the agreement's zone. */
export async function alarm(tx: Transaction, context: JobContext, problems: readonly Problem[]): Promise<void> {
  const unknown = problems.filter(({ category, mover }) => category === 'unlisted' && mover === 'admin');
  if (unknown.length === 0) return;
  const { settings, runtime } = context;
  const { inForce } = await readPower(tx);
  const day = runtime
    .now()
    .toZonedDateTimeISO(inForce?.terms.zone ?? 'UTC')
    .toPlainDate();
  const to = adminsOf(inForce?.terms, settings.team);
  const told = new Map<string, Announcement>();
  for (const { system, code, detail } of unknown) {
    const about = `${system} ${code} ${day}`;
    if (system === undefined || told.has(about)) continue;
    told.set(about, { facts: { kind: 'unknown-code', system, code, detail }, about, to });
    runtime.log.error('unlisted-code', { system, code });
  }
  await announce(tx, context, [...told.values()]);
}
