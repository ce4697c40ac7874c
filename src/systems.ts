/** Opens both connectors on what an installation keeps for them; a part of `app.ts`, which hands them to the jobs. */
import type { Installation } from './config/installation.ts';
import type { System } from './domain/record.ts';
import type { BudgetMeans, BudgetShares } from './ports/budget.ts';
import type { Connector, ConnectorSurroundings } from './ports/connector.ts';
import type { Runtime } from './ports/runtime.ts';
import type { Settings } from './ports/settings.ts';
import { pause } from './runtime/machine.ts';
import { OwnBook, sharedBook } from './store/budgets.ts';
import { bulkJobNote } from './store/bulk-job.ts';
import type { OpenedStore } from './store/index.ts';
import { Vault } from './store/vault.ts';

/** Waits for a call's turn are short and have a bound of their own. */
const NEVER = new AbortController().signal;

export interface SystemsOptions {
  readonly installation: Installation;
  readonly settings: Settings;
  readonly store: OpenedStore;
  readonly runtime: Runtime;
  readonly surroundings: ConnectorSurroundings;
  /** See {@link BudgetMeans.paced}. */
  readonly paced: boolean;
}

export interface Systems {
  readonly connectors: ReadonlyMap<System, Connector>;
  /** Before the store is closed. */
  close(): Promise<void>;
}

/** Throws BatonError where tokens are kept that the key of the environment does not open. */
export async function openSystems(options: SystemsOptions): Promise<Systems> {
  const { installation, settings, store, runtime, surroundings, paced } = options;
  const vault = await openVault(options);
  const { mappings } = settings;
  const { createHubSpotConnector } = await import('../connectors/hubspot/index.ts');
  const { createSalesforceConnector } = await import('../connectors/salesforce/index.ts');
  const own = installation.store.kind === 'postgres' ? undefined : new OwnBook(store);
  const budget = (shares: BudgetShares): BudgetMeans => ({
    book: own ?? sharedBook(store),
    shares,
    paced,
    machineMs: () => runtime.machineMs(),
    wait: (ms) => pause(ms, NEVER),
  });
  const connectors = new Map<System, Connector>([
    [
      'hubspot',
      createHubSpotConnector({
        ...installation.hubspot,
        mapping: mappings.hubspot,
        surroundings: {
          ...surroundings,
          budget: budget(installation.hubspot.budget),
          ...(vault === undefined ? {} : { vault: vault.of('hubspot') }),
        },
      }),
    ],
    [
      'salesforce',
      createSalesforceConnector({
        ...installation.salesforce,
        mapping: mappings.salesforce,
        surroundings: {
          ...surroundings,
          budget: budget(installation.salesforce.budget),
          bulkJob: bulkJobNote(store, 'salesforce'),
          ...(vault === undefined ? {} : { vault: vault.of('salesforce') }),
        },
      }),
    ],
  ]);
  const close = async (): Promise<void> => {
    for (const connector of connectors.values()) await connector.close();
    await own?.close();
  };
  return { connectors, close };
}

async function openVault({ installation, store, runtime }: SystemsOptions): Promise<Vault | undefined> {
  const { secretKeys: keys } = installation;
  if (keys === undefined) return undefined;
  const vault = new Vault(store, {
    keys,
    now: () => runtime.now(),
    machineMs: () => runtime.machineMs(),
    wait: (ms) => pause(ms, NEVER),
  });
  const encryptedAnew = await vault.open();
  if (encryptedAnew > 0) runtime.log.info('secrets.encrypted-anew', { secrets: encryptedAnew });
  return vault;
}
