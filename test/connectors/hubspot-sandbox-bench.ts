/** A HubSpot sandbox for each test of the sandbox itself, with the official client on it and a clock that stands until the test moves it. */
import { Client } from '@hubspot/api-client';
import { afterEach, beforeEach } from 'vitest';
import {
  type HubSpotSandbox,
  type HubSpotSandboxOptions,
  openHubSpotSandbox,
} from '../../connectors/hubspot/sandbox/index.ts';

export const START = Temporal.Instant.from('2026-11-02T00:00:00Z');

export interface Bench {
  readonly sandbox: HubSpotSandbox;
  readonly client: Client;
  now: Temporal.Instant;
}

/** Opened anew before each test of the file or block that calls it. */
export function eachWithSandbox(options: Partial<HubSpotSandboxOptions> = {}): Bench {
  let opened: HubSpotSandbox | undefined;
  let client: Client | undefined;
  const bench = {
    now: START,
    get sandbox(): HubSpotSandbox {
      if (opened === undefined) throw new Error('opened before each test');
      return opened;
    },
    get client(): Client {
      if (client === undefined) throw new Error('opened before each test');
      return client;
    },
  };
  beforeEach(async () => {
    bench.now = START;
    opened = await openHubSpotSandbox({ now: () => bench.now, ...options });
    client = new Client({ accessToken: opened.token, basePath: opened.url });
  });
  afterEach(() => opened?.close());
  return bench;
}
