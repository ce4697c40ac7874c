/** The HubSpot connector: promises of src/ports/connector.ts, kept against the API as BEHAVIOR.md describes it. */
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { Connector, ConnectorSurroundings } from '../../src/ports/connector.ts';
import { TOTAL_TIMEOUT_MS } from '../kit/send.ts';
import { Spending } from '../kit/spent.ts';
import { check } from './check.ts';
import { HubSpotClient } from './client.ts';
import { Conversions } from './conversions.ts';
import { Portal } from './portal.ts';
import { PropertyTypes } from './property-types.ts';
import { openStreams, STREAMS } from './read.ts';
import type { HubSpotLimits, Reading } from './reading.ts';
import type { HubSpotAuth } from './sign-in.ts';
import { resolveWrites, sendWrites } from './write.ts';

export type { HubSpotLimits } from './reading.ts';
export type { HubSpotAuth } from './sign-in.ts';

export interface HubSpotOptions {
  /** `https://api.hubapi.com`, or a sandbox's address. */
  readonly basePath: string;
  readonly auth: HubSpotAuth;
  readonly mapping: SystemMapping;
  readonly surroundings: ConnectorSurroundings;
  readonly limits?: Partial<HubSpotLimits>;
}

export const DEFAULT_LIMITS: HubSpotLimits = {
  pageSize: 200,
  overlapMs: 2 * 60_000,
  lateMs: 60 * 60_000,
  mailHistoryDays: 365,
  timeoutMs: TOTAL_TIMEOUT_MS,
};

/** Opens nothing: the first call is the first request. Tokens stay in memory. */
export function createHubSpotConnector(options: HubSpotOptions): Connector {
  const { surroundings, mapping } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const spending = new Spending();
  const counted = {
    now: () => surroundings.now(),
    mayWrite: () => surroundings.mayWrite(),
    log: surroundings.log.bind(surroundings),
    spending,
  };
  const client = new HubSpotClient(options.basePath, options.auth, counted, limits.timeoutMs);
  const now = () => surroundings.now();
  const types = new PropertyTypes(client);
  const reading: Reading = {
    client,
    mapping,
    limits,
    now,
    types,
    portal: new Portal(client),
    conversions: new Conversions(),
  };
  const writing = { client, mapping, types, now };
  return {
    system: 'hubspot',
    streams: STREAMS,
    pull: openStreams(reading),
    send: (writes) => sendWrites(writing, writes),
    resolve: (writes) => resolveWrites(writing, writes),
    check: () => check(reading),
    spent: () => spending.spent(),
    close: async () => {},
  };
}
