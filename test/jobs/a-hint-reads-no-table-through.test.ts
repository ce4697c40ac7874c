/** However many leads there are, the way from a hint to its task looks rows up and reads no table through: counted by PostgreSQL itself, over all that the way does there. */
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import { claimingFor, judgeAndClaim } from '../../src/jobs/judge-and-claim.ts';
import { pullHinted } from '../../src/jobs/pull-hinted.ts';
import { send } from '../../src/jobs/send.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { aQualifyingPerson, asks, handoffTasks } from '../support/happenings.ts';
import { postgres } from '../support/services.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { minutesPass } from '../support/stages.ts';

/** Of each row that the first person left, so many more. */
const COPIES = 10_000;
/** Rows of a table that may be read one after the other: a few pages, where that is quicker than its index. */
const MOST = 200;
const PATIENCE_MS = 10_000;
const LEASE_MS = 60_000;

const server = await postgres();
const schema = `baton_test_through_${process.pid}`;
let client: Client;
let stage: Stage;

let ids = 0;
const open = (): Promise<OpenedStore> => {
  const id = (prefix: string): string => {
    ids += 1;
    return `${prefix}${ids}`;
  };
  return openStore({ kind: 'postgres', url: server?.url ?? '', schema }, { leaseMs: LEASE_MS, id });
};

beforeAll(async () => {
  if (server === undefined) return;
  client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(`drop schema if exists ${schema} cascade`);
});
afterAll(async () => {
  await stage?.close();
  await client?.query(`drop schema if exists ${schema} cascade`);
  await client?.end();
});

/** Copies of the rows that stand there, told apart by these columns; what is over stays over. */
async function multiply(
  table: string,
  apart: readonly string[],
  others: Readonly<Record<string, string>> = {},
  where = 'true',
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = $1 and table_name = $2 and is_identity = 'NO' order by ordinal_position`,
    [schema, table],
  );
  const said = rows.map(
    ({ name }) => others[name] ?? (apart.includes(name) ? `one.${name} || '-' || n` : `one.${name}`),
  );
  await client.query(
    `insert into ${table} (${rows.map(({ name }) => name).join(', ')})
     select ${said.join(', ')} from (select * from ${table} where ${where} limit 1) as one cross join generate_series(1, ${COPIES}) as n`,
  );
}

async function fill(): Promise<void> {
  await client.query(`set search_path to ${schema}`);
  await multiply('lead', ['id'], { dirty_since: 'null', next_at: `'2027-01-01T00:00:00.000Z'` });
  await multiply('source_record', ['key', 'id', 'email'], {}, `object = 'contact'`);
  await multiply('record_version', ['key']);
  await multiply('link', ['key', 'lead']);
  await multiply('written', ['target']);
  await multiply('activity', ['id']);
  await client.query("insert into activity_subject select 'a/b/' || no, no from activity on conflict do nothing");
  await multiply('handoff', ['key', 'lead'], { status: `'closed'` });
  await multiply('deadline', ['handoff']);
  await multiply('outbox', ['lead', 'key'], { status: `'done'`, sent: 'null' });
  await multiply('decided', ['handoff'], { at: `'2026-01-01T00:00:00.000Z'` });
  await multiply('ref', ['ref_id', 'id']);
  await client.query('analyze');
}

/** Rows read one after the other, by table, once everybody who was at this schema is gone. */
async function readThrough(): Promise<ReadonlyMap<string, number>> {
  const isUsed = async (): Promise<boolean> => {
    const { rows } = await client.query('select from pg_stat_activity where application_name = $1', [
      `baton store ${schema}`.slice(0, 63),
    ]);
    return rows.length > 0;
  };
  for (const till = Date.now() + PATIENCE_MS; (await isUsed()) && Date.now() < till; )
    await new Promise((go) => setTimeout(go, 50));
  const { rows } = await client.query<{ name: string; read: string }>(
    'select relname as name, seq_tup_read as read from pg_stat_user_tables where schemaname = $1',
    [schema],
  );
  return new Map(rows.map(({ name, read }) => [name, Number(read)]));
}

const anImport = ({ runtime }: Stage) => ({
  at: runtime.now().epochMilliseconds,
  source: { type: 'IMPORT', id: 'stage' } as const,
});

test.skipIf(server === undefined)('from a hint to the task', { timeout: 120_000 }, async () => {
  const first = await open();
  stage = await openStage({ store: first });
  await stage.arm('owner');
  minutesPass(stage, 5);
  const before = aQualifyingPerson(stage, 'sato');
  minutesPass(stage, 1);
  await stage.turn();
  expect(handoffTasks(stage, before)).toHaveLength(1);
  const person = aQualifyingPerson(stage, 'aoki', { purchase_timeframe: '' });
  minutesPass(stage, 1);
  await stage.turn();
  expect(handoffTasks(stage, person)).toHaveLength(0);
  await first.close();
  await fill();
  const least = await readThrough();

  const second = await open();
  const context = { ...stage.context, store: second };
  stage.hubspot.world.change('contacts', person.contact, { purchase_timeframe: 'within-3-months' }, anImport(stage));
  asks(stage, person, 'inquiry');
  minutesPass(stage, 1);
  await second.transaction((tx) =>
    tx.hints.put(
      [
        {
          system: 'hubspot',
          stream: 'contacts',
          kind: 'changed',
          record: { system: 'hubspot', object: 'contact', id: person.contact },
        },
      ],
      iso(context.runtime.now()),
    ),
  );
  await pullHinted(context, 'hubspot');
  const claiming = claimingFor('salesforce');
  await judgeAndClaim(context, claiming);
  expect(claiming.claimed.length).toBeGreaterThan(0);
  await send(context, 'salesforce', claiming.claimed);
  expect(handoffTasks(stage, person)).toHaveLength(1);
  await second.close();
  const read = [...(await readThrough())].map(([table, rows]) => [table, rows - (least.get(table) ?? 0)] as const);
  expect(read.filter(([, rows]) => rows > MOST)).toEqual([]);
});
