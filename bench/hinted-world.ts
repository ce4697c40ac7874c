/** People who are handed over as soon as one more thing is known of them, and a worker on PostgreSQL and Redis that is told of it by signed webhooks. */
import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { sendForm } from '../connectors/hubspot/sandbox/happenings.ts';
import { byPerson, type HubSpotSandbox, openHubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import { makeStory } from '../connectors/kit/story-of-the-sandbox.ts';
import { openSalesforceSandbox, type SalesforceSandbox } from '../connectors/salesforce/sandbox/index.ts';
import { iso } from '../src/domain/instant.ts';
import { postgresUrl, redisUrl } from '../test/support/services.ts';
import { APP, type Event, event, PORTAL, signed } from '../test/support/webhooks.ts';
import { type Daemon, openDaemon, webhookUrl } from './daemon.ts';

const EDITOR = 1;
const INQUIRY = 'お問い合わせ / Contact us';
/** What is missing of each. */
export const MISSING = 'purchase_budget';

export interface HintedWorld {
  readonly hubspot: HubSpotSandbox;
  readonly salesforce: SalesforceSandbox;
  readonly daemon: Daemon;
  /** Each is a Lead in Salesforce too. */
  readonly contacts: readonly string[];
  /** By the contact's place among them: when its tasks came to be, in the milliseconds of `performance.now`. */
  readonly tasks: ReadonlyMap<number, readonly number[]>;
  /** The last thing that is missing becomes known. */
  complete(contact: number): void;
  /** Those of whom it is. */
  readonly completed: ReadonlySet<number>;
  /** Answers the status of the request. */
  tell(contacts: readonly number[]): Promise<number>;
  close(): Promise<void>;
}

/** Undefined where no PostgreSQL or no Redis answers. Everything has been read and judged, and nobody handed over yet. */
export async function openHintedWorld(purpose: string, count: number): Promise<HintedWorld | undefined> {
  const [postgres, redis] = [await postgresUrl(), await redisUrl()];
  if (postgres === undefined || redis === undefined) return undefined;
  const now = () => Temporal.Now.instant();
  const story = makeStory({ seed: purpose, people: 0, days: 1, start: iso(now()) });
  const hubspot = await openHubSpotSandbox({ now, story });
  const salesforce = await openSalesforceSandbox({ now, story });
  const schema = `baton_bench_${purpose}_${process.pid}`;
  const port = await freePort();
  const webhooks = { port, portalId: PORTAL, appId: APP, secret: hubspot.clientSecret };
  const daemon = await openDaemon(hubspot, salesforce, 'tasks', { services: { postgres, redis, schema }, webhooks });
  // Who was there before the arming is no news.
  await daemon.settle();
  const contacts = gather(hubspot, salesforce, count);
  await daemon.settle();
  const tasks = new Map<number, number[]>();
  const places = new Map(salesforce.world.rowsOf('Lead').map((row) => [String(row['Id']), placeOf(row['Email'])]));
  salesforce.world.watch(({ object, before, after }) => {
    const place = places.get(String(after['WhoId']));
    if (object !== 'Task' || before !== undefined || place === undefined) return;
    tasks.set(place, [...(tasks.get(place) ?? []), performance.now()]);
  });
  const uri = webhookUrl(port);
  const completed = new Set<number>();
  return {
    ...{ hubspot, salesforce, daemon, contacts, tasks, completed },
    complete: (contact) => {
      completed.add(contact);
      const how = byPerson(EDITOR, Date.now());
      hubspot.world.change('contacts', contacts[contact] ?? '', { [MISSING]: '200000000' }, how);
    },
    tell: async (told) => {
      const events = told.map((contact): Event => {
        const more = { objectId: Number(contacts[contact]), propertyName: MISSING, occurredAt: Date.now() };
        return event('contact.propertyChange', more);
      });
      const { headers, body } = signed(JSON.stringify(events), { now: now(), secret: hubspot.clientSecret, uri });
      const answer = await fetch(uri, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      return answer.status;
    },
    close: async () => {
      await daemon.close();
      await hubspot.close();
      await salesforce.close();
      await clear({ postgres, redis, schema });
    },
  };
}

function gather(hubspot: HubSpotSandbox, salesforce: SalesforceSandbox, count: number): readonly string[] {
  const form = hubspot.world.portal.forms.named(INQUIRY);
  if (form === undefined) throw new Error(`no form ${INQUIRY}`);
  return Array.from({ length: count }, (_, n) => {
    const email = `person-${n}@crowd.example`;
    const known = {
      email,
      firstname: 'Kim',
      lastname: `Crowd ${n}`,
      company: 'Crowd',
      jobtitle: 'CEO',
      state: 'Tokyo',
    };
    const asked = { ...known, purchase_timeframe: 'within-3-months' };
    const { id } = hubspot.world.create('contacts', asked, byPerson(EDITOR, Date.now()));
    salesforce.world.place('Lead', { LastName: `Crowd ${n}`, Email: email, Company: 'Crowd' }, Temporal.Now.instant());
    sendForm(hubspot.world, id, { form, answers: {}, page: '/forms', at: Date.now() });
    return id;
  });
}

function placeOf(email: unknown): number | undefined {
  const [, n] = /^person-(\d+)@/.exec(String(email)) ?? [];
  return n === undefined ? undefined : Number(n);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  const address = server.address();
  await new Promise((go) => server.close(go));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function clear(of: {
  readonly postgres: string;
  readonly redis: string;
  readonly schema: string;
}): Promise<void> {
  const client = new Client({ connectionString: of.postgres });
  await client.connect();
  await client.query(`drop schema if exists ${of.schema} cascade`);
  await client.end();
  const redis = new Redis(of.redis);
  const keys = await redis.keys(`${of.schema}:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}
