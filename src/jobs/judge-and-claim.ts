/** Judges for somebody who waits for it: what is decided for a system is claimed for sending in the same transaction, so that nothing has to be loaded again. */
import type { System } from '../domain/record.ts';
import type { JudgeReport } from '../ports/reports.ts';
import type { JobContext } from './context.ts';
import { judgeOnward } from './judge.ts';
import type { Prepared } from './prepare.ts';
import { claimDecided } from './send.ts';

/** Whoever judges with it has to carry what it claimed, or its lease has to end first. */
export interface Claiming {
  readonly system: System;
  claimed: readonly Prepared[];
}

export function claimingFor(system: System): Claiming {
  return { system, claimed: [] };
}

export async function judgeAndClaim(context: JobContext, claiming: Claiming): Promise<JudgeReport> {
  const { system } = claiming;
  const { promise: areComing, resolve: come } = Promise.withResolvers<void>();
  // What has to be asked before they leave is asked outside the transaction: no other may begin in it.
  const expecting = areComing.then(() => context.connectors.get(system)?.expect?.('handoffs'));
  expecting.catch(() => {});
  const { report, came = [] } = await judgeOnward(context, async (tx, decided) => {
    if (!decided.report.toSend.includes(system)) return [];
    if (decided.report.handoffs > 0) come();
    return claimDecided(tx, context, system, decided);
  });
  claiming.claimed = came;
  return report;
}
