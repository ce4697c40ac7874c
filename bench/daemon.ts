/** A worker of production in a process of its own, on sandboxes that stay in this one: what it takes is seen from outside. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { HubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import type { SalesforceSandbox } from '../connectors/salesforce/sandbox/index.ts';
import { writeHome } from '../src/app.ts';
import type { System } from '../src/domain/record.ts';
import { temporaryFolder } from './support.ts';

/** As often as the daemon itself looks whether something is due. */
const TICK_MS = 1_000;
/** Far more than a benchmark lasts: what is read is read when asked. */
const POLL_SECONDS = 86_400;

const did = z.looseObject({ did: z.string(), rssMiB: z.number(), heapMiB: z.number(), cpuSeconds: z.number() });
const done = z.looseObject({ verb: z.string(), of: z.string().optional(), report: z.record(z.string(), z.unknown()) });
export type Done = z.infer<typeof done> & { readonly atMs: number };
export type Did = z.infer<typeof did>;

export interface Daemon {
  /** Every job that ended, with the moment. */
  readonly jobs: readonly Done[];
  tick(): Promise<Did>;
  /** Reads HubSpot, or the other, judges and writes, as the daemon does, until nothing is left; answers with the memory that it has then. */
  pull(system?: System): Promise<Did>;
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>;
  /** Its memory and processor time at this moment. */
  look(): Promise<Did>;
  close(): Promise<void>;
}

/** `armed`: it may write fields; else it reads and rehearses. */
export async function openDaemon(
  hubspot: Pick<HubSpotSandbox, 'url' | 'token'>,
  salesforce: Pick<SalesforceSandbox, 'url' | 'clientId' | 'clientSecret'>,
  power: 'armed' | 'unarmed',
): Promise<Daemon> {
  const folder = temporaryFolder();
  const { clientId, clientSecret } = salesforce;
  writeHome(folder.path, {
    language: 'en',
    hubspotBasePath: hubspot.url,
    salesforceUrl: salesforce.url,
    pollSeconds: POLL_SECONDS,
    secrets: {
      HUBSPOT_TOKEN: hubspot.token,
      SALESFORCE_CLIENT_ID: clientId,
      SALESFORCE_CLIENT_SECRET: clientSecret,
    },
  });
  const child = fork(join(import.meta.dirname, 'child.ts'), ['work', folder.path, power]);
  const jobs: Done[] = [];
  child.on('message', (message) => {
    const job = done.safeParse(message);
    if (job.success) jobs.push({ ...job.data, atMs: performance.now() });
  });
  const order = (name: string): Promise<Did> => {
    const answer = answerTo(child, name);
    child.send(name);
    return answer;
  };
  await answerTo(child, 'start');
  return {
    jobs,
    tick: () => order('tick'),
    look: () => order('look'),
    pull: async (system = 'hubspot') => {
      await order(system === 'hubspot' ? 'pull' : `pull ${system}`);
      const ticking = setInterval(() => child.send('tick'), TICK_MS);
      try {
        return await order('idle');
      } finally {
        clearInterval(ticking);
      }
    },
    kill: async () => {
      const gone = new Promise((go) => child.once('exit', go));
      child.kill('SIGKILL');
      await gone;
      folder.remove();
    },
    close: async () => {
      const gone = new Promise((go) => child.once('exit', go));
      child.send('end');
      await gone;
      folder.remove();
    },
  };
}

/** Rejects when the worker ends before. */
function answerTo(child: ChildProcess, name: string): Promise<Did> {
  const { promise, resolve, reject } = Promise.withResolvers<Did>();
  const ended = (code: number | null): void => reject(new Error(`the worker ended with ${code}`));
  const hear = (message: unknown): void => {
    const answer = did.safeParse(message);
    if (!answer.success || answer.data.did !== name) return;
    child.off('message', hear);
    child.off('exit', ended);
    resolve(answer.data);
  };
  child.on('message', hear);
  child.once('exit', ended);
  return promise;
}
