/** One story told to both databases leaves the same rows in both, and loading many leads costs no more statements than loading one. */
import { Kysely, PGliteDialect } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leadsOf } from '../../src/store/loading.ts';
import { StoredPast } from '../../src/store/past.ts';
import { Rosters } from '../../src/store/rosters.ts';
import type { LeadRow, Tables } from '../../src/store/tables.ts';
import { Work } from '../../src/store/work.ts';
import {
  at,
  contact,
  contactRef,
  deed,
  factOf,
  handoff,
  key,
  lead,
  state,
  stored,
  visit,
} from '../contracts/store-cast.ts';
import { postgres } from '../support/services.ts';
import { onPglite, onPostgres, type StoreGround, tablesOf } from './ground.ts';

const server = await postgres();
const grounds: StoreGround[] = [];
const NAMES = Array.from({ length: 40 }, (_, n) => `L${n}`);

beforeAll(async () => {
  grounds.push(await onPglite());
  if (server !== undefined) grounds.push(await onPostgres(server.url, 'equal'));
  for (const ground of grounds) await tell(ground);
});
afterAll(() => Promise.all(grounds.map((ground) => ground.dispose())));

async function tell({ store, empty }: StoreGround): Promise<void> {
  await empty();
  await store.transaction(async (tx) => {
    const news = await tx.records.keep(
      NAMES.map((name, n) => contact(name, { email: `${name}@例.example`, companyId: `c${n % 3}`, growth: n / 7 })),
      at(0),
    );
    for (const { record } of news) {
      await tx.leads.create(lead(record.ref.id), state(), at(0));
      await tx.leads.link(key(`hubspot/contact/${record.ref.id}`), lead(record.ref.id), at(0));
    }
    await tx.records.keepActivities(
      NAMES.flatMap((name, n) => [visit(`${name}-1`, [`hubspot/contact/${name}`]), visit(`${n}`, ['email/x'])]),
      at(1),
    );
    await tx.leads.touchAll(at(1));
    await tx.records.saveCursor('hubspot', 'contacts', { after: 7 }, at(1));
  });
  await store.transaction(async (tx) => {
    const leads = await tx.leads.claimDue(at(2), 25);
    for (const { id } of leads) {
      const handoffs = [handoff(`h-${id}`, { due: [{ deadline: 'first-contact', dueAt: at(99) }] })];
      await tx.leads.save(
        id,
        stored({ state: state({ version: 2, handoffs }), nextAt: at(50), desired: { stage: 'mql' } }),
      );
      await tx.outbox.putState(contactRef(id), id);
      await tx.outbox.putDeed('salesforce', id, `h-${id}`, deed(`h-${id}`));
    }
    await tx.leads.savePool('is', { turn: 25, taken: { tanaka: 25 } });
    await tx.ledger.append(
      leads.map(({ id }) =>
        factOf(id, { kind: 'owner-changed', record: { ref: contactRef(id) }, to: { text: 'Tanaka 田中' } }),
      ),
    );
  });
  const rows = await store.transaction((tx) => tx.outbox.claim('hubspot', at(3), 1_000, 10));
  const deeds = await store.transaction((tx) => tx.outbox.claim('salesforce', at(3), 1_000, 10));
  await store.transaction(async (tx) => {
    for (const { id, target } of rows) {
      if (target !== undefined) await tx.records.confirm(target, { stage: 'mql' }, at(4), at(4));
      await tx.outbox.settle(id, { state: 'done' }, at(4));
    }
    for (const { id } of deeds) await tx.outbox.settle(id, { state: 'done' }, at(4));
    await tx.installation.set('power', { armed: ['tasks'] });
  });
}

async function dump({ run }: StoreGround): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables: Record<string, readonly string[]> = {};
  for (const name of await tablesOf(run)) {
    const rows = await run(`select to_json(one)::text as row from ${name} as one`);
    tables[name] = rows.map(({ row }) => String(row)).sort();
  }
  return tables;
}

test('equal input gives equal rows in both databases', async ({ skip }) => {
  const [embedded, other] = grounds;
  if (embedded === undefined || other === undefined) return skip('needs PostgreSQL');
  const rows = await dump(embedded);
  expect(await dump(other)).toEqual(rows);
  expect(Object.keys(rows).length).toBeGreaterThan(20);
  expect(rows['ledger_entry']).toHaveLength(25);
});

test('told twice, the ledger has the same head', async () => {
  for (const ground of grounds) {
    const head = () => ground.store.transaction((tx) => tx.ledger.head());
    const before = await head();
    await tell(ground);
    expect(await head()).toEqual(before);
  }
});

test('the number of statements does not grow with the number of leads', async () => {
  const [ground] = grounds;
  if (ground === undefined) throw new Error('no store');
  const { pglite } = ground;
  if (pglite === undefined) throw new Error('not embedded');
  const counts: number[] = [];
  for (const limit of [1, 40]) {
    const statements: string[] = [];
    const db = new Kysely<Tables>({
      dialect: new PGliteDialect({ pglite }),
      log: ({ query }) => void statements.push(query.sql),
    });
    const rows: readonly LeadRow[] = await db.selectFrom('lead').selectAll().orderBy('id').limit(limit).execute();
    const leads = await leadsOf(db, rows);
    expect(leads).toHaveLength(limit);
    expect(leads.every(({ records, activities }) => records.length === 1 && activities.length === 1)).toBe(true);
    counts.push(statements.length);
  }
  expect(counts[1]).toBe(counts[0]);
});

test('the number of statements that a look back takes does not grow with what is kept of the lead', async () => {
  const [ground] = grounds;
  const pglite = ground?.pglite;
  if (ground === undefined || pglite === undefined) throw new Error('no embedded store');
  const counts: number[] = [];
  for (const versions of [5, 40]) {
    for (let n = 1; n <= versions; n += 1) {
      await ground.store.transaction(async (tx) => {
        await tx.records.keep([contact('L0', { companyId: `c${n}`, title: `${n}` }, { modifiedAt: at(n) })], at(n));
        await tx.records.keepActivities([visit('L0-1', ['hubspot/contact/L0'], { text: `${n}` })], at(n));
        await tx.leads.link(key(`email/${n}`), lead('L0'), at(n));
        await tx.ledger.append([factOf('L0', { kind: 'admitted', handoff: `${n}` })]);
      });
    }
    const statements: string[] = [];
    const db = new Kysely<Tables>({
      dialect: new PGliteDialect({ pglite }),
      log: ({ query }) => void statements.push(query.sql),
    });
    const means = { id: (prefix: string) => prefix, leaseMs: 0 };
    const past = await db
      .transaction()
      .execute((open) => new StoredPast(new Work(open, means, new Rosters())).lead(lead('L0'), at(40), 'seen'));
    expect(past.lead.records[0]?.fields['title']).toBe(`${versions}`);
    counts.push(statements.length);
  }
  expect(counts[1]).toBe(counts[0]);
});
