/** Connecting an org to an external client app: the address of its consent page, with PKCE, and the code that comes back changed for tokens (page "OAuth 2.0 Web Server Flow"). */
import { createHash } from 'node:crypto';
import type { ConnectorSurroundings } from '../../src/ports/connector.ts';
import type { Tokens } from '../../src/ports/secrets.ts';
import type { Attempt, SendSurroundings } from '../kit/send.ts';
import { fingerprint, tokensFrom } from '../kit/sign-in.ts';
import { Spending } from '../kit/spent.ts';
import { trusted } from './addresses.ts';
import { dispatcherTo } from './exchange.ts';
import { type SalesforceAuth, TokenService } from './sign-in.ts';

/** `api` for the calls, `id` to know as whom, `refresh_token` (called "Perform requests at any time") to go on without a browser. */
const SCOPES = 'api id refresh_token';

export interface SalesforceApp {
  readonly instanceUrl: string;
  /** Where people sign in; the org's own address unless given. */
  readonly loginUrl?: string | undefined;
  readonly auth: Extract<SalesforceAuth, { kind: 'refresh-token' }>;
}

/** Somebody who sees the address learns nothing by which the code could be redeemed: that takes the verifier. */
export function consentAddress(
  { instanceUrl, loginUrl, auth }: SalesforceApp,
  asked: { readonly redirectUri: string; readonly state: string; readonly verifier: string },
): string {
  const address = new URL('/services/oauth2/authorize', trusted(loginUrl ?? instanceUrl));
  address.search = new URLSearchParams({
    response_type: 'code',
    client_id: auth.clientId,
    redirect_uri: asked.redirectUri,
    scope: SCOPES,
    state: asked.state,
    code_challenge: createHash('sha256').update(asked.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return address.href;
}

/** The tokens of the org that was consented to, to be kept before anything else. */
export async function redeem(
  app: SalesforceApp,
  given: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
  surroundings: ConnectorSurroundings,
): Promise<Attempt<Tokens>> {
  const counted: SendSurroundings = { ...surroundings, spending: new Spending() };
  const instanceUrl = trusted(app.instanceUrl);
  const dispatcher = dispatcherTo(instanceUrl);
  try {
    const loginUrl = trusted(app.loginUrl ?? app.instanceUrl);
    const service = new TokenService({ instanceUrl, loginUrl, auth: app.auth, dispatcher, surroundings: counted });
    const fetched = await service.redeem(given);
    if (fetched.state !== 'answered') return fetched;
    const { refreshToken = '', account = '' } = fetched.value;
    // What a person has just agreed to goes before the token in the configuration, which may be used up.
    const from = app.auth.refreshToken === undefined ? undefined : fingerprint(app.auth.refreshToken);
    return { state: 'answered', value: tokensFrom(fetched.value, { refreshToken, account, from }, surroundings.now()) };
  } finally {
    await dispatcher.close();
  }
}
