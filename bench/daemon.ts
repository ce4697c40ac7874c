/** A worker of production in a process of its own, on sandboxes that stay in this one: what it takes is seen from outside. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
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
  /** Until nothing is left of what it was woken for, or finds due. */
  rest(): Promise<Did>;
  /** Both systems, until nothing is left. */
  settle(): Promise<Did>;
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>;
  /** Its memory and processor time at this moment. */
  look(): Promise<Did>;
  close(): Promise<void>;
}

export interface DaemonWishes {
  /** Beside PostgreSQL and Redis, in a schema of its own; else on the embedded database. */
  readonly services?: { readonly postgres: string; readonly redis: string; readonly schema: string };
  /** Where it takes HubSpot's webhooks. */
  readonly webhooks?: {
    readonly port: number;
    readonly portalId: number;
    readonly appId: number;
    readonly secret: string;
  };
}

/** `armed`: it may write fields; `tasks`: it may hand over, too; else it reads and rehearses. */
export async function openDaemon(
  hubspot: Pick<HubSpotSandbox, 'url' | 'token'>,
  salesforce: Pick<SalesforceSandbox, 'url' | 'clientId' | 'clientSecret'>,
  power: 'armed' | 'tasks' | 'unarmed',
  { services, webhooks }: DaemonWishes = {},
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
      ...(services === undefined ? {} : { BATON_DATABASE_URL: services.postgres, BATON_REDIS_URL: services.redis }),
      ...(webhooks === undefined ? {} : { HUBSPOT_CLIENT_SECRET: webhooks.secret }),
    },
  });
  const path = join(folder.path, 'baton.yaml');
  const yaml = parseDocument(readFileSync(path, 'utf8'));
  yaml.setIn(['gate', 'handoffsPerHour'], 100_000);
  yaml.setIn(['systems', 'hubspot', 'budget', 'daily'], '100%');
  if (services !== undefined) {
    yaml.setIn(['store'], { kind: 'postgres', schema: services.schema });
    yaml.setIn(['queue', 'kind'], 'redis');
  }
  if (webhooks !== undefined) {
    const { port, portalId, appId } = webhooks;
    yaml.setIn(['systems', 'hubspot', 'webhooks'], { publicUrl: webhookUrl(port), portalId, appId, port });
  }
  writeFileSync(path, String(yaml));
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
  const through = async (begin: string): Promise<Did> => {
    await order(begin);
    const ticking = setInterval(() => child.send('tick'), TICK_MS);
    try {
      return await order('idle');
    } finally {
      clearInterval(ticking);
    }
  };
  return {
    jobs,
    tick: () => order('tick'),
    look: () => order('look'),
    pull: (system = 'hubspot') => through(system === 'hubspot' ? 'pull' : `pull ${system}`),
    settle: () => through('both'),
    rest: () => through('tick'),
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

/** What is signed names it. */
export function webhookUrl(port: number): string {
  return `http://127.0.0.1:${port}/webhooks/hubspot`;
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
