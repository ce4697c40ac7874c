/** Statements on PostgreSQL are prepared once a connection, and a table that changes its form breaks a statement once at most. */
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withNamedStatements } from '../../src/store/named-statements.ts';
import { postgres } from '../support/services.ts';

const service = await postgres();
const schema = `named_${process.pid}`;

describe.skipIf(service === undefined)('statements on PostgreSQL', () => {
  const pool = new Pool({ connectionString: service?.url, max: 1 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: withNamedStatements(pool) }) });
  const run = async (text: string, ...values: unknown[]) =>
    (await db.executeQuery(CompiledQuery.raw(text, values))).rows;
  const prepared = async () => {
    const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from pg_prepared_statements');
    return rows[0]?.n;
  };

  beforeAll(async () => {
    await pool.query(`create schema ${schema}`);
    await pool.query(`create table ${schema}.thing (no integer)`);
    await pool.query(`insert into ${schema}.thing values (1), (2)`);
  });
  afterAll(async () => {
    await pool.query(`drop schema ${schema} cascade`);
    await db.destroy();
  });

  test('with parameters are prepared the first time and found again; those without are not', async () => {
    for (let n = 0; n < 3; n += 1)
      expect(await run(`select * from ${schema}.thing where no = $1`, 2)).toEqual([{ no: 2 }]);
    expect(await run(`select * from ${schema}.thing where no > $1 order by no`, 0)).toHaveLength(2);
    await run(`select * from ${schema}.thing`);
    expect(await prepared()).toBe(2);
  });

  test('that a table has outgrown fail once, and are prepared anew', async () => {
    const text = `select * from ${schema}.thing where no = $1`;
    expect(await run(text, 1)).toEqual([{ no: 1 }]);
    await pool.query(`alter table ${schema}.thing add column name text`);
    await expect(run(text, 1)).rejects.toThrow('cached plan');
    expect(await run(text, 1)).toEqual([{ no: 1, name: null }]);
  });

  test('that are wrong fail each time, and take no further names', async () => {
    const before = await prepared();
    for (let n = 0; n < 2; n += 1) await expect(run('select $1::integer / 0', 1)).rejects.toThrow('division by zero');
    expect(await prepared()).toBe((before ?? 0) + 1);
  });

  test('are no more than the connection should hold', async () => {
    for (let n = 0; n < 350; n += 1) expect(await run(`select $1::integer + ${n} as sum`, 1)).toEqual([{ sum: n + 1 }]);
    expect(await prepared()).toBeLessThanOrEqual(301);
  });
});
