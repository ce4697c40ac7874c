/** Opens the store on either database: locks the directory, brings the tables up to date, and looks whether the ledger is all there. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Entry } from '../domain/ledger.ts';
import type { How, Store, Transaction } from '../ports/store.ts';
import { StoredCheckpoints } from './checkpoints.ts';
import { type Database, openPglite, openPostgres } from './database.ts';
import { StoredErasure } from './erasure.ts';
import { type Behind, HeadFile } from './head.ts';
import { StoredHints } from './hints.ts';
import { StoredIdentities } from './identities.ts';
import { StoredInstallation } from './installation.ts';
import { StoredLeads } from './leads.ts';
import { StoredLedger } from './ledger.ts';
import { type Lock, lockDirectory } from './lock.ts';
import { migrate } from './migrations/index.ts';
import { StoredNotices } from './notices.ts';
import { StoredOutbox } from './outbox.ts';
import { StoredPast } from './past.ts';
import { StoredReconciliation } from './reconciliation.ts';
import { StoredRecords } from './records.ts';
import { Rosters } from './rosters.ts';
import { StoredSecrets } from './secrets.ts';
import { Tidying } from './tidying.ts';
import { StoredTouches } from './touches.ts';
import { keepWhereabouts, type Whereabouts, whereaboutsOf } from './whereabouts.ts';
import { type Means, Work } from './work.ts';

export type { Behind } from './head.ts';

export type StorePlace =
  /**
   * Without a directory everything is kept in memory and ends with the process. `copyOf` is a dump of another database (`dumpDataDir` of PGlite) with which
   * one in memory begins: that takes a fifth of making it.
   */
  | { readonly kind: 'embedded'; readonly directory?: string | undefined; readonly copyOf?: Blob }
  /** The schema belongs to the store alone. */
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string };

export interface OpenedStore extends Store {
  /** The embedded database, which a queue may share; the queue is closed first. */
  readonly pglite: PGlite | undefined;
  /** Steps that were run now to bring the tables up to date. */
  readonly migrated: readonly string[];
  /** The database has lost ledger entries that once stood on the disk: nothing may be written to a CRM. */
  readonly behind: Behind | undefined;
  /** Opened for the first time after somebody copied the directory: where the original lay. It may be at work. */
  readonly copyOf: Pick<Whereabouts, 'host' | 'path'> | undefined;
  /** A person has seen the loss: the head file follows the database again. */
  acceptLoss(): Promise<void>;
}

/**
 * Beside an embedded directory `<dir>` stand `<dir>.lock` and `<dir>.head.jsonl`. Throws BatonError when another process holds the directory, the server
 * cannot be reached, or a newer version of Baton made the database.
 */
export async function openStore(place: StorePlace, means: Means): Promise<OpenedStore> {
  if (place.kind === 'postgres') return onDatabase(await openPostgres(place.url, place.schema), means, {});
  if (place.directory === undefined) return onDatabase(await openPglite(undefined, place.copyOf), means, {});
  const directory = resolve(place.directory);
  await mkdir(dirname(directory), { recursive: true });
  const lock = await lockDirectory(directory, randomUUID());
  try {
    const head = await HeadFile.open(`${directory}.head.jsonl`);
    const database = await openPglite(directory);
    return await onDatabase(database, means, { lock, head, whereabouts: await whereaboutsOf(directory) });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Guards {
  readonly lock?: Lock;
  readonly head?: HeadFile;
  readonly whereabouts?: Whereabouts;
}

async function onDatabase(database: Database, means: Means, guards: Guards): Promise<OpenedStore> {
  try {
    const migrated = await migrate(database.db, database.schema);
    const store = new DatabaseStore(database, means, guards, migrated);
    await store.compare();
    await store.settleIn();
    return store;
  } catch (error) {
    await database.close();
    throw error;
  }
}

class DatabaseStore implements OpenedStore {
  readonly pglite: PGlite | undefined;
  readonly migrated: readonly string[];
  behind: Behind | undefined;
  copyOf: OpenedStore['copyOf'];
  readonly #database: Database;
  readonly #means: Means;
  readonly #guards: Guards;
  readonly #tidying: Tidying | undefined;
  readonly #rosters = new Rosters();
  /** The transaction in which the running code finds itself. */
  readonly #current = new AsyncLocalStorage<Work>();

  constructor(database: Database, means: Means, guards: Guards, migrated: readonly string[]) {
    this.#database = database;
    this.#means = means;
    this.#guards = guards;
    this.pglite = database.pglite;
    this.#tidying = database.pglite && new Tidying(database.pglite);
    this.migrated = migrated;
  }

  async transaction<T>(run: (tx: Transaction) => Promise<T>, how: How = {}): Promise<T> {
    // On one connection the inner would wait for the outer, and the outer for the inner, for ever.
    if (this.#current.getStore()?.isOpen === true) throw new Error('transactions do not nest');
    let appended: Entry | undefined;
    const result = await this.#database.transaction(async (db) => {
      const work = new Work(db, this.#means, this.#rosters);
      try {
        const result = await this.#current.run(work, () => run(partsOf(work)));
        await work.db();
        return result;
      } finally {
        appended = work.appended;
        work.end();
      }
    }, how);
    if (appended !== undefined) this.#guards.head?.note(appended);
    this.#tidying?.count();
    return result;
  }

  async anchor(): Promise<void> {
    await this.#guards.head?.sync();
  }

  async compare(): Promise<void> {
    const { head } = this.#guards;
    if (head === undefined) return;
    const database = await this.transaction(async ({ ledger }) => {
      const entries = head.last === undefined ? [] : await ledger.entries(head.last.seq - 1, 1);
      return { head: await ledger.head(), atFile: entries[0] };
    });
    const { last } = head;
    if (last === undefined) {
      if (database.head.seq > 0) await head.accept({ ...database.head, at: '' });
      return;
    }
    const differs = database.head.seq >= last.seq && database.atFile?.hash !== last.hash;
    if (database.head.seq >= last.seq && !differs) return;
    this.behind = { fileSeq: last.seq, dbSeq: database.head.seq, differs };
    head.suspend();
  }

  async settleIn(): Promise<void> {
    const { whereabouts } = this.#guards;
    if (whereabouts !== undefined) this.copyOf = await this.transaction((tx) => keepWhereabouts(tx, whereabouts));
  }

  async acceptLoss(): Promise<void> {
    const { seq, hash } = await this.transaction(({ ledger }) => ledger.head());
    const [last] = await this.transaction(({ ledger }) => ledger.entries(seq - 1, 1));
    await this.#guards.head?.accept({ seq, hash, at: last?.at ?? '' });
    this.behind = undefined;
  }

  async close(): Promise<void> {
    try {
      await this.anchor();
      await this.#tidying?.end({ last: this.#guards.lock !== undefined });
    } finally {
      await this.#database.close();
      await this.#guards.lock?.release();
    }
  }
}

function partsOf(work: Work): Transaction {
  return {
    records: new StoredRecords(work),
    hints: new StoredHints(work),
    leads: new StoredLeads(work),
    identities: new StoredIdentities(work),
    touches: new StoredTouches(work),
    reconciliation: new StoredReconciliation(work),
    past: new StoredPast(work),
    ledger: new StoredLedger(work),
    checkpoints: new StoredCheckpoints(work),
    outbox: new StoredOutbox(work),
    installation: new StoredInstallation(work),
    secrets: new StoredSecrets(work),
    erasure: new StoredErasure(work),
    notices: new StoredNotices(work),
  };
}
