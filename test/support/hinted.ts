/** A stage with a worker on it that is told of changes by webhook, over HTTP, as HubSpot would. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Work, type WorkEvents } from '../../src/jobs/work.ts';
import { openQueue } from '../../src/queue/index.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { openWebhooks } from '../../src/worker.ts';
import type { Stage } from './stage.ts';
import { APP, type Event, event, PORTAL, signed } from './webhooks.ts';

export interface HintedWorker {
  readonly work: Work;
  /** Posts one request; answers its status. */
  post(events: readonly Event[]): Promise<number>;
  /** The sandbox sends what it has to tell by now, and everything that was woken is done; answers the statuses. */
  delivered(): Promise<readonly (number | undefined)[]>;
  /** Everything that was woken is done. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** With everything done that was due, so that the next poll is a minute away. */
export async function workOn(stage: Stage, events: WorkEvents = {}): Promise<HintedWorker> {
  const { pglite } = stage.store;
  if (pglite === undefined) throw new TypeError('no embedded database');
  const queue = await openQueue({ kind: 'pglite', pglite }, { log: SILENT, concurrency: 1 });
  const work = new Work(stage.context, queue, events);
  await work.start();
  const at = { host: '127.0.0.1', port: await freePort() };
  const publicUrl = `http://${at.host}:${at.port}/webhooks/hubspot`;
  const { clientSecret: secret, world } = stage.hubspot;
  const server = await openWebhooks({ ...at, publicUrl, portalId: PORTAL, appId: APP, secret }, stage.context, work);
  world.webhooks.configure({ targetUrl: publicUrl });
  await work.settle();
  return {
    work,
    post: async (told) => {
      const { headers, body } = signed(JSON.stringify(told), { now: stage.runtime.now(), secret, uri: publicUrl });
      const response = await fetch(publicUrl, { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response.status;
    },
    delivered: async () => {
      const sent = await stage.hubspot.deliver();
      await queue.idle();
      return sent.map(({ status }) => status);
    },
    idle: () => queue.idle(),
    close: async () => {
      await server?.close();
      await queue.close(5_000);
    },
  };
}

/** What is signed names the port, so it must be known before anybody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** That a contact changed, as HubSpot tells it. */
export function told(contact: string, more: Event = {}): Event {
  return event('contact.propertyChange', { objectId: Number(contact), propertyName: 'jobtitle', ...more });
}
