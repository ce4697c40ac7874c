/** A stage for whole flows: both sandboxes over HTTP, real connectors, a real store in memory, and time that moves only when told to. */
import { join } from 'node:path';
import { createHubSpotConnector } from '../../connectors/hubspot/index.ts';
import {
  type HubSpotSandbox,
  type HubSpotSandboxOptions,
  openHubSpotSandbox,
} from '../../connectors/hubspot/sandbox/index.ts';
import type { Story } from '../../connectors/kit/story.ts';
import { makeStory } from '../../connectors/kit/story-of-the-sandbox.ts';
import { createSalesforceConnector, type SalesforceOptions } from '../../connectors/salesforce/index.ts';
import {
  openSalesforceSandbox,
  type SalesforceSandbox,
  type SandboxOptions,
} from '../../connectors/salesforce/sandbox/index.ts';
import { readAgreement } from '../../src/config/agreement.ts';
import { japaneseHolidays } from '../../src/config/holidays.ts';
import { readMappings } from '../../src/config/mappings.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { readTeam } from '../../src/config/team.ts';
import { iso } from '../../src/domain/instant.ts';
import type { System } from '../../src/domain/record.ts';
import type { ChannelName } from '../../src/domain/team.ts';
import type { JobContext, Settings } from '../../src/jobs/context.ts';
import { judge } from '../../src/jobs/judge.ts';
import { notify } from '../../src/jobs/notify.ts';
import { operationsOf } from '../../src/jobs/operations.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { watch } from '../../src/jobs/watch.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import type { BudgetMeans } from '../../src/ports/budget.ts';
import type { Channel } from '../../src/ports/channel.ts';
import type { Connector, ConnectorSurroundings } from '../../src/ports/connector.ts';
import type { Operations } from '../../src/ports/operations.ts';
import type { LogDetails } from '../../src/ports/runtime.ts';
import type { Anchor, Store } from '../../src/ports/store.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { SimulatedRuntime } from '../../src/runtime/simulated.ts';
import { bulkJobNote } from '../../src/store/bulk-job.ts';
import { type OpenedStore, openStore, type StorePlace } from '../../src/store/index.ts';
import { inMemory } from './database.ts';
import { setUpHubSpot, setUpSalesforce } from './set-up.ts';

/** A Monday, 09:00 in Tokyo. */
export const MONDAY = Temporal.Instant.from('2026-10-05T00:00:00Z');
/** Rounds of pull, judge and send at one instant; more would be an endless loop. */
const ROUNDS = 20;

export interface StageWishes {
  readonly seed?: string;
  /** People of the story; 0, the default: nobody but the reps, who have their forms, mails and companies. */
  readonly people?: number;
  readonly days?: number;
  readonly start?: Temporal.Instant;
  /** Reps answer their tasks by themselves. */
  readonly reps?: boolean;
  readonly place?: StorePlace;
  /** An opened and empty one, which stays the caller's to close. */
  readonly store?: OpenedStore;
  readonly settings?: Partial<Settings>;
  readonly anchors?: readonly Anchor[];
  /** Checkpoints are kept in Salesforce too, under this name; the org is set up for it. */
  readonly ledger?: string;
  /** Open, as `settings.notify` names them; the stage closes them. */
  readonly channels?: ReadonlyMap<ChannelName, Channel>;
  readonly hubspot?: Partial<HubSpotSandboxOptions>;
  readonly salesforce?: Partial<SandboxOptions>;
  /** How Salesforce is read: small pages, a back-fill from few rows on. */
  readonly salesforceLimits?: SalesforceOptions['limits'];
  /** From more waiting writes than these on Salesforce's fields go in bulk. */
  readonly bulkAbove?: number;
  /** How HubSpot's calls are held to its limits; absent: they are not. */
  readonly budget?: BudgetMeans;
}

export interface Stage {
  readonly hubspot: HubSpotSandbox;
  readonly salesforce: SalesforceSandbox;
  readonly runtime: SimulatedRuntime;
  readonly store: OpenedStore;
  readonly settings: Settings;
  readonly story: Story;
  /** Set to true: no connector may write. */
  readonly stop: { on: boolean };
  context: JobContext;
  operations: Operations;
  /** As after the death of the process: new connectors on the same database; what was being sent is unknown. `wrap` may put something between. */
  restart(wrap?: Wrapping): Promise<void>;
  /** Pull both, judge, send both, until nothing changes at this instant. */
  turn(): Promise<void>;
  /** Moves time and takes a turn at each step. */
  pass(hours: number, stepHours?: number): Promise<void>;
  /** Signs for every party and arms up to that step, then takes a turn. */
  arm(step: 'tasks' | 'status' | 'owner'): Promise<void>;
  /** Handoff tasks that stand in Salesforce, by their key. */
  tasksByKey(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export interface Wrapping {
  store?(store: Store): Store;
  connector?(connector: Connector): Connector;
  /** Hears what the connectors log: each call with what it came to. */
  log?(event: string, details: LogDetails | undefined): void;
}

export function shippedFreeMail(): ReadonlySet<string> {
  return readMappings(SHIPPED_MAPPINGS).freeMail;
}

let shipped: Settings | undefined;

/** Read once for a file of tests: it is the same for all of them. */
export function shippedSettings(): Settings {
  shipped ??= readShipped();
  return { ...shipped };
}

function readShipped(): Settings {
  const agreement = readAgreement({ path: join(import.meta.dirname, 'agreement.yaml') });
  const { systems, statuses } = readMappings(SHIPPED_MAPPINGS);
  return {
    language: 'ja',
    agreement: { kind: 'read', hash: agreement.hash, terms: agreement.terms },
    team: readTeam({ path: join(SHIPPED_MAPPINGS, 'team.yaml') }, agreement),
    mappings: systems,
    statuses,
    holidays: japaneseHolidays(),
    pollSeconds: { hubspot: 60, salesforce: 60 },
    handoffsPerHour: 50,
    scoreDelta: 5,
  };
}

export async function openStage(wishes: StageWishes = {}): Promise<Stage> {
  const { seed = 'stage', people = 0, days = 7, start = MONDAY } = wishes;
  const runtime = new SimulatedRuntime(start, seed, SILENT);
  const now = (): Temporal.Instant => runtime.now();
  const story = makeStory({ seed, people, days, start: iso(start) });
  const hubspot = await openHubSpotSandbox({ now, story, ...wishes.hubspot });
  const atWork = wishes.reps === true ? { reps: { seed } } : {};
  const bare = wishes.ledger !== undefined;
  const salesforce = await openSalesforceSandbox({ now, story, bare, ...atWork, ...wishes.salesforce });
  const settings: Settings = { ...shippedSettings(), ...wishes.settings };
  const stop = { on: false };
  let wrapping: Wrapping = {};
  const surroundings: ConnectorSurroundings = {
    now,
    mayWrite: () => !stop.on,
    log: (event, details) => wrapping.log?.(event, details),
  };
  const hubspotOptions = {
    basePath: hubspot.url,
    auth: { kind: 'token' as const, token: hubspot.token },
    mapping: settings.mappings.hubspot,
    surroundings: wishes.budget === undefined ? surroundings : { ...surroundings, budget: wishes.budget },
  };
  await setUpHubSpot(hubspotOptions);
  const { url: instanceUrl, clientId, clientSecret } = salesforce;
  const open = (): ReadonlyMap<System, Connector> => {
    const dress = (connector: Connector): Connector => wrapping.connector?.(connector) ?? connector;
    return new Map<System, Connector>([
      ['hubspot', dress(createHubSpotConnector(hubspotOptions))],
      [
        'salesforce',
        dress(
          createSalesforceConnector({
            instanceUrl,
            auth: { kind: 'client-credentials', clientId, clientSecret },
            mapping: settings.mappings.salesforce,
            surroundings: { ...surroundings, bulkJob: bulkJobNote(wrapping.store?.(store) ?? store, 'salesforce') },
            limits: wishes.salesforceLimits,
            bulkAbove: wishes.bulkAbove,
            ledger: wishes.ledger,
          }),
        ),
      ],
    ]);
  };
  const place = wishes.place ?? (await inMemory());
  const store =
    wishes.store ??
    (await openStore(place, { leaseMs: 60_000, id: (prefix) => runtime.id(prefix), freeMail: shippedFreeMail() }));
  const openContext = (): JobContext => ({
    store: wrapping.store?.(store) ?? store,
    runtime,
    connectors: open(),
    settings,
    anchors: wishes.anchors ?? [],
    channels: wishes.channels,
  });
  const context = openContext();
  if (wishes.ledger !== undefined) await setUpSalesforce(context.connectors.get('salesforce'));
  const stage: Stage = {
    hubspot,
    salesforce,
    runtime,
    store,
    settings,
    story,
    stop,
    context,
    operations: operationsOf(context),
    restart: async (wrap = {}) => {
      for (const connector of stage.context.connectors.values()) await connector.close();
      await store.transaction((tx) => tx.outbox.orphan());
      wrapping = wrap;
      stage.context = openContext();
      stage.operations = operationsOf(stage.context);
    },
    turn: () => turn(stage.context),
    pass: async (hours, stepHours = 1) => {
      const until = runtime.now().add({ minutes: Math.round(hours * 60) });
      while (Temporal.Instant.compare(runtime.now(), until) < 0) {
        const next = runtime.now().add({ minutes: Math.round(stepHours * 60) });
        runtime.advanceTo(Temporal.Instant.compare(next, until) < 0 ? next : until);
        await turn(stage.context);
      }
    },
    arm: async (step) => {
      for (const { department, head } of onFile(settings).terms.parties)
        await stage.operations.sign({ department, name: head });
      await stage.operations.arm({ step });
      await turn(stage.context);
    },
    tasksByKey: () => {
      const counts = new Map<string, number>();
      for (const task of salesforce.world.rowsOf('Task')) {
        const key = task['Baton_Handoff__c'];
        if (typeof key === 'string') counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return counts;
    },
    close: async () => {
      for (const connector of stage.context.connectors.values()) await connector.close();
      for (const channel of wishes.channels?.values() ?? []) await channel.close();
      if (wishes.store === undefined) await store.close();
      await hubspot.close();
      await salesforce.close();
    },
  };
  return stage;
}

async function turn(context: JobContext): Promise<void> {
  for (const system of context.connectors.keys()) await pull(context, system);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { judged } = await judge(context);
    const { admitted } = await watch(context);
    let sent = 0;
    for (const system of context.connectors.keys()) {
      const report = await send(context, system);
      sent += report.done + report.rejected + report.nothingToDo;
    }
    const told = await notify(context);
    if (judged + admitted + sent + told.sent + told.failed === 0) return;
  }
  throw new Error('something stays due and never gets done');
}
