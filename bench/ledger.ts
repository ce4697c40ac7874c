/** Question: what does it cost to append to the ledger, hash-chained and durable, beside a bare insert; and how fast is it verified? */
import { join } from 'node:path';
import { Client } from 'pg';
import type { LeadId, NewFact } from '../src/domain/facts.ts';
import { iso } from '../src/domain/instant.ts';
import { type Entry, Verifier } from '../src/domain/ledger.ts';
import { type OpenedStore, openStore } from '../src/store/index.ts';
import {
  type Benchmark,
  barePglite,
  type Cell,
  type Ground,
  grounds,
  rate,
  shown,
  temporaryFolder,
} from './support.ts';

const BATCH = 100;
const START = Temporal.Instant.from('2026-11-20T03:00:00Z');
/** Entries read at a time while verifying, as `baton ledger verify` does. */
const PAGE = 1_000;

export const ledger: Benchmark = {
  name: 'ledger',
  question: `ledger entries appended a second in batches of ${BATCH}, beside the same rows bare; entries verified a second`,
  run: async ({ quick }) => {
    const batches = quick ? 10 : 100;
    const runs = quick ? 2 : 5;
    const rows: Cell[][] = [];
    for (const ground of await grounds('ledger')) {
      try {
        rows.push(...(await measured(ground, batches, runs)));
      } finally {
        await ground.dispose();
      }
    }
    return {
      columns: ['what', 'on', 'entries', 'entries a second: median (range)', 'of bare'],
      rows,
      notes: [
        'a bare insert: the same columns into a table with the same keys, one statement and one commit a batch, no chain, no references, no texts',
        'PGlite keeps files without forcing them to the disk; PostgreSQL as this server is set',
      ],
    };
  },
};

async function measured(ground: Ground, batches: number, runs: number): Promise<Cell[][]> {
  const store = await openStore(ground.place, { leaseMs: 60_000, id: newId });
  try {
    const count = batches * BATCH;
    const appended = await rate(runs, () => append(store, batches));
    const entries = await everyEntry(store);
    const inserted = await bareRate(ground, entries.slice(0, count), runs);
    const verified = await rate(runs, async () => verify(await everyEntry(store)));
    const rows: Cell[][] = [
      ['appended', ground.name, count, shown(appended), (appended.median / inserted.median).toFixed(2)],
      ['bare insert', ground.name, count, shown(inserted), '1'],
      ['read from the database and verified', ground.name, entries.length, shown(verified), '–'],
    ];
    if (ground.name === 'PGlite')
      rows.push([
        'verified, as from an export',
        'memory',
        entries.length,
        shown(await rate(runs, () => verify(entries))),
        '–',
      ]);
    return rows;
  } finally {
    await store.close();
  }
}

let ids = 0;
function newId(prefix: string): string {
  ids += 1;
  return `${prefix}${ids}`;
}

async function append(store: OpenedStore, batches: number): Promise<number> {
  for (let batch = 0; batch < batches; batch += 1) await store.transaction((tx) => tx.ledger.append(facts()));
  return batches * BATCH;
}

let made = 0;
/** Of leads of their own: in a batch as judging makes it, hardly two facts are of the same lead. */
function facts(): readonly NewFact[] {
  return Array.from({ length: BATCH }, () => {
    made += 1;
    return {
      stream: `lead:L${made % 5_000}` as `lead:${LeadId}`,
      at: iso(START.add({ seconds: made })),
      cause: { by: 'rule', rule: 'temperature' },
      fact: { kind: 'temperature-changed', from: 'cold', to: 'warm', total: 30 + (made % 60) },
    };
  });
}

async function everyEntry(store: OpenedStore): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const page = await store.transaction((tx) => tx.ledger.entries(entries.length, PAGE));
    entries.push(...page);
    if (page.length < PAGE) return entries;
  }
}

function verify(entries: readonly Entry[]): number {
  const verifier = new Verifier();
  for (const entry of entries) {
    const bad = verifier.check(entry);
    if (bad !== undefined) throw new Error(`entry ${bad.seq}: ${bad.fault}`);
  }
  return entries.length;
}

const TABLE = `create table bare (
  seq bigint primary key, stream text not null, version integer not null, kind text not null, at text not null, text text not null,
  prev text not null unique, hash text not null, unique (stream, version))`;
const INSERT = `insert into bare (seq, stream, version, kind, at, text, prev, hash)
  select seq, stream, version, kind, at, text, prev, hash from json_to_recordset($1::text::json) as row(
    seq bigint, stream text, version integer, kind text, at text, text text, prev text, hash text)`;

/** By the database's own client, straight. */
async function bareRate(ground: Ground, entries: readonly Entry[], runs: number) {
  const bare = await openBare(ground);
  try {
    await bare.run(TABLE);
    return await rate(runs, async () => {
      await bare.run('truncate bare');
      for (let from = 0; from < entries.length; from += BATCH)
        await bare.run(INSERT, [JSON.stringify(entries.slice(from, from + BATCH))]);
      return entries.length;
    });
  } finally {
    await bare.close();
  }
}

interface Bare {
  run(statement: string, values?: string[]): Promise<unknown>;
  close(): Promise<void>;
}

async function openBare({ place }: Ground): Promise<Bare> {
  if (place.kind === 'postgres') {
    const client = new Client({ connectionString: place.url });
    await client.connect();
    await client.query(`set search_path to "${place.schema}"`);
    return { run: (statement, values) => client.query(statement, values), close: () => client.end() };
  }
  const folder = temporaryFolder();
  const pglite = await barePglite(join(folder.path, 'bare'));
  return {
    run: (statement, values) => pglite.query(statement, values),
    close: async () => {
      await pglite.close();
      folder.remove();
    },
  };
}
