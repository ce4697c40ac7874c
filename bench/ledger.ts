/** Question: what does it cost to append to the ledger, hash-chained and durable, beside a bare insert; and how fast is it verified? */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'pg';
import type { LeadId, NewFact } from '../src/domain/facts.ts';
import { iso } from '../src/domain/instant.ts';
import { chain, type Entry, GENESIS, Verifier } from '../src/domain/ledger.ts';
import { seal } from '../src/domain/seal.ts';
import { type OpenedStore, openStore } from '../src/store/index.ts';
import {
  type Benchmark,
  barePglite,
  type Cell,
  type Ground,
  grounds,
  rate,
  shown,
  spreadOf,
  temporaryFolder,
} from './support.ts';

const BATCH = 100;
const START = Temporal.Instant.from('2026-11-20T03:00:00Z');
/** Entries read at a time while verifying, as `baton ledger verify` does. */
const PAGE = 1_000;
/** Streams: in a batch as judging makes it, hardly two facts are of the same lead. */
const LEADS = 5_000;

export const ledger: Benchmark = {
  name: 'ledger',
  question: `ledger entries appended a second in batches of ${BATCH}, beside the same rows bare; single appends at 50 a second; entries verified a second`,
  run: async ({ quick }) => {
    const sizes = quick
      ? { batches: 10, runs: 2, singles: 50, exported: 20_000 }
      : { batches: 50, runs: 7, singles: 1_000, exported: 1_000_000 };
    const rows: Cell[][] = [];
    for (const ground of await grounds('ledger')) {
      try {
        rows.push(...(await measured(ground, sizes)));
      } finally {
        await ground.dispose();
      }
    }
    rows.push(verifiedFromExport(sizes.exported));
    return {
      columns: ['what', 'on', 'entries', 'median (range)', 'of bare'],
      rows,
      notes: [
        'a bare insert: the same columns into a table with the same keys, one statement and one commit a batch, no chain, no references, no texts',
        'batches of both take turns, so that whatever else the machine does falls on both; the ratio is that of each run',
        'PGlite keeps files without forcing them to the disk; PostgreSQL as this server is set',
        `as from an export: each line is parsed; heap after a collection grew by ${HEAP.grownMiB} MiB over all of them`,
      ],
    };
  },
};

interface Sizes {
  readonly batches: number;
  readonly runs: number;
  readonly singles: number;
}

async function measured(ground: Ground, { batches, runs, singles }: Sizes): Promise<Cell[][]> {
  const store = await openStore(ground.place, { leaseMs: 60_000, id: newId });
  const bare = await openBare(ground);
  try {
    await bare.run(TABLE);
    const { appended, inserted, ratio } = await sideBySide({ store, bare, batches, runs });
    const latency = await atFiftyASecond(store, singles);
    const count = await store.transaction(async (tx) => (await tx.ledger.head()).seq);
    const verified = await rate(3, () => verifyStored(store));
    return [
      ['appended, entries/s', ground.name, batches * BATCH, shown(appended), shown(ratio, 2)],
      ['bare insert, entries/s', ground.name, batches * BATCH, shown(inserted), '1'],
      ['one entry appended, 50 a second: p50, p99, ms', ground.name, singles, latency, '–'],
      ['read from the database and verified, entries/s', ground.name, count, shown(verified), '–'],
    ];
  } finally {
    await bare.close();
    await store.close();
  }
}

let ids = 0;
function newId(prefix: string): string {
  ids += 1;
  return `${prefix}${ids}`;
}

interface Sides {
  readonly store: OpenedStore;
  readonly bare: Bare;
  readonly batches: number;
  readonly runs: number;
}

/** After one run that does not count. What is inserted bare are the entries that were just appended. */
async function sideBySide({ store, bare, batches, runs }: Sides) {
  const appended: number[] = [];
  const inserted: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    let ours = 0;
    let theirs = 0;
    for (let batch = 0; batch < batches; batch += 1) {
      const made = facts(BATCH);
      const began = performance.now();
      const entries = await store.transaction((tx) => tx.ledger.append(made));
      const between = performance.now();
      await bare.run(INSERT, [JSON.stringify(entries)]);
      ours += between - began;
      theirs += performance.now() - between;
    }
    if (run === 0) continue;
    appended.push((batches * BATCH * 1_000) / ours);
    inserted.push((batches * BATCH * 1_000) / theirs);
  }
  const ratio = appended.map((rate, run) => rate / (inserted[run] ?? Number.NaN));
  return { appended: spreadOf(appended), inserted: spreadOf(inserted), ratio: spreadOf(ratio) };
}

/** From the moment at which it was due, so that an append which waits for the one before counts as late. */
async function atFiftyASecond(store: OpenedStore, count: number): Promise<string> {
  const took: number[] = [];
  const began = performance.now();
  for (let index = 0; index < count; index += 1) {
    const due = began + index * 20;
    const made = facts(1);
    await setTimeout(Math.max(0, due - performance.now()));
    await store.transaction((tx) => tx.ledger.append(made));
    took.push(performance.now() - due);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.floor(share * (took.length - 1))] ?? Number.NaN).toFixed(1);
  return `${at(0.5)}, ${at(0.99)}`;
}

let made = 0;
function facts(count: number): readonly NewFact[] {
  return Array.from({ length: count }, () => {
    made += 1;
    return {
      stream: `lead:L${made % LEADS}` as `lead:${LeadId}`,
      at: iso(START.add({ seconds: made })),
      cause: { by: 'rule', rule: 'temperature' },
      fact: { kind: 'temperature-changed', from: 'cold', to: 'warm', total: 30 + (made % 60) },
    };
  });
}

async function verifyStored(store: OpenedStore): Promise<number> {
  const verifier = new Verifier();
  for (let seq = 0; ; ) {
    const page = await store.transaction((tx) => tx.ledger.entries(seq, PAGE));
    check(verifier, page);
    seq += page.length;
    if (page.length < PAGE) return seq;
  }
}

function check(verifier: Verifier, entries: readonly Entry[]): void {
  for (const entry of entries) {
    const bad = verifier.check(entry);
    if (bad !== undefined) throw new Error(`entry ${bad.seq}: ${bad.fault}`);
  }
}

const HEAP = { grownMiB: 0 };

/** A page of lines is made, then verified, and dropped: only verifying is timed. */
function verifiedFromExport(count: number): Cell[] {
  const verifier = new Verifier();
  const exported = new Exported();
  const rates: number[] = [];
  const before = heapMiB();
  for (let seq = 0; seq < count; seq += PAGE) {
    const lines = exported.page(PAGE);
    const began = performance.now();
    check(
      verifier,
      lines.map((line): Entry => JSON.parse(line)),
    );
    rates.push((PAGE * 1_000) / (performance.now() - began));
  }
  HEAP.grownMiB = Math.round(heapMiB() - before);
  const result = verifier.result();
  if (!result.ok || result.entries !== count) throw new Error(`not all of ${count} entries were verified`);
  const seconds = rates.reduce((sum, one) => sum + PAGE / one, 0);
  return [
    'verified, as from an export, entries/s',
    'memory',
    count,
    `${Math.round(count / seconds).toLocaleString('en')}, ${seconds.toFixed(1)} s in all`,
    '–',
  ];
}

function heapMiB(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed / 1_048_576;
}

/** The lines of a ledger that grows. */
class Exported {
  #last: Pick<Entry, 'seq' | 'hash'> = { seq: 0, hash: GENESIS };

  page(count: number): readonly string[] {
    return facts(count).map((fact) => {
      const seq = this.#last.seq + 1;
      const { kind } = fact.fact;
      const version = Math.ceil(seq / LEADS);
      const sealing = { refId: () => '', textHash: () => '' };
      const stream = `lead:L${seq % LEADS}` as const;
      const content = {
        v: 1,
        seq,
        prev: this.#last.hash,
        stream,
        version,
        kind,
        at: fact.at,
        agreement: null,
      } as const;
      const entry = chain({ ...content, ...seal(fact, sealing) });
      this.#last = entry;
      return JSON.stringify(entry);
    });
  }
}

const TABLE = `create table bare (
  seq bigint primary key, stream text not null, version integer not null, kind text not null, at text not null, text text not null,
  prev text not null unique, hash text not null, unique (stream, version))`;
const INSERT = `insert into bare (seq, stream, version, kind, at, text, prev, hash)
  select seq, stream, version, kind, at, text, prev, hash from json_to_recordset($1::text::json) as row(
    seq bigint, stream text, version integer, kind text, at text, text text, prev text, hash text)`;

interface Bare {
  run(statement: string, values?: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** By the database's own client, straight. */
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
