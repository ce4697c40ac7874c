/** One PGlite carries the queue and the store's transactions at once: neither may stop, lose or misplace the other's work. */
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Queue } from '../../src/ports/queue.ts';
import { openQueue } from '../../src/queue/index.ts';
import { gate, memoryLog } from '../support/signals.ts';

let embedded: PGlite;
beforeAll(async () => {
  embedded = await PGlite.create();
});
afterAll(() => embedded.close());

describe('one PGlite for the queue and the store', () => {
  interface Tables {
    note: { id: number; words: string };
  }
  let db: Kysely<Tables>;
  let queue: Queue;

  const openBoth = async (wakeLimitMs = 30_000): Promise<void> => {
    queue = await openQueue(
      { kind: 'pglite', pglite: embedded },
      { log: memoryLog().log, concurrency: 2, wakeLimitMs },
    );
    await db.schema
      .createTable('note')
      .ifNotExists()
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('words', 'text')
      .execute();
  };

  beforeEach(() => {
    db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: embedded }) });
  });
  afterEach(async () => {
    await queue.close(0);
    await sql`drop table if exists note`.execute(db);
  });

  test('tables made after the queue was opened are not in its schema', async () => {
    await openBoth();
    const found = await sql<{ schema: string; name: string }>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_schema in ('public', 'bullmq')`.execute(db);
    const schemas = Map.groupBy(found.rows, (row) => row.schema);
    expect(schemas.get('public')?.map((row) => row.name)).toEqual(['note']);
    expect(schemas.get('bullmq')?.map((row) => row.name)).toContain('job');
  });

  test('a wake waits for the open transaction and is then taken', async () => {
    await openBoth();
    const seen: number[] = [];
    await queue.work(async () => {
      seen.push((await db.selectFrom('note').selectAll().execute()).length);
    });
    let taken = false;
    let woken: Promise<void> | undefined;
    await db.transaction().execute(async (tx) => {
      woken = queue.wake({ verb: 'judge' }).then(() => {
        taken = true;
      });
      await tx.insertInto('note').values({ id: 1, words: 'first' }).execute();
      await tx.insertInto('note').values({ id: 2, words: 'second' }).execute();
      expect(taken).toBe(false);
    });
    await woken;
    await queue.idle();
    expect(seen).toEqual([2]);
  });

  test('a wake awaited inside a transaction ends in an error that says so, not in a standstill', async () => {
    await openBoth(50);
    const wrong = db.transaction().execute(async () => queue.wake({ verb: 'judge' }));
    await expect(wrong).rejects.toMatchObject({ code: 'QUEUE_SILENT' });
    await db.insertInto('note').values({ id: 1, words: 'still alive' }).execute();
  });

  test('transactions and jobs side by side all come to their end', async () => {
    await openBoth();
    let seen = 0;
    const all = gate();
    await queue.work(async () => {
      await db.transaction().execute(async (tx) => {
        seen = (await tx.selectFrom('note').selectAll().execute()).length;
      });
      if (seen === 40) all.open();
    });
    const write = async (id: number): Promise<void> => {
      await db
        .transaction()
        .execute(async (tx) => void (await tx.insertInto('note').values({ id, words: 'side by side' }).execute()));
      await queue.wake({ verb: 'judge' });
    };
    await Promise.all(Array.from({ length: 40 }, (_, id) => write(id)));
    await all.passed;
    await queue.idle();
    expect(seen).toBe(40);
  });

  test('a transaction that rolls back takes no job with it', async () => {
    await openBoth();
    await queue.wake({ verb: 'watch' });
    const failed = db.transaction().execute(async (tx) => {
      await tx.insertInto('note').values({ id: 1, words: 'never' }).execute();
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    expect((await queue.counts()).waiting).toBe(1);
  });

  test('opening again begins without what the last process left', async () => {
    await openBoth();
    await queue.wake({ verb: 'watch' });
    await queue.close(0);
    await openBoth();
    expect(await queue.counts()).toEqual({ waiting: 0, running: 0 });
  });
});
