/** Connects an account to an OAuth app: consent in the browser, the code back on this machine, the tokens encrypted into the database. */
import { randomBytes } from 'node:crypto';
import type { Attempt } from '../connectors/kit/send.ts';
import { readHome } from './config/home.ts';
import type { Installation } from './config/installation.ts';
import { BatonError } from './domain/problem.ts';
import type { System } from './domain/record.ts';
import type { ConnectorSurroundings } from './ports/connector.ts';
import type { Tokens } from './ports/secrets.ts';
import { SILENT } from './runtime/log.ts';
import { machineRuntime, pause } from './runtime/machine.ts';
import { openStore } from './store/index.ts';
import { Vault } from './store/vault.ts';
import { awaitConsent } from './web/loopback.ts';

/** Registered as a redirect URL of the app; http is allowed for this machine only. */
const PATH = '/connected';
const STATE_BYTES = 32;
/** 43 characters, of the 43 to 128 that PKCE asks for (RFC 7636). */
const VERIFIER_BYTES = 32;
const WAIT_MS = 10 * 60_000;
const LEASE_MS = 60_000;

export interface ConnectWishes {
  readonly folder: string;
  readonly port: number;
  /** Where a person must go now. */
  tell(address: string, redirectUri: string): void;
  readonly says: { readonly done: string; readonly refused: string };
}

/** Answers the id of the portal. Tokens that were kept before are replaced, also those that another key had encrypted. */
export async function connectHubSpot(wishes: ConnectWishes): Promise<string> {
  const { consentAddress, redeem } = await import('../connectors/hubspot/connect.ts');
  const { installation, settings } = readHome(wishes.folder);
  const { hubspot } = installation;
  const { auth } = hubspot;
  if (auth.kind !== 'oauth') {
    throw new BatonError(
      'NOT_AN_APP',
      'HubSpot is connected by a static token, which needs no consent',
      'for an OAuth app set HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET and BATON_SECRET_KEY, and leave HUBSPOT_TOKEN out',
    );
  }
  const app = { basePath: hubspot.basePath, auth, mapping: settings.mappings.hubspot };
  return connect('hubspot', installation, wishes, {
    address: ({ redirectUri, state }) => consentAddress(app, redirectUri, state),
    redeem: (given, surroundings) => redeem(app, given, surroundings),
  });
}

/** Answers the id of the organization; see {@link connectHubSpot}. */
export async function connectSalesforce(wishes: ConnectWishes): Promise<string> {
  const { consentAddress, redeem } = await import('../connectors/salesforce/connect.ts');
  const { installation } = readHome(wishes.folder);
  const { salesforce } = installation;
  const { auth } = salesforce;
  if (auth.kind !== 'refresh-token') {
    throw new BatonError(
      'NOT_BY_CONSENT',
      'Salesforce is connected by credentials that need no consent',
      'for a consent in the browser write signIn: consent under systems.salesforce in baton.yaml, and set SALESFORCE_CLIENT_ID and BATON_SECRET_KEY',
    );
  }
  const app = { ...salesforce, auth };
  return connect('salesforce', installation, wishes, {
    address: (asked) => consentAddress(app, asked),
    redeem: (given, surroundings) => redeem(app, given, surroundings),
  });
}

interface Asked {
  readonly redirectUri: string;
  readonly state: string;
  readonly verifier: string;
}

/** What differs between the systems. */
interface Consent {
  address(asked: Asked): string;
  redeem(given: Asked & { readonly code: string }, surroundings: ConnectorSurroundings): Promise<Attempt<Tokens>>;
}

const NAMES: Readonly<Record<System, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' };

async function connect(
  system: System,
  { store: kept, secretKeys: keys }: Installation,
  { port, tell, says }: ConnectWishes,
  consent: Consent,
): Promise<string> {
  if (keys === undefined) throw new TypeError('no key to keep tokens with');
  const runtime = machineRuntime(SILENT);
  const place = kept.kind === 'postgres' ? kept : { kind: 'embedded' as const, directory: kept.directory };
  // First, so that nobody agrees for nothing: the embedded database belongs to a running worker alone.
  const store = await openStore(place, { leaseMs: LEASE_MS, id: (prefix) => runtime.id(prefix) });
  try {
    const state = randomBytes(STATE_BYTES).toString('base64url');
    const verifier = randomBytes(VERIFIER_BYTES).toString('base64url');
    const loopback = await awaitConsent({ port, path: PATH, state, waitMs: WAIT_MS, says });
    try {
      const asked = { redirectUri: loopback.redirectUri, state, verifier };
      tell(consent.address(asked), asked.redirectUri);
      const code = await loopback.code;
      const now = (): Temporal.Instant => runtime.now();
      const tokens = await consent.redeem({ ...asked, code }, { now, mayWrite: () => false, log: () => {} });
      if (tokens.state !== 'answered') throw notConnected(system, tokens.problem, asked.redirectUri);
      const never = new AbortController().signal;
      const wait = (ms: number): Promise<void> => pause(ms, never);
      const vault = new Vault(store, { keys, now, machineMs: () => runtime.machineMs(), wait });
      await vault.of(system).replace(tokens.value);
      return tokens.value.account;
    } finally {
      await loopback.close();
    }
  } finally {
    await store.close();
  }
}

function notConnected(
  system: System,
  { code: status, detail }: { readonly code: string; readonly detail: string },
  redirectUri: string,
): BatonError {
  return new BatonError(
    'NOT_CONNECTED',
    `${NAMES[system]} gave no tokens: ${status}, ${detail}`,
    `see that the app's client id and secret are right and that ${redirectUri} is among its redirect URLs, then try again`,
    { status, detail, redirectUri, system: NAMES[system] },
  );
}
