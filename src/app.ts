/**
 * The only wiring: opens every part as the configuration says, hands the parts to one another, and closes them. Importing it does nothing, and brings only
 * what a command beside `work` needs: store, queue, connectors and servers are imported where they are opened. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openAnchors } from './anchors/index.ts';
import { type Home, readHome, requirePools } from './config/home.ts';
import type { Installation } from './config/installation.ts';
import { BatonError } from './domain/problem.ts';
import { stopCopy } from './jobs/arm.ts';
import { fileOf } from './jobs/ask.ts';
import type { JobContext } from './jobs/context.ts';
import { noteTeam } from './jobs/note-team.ts';
import { operationsOf } from './jobs/operations.ts';
import { changePower, readPower } from './jobs/power.ts';
import { seal } from './jobs/seal.ts';
import { lossOf, verifyNewest } from './jobs/verify.ts';
import { termsOf } from './jobs/which-agreement.ts';
import { Work, type WorkEvents } from './jobs/work.ts';
import { openChannels } from './notify/index.ts';
import type { ConnectorSurroundings } from './ports/connector.ts';
import type { Operations } from './ports/operations.ts';
import type { Queue } from './ports/queue.ts';
import type { Log, Runtime } from './ports/runtime.ts';
import type { QueuePlace } from './queue/index.ts';
import type { LogLevel } from './runtime/log.ts';
import { machineRuntime } from './runtime/machine.ts';
import { takeLittleMemory } from './runtime/memory.ts';
import type { OpenedStore } from './store/index.ts';
import { withFile, withStopFile } from './web/as-it-stands.ts';
import type { Listening } from './web/listen.ts';
import { connectSocket } from './web/socket-client.ts';
import { socketPath } from './web/socket-path.ts';

/** A send that was claimed by a process that died is looked at again after this. */
const LEASE_MS = 60_000;
/** Connecting and answering (HubSpot's client has no limits of its own; Salesforce's has its own dispatcher). */
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
/** As many as a lane has kinds of jobs: a long reading keeps nobody from writing, and no hint from being followed. */
const JOBS_OF_A_LANE = 4;
/** How long running jobs are waited for at the end. */
const DRAIN_MS = 20_000;

export { readAgreement } from './config/agreement.ts';
export { ConfigError, type ConfigFault, sayFault } from './config/faults.ts';
export { hasApi, isSafe } from './config/here.ts';
export { checkHome, type Home, readHome } from './config/home.ts';
export { agreementFileOf, languageOf } from './config/installation.ts';
export { agreementJsonSchema } from './config/json-schema.ts';
export { nearest } from './config/nearest.ts';
export {
  type HomeWritten,
  PRESETS,
  type Preset,
  presetAgreement,
  SHIPPED_MAPPINGS,
  writeHome,
} from './config/new-home.ts';

export interface Baton {
  readonly context: JobContext;
  readonly operations: Operations;
  readonly stopFile: string;
  readonly store: OpenedStore;
  /** Set while the store says that writing is stopped: calls that were about to leave stay. */
  readonly halt: { on: boolean };
  close(): Promise<void>;
}

export interface BatonOptions {
  readonly runtime?: Runtime;
  /** Keeps everything in memory: tests. */
  readonly inMemory?: boolean;
  /** False: calls are not held back for the vendors' burst limits, because weeks pass in a minute. The day's budget is kept all the same. */
  readonly paced?: boolean;
}

/** Opens the store and both connectors; nothing is read or written yet. */
export async function openBaton(home: Home, options: BatonOptions = {}): Promise<Baton> {
  await limitWaiting();
  const runtime = options.runtime ?? machineRuntime(await logAt('silent'));
  const { installation, settings, freeMail, folder } = home;
  const place =
    installation.store.kind === 'postgres'
      ? { kind: 'postgres' as const, url: installation.store.url, schema: installation.store.schema }
      : { kind: 'embedded' as const, directory: options.inMemory === true ? undefined : installation.store.directory };
  const { openStore } = await import('./store/index.ts');
  const store = await openStore(place, { leaseMs: LEASE_MS, id: (prefix) => runtime.id(prefix), freeMail });
  try {
    const stopFile = join(folder, 'STOP');
    const halt = { on: false };
    const surroundings: ConnectorSurroundings = {
      now: () => runtime.now(),
      mayWrite: () => !halt.on && !existsSync(stopFile),
      heardTime: (at) => runtime.heard?.(at),
      log: (event, details) => runtime.log.debug(event, details),
    };
    const { openSystems } = await import('./systems.ts');
    const paced = options.paced !== false;
    const systems = await openSystems({ installation, settings, store, runtime, surroundings, paced });
    const { connectors } = systems;
    const anchors = options.inMemory === true ? [] : openAnchors(installation.anchors);
    const channels = await openChannels(installation.notify);
    const context: JobContext = { store, runtime, connectors, settings, anchors, channels };
    await settleTrust(store, place.kind === 'embedded');
    if (store.copyOf !== undefined) await stopCopy(context, store.copyOf);
    const close = async (): Promise<void> => {
      await systems.close();
      for (const channel of channels.values()) await channel.close();
      await store.close();
    };
    return { context, operations: operationsOf(context), stopFile, store, halt, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A database behind its own head has lost entries: writing stops until a person has looked. Writes under way when a process died are unknown. */
async function settleTrust(store: OpenedStore, embedded: boolean): Promise<void> {
  await store.transaction(async (tx) => {
    if (embedded) await tx.outbox.orphan();
    const lost = lossOf(store.behind);
    if (lost !== undefined) await changePower(tx, { distrusted: { seq: lost.seq, fault: lost.fault } });
  });
}

export async function logAt(level: LogLevel): Promise<Log> {
  const { openLog } = await import('./runtime/log.ts');
  return openLog(level);
}

let waitingLimited = false;
async function limitWaiting(): Promise<void> {
  if (waitingLimited) return;
  waitingLimited = true;
  const { Agent, setGlobalDispatcher } = await import('undici');
  setGlobalDispatcher(
    new Agent({ connect: { timeout: CONNECT_MS }, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS }),
  );
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
    const operations = withFile(withStopFile(remote, stopFile), fileOf(home.settings));
    return { operations, installation, stopFile, remote: true, close: async () => {} };
  }
  const baton = await openBaton(home);
  const { close } = baton;
  return { operations: withStopFile(baton.operations, stopFile), installation, stopFile, remote: false, close };
}

export interface WorkingBaton {
  readonly baton: Baton;
  readonly work: Work;
  readonly queue: Queue;
  close(): Promise<void>;
}

/** With the queue opened and its handler at work. */
export async function startWork(
  home: Home,
  options: BatonOptions & { readonly events?: WorkEvents; readonly inTurn?: boolean } = {},
): Promise<WorkingBaton> {
  takeLittleMemory();
  const baton = await openBaton(home, options);
  let queue: Queue | undefined;
  const close = async (): Promise<void> => {
    await queue?.close(DRAIN_MS);
    // What was written last is sealed at the latest now; where it cannot be, by whoever works next.
    await seal(baton.context).catch((error) => baton.context.runtime.log.warn('not sealed', { error: String(error) }));
    await baton.close();
  };
  try {
    const { openQueue } = await import('./queue/index.ts');
    queue = await openQueue(queuePlace(home.installation, baton.store), {
      log: baton.context.runtime.log,
      concurrency: JOBS_OF_A_LANE,
      inTurn: options.inTurn,
    });
    await requireAgreement(home, baton.context);
    await verifyNewest(baton.context);
    await noteTeam(baton.context);
    const onPower = (stopped: boolean): void => {
      baton.halt.on = stopped;
    };
    const work = new Work(baton.context, queue, { ...options.events, onPower });
    await work.start();
    return { baton, work, queue, close };
  } catch (error) {
    // A queue left open would keep the process alive.
    await close();
    throw error;
  }
}

/** Work goes by the version in force, whatever has become of its file. Throws a ConfigError where there is neither, or nobody to hand over to. */
async function requireAgreement(home: Home, { store, settings }: JobContext): Promise<void> {
  const power = await store.transaction(readPower);
  requirePools(termsOf(power, settings).terms, home);
}

function queuePlace({ queue, store }: Installation, { pglite }: OpenedStore): QueuePlace {
  const name = store.kind === 'postgres' ? store.schema : 'baton';
  if (queue.kind === 'redis') return { kind: 'redis', url: queue.url, prefix: name };
  if (store.kind === 'postgres') return { kind: 'postgres', url: store.url, schema: `${name}_queue` };
  if (pglite === undefined)
    throw new BatonError('NO_QUEUE', 'the embedded store has no database to share', 'baton check');
  return { kind: 'pglite', pglite };
}

/** Health over HTTP; through the worker where it owns the data. */
export async function openWeb(
  folder: string,
  at: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const reached = await reachBaton(folder);
  const { serveHealth } = await import('./web/health.ts');
  const server = await serveHealth(() => reached.operations.status({}), at);
  const close = async (): Promise<void> => {
    await server.close();
    await reached.close();
  };
  return { url: server.url, close };
}
