/** Connecting an account to an OAuth app: the address of HubSpot's consent screen, and the code that comes back changed for tokens (page "OAuth quickstart"). */

import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { ConnectorSurroundings } from '../../src/ports/connector.ts';
import type { Tokens } from '../../src/ports/secrets.ts';
import { type Attempt, type SendSurroundings, TOTAL_TIMEOUT_MS } from '../kit/send.ts';
import { fingerprint, tokensFrom } from '../kit/sign-in.ts';
import { Spending } from '../kit/spent.ts';
import { scopesNeeded } from './check-token.ts';
import { HubSpotClient } from './client.ts';
import type { HubSpotAuth } from './sign-in.ts';

/** Beside those that reading and writing need: on every app, and for `setup`. docs/setup.md says for what each is. */
const FIRST = ['oauth', 'crm.schemas.contacts.write'];
/** People agree in HubSpot's application, wherever its API is; a sandbox has both in one place. */
const API = 'https://api.hubapi.com';
const APPLICATION = 'https://app.hubspot.com';

export interface HubSpotApp {
  readonly basePath: string;
  readonly auth: Extract<HubSpotAuth, { kind: 'oauth' }>;
  readonly mapping: SystemMapping;
}

export function consentAddress({ basePath, auth, mapping }: HubSpotApp, redirectUri: string, state: string): string {
  const address = new URL('/oauth/authorize', basePath === API ? APPLICATION : basePath);
  const scopes = scopesNeeded(mapping);
  const named = (optional: boolean): readonly string[] =>
    scopes.filter(({ without }) => (without === 'note') === optional).map(({ scope }) => scope);
  const scope = [...FIRST, ...named(false)].join(' ');
  // An account that has not what they are for could not agree to them at all.
  const optional_scope = named(true).join(' ');
  const query = { client_id: auth.clientId, redirect_uri: redirectUri, scope, optional_scope, state };
  address.search = new URLSearchParams(query).toString();
  return address.href;
}

/** The tokens of the account that was chosen, to be kept before anything else. */
export async function redeem(
  { basePath, auth }: HubSpotApp,
  given: { readonly code: string; readonly redirectUri: string },
  surroundings: ConnectorSurroundings,
): Promise<Attempt<Tokens>> {
  const counted: SendSurroundings = { ...surroundings, spending: new Spending() };
  const client = new HubSpotClient(basePath, auth, counted, TOTAL_TIMEOUT_MS);
  const fetched = await client.redeem(given.code, given.redirectUri);
  if (fetched.state !== 'answered') return fetched;
  const { refreshToken = '', account = '' } = fetched.value;
  // What a person has just agreed to goes before the token in the configuration, which may be used up.
  const from = auth.refreshToken === undefined ? undefined : fingerprint(auth.refreshToken);
  return { state: 'answered', value: tokensFrom(fetched.value, { refreshToken, account, from }, surroundings.now()) };
}
