import { describe, expect, it } from 'vitest';
import { chance } from '../../connectors/kit/chance.ts';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { gather, later, openForCrowds, send as sendForm } from '../support/crowd.ts';
import { facts } from '../support/happenings.ts';

/** Many more where somebody asks for them: `BATON_HANDOFFS=10000 npm test -- test/promises/row-locks-neither-lose-nor-double-a-task.test.ts`. One account in 33. */
const HANDOFFS = Number(process.env['BATON_HANDOFFS'] ?? 400);
const ACCOUNTS = Math.ceil(HANDOFFS / 33);
const LOCKED_SHARE = 0.05;
/** Runs of sending, a minute apart. */
const MOST_RUNS = 60;
/** The last few handoffs of a run, and those that were locked, do not fill a call. */
const HANDOFFS_PER_CALL = 40;
const SYSTEMS = ['hubspot', 'salesforce'] as const;

describe('with every twentieth row locked by others', () => {
  it(`${HANDOFFS} handoffs over ${ACCOUNTS} accounts end with so many tasks, one each`, {
    timeout: 3_600_000,
  }, async () => {
    const stage = await openForCrowds({ salesforce: { dailyCalls: 1_000_000 } });
    try {
      await stage.turn();
      await stage.arm('status');
      const { world } = stage.salesforce;
      const crowd = gather(stage, HANDOFFS, { accounts: ACCOUNTS });
      await hear();
      sendForm(stage, crowd, 'お問い合わせ / Contact us');
      await hear();
      const luck = chance('row locks');
      const error = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' };
      let locks = 0;
      const locked = (): boolean => {
        if (!luck.happens(LOCKED_SHARE)) return false;
        locks += 1;
        return true;
      };
      for (const object of ['Task', 'Contact']) world.refuseRow(object, locked, error, Number.POSITIVE_INFINITY);
      for (let run = 0; run < MOST_RUNS && (await unsent()) > 0; run += 1) {
        await send(stage.context, 'salesforce');
        stage.runtime.advanceTo(stage.runtime.now().add({ minutes: 1 }));
      }
      expect((await stage.operations.status({})).openHandoffs).toBe(HANDOFFS);
      expect(locks).toBeGreaterThan((HANDOFFS * LOCKED_SHARE) / 2);
      const tasks = [...stage.tasksByKey().values()];
      expect(tasks).toHaveLength(HANDOFFS);
      expect(tasks.every((count) => count === 1)).toBe(true);
      expect(world.rowsOf('Baton_Handoff__c')).toHaveLength(HANDOFFS);
      expect(await facts(stage, 'task-made')).toHaveLength(HANDOFFS);
      expect(await facts(stage, 'handoff-refused')).toEqual([]);
      expect(await stage.operations.problems({})).toEqual([]);
      expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
      const calls = stage.context.connectors.get('salesforce')?.spent().byPurpose['send handoffs'] ?? 0;
      expect(HANDOFFS / calls).toBeGreaterThanOrEqual(HANDOFFS_PER_CALL);
    } finally {
      await stage.close();
    }

    async function hear(): Promise<void> {
      later(stage);
      for (const system of SYSTEMS) await pullAll(system);
      await judge(stage.context);
    }
    /** One run reads so many pages of a stream and leaves the rest to the next. */
    async function pullAll(system: (typeof SYSTEMS)[number]): Promise<void> {
      for (let run = 0; run < MOST_RUNS; run += 1) {
        const { news, activities } = await pull(stage.context, system);
        if (news + activities === 0) return;
      }
    }
    /** Handoffs alone: what follows them in fields waits for the next look at their leads. */
    async function unsent(): Promise<number> {
      return (await stage.operations.status({})).openHandoffs - stage.tasksByKey().size;
    }
  });
});
