/** One open transaction, as the parts of the store share it, with the writes that wait to be made together. */
import type { Kysely } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { Entry } from '../domain/ledger.ts';
import type { Rosters } from './rosters.ts';
import type { Tables } from './tables.ts';

export interface Means {
  /** Random, or seeded in simulations. */
  readonly id: (prefix: string) => string;
  readonly leaseMs: number;
  /** Domains by which no account is found; none unless given. */
  readonly freeMail?: ReadonlySet<string> | undefined;
}

/** Makes many writes of one kind with a few statements. */
export type Batch<Item> = (db: Kysely<Tables>, items: readonly Item[]) => Promise<void>;

export interface Collected<Item> {
  add(item: Item): void;
}

/**
 * Jobs write lead by lead; a statement for each would cost more than all the judging. So small writes are collected and made before the next statement
 * that is not one of them, and at the latest before the commit: nobody can tell the difference, but for the time.
 */
export class Work {
  readonly means: Means;
  /** Of all transactions of this process. */
  readonly rosters: Rosters;
  /** How dirty each lead was when it was claimed here. */
  readonly claimed = new Map<LeadId, number>();
  /** The handoffs of leads as they were loaded or saved last, as text. */
  readonly handoffs = new Map<LeadId, string>();
  /** The last entry that was appended here. */
  appended: Entry | undefined;
  readonly #db: Kysely<Tables>;
  readonly #kinds: ((db: Kysely<Tables>) => Promise<void>)[] = [];
  #writing: Promise<void> = Promise.resolve();
  #open = true;

  constructor(db: Kysely<Tables>, means: Means, rosters: Rosters) {
    this.#db = db;
    this.means = means;
    this.rosters = rosters;
  }

  /** Kinds are written in the order in which they were announced. */
  collect<Item>(batch: Batch<Item>): Collected<Item> {
    let items: Item[] = [];
    this.#kinds.push(async (db) => {
      if (items.length === 0) return;
      const now = items;
      items = [];
      await batch(db, now);
    });
    return {
      add: (item) => {
        this.#refuseLate();
        items.push(item);
      },
    };
  }

  /** The database, with everything collected so far written. */
  async db(): Promise<Kysely<Tables>> {
    this.#refuseLate();
    this.#writing = this.#writing.then(async () => {
      for (const write of this.#kinds) await write(this.#db);
    });
    await this.#writing;
    return this.#db;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  end(): void {
    this.#open = false;
  }

  /** On the embedded database a late statement would land in somebody else's transaction. */
  #refuseLate(): void {
    if (!this.#open) throw new Error('this transaction has ended');
  }
}
