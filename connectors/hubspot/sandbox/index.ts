/** Opens a HubSpot of one's own on this machine: the official client talks to it over HTTP as it would to the real one. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Department } from '../../../src/domain/team.ts';
import { SandboxServer } from '../../kit/sandbox.ts';
import { type Delivered, keepDelivering } from '../../kit/sandbox-outbound.ts';
import type { Story } from '../../kit/story.ts';
import { type CsvLoaded, loadCsv } from './csv.ts';
import type { CsvFile } from './csv-table.ts';
import { type Seeded, seedFromStory } from './seed.ts';
import { DEFAULT_APP, HubSpotWorld, type HubSpotWorldOptions } from './world.ts';

export { type CsvFiles, type CsvLoaded, loadCsv } from './csv.ts';
export { type Seeded, seedFromStory } from './seed.ts';
export type { Subscription } from './webhook-events.ts';
export { DEVELOPER_KEY } from './webhook-routes.ts';
export { USUAL_SUBSCRIPTIONS } from './webhook-subscriptions.ts';
export { signatureV3, type WebhookSettings } from './webhooks.ts';
export { byPerson, byWorkflow, type How, HubSpotWorld, type HubSpotWorldOptions } from './world.ts';

export interface HubSpotSandboxOptions extends HubSpotWorldOptions {
  /** Business time. */
  readonly now: () => Temporal.Instant;
  /** 0 takes any free one. */
  readonly port?: number;
  readonly story?: Story;
  /** Whose calls, meetings and notes of the story are logged in HubSpot: all unless told. */
  readonly departments?: readonly Department[];
  /** Webhooks are sent by themselves, at this pace of real time; unless told, only {@link HubSpotSandbox.deliver} sends them. */
  readonly deliverEveryMs?: number;
  /** Paths of files; see {@link loadCsv}. */
  readonly csv?: { readonly contacts?: string; readonly activities?: string };
}

export interface HubSpotSandbox {
  /** For `basePath`: no final slash. */
  readonly url: string;
  /** A static bearer token that it accepts. */
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly server: SandboxServer;
  readonly world: HubSpotWorld;
  /** Where the story's people ended up, if there was one. */
  readonly seeded: Seeded | undefined;
  readonly loaded: CsvLoaded | undefined;
  /** Sends the webhooks that are due by business time, and answers what became of each request. */
  deliver(): Promise<readonly Delivered[]>;
  close(): Promise<void>;
}

/** Seeds first, then listens on loopback. Throws BatonError when a CSV file is faulty. */
export async function openHubSpotSandbox(options: HubSpotSandboxOptions): Promise<HubSpotSandbox> {
  const { now, port, story, departments, csv, webhooks, deliverEveryMs, ...rest } = options;
  const app = rest.app ?? DEFAULT_APP;
  const tokens = rest.tokens ?? ['sandbox-token'];
  const world = new HubSpotWorld({ ...rest, app, tokens });
  const seeded = story === undefined ? undefined : seedFromStory(world, story, departments);
  const loaded = csv === undefined ? undefined : loadCsv(world, await readFiles(csv), now().epochMilliseconds);
  // What had happened before the sandbox opened is told to nobody.
  world.webhooks.configure(webhooks);
  const server = new SandboxServer(world, now);
  const url = await server.listen(port ?? 0);
  const deliver = () => server.deliver();
  const endDelivery = deliverEveryMs === undefined ? undefined : keepDelivering(deliver, deliverEveryMs);
  return {
    url,
    token: tokens[0] ?? '',
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    refreshToken: app.refreshToken,
    server,
    world,
    seeded,
    loaded,
    deliver,
    close: async () => {
      await endDelivery?.();
      await server.close();
    },
  };
}

async function readFiles(csv: { readonly contacts?: string; readonly activities?: string }) {
  return {
    ...(csv.contacts === undefined ? {} : { contacts: await readCsvFile(csv.contacts) }),
    ...(csv.activities === undefined ? {} : { activities: await readCsvFile(csv.activities) }),
  };
}

async function readCsvFile(path: string): Promise<CsvFile> {
  return { name: basename(path), bytes: await readFile(path) };
}
