/** The only wiring: opens every part as the configuration says, hands the parts to one another, and closes them. Importing it does nothing. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Agent, setGlobalDispatcher } from 'undici';
import { createHubSpotConnector } from '../connectors/hubspot/index.ts';
import { createSalesforceConnector } from '../connectors/salesforce/index.ts';
import { readAgreement } from './config/agreement.ts';
import { runExamples } from './config/examples.ts';
import { japaneseHolidays } from './config/holidays.ts';
import { writeHome } from './config/home.ts';
import { type Installation, readInstallation } from './config/installation.ts';
import { readMappings } from './config/mappings.ts';
import { readTeam } from './config/team.ts';
import { BatonError } from './domain/problem.ts';
import type { System } from './domain/record.ts';
import type { JobContext, Settings } from './jobs/context.ts';
import { operationsOf } from './jobs/operations.ts';
import { changePower } from './jobs/power.ts';
import { Work, type WorkEvents } from './jobs/work.ts';
import type { Connector, ConnectorSurroundings } from './ports/connector.ts';
import type { Operations } from './ports/operations.ts';
import type { Queue } from './ports/queue.ts';
import type { Runtime } from './ports/runtime.ts';
import { openQueue, type QueuePlace } from './queue/index.ts';
import { type LogLevel, openLog, SILENT } from './runtime/log.ts';
import { machineRuntime } from './runtime/machine.ts';
import { openStore, type OpenedStore } from './store/index.ts';
import { serveSocket, socketPath } from './web/socket.ts';
import { connectSocket } from './web/socket-client.ts';

/** A send that was claimed by a process that died is looked at again after this. */
const LEASE_MS = 60_000;
/** Connecting and answering (HubSpot's client has no limits of its own; Salesforce's has its own dispatcher). */
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
/** How often the daemon looks whether something is due, and how long it waits for running jobs when told to stop. */
const TICK_MS = 1_000;
const DRAIN_MS = 20_000;
const SCHEMA = 'baton';
const QUEUE_SCHEMA = 'baton_queue';

export interface Home {
  readonly installation: Installation;
  readonly settings: Settings;
  /** The folder with baton.yaml; the STOP file and the socket stand in it. */
  readonly folder: string;
}

/** Reads everything that the company owns. Throws ConfigError naming file, line, field and remedy. */
export function readHome(given: string): Home {
  const folder = resolve(given);
  const installation = readInstallation(join(folder, 'baton.yaml'), process.env);
  const { files } = installation;
  const agreement = readAgreement({ path: files.agreement });
  const { systems, statuses } = readMappings(files.mappings);
  const settings: Settings = {
    language: installation.language,
    agreement: { hash: agreement.hash, terms: agreement.terms },
    team: readTeam({ path: files.team }, agreement),
    mappings: systems,
    statuses,
    holidays: japaneseHolidays(),
    pollSeconds: { hubspot: installation.hubspot.pollSeconds, salesforce: installation.salesforce.pollSeconds },
    handoffsPerHour: installation.handoffsPerHour,
    scoreDelta: installation.scoreDelta,
  };
  return { installation, settings, folder };
}

export interface Checked {
  readonly installation: Installation;
  readonly agreement: string;
  readonly examples: readonly { readonly name: string; readonly ok: boolean; readonly what: string }[];
}

/** Reads everything and runs the worked examples; opens nothing. */
export function checkHome(given: string): Checked {
  const { installation, settings } = readHome(given);
  const { files } = installation;
  const sources = readdirSync(files.examples)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ path: join(files.examples, name) }));
  const examples = runExamples(settings.agreement.terms, sources).map(({ name, differences }) => ({
    name,
    ok: differences.length === 0,
    what: differences.map(({ what, expected, actual }) => `${what}: ${actual} ≠ ${expected}`).join('; '),
  }));
  return { installation, agreement: settings.agreement.hash, examples };
}

export { writeHome };

export interface Baton {
  readonly context: JobContext;
  readonly operations: Operations;
  readonly stopFile: string;
  readonly store: OpenedStore;
  close(): Promise<void>;
}

export interface BatonOptions {
  readonly runtime?: Runtime;
  /** Keeps everything in memory: tests. */
  readonly inMemory?: boolean;
}

/** Opens the store and both connectors; nothing is read or written yet. */
export async function openBaton(home: Home, options: BatonOptions = {}): Promise<Baton> {
  limitWaiting();
  const runtime = options.runtime ?? machineRuntime(SILENT);
  const { installation, settings, folder } = home;
  const place =
    installation.store.kind === 'postgres'
      ? { kind: 'postgres' as const, url: installation.store.url, schema: SCHEMA }
      : { kind: 'embedded' as const, ...(options.inMemory === true ? {} : { directory: installation.store.directory }) };
  const store = await openStore(place, { leaseMs: LEASE_MS, id: (prefix) => runtime.id(prefix) });
  try {
    const stopFile = join(folder, 'STOP');
    const surroundings: ConnectorSurroundings = {
      now: () => runtime.now(),
      mayWrite: () => !existsSync(stopFile),
      log: (event, details) => runtime.log.debug(event, details),
    };
    const connectors = openConnectors(installation, settings, surroundings);
    const context: JobContext = { store, runtime, connectors, settings };
    await settleTrust(store, place.kind === 'embedded');
    const close = async (): Promise<void> => {
      for (const connector of connectors.values()) await connector.close();
      await store.close();
    };
    return { context, operations: operationsOf(context), stopFile, store, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function openConnectors(
  installation: Installation,
  { mappings }: Settings,
  surroundings: ConnectorSurroundings,
): ReadonlyMap<System, Connector> {
  return new Map<System, Connector>([
    ['hubspot', createHubSpotConnector({ ...installation.hubspot, mapping: mappings.hubspot, surroundings })],
    ['salesforce', createSalesforceConnector({ ...installation.salesforce, mapping: mappings.salesforce, surroundings })],
  ]);
}

/** A database behind its own head has lost entries: writing stops until a person has looked. Writes under way when a process died are unknown. */
async function settleTrust(store: OpenedStore, embedded: boolean): Promise<void> {
  await store.transaction(async (tx) => {
    if (embedded) await tx.outbox.orphan();
    if (store.behind !== undefined) {
      const { fileSeq, dbSeq } = store.behind;
      await changePower(tx, { distrusted: `the ledger ends at ${dbSeq}, but ${fileSeq} had been written` });
    }
  });
}

let waitingLimited = false;
function limitWaiting(): void {
  if (waitingLimited) return;
  waitingLimited = true;
  setGlobalDispatcher(new Agent({ connect: { timeout: CONNECT_MS }, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS }));
}

/** Baton as one command reaches it: through the worker that owns the data, or opened for the moment. */
export interface Reached {
  readonly operations: Operations;
  readonly installation: Installation;
  readonly stopFile: string;
  /** True: a running `work` answered. */
  readonly remote: boolean;
  close(): Promise<void>;
}

export async function reachBaton(folder: string): Promise<Reached> {
  const home = readHome(folder);
  const { installation } = home;
  const stopFile = join(home.folder, 'STOP');
  const remote = await connectSocket(socketPath(home.folder));
  if (remote !== undefined) {
    return { operations: withStopFile(remote, stopFile), installation, stopFile, remote: true, close: async () => {} };
  }
  const baton = await openBaton(home);
  const { close } = baton;
  return { operations: withStopFile(baton.operations, stopFile), installation, stopFile, remote: false, close };
}

/** The file that ends writing goes away only when the stop itself is ended. */
function withStopFile(operations: Operations, stopFile: string): Operations {
  return {
    ...operations,
    resume: async (args) => {
      const report = await operations.resume(args);
      rmSync(stopFile, { force: true });
      return report;
    },
  };
}

export interface WorkingBaton {
  readonly baton: Baton;
  readonly work: Work;
  readonly queue: Queue;
  close(): Promise<void>;
}

/** With the queue opened and its handler at work. */
export async function startWork(home: Home, options: BatonOptions & { readonly events?: WorkEvents } = {}): Promise<WorkingBaton> {
  const baton = await openBaton(home, options);
  try {
    const queue = await openQueue(queuePlace(home.installation, baton.store), {
      log: baton.context.runtime.log,
      concurrency: 1,
    });
    const work = new Work(baton.context, queue, options.events);
    await work.start();
    const close = async (): Promise<void> => {
      await queue.close(DRAIN_MS);
      await baton.close();
    };
    return { baton, work, queue, close };
  } catch (error) {
    await baton.close();
    throw error;
  }
}

function queuePlace({ queue, store }: Installation, { pglite }: OpenedStore): QueuePlace {
  if (queue.kind === 'redis') return { kind: 'redis', url: queue.url, prefix: 'baton' };
  if (store.kind === 'postgres') return { kind: 'postgres', url: store.url, schema: QUEUE_SCHEMA };
  if (pglite === undefined) throw new BatonError('NO_QUEUE', 'the embedded store has no database to share', 'baton check');
  return { kind: 'pglite', pglite };
}

export interface Worker {
  readonly installation: Installation;
  readonly folder: string;
  /** Until aborted; what is running then is finished. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function openWorker(folder: string, { log }: { readonly log: string }): Promise<Worker> {
  const home = readHome(folder);
  const runtime = machineRuntime(openLog(log as LogLevel));
  const working = await startWork(home, { runtime });
  const operations = withStopFile(working.baton.operations, working.baton.stopFile);
  const socket = await serveSocket(socketPath(home.folder), operations);
  return {
    installation: home.installation,
    folder: home.folder,
    run: async (signal) => {
      while (!signal.aborted) {
        await working.work.tick();
        await pause(TICK_MS, signal);
      }
    },
    close: async () => {
      await socket.close();
      await working.close();
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
