/** The HubSpot connector on a sandbox of its own, where time stands still until it is moved, for tests of whole flows. */
import { createHubSpotConnector, type HubSpotAuth, type HubSpotLimits } from '../../connectors/hubspot/index.ts';
import {
  byPerson,
  type HubSpotSandbox,
  type HubSpotSandboxOptions,
  openHubSpotSandbox,
} from '../../connectors/hubspot/sandbox/index.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { setUpHubSpot } from '../support/set-up.ts';
import { MAPPING } from './hubspot-setup.ts';

export const START = Temporal.Instant.from('2026-11-21T09:00:00Z');

export interface Desk {
  readonly sandbox: HubSpotSandbox;
  readonly connector: Connector;
  now: Temporal.Instant;
  may: boolean;
  pass(duration: Temporal.DurationLike): void;
  /** A connector as a new process would open it: nothing of the old one's memory is left. */
  reopen(): Connector;
}

export interface DeskWishes {
  readonly people?: number;
  readonly sandbox?: Partial<HubSpotSandboxOptions>;
  readonly limits?: Partial<HubSpotLimits>;
  readonly auth?: (sandbox: HubSpotSandbox) => HubSpotAuth;
  readonly mapping?: SystemMapping;
}

/** An account whose search lags by 20 seconds, with Baton's properties in it. */
export async function openDesk(wishes: DeskWishes = {}): Promise<Desk> {
  const time = { now: START };
  const sandbox = await openHubSpotSandbox({ now: () => time.now, lagMs: 20_000, ...wishes.sandbox });
  const surroundings = { now: () => time.now, mayWrite: () => desk.may, log: () => {} };
  const auth = wishes.auth?.(sandbox) ?? { kind: 'token', token: sandbox.token };
  const options = {
    basePath: sandbox.url,
    auth,
    mapping: wishes.mapping ?? MAPPING,
    surroundings,
    limits: wishes.limits ?? {},
  };
  const desk: Desk = {
    sandbox,
    connector: createHubSpotConnector(options),
    may: true,
    reopen: () => createHubSpotConnector(options),
    get now() {
      return time.now;
    },
    set now(now) {
      time.now = now;
    },
    pass(duration) {
      time.now = time.now.add(duration);
    },
  };
  // By a token of its own: a refresh token that serves once is left to the connector.
  await setUpHubSpot({ ...options, auth: { kind: 'token', token: sandbox.token } });
  for (let n = 1; n <= (wishes.people ?? 0); n += 1) {
    const at = START.subtract({ hours: 24 }).epochMilliseconds + n;
    sandbox.world.create('contacts', { email: `p${n}@kaede.example`, lastname: `P${n}` }, byPerson(1, at));
  }
  sandbox.server.callCount = 0;
  return desk;
}
