/** Connecting an account to an OAuth app: the address of HubSpot's consent screen, and the code that comes back changed for tokens (page "OAuth quickstart"). */

import type { ConnectorSurroundings } from '../../src/ports/connector.ts';
import type { Tokens } from '../../src/ports/secrets.ts';
import { type Attempt, type SendSurroundings, TOTAL_TIMEOUT_MS } from '../kit/send.ts';
import { Spending } from '../kit/spent.ts';
import { HubSpotClient } from './client.ts';
import { type HubSpotAuth, tokensFrom } from './sign-in.ts';

/** All that Baton asks for; docs/setup.md says for what. */
const SCOPES = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.companies.read',
  'crm.objects.owners.read',
  'crm.schemas.contacts.read',
  'crm.schemas.contacts.write',
  'crm.schemas.companies.read',
  'forms',
  'content',
];
/** People agree in HubSpot's application, wherever its API is; a sandbox has both in one place. */
const API = 'https://api.hubapi.com';
const APPLICATION = 'https://app.hubspot.com';

export interface HubSpotApp {
  readonly basePath: string;
  readonly auth: Extract<HubSpotAuth, { kind: 'oauth' }>;
}

export function consentAddress({ basePath, auth }: HubSpotApp, redirectUri: string, state: string): string {
  const address = new URL('/oauth/authorize', basePath === API ? APPLICATION : basePath);
  const query = { client_id: auth.clientId, redirect_uri: redirectUri, scope: SCOPES.join(' '), state };
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
  return { state: 'answered', value: tokensFrom(fetched.value, { refreshToken, account }, surroundings.now()) };
}
