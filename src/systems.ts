/** Opens both connectors on what an installation keeps for them; a part of `app.ts`, which hands them to the jobs. */
import type { Installation } from './config/installation.ts';
import type { System } from './domain/record.ts';
import type { BudgetMeans, BudgetShares } from './ports/budget.ts';
import type { Connector, ConnectorSurroundings } from './ports/connector.ts';
import type { Runtime } from './ports/runtime.ts';
import type { Settings } from './ports/settings.ts';
import { pause } from './runtime/machine.ts';
import { OwnBook, sharedBook } from './store/budgets.ts';
import type { OpenedStore } from './store/index.ts';

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

export async function openSystems(options: SystemsOptions): Promise<Systems> {
  const { installation, settings, store, runtime, surroundings, paced } = options;
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
        surroundings: { ...surroundings, budget: budget(installation.hubspot.budget) },
      }),
    ],
    [
      'salesforce',
      createSalesforceConnector({ ...installation.salesforce, mapping: mappings.salesforce, surroundings }),
    ],
  ]);
  const close = async (): Promise<void> => {
    for (const connector of connectors.values()) await connector.close();
    await own?.close();
  };
  return { connectors, close };
}
