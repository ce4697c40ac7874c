/** Opens the daemon: the worker with its local socket, and the way in for hints where baton.yaml asks for one. Importing it does nothing. */
import { logAt, startWork, type WorkingBaton } from './app.ts';
import { readHome } from './config/home.ts';
import type { Installation } from './config/installation.ts';
import type { Bilingual } from './domain/agreement/schema.ts';
import { fileOf } from './jobs/ask.ts';
import { ClockWatch } from './jobs/clock.ts';
import type { JobContext } from './jobs/context.ts';
import { hintTaker } from './jobs/take-hints.ts';
import type { Work } from './jobs/work.ts';
import type { Runtime } from './ports/runtime.ts';
import type { LogLevel } from './runtime/log.ts';
import { machineRuntime, pause } from './runtime/machine.ts';
import { withStopFile } from './web/as-it-stands.ts';
import type { Listening } from './web/listen.ts';
import { socketPath } from './web/socket-path.ts';

/** How often it looks whether something is due. */
const TICK_MS = 1_000;

export interface Worker {
  readonly installation: Installation;
  readonly folder: string;
  /** Set where the agreement file is broken and the signed version stays in force: where and why, in one line. */
  readonly agreementBroken: Bilingual | undefined;
  /** Until aborted; what is running then is finished. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function openWorker(folder: string, { log }: { readonly log: LogLevel }): Promise<Worker> {
  const home = readHome(folder);
  const runtime = machineRuntime(await logAt(log));
  const working = await startWork(home, { runtime });
  const operations = withStopFile(working.baton.operations, working.baton.stopFile);
  const servers: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const server of servers) await server.close();
    await working.close();
  };
  try {
    const { serveSocket } = await import('./web/socket.ts');
    servers.push(await serveSocket(socketPath(home.folder), operations));
    const { hubspot } = home.installation;
    const webhooks = await openWebhooks(hubspot.webhooks, working.baton.context, working.work);
    if (webhooks !== undefined) servers.push(webhooks);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    installation: home.installation,
    folder: home.folder,
    agreementBroken: fileOf(home.settings).broken,
    run: async (signal) => {
      const clock = new ClockWatch(working.baton.context);
      while (!signal.aborted) {
        await tickOrTell(working, clock, runtime);
        await pause(TICK_MS, signal);
      }
    },
    close,
  };
}

/** Served under the name by which a proxy hands them on, and under the public one. */
const WEBHOOKS_PATH = '/webhooks/hubspot';

/** Hints from outside, where baton.yaml asks for them. */
export async function openWebhooks(
  wanted: Installation['hubspot']['webhooks'],
  context: JobContext,
  work: Work,
): Promise<Listening | undefined> {
  if (wanted === undefined) return undefined;
  const { hubspotWebhooks } = await import('../connectors/hubspot/webhooks.ts');
  const { serveWebhooks } = await import('./web/webhooks.ts');
  const { runtime, settings } = context;
  const { take } = hintTaker(context, {
    coming: (hints) => work.expect(hints),
    taken: (systems) => {
      // The hints stand in the store: a wake that failed is made up for by the next tick.
      for (const system of systems) work.hinted(system).catch(() => runtime.log.warn('hint.not-woken', { system }));
    },
    lost: (systems) => work.forget(systems),
  });
  const webhooks = hubspotWebhooks({ ...wanted, mapping: settings.mappings.hubspot, now: () => runtime.now() });
  const paths = [WEBHOOKS_PATH, new URL(wanted.publicUrl).pathname];
  const machineMs = (): number => runtime.machineMs();
  return serveWebhooks({ paths, webhooks, keep: take }, { ...wanted, log: runtime.log, machineMs });
}

/** A database that is away for a while must not end the worker: it is told, and tried again at the next tick. */
async function tickOrTell({ work }: WorkingBaton, clock: ClockWatch, runtime: Runtime): Promise<void> {
  try {
    await clock.look();
    await work.tick();
  } catch (error) {
    runtime.log.error('tick.failed', { error: error instanceof Error ? error.message : String(error) });
  }
}
