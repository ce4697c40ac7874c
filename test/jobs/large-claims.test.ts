/** Where very many fields wait for Salesforce they go by a bulk job, and only then: every row gets what it should say, and refused rows are told. */
import { expect, test } from 'vitest';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, stages } from '../support/stages.ts';

/** A claim that is not large; see `src/jobs/send.ts`. */
const CLAIM = 600;
const ABOVE = 600;

const { open, run } = stages();

/** So many Leads that are each to be written to, armed just now. */
async function armedWith(count: number, refuse: (stage: Stage, leads: readonly string[]) => void = () => {}) {
  const stage = await open({ bulkAbove: ABOVE });
  const { world } = stage.salesforce;
  const { userId } = rep(stage, 'tanaka');
  const leads = Array.from({ length: count }, (_, n) => {
    const fields = { LastName: `Lead ${n}`, Company: 'Kaede', Email: `l${n}@kaede.example`, OwnerId: userId };
    const size = n % 2 === 0 ? { NumberOfEmployees: 600 } : {};
    const at = stage.runtime.now().subtract({ minutes: 60 });
    return world.place('Lead', { ...fields, Title: '情報システム部長', ...size }, at);
  });
  refuse(stage, leads);
  minutesPass(stage, 5);
  await pull(stage.context, 'salesforce');
  await judge(stage.context);
  const { operations, settings } = stage;
  for (const { department, head } of onFile(settings).terms.parties) await operations.sign({ department, name: head });
  await operations.arm({ step: 'status' });
  await judge(stage.context);
  return { stage, leads };
}

const calls = ({ salesforce }: Stage, method: string, path: string): number =>
  salesforce.server.calls.filter((call) => call.method === method && call.path.includes(path)).length;

test('a claim that is large enough goes by one job, and every row ends as it should, refused ones among them', {
  timeout: 180_000,
}, async () => {
  const { stage, leads } = await armedWith(CLAIM + ABOVE + 10, ({ salesforce: { world } }, all) => {
    // Some are in the first claim, which is not large, and some in the job.
    for (const n of [7, CLAIM + 20, CLAIM + 100])
      world.refuseRow('Lead', all[n] ?? '', { statusCode: 'ENTITY_IS_LOCKED', message: 'in approval' }, 99);
    const message = 'unable to obtain exclusive access to this record';
    for (const n of [8, CLAIM + 21])
      world.refuseRow('Lead', all[n] ?? '', { statusCode: 'UNABLE_TO_LOCK_ROW', message });
  });
  const report = await send(stage.context, 'salesforce');
  expect(report).toMatchObject({ done: leads.length - 5, rejected: 3, waiting: 2 });
  expect(calls(stage, 'POST', '/jobs/ingest')).toBe(1);
  await stage.pass(1, 0.25);
  const owners = new Map(
    (await run('select key, lead from link where to_at is null')).map(({ key, lead }) => [key, lead]),
  );
  const rows = leads.map((id) => stage.salesforce.world.row(id) ?? {});
  const wrong = rows.filter(({ Id, Baton_Id__c, Baton_Total_Score__c }, n) => {
    const score = n % 2 === 0 ? 45 : 30;
    return Baton_Id__c !== owners.get(`salesforce/lead/${Id}`) || Baton_Total_Score__c !== score;
  });
  expect(wrong.map(({ LastName }) => LastName)).toEqual(['Lead 7', 'Lead 620', 'Lead 700']);
  expect(wrong.every((row) => row['Baton_Id__c'] === undefined)).toBe(true);
  expect((await stage.operations.problems({})).map(({ code }) => code)).toEqual(Array(3).fill('ENTITY_IS_LOCKED'));
  expect(await stage.operations.status({})).toMatchObject({ waitingWrites: 0 });
});

test("one system's backlog makes no large claim of the other's rows", async () => {
  const { stage } = await armedWith(1);
  for (const [system, object, rows] of [
    ['salesforce', 'lead', CLAIM + 10],
    ['hubspot', 'contact', ABOVE + 10],
  ] as const)
    await run(`insert into outbox (kind, system, lead, key, status, lane)
      select 'state', '${system}', (select id from lead), '${system}/${object}/' || n, 'waiting', 2 from generate_series(1, ${rows}) as n`);
  const counted = await stage.store.transaction(async ({ outbox }) => [
    (await outbox.count('salesforce')).unsettled,
    (await outbox.count('hubspot')).unsettled,
    (await outbox.count()).unsettled,
  ]);
  expect(counted).toEqual([CLAIM + 11, ABOVE + 10, CLAIM + ABOVE + 21]);
  const limits: number[] = [];
  await stage.restart({
    store: (store) => ({
      anchor: () => store.anchor(),
      close: () => store.close(),
      transaction: (work) =>
        store.transaction((tx) => {
          const claim = tx.outbox.claim.bind(tx.outbox);
          tx.outbox.claim = (system, now, machineMs, limit) => {
            limits.push(limit);
            return claim(system, now, machineMs, limit);
          };
          return work(tx);
        }),
    }),
  });
  expect(await send(stage.context, 'salesforce')).toMatchObject({ done: 1, nothingToDo: CLAIM + 10 });
  expect(new Set(limits)).toEqual(new Set([CLAIM]));
});
