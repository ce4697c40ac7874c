/** ARM, ADMIT, STOP and RESUME: the admin's hand on what Baton may do. Arming takes a baseline, so that nobody is flooded. */

import type { NewFact } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import { ARM_STEPS, type ArmStep } from '../domain/mapping.ts';
import { BatonError } from '../domain/problem.ts';
import type { ArmReport } from '../ports/reports.ts';
import type { JobContext } from './context.ts';
import { changePower, lockPower, readPower, takeBaseline } from './power.ts';

const BY_COMMAND = { by: 'person', how: 'command' } as const;

/** Steps build on one another: `status` needs `tasks`, `owner` needs `status`; arming a step arms those before it. */
export async function arm(context: JobContext, step: ArmStep): Promise<ArmReport> {
  return context.store.transaction(async (tx) => {
    const now = context.runtime.now();
    const at = iso(now);
    const power = await lockPower(tx);
    if (power.inForce === undefined) {
      throw new BatonError(
        'NOT_SIGNED',
        'no agreement is in force: an unsigned one can only be rehearsed',
        'baton agreement sign --as <department> --by <name>, once for each party',
      );
    }
    if (power.distrusted !== undefined) {
      throw new BatonError(
        'DISTRUSTED',
        'the ledger does not verify, and nothing may be written',
        'baton ledger verify',
      );
    }
    const armed = ARM_STEPS.slice(0, ARM_STEPS.indexOf(step) + 1);
    const fresh = armed.filter((one) => !power.armed.has(one));
    const { hash } = power.inForce;
    const facts: NewFact[] = fresh.map((one) => ({
      stream: 'installation',
      at,
      cause: BY_COMMAND,
      fact: { kind: 'armed', step: one, agreement: hash },
    }));
    let baselineAt: string = power.baselineAt ?? at;
    if (fresh.includes('tasks')) {
      facts.push(await takeBaseline(tx, now, 'arming'));
      baselineAt = at;
    }
    await changePower(tx, { armed: [...new Set([...power.armed, ...armed])] });
    await tx.leads.touchAll(at);
    await tx.ledger.append(facts);
    return { armed: ARM_STEPS.filter((one) => power.armed.has(one) || armed.includes(one)), baselineAt };
  });
}

/** `none`, `all`, or so many a day. The last two also open a closed gate. Those let through are handed over by the next `watch`. */
export async function admit(
  context: JobContext,
  pace: 'none' | 'all' | number,
): Promise<{ readonly pace: 'none' | 'all' | number; readonly standing: number }> {
  return context.store.transaction(async (tx) => {
    const at = iso(context.runtime.now());
    const { gateOpen } = await lockPower(tx);
    const opens = !gateOpen && pace !== 'none';
    await changePower(tx, { admission: pace, ...(opens ? { gateOpen: true } : {}) });
    const facts: NewFact[] = [{ stream: 'installation', at, cause: BY_COMMAND, fact: { kind: 'admission-set', pace } }];
    if (opens) facts.push({ stream: 'installation', at, cause: BY_COMMAND, fact: { kind: 'gate-opened' } });
    await tx.ledger.append(facts);
    return { pace, standing: (await tx.leads.count()).standing };
  });
}

/** Nothing is decided or sent from now on; survives a restart. */
export async function stop(context: JobContext): Promise<{ readonly stopped: true }> {
  return context.store.transaction(async (tx) => {
    const power = await readPower(tx);
    if (!power.stopped) {
      await changePower(tx, { stopped: true });
      await tx.ledger.append([
        { stream: 'installation', at: iso(context.runtime.now()), cause: BY_COMMAND, fact: { kind: 'stopped' } },
      ]);
    }
    return { stopped: true };
  });
}

/** The data directory is a copy, and its original may go on working: both would write. Nothing is stopped where nothing was armed. */
export async function stopCopy(
  { store, runtime }: Pick<JobContext, 'store' | 'runtime'>,
  { host, path }: { readonly host: string; readonly path: string },
): Promise<void> {
  await store.transaction(async (tx) => {
    const { armed, stopped } = await lockPower(tx);
    if (armed.size === 0) return;
    runtime.log.error('store.copied', { stopped: true });
    await changePower(tx, { stopped: true, copyOf: { host, path } });
    if (stopped) return;
    const cause = { by: 'system', system: 'baton' } as const;
    await tx.ledger.append([{ stream: 'installation', at: iso(runtime.now()), cause, fact: { kind: 'stopped' } }]);
  });
}

/** Ends a stop with a new baseline: what qualified meanwhile is standing. */
export async function resume(context: JobContext): Promise<{ readonly stopped: false; readonly baselineAt: string }> {
  return context.store.transaction(async (tx) => {
    const now = context.runtime.now();
    const at = iso(now);
    const power = await lockPower(tx);
    if (!power.stopped) return { stopped: false, baselineAt: power.baselineAt ?? at };
    await changePower(tx, { stopped: false, copyOf: undefined });
    const facts: NewFact[] = [
      { stream: 'installation', at, cause: BY_COMMAND, fact: { kind: 'resumed' } },
      await takeBaseline(tx, now, 'resume'),
    ];
    await tx.leads.touchAll(at);
    await tx.ledger.append(facts);
    return { stopped: false, baselineAt: at };
  });
}
