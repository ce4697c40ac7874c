/** The HubSpot connector: promises of src/ports/connector.ts, kept against the API as BEHAVIOR.md describes it. */
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { Connector, ConnectorSurroundings } from '../../src/ports/connector.ts';
import { RateKeeper } from '../kit/budget.ts';
import { type SendSurroundings, TOTAL_TIMEOUT_MS } from '../kit/send.ts';
import { Spending } from '../kit/spent.ts';
import { TERMS } from './budget.ts';
import { check } from './check.ts';
import { checkWebhooks, type WebhookSettings } from './check-webhooks.ts';
import { HubSpotClient } from './client.ts';
import { Conversions } from './conversions.ts';
import { Edition } from './edition.ts';
import { openEditors } from './editors.ts';
import { webhooksJournal } from './journal.ts';
import { appCalls } from './journal-calls.ts';
import { openLook } from './look.ts';
import { OwnApp } from './own-app.ts';
import { DealPipelines } from './pipelines.ts';
import { Portal } from './portal.ts';
import { PropertyTypes } from './property-types.ts';
import { ABREAST, openStreams, STREAMS } from './read.ts';
import type { HubSpotLimits, Reading } from './reading.ts';
import { resolveWrites } from './resolve.ts';
import { openSetup } from './setup.ts';
import type { HubSpotAuth } from './sign-in.ts';
import { sendWrites } from './write.ts';
import { apart, resolveNotes, sendNotes } from './write-notes.ts';

export type { HubSpotLimits } from './reading.ts';
export type { HubSpotAuth } from './sign-in.ts';

export interface HubSpotOptions {
  /** `https://api.hubapi.com`, or a sandbox's address. */
  readonly basePath: string;
  readonly auth: HubSpotAuth;
  readonly mapping: SystemMapping;
  readonly surroundings: ConnectorSurroundings;
  readonly limits?: Partial<HubSpotLimits>;
  /** Hints from the webhooks journal of this app. */
  readonly journal?: JournalSettings | undefined;
  /** Where hints come in by webhook: for `check`. */
  readonly webhooks?: WebhookSettings | undefined;
}

export interface JournalSettings {
  readonly portalId: number;
  readonly pollSeconds: number;
  readonly clientId: string;
  readonly clientSecret: string;
}

export const DEFAULT_LIMITS: HubSpotLimits = {
  pageSize: 200,
  searchesOfPage: 5,
  overlapMs: 2 * 60_000,
  lateMs: 60 * 60_000,
  mailHistoryDays: 365,
  timeoutMs: TOTAL_TIMEOUT_MS,
};

/** Opens nothing: the first call is the first request. Tokens stay in memory. */
export function createHubSpotConnector(options: HubSpotOptions): Connector {
  const { reading, spending, keeper, counted } = open(options);
  const { basePath, journal, mapping, webhooks } = options;
  const now = (): Temporal.Instant => reading.now();
  return {
    system: 'hubspot',
    streams: STREAMS,
    abreast: ABREAST,
    pull: openStreams(reading),
    look: openLook(reading),
    editors: openEditors(reading),
    journal: journal && webhooksJournal(appCalls({ basePath, ...journal }, counted), { ...journal, mapping, now }),
    send: (writes) =>
      apart(
        writes,
        (others) => sendWrites(reading, others),
        (notes) => sendNotes(reading, notes),
      ),
    resolve: (writes) =>
      apart(
        writes,
        (others) => resolveWrites(reading, others),
        (notes) => resolveNotes(reading, notes),
      ),
    check: async (asked) => [...(await check(reading, asked)), ...(await checkWebhooks(webhooks, now))],
    account: () => reading.portal.account(),
    setup: openSetup(reading),
    spent: () => spending.spent(),
    budget: async () => keeper?.report(),
    expect: (call) => {
      if (call === 'look') keeper?.ahead({ window: 'burst', lane: 'usual', purpose: 'look contacts' });
    },
    close: async () => {},
  };
}

interface Opened {
  readonly reading: Reading;
  readonly spending: Spending;
  readonly keeper: RateKeeper | undefined;
  readonly counted: SendSurroundings;
}

function open(options: HubSpotOptions): Opened {
  const { surroundings, mapping } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const spending = new Spending();
  const { budget } = surroundings;
  const keeper = budget === undefined ? undefined : new RateKeeper(TERMS, budget, () => surroundings.now());
  const counted: SendSurroundings = {
    now: () => surroundings.now(),
    mayWrite: () => surroundings.mayWrite(),
    heardTime: (at) => surroundings.heardTime?.(at),
    log: (event, details) => surroundings.log(event, details),
    spending,
    keeper,
    ...(surroundings.vault === undefined ? {} : { vault: surroundings.vault }),
  };
  const client = new HubSpotClient(options.basePath, options.auth, counted, limits.timeoutMs);
  const reading: Reading = {
    client,
    mapping,
    limits,
    now: () => surroundings.now(),
    types: new PropertyTypes(client),
    portal: new Portal(client),
    edition: new Edition(client, () => surroundings.now()),
    ownApp: new OwnApp(client, () => surroundings.now()),
    pipelines: new DealPipelines(client, () => surroundings.now()),
    conversions: new Conversions(limits.lateMs, () => surroundings.now()),
  };
  return { reading, spending, keeper, counted };
}
