/** Installations for the tests of one file, one after the other on one database, since opening a database takes a second or two. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { inMemory } from './database.ts';
import { openInstallation } from './installation.ts';

export interface Installations<Wishes, Opened> {
  /** Closed after the test. */
  open(wishes?: Wishes): Promise<Opened>;
  /** Set up, as an admin would have it before asking doctor. */
  openSetUp(wishes?: Wishes): Promise<Opened>;
}

interface SetUpable {
  setup(): Promise<unknown>;
  close(): Promise<void>;
}

/** With HubSpot alone. To be called at the top of a file. */
export const installations = () => inTurn(openInstallation);

/** To be called at the top of a file; `afterSetup` is what the admin does then. */
export function inTurn<Wishes, Opened extends SetUpable>(
  openOne: (store: Store, wishes?: Wishes) => Promise<Opened>,
  afterSetup: (opened: Opened) => void = () => undefined,
): Installations<Wishes, Opened> {
  let store: OpenedStore;
  let opened: Opened | undefined;
  beforeAll(async () => {
    store = await openStore(await inMemory(), { leaseMs: 60_000, id: (prefix) => prefix });
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  afterAll(() => store.close());
  const open = async (wishes?: Wishes): Promise<Opened> => {
    opened = await openOne(store, wishes);
    return opened;
  };
  return {
    open,
    openSetUp: async (wishes) => {
      const installation = await open(wishes);
      await installation.setup();
      afterSetup(installation);
      return installation;
    },
  };
}
