/** What all decisions of one transaction look at beside their lead, and whether that is still true. */
import type { Circumstances } from '../domain/circumstances.ts';
import { iso } from '../domain/instant.ts';
import type { Transaction } from '../ports/store.ts';
import { circumstancesOf } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { noteTeamIn } from './note-team.ts';
import { activateDue, mayDecide, nextActivation, type Power, readPower } from './power.ts';
import { areNewTerms, noteTerms } from './taking-part.ts';

export interface Ground {
  readonly power: Power;
  readonly now: Temporal.Instant;
  /** Absent where nothing may be decided. */
  readonly known?: Known;
  /** Nobody may be judged by it before {@link bringUpToDate}. */
  readonly outdated: boolean;
}

export interface Known {
  readonly circumstances: Circumstances;
  /** Handoffs decided within the last hour. */
  readonly inHour: number;
}

export async function groundOf(tx: Transaction, context: JobContext): Promise<Ground> {
  const now = context.runtime.now();
  const [isNew, power] = await Promise.all([areNewTerms(tx, context), readPower(tx)]);
  const ground = { power, now, outdated: isNew || isActivationDue(power, now) };
  return mayDecide(power) ? { ...ground, known: await knownOf(tx, context, power, now) } : ground;
}

export async function knownOf(
  tx: Transaction,
  context: JobContext,
  power: Power,
  now: Temporal.Instant,
): Promise<Known> {
  const [circumstances, inHour] = await Promise.all([
    circumstancesOf(tx, context, power, now),
    tx.installation.handoffsSince(iso(now.subtract({ hours: 1 }))),
  ]);
  return { circumstances, inHour };
}

/** A signed version whose day has come is in force, and changed terms are noted. */
export async function bringUpToDate(context: JobContext): Promise<void> {
  await context.store.transaction(async (tx) => {
    const now = context.runtime.now();
    if (isActivationDue(await readPower(tx), now)) await tx.ledger.append(await activateDue(tx, now));
    await noteTeamIn(tx, context);
    await noteTerms(tx, context);
  });
}

function isActivationDue(power: Power, now: Temporal.Instant): boolean {
  const next = nextActivation(power);
  return next !== undefined && next <= iso(now);
}
