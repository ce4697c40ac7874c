/** Connects a HubSpot account to an OAuth app: consent in the browser, the code back on this machine, the tokens encrypted into the database. */
import { randomBytes } from 'node:crypto';
import { consentAddress, redeem } from '../connectors/hubspot/connect.ts';
import { readHome } from './config/home.ts';
import { BatonError } from './domain/problem.ts';
import { SILENT } from './runtime/log.ts';
import { machineRuntime, pause } from './runtime/machine.ts';
import { openStore } from './store/index.ts';
import { Vault } from './store/vault.ts';
import { awaitConsent } from './web/loopback.ts';

/** Registered as a redirect URL of the app; http is allowed for this machine only. */
const PATH = '/connected';
const STATE_BYTES = 32;
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
export async function connectHubSpot({ folder, port, tell, says }: ConnectWishes): Promise<string> {
  const { installation, settings } = readHome(folder);
  const { hubspot, secretKeys: keys } = installation;
  const { auth } = hubspot;
  if (auth.kind !== 'oauth' || keys === undefined) {
    throw new BatonError(
      'NOT_AN_APP',
      'HubSpot is connected by a static token, which needs no consent',
      'for an OAuth app set HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET and BATON_SECRET_KEY, and leave HUBSPOT_TOKEN out',
    );
  }
  const runtime = machineRuntime(SILENT);
  const place =
    installation.store.kind === 'postgres'
      ? installation.store
      : { kind: 'embedded' as const, directory: installation.store.directory };
  // First, so that nobody agrees for nothing: the embedded database belongs to a running worker alone.
  const store = await openStore(place, { leaseMs: LEASE_MS, id: (prefix) => runtime.id(prefix) });
  try {
    const state = randomBytes(STATE_BYTES).toString('base64url');
    const loopback = await awaitConsent({ port, path: PATH, state, waitMs: WAIT_MS, says });
    try {
      const { redirectUri } = loopback;
      const app = { basePath: hubspot.basePath, auth, mapping: settings.mappings.hubspot };
      tell(consentAddress(app, redirectUri, state), redirectUri);
      const code = await loopback.code;
      const now = (): Temporal.Instant => runtime.now();
      const tokens = await redeem(app, { code, redirectUri }, { now, mayWrite: () => false, log: () => {} });
      if (tokens.state !== 'answered') {
        const { code: status, detail } = tokens.problem;
        throw new BatonError(
          'NOT_CONNECTED',
          `HubSpot gave no tokens: ${status}, ${detail}`,
          `see that the app's client id and secret are right and that ${redirectUri} is among its redirect URLs, then try again`,
          { status, detail, redirectUri },
        );
      }
      const never = new AbortController().signal;
      const wait = (ms: number): Promise<void> => pause(ms, never);
      const vault = new Vault(store, { keys, now, machineMs: () => runtime.machineMs(), wait });
      await vault.of('hubspot').replace(tokens.value);
      return tokens.value.account;
    } finally {
      await loopback.close();
    }
  } finally {
    await store.close();
  }
}
