/** The process dies in each call of a bulk job, and before each commit meanwhile: every row is right afterwards, the refused ones are told, and no job is left that could go on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { type CallKind, type CrashPoint, Life, type LifeWishes, nameOf } from '../support/crash.ts';
import { rep } from '../support/happenings.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { minutesPass } from '../support/stages.ts';

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

const LEADS = 14;
/** Worth points by the shipped agreement. */
const HEAD = '情報システム部長';
const REFUSED = 3;
const INGEST = '/jobs/ingest';
const STEPS: readonly CallKind[] = [
  { system: 'salesforce', method: 'POST', path: INGEST },
  { system: 'salesforce', method: 'PUT', path: INGEST },
  { system: 'salesforce', method: 'PATCH', path: INGEST },
  { system: 'salesforce', method: 'GET', path: INGEST },
];

interface Told {
  readonly stage: Stage;
  readonly life: Life;
  readonly leads: readonly string[];
}

interface Scene extends LifeWishes {
  /** Minutes for which a job lies before the org works on it. */
  readonly waits?: number;
  /** What happens between the death and the next process. */
  readonly meanwhile?: (stage: Stage, leads: readonly string[]) => void;
}

/** It has just been armed for the first time: every Lead is to be written to, by one job. */
async function tell({ waits = 0, meanwhile, ...wishes }: Scene): Promise<Told> {
  await ground.empty();
  const bulkWaits = Temporal.Duration.from({ minutes: waits });
  const settled = { store: ground.store, bulkAbove: 5, salesforce: { bulkWaits } };
  const stage = await openStage(settled);
  const { world } = stage.salesforce;
  const { userId } = rep(stage, 'tanaka');
  const leads = Array.from({ length: LEADS }, (_, n) => {
    const fields = { LastName: `Lead ${n}`, Company: 'Kaede', Email: `l${n}@kaede.example`, NumberOfEmployees: 600 };
    const at = stage.runtime.now().subtract({ minutes: 60 });
    return world.place('Lead', { ...fields, Title: HEAD, OwnerId: userId }, at);
  });
  for (const id of leads.slice(0, REFUSED))
    world.refuseRow('Lead', id, { statusCode: 'ENTITY_IS_LOCKED', message: 'in approval' }, 99);
  minutesPass(stage, 5);
  await pull(stage.context, 'salesforce');
  await judge(stage.context);
  const { operations, settings } = stage;
  for (const { department, head } of onFile(settings).terms.parties) await operations.sign({ department, name: head });
  await operations.arm({ step: 'status' });
  await judge(stage.context);
  const life = await Life.begin(stage, { calls: STEPS, ...wishes });
  await life.live(
    async () => void (await send(stage.context, 'salesforce')),
    async () => {
      if (meanwhile === undefined) return;
      meanwhile(stage, leads);
      // The next process takes another way, so that nothing of its own lies waiting.
      settled.bulkAbove = 1_000;
      await stage.restart();
    },
  );
  life.end();
  return { stage, life, leads };
}

const jobsAnswer = z.object({ records: z.array(z.object({ state: z.string() })) });

async function jobs({ salesforce }: Stage): Promise<readonly string[]> {
  const answer = await fetch(`${salesforce.url}/services/data/v67.0/jobs/ingest`, {
    headers: { authorization: `Bearer ${salesforce.accessToken}` },
  });
  return jobsAnswer.parse(await answer.json()).records.map(({ state }) => state);
}

async function outcomeOf({ stage, leads }: Told) {
  const { waitingWrites } = await stage.operations.status({});
  const written = leads.map((id) => {
    const { Baton_Stage__c, Baton_Total_Score__c, Baton_Temperature__c } = stage.salesforce.world.row(id) ?? {};
    return { Baton_Stage__c, Baton_Total_Score__c, Baton_Temperature__c };
  });
  return {
    waitingWrites,
    written,
    ids: new Set(leads.map((id) => stage.salesforce.world.row(id)?.['Baton_Id__c'])).size,
    problems: (await stage.operations.problems({})).map(({ code }) => code),
    open: (await jobs(stage)).filter((state) => !['JobComplete', 'Aborted', 'Failed'].includes(state)),
    noted: await ground.run("select value from setting where name = 'bulk job salesforce' and value <> 'null'"),
    verified: (await stage.operations.ledgerVerify({})).ok,
  };
}

describe('killed in the middle of a bulk job', () => {
  test('in any call and before any commit, every row is right and no job stays open', {
    timeout: 300_000,
  }, async () => {
    const mark = async () => JSON.stringify(await ground.run('select pg_snapshot_xmax(pg_current_snapshot())::text'));
    const told = await tell({ mark });
    const points = told.life.points();
    const expected = await outcomeOf(told);
    expect(await jobs(told.stage)).toEqual(['JobComplete']);
    expect(expected).toMatchObject({ waitingWrites: 0, open: [], noted: [], verified: true });
    expect(expected.problems).toEqual(Array(REFUSED).fill('ENTITY_IS_LOCKED'));
    expect(expected.written.filter((row) => row.Baton_Stage__c === 'lead')).toHaveLength(LEADS - REFUSED);
    const calls = points.filter(({ at }) => at !== 'transaction');
    await told.stage.close();
    // Made, filled, closed, looked at, its three lists read: each lost on the way there and on the way back.
    expect(calls).toHaveLength(14);
    for (const point of points) await dieAt(point, expected);
  });

  async function dieAt(point: CrashPoint, expected: Awaited<ReturnType<typeof outcomeOf>>): Promise<void> {
    const told = await tell({ point });
    expect.soft(told.life.died, nameOf(point)).toBe(true);
    expect.soft(await outcomeOf(told), nameOf(point)).toEqual(expected);
    await told.stage.close();
  }

  test('a job that was set off and lies waiting puts no old value over a newer one', { timeout: 120_000 }, async () => {
    const closing = { system: 'salesforce', method: 'PATCH', path: INGEST } as const;
    const { stage, life, leads } = await tell({
      point: { at: 'answer', of: closing, n: 0 },
      waits: 30,
      meanwhile: (left, all) => {
        const world = left.salesforce.world.as(rep(left, 'tanaka').userId, left.runtime.now());
        for (const id of all.slice(REFUSED)) world.update('Lead', id, { Title: 'x' });
      },
    });
    expect(life.died).toBe(true);
    expect(await jobs(stage)).toEqual(['Aborted']);
    const scores = () => leads.slice(REFUSED).map((id) => stage.salesforce.world.row(id)?.['Baton_Total_Score__c']);
    await stage.pass(1, 0.5);
    // The job would say 45.
    expect(new Set(scores())).toEqual(new Set([30]));
    await stage.close();
  });
});
