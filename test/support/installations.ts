/** Installations for the tests of one file, one after the other on one database, since opening a database takes a second or two. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { inMemory } from './database.ts';
import { type InstallationWishes, openInstallation, type TestInstallation } from './installation.ts';

export interface Installations {
  /** Closed after the test. */
  open(wishes?: InstallationWishes): Promise<TestInstallation>;
  /** Set up, as an admin would have it before asking doctor. */
  openSetUp(wishes?: InstallationWishes): Promise<TestInstallation>;
}

/** To be called at the top of a file. */
export function installations(): Installations {
  let store: OpenedStore;
  let opened: TestInstallation | undefined;
  beforeAll(async () => {
    store = await openStore(await inMemory(), { leaseMs: 60_000, id: (prefix) => prefix });
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  afterAll(() => store.close());
  const open = async (wishes?: InstallationWishes): Promise<TestInstallation> => {
    opened = await openInstallation(store, wishes);
    return opened;
  };
  return {
    open,
    openSetUp: async (wishes) => {
      const installation = await open(wishes);
      await installation.setup();
      return installation;
    },
  };
}
