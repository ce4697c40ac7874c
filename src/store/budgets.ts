/** Keeps the tallies of calls: in the database where several workers share it, else in memory, as only one process holds an embedded database. */
import type { System } from '../domain/record.ts';
import type { BudgetBook, Changed } from '../ports/budget.ts';
import type { Store } from '../ports/store.ts';

/** A crash forgets at most so many calls of the day. */
const CHANGES_TILL_SAVED = 50;

const NOT_LASTING = { lasting: false };

const nameOf = (system: System): string => `budget ${system}`;

/** Every call is a short transaction on one row. One that a power failure takes was made seconds before: the vendor's own count says so. */
export function sharedBook(store: Store): BudgetBook {
  return {
    change: (system, change) =>
      store.transaction(async ({ installation }) => {
        const { state, answer } = change(await installation.getLocked(nameOf(system)));
        await installation.set(nameOf(system), state);
        return answer;
      }, NOT_LASTING),
  };
}

/** Saved now and then, and by `close`. */
export class OwnBook implements BudgetBook {
  readonly #store: Store;
  readonly #loaded = new Map<System, Promise<void>>();
  readonly #states = new Map<System, Changed<unknown>['state']>();
  readonly #unsaved = new Map<System, number>();
  #beside: Promise<void> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  async change<T>(system: System, change: (state: unknown) => Changed<T>): Promise<T> {
    await this.#load(system);
    const { state, answer } = change(this.#states.get(system));
    this.#states.set(system, state);
    const unsaved = (this.#unsaved.get(system) ?? 0) + 1;
    this.#unsaved.set(system, unsaved);
    // Nobody waits for it: a call that leaves long after it was counted is counted at the wrong moment.
    if (unsaved >= CHANGES_TILL_SAVED) this.#saveBeside(system);
    return answer;
  }

  async close(): Promise<void> {
    await this.#beside;
    for (const system of this.#unsaved.keys()) await this.#save(system);
  }

  async #load(system: System): Promise<void> {
    let loaded = this.#loaded.get(system);
    if (loaded === undefined) {
      loaded = this.#store.transaction(async ({ installation }) => {
        const kept = await installation.get(nameOf(system));
        if (typeof kept === 'object' && kept !== null) this.#states.set(system, { ...kept });
      });
      this.#loaded.set(system, loaded);
      // Whoever comes after a failure tries again.
      loaded.catch(() => this.#loaded.delete(system));
    }
    await loaded;
  }

  /** Where it fails, the next change tries again: nothing is lost but the count of a day, which the vendor keeps too. */
  #saveBeside(system: System): void {
    this.#unsaved.delete(system);
    this.#beside = this.#beside
      .then(() => this.#save(system))
      .catch(() => {
        this.#unsaved.set(system, CHANGES_TILL_SAVED);
      });
  }

  async #save(system: System): Promise<void> {
    const state = this.#states.get(system);
    this.#unsaved.delete(system);
    if (state !== undefined) await this.#store.transaction((tx) => tx.installation.set(nameOf(system), state));
  }
}
