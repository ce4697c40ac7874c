/** A vault whose waiting takes no time, and a process that dies with it. */
import { createSecretKey } from 'node:crypto';
import type { Store } from '../../src/ports/store.ts';
import { Vault } from '../../src/store/vault.ts';

/** `machine`: time passes in it only while somebody waits for a turn, unless the test moves it. */
export function vaultOn(
  store: Store,
  {
    now,
    key = 1,
    machine = { ms: 0 },
  }: { now(): Temporal.Instant; readonly key?: number; readonly machine?: { ms: number } },
): Vault {
  return new Vault(store, {
    keys: { current: createSecretKey(Buffer.alloc(32, key)) },
    now,
    machineMs: () => machine.ms,
    wait: async (ms) => {
      machine.ms += ms;
      await new Promise<void>((go) => setImmediate(go));
    },
  });
}

/** Every transaction fails from the one on at which the process has died: neither what it holds nor its turn comes back. */
export function mortal(store: Store, dies: (transactions: number) => boolean): Store {
  let [transactions, dead] = [0, false];
  return {
    ...store,
    transaction: async (run, how) => {
      transactions += 1;
      dead ||= dies(transactions);
      if (dead) throw new Error('the process has died');
      return store.transaction(run, how);
    },
  };
}
