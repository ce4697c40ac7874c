/**
 * How Baton proves to Salesforce who it is, and gets tokens for it. jsforce's own refreshing is not used: a token that stays refused makes it loop for ever.
 * When a token is needed, and by which worker, is the same for both systems (`../kit/sign-in.ts`).
 */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { OAuth2 } from 'jsforce';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { BatonError, type Problem } from '../../src/domain/problem.ts';
import { type Attempt, attempt, type SendSurroundings, type Unanswered } from '../kit/send.ts';
import type { FetchedToken, Grant } from '../kit/sign-in.ts';
import { Exchange } from './exchange.ts';
import { id18 } from './fields.ts';
import { classify, Refusal } from './problems.ts';

/**
 * `refresh-token` without one: that which connecting has kept. `token` is a token got elsewhere, as Salesforce's own CLI has it for its session: once refused, it stays so.
 */
export type SalesforceAuth =
  | { readonly kind: 'client-credentials'; readonly clientId: string; readonly clientSecret: string }
  | {
      readonly kind: 'refresh-token';
      readonly clientId: string;
      readonly clientSecret?: string | undefined;
      readonly refreshToken?: string | undefined;
    }
  | { readonly kind: 'jwt'; readonly clientId: string; readonly username: string; readonly privateKey: string }
  | { readonly kind: 'token'; readonly accessToken: string };

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  instance_url: z.string(),
  id: z.string().optional(),
  refresh_token: z.string().min(1).optional(),
});
type TokenAnswer = z.infer<typeof tokenAnswer>;

/** "OAuth 2.0 JWT Bearer Flow": the assertion may be valid for at most a few minutes. */
const JWT_MINUTES = 3;

export interface TokenServiceOptions {
  readonly instanceUrl: string;
  readonly loginUrl: string;
  readonly auth: SalesforceAuth;
  readonly dispatcher: Dispatcher;
  readonly surroundings: SendSurroundings;
}

/** Tokens that were kept for another user, app or org are not used. */
export function grantOf(auth: SalesforceAuth, instanceUrl: string): Grant {
  switch (auth.kind) {
    case 'token':
      return { kind: 'given', token: auth.accessToken };
    case 'refresh-token':
      return { kind: 'renewed', system: 'salesforce', refreshToken: auth.refreshToken };
    case 'client-credentials':
      return { kind: 'renewed', system: 'salesforce', who: `${instanceUrl} ${auth.clientId}` };
    case 'jwt':
      return { kind: 'renewed', system: 'salesforce', who: `${instanceUrl} ${auth.clientId} ${auth.username}` };
  }
}

/** Asks for tokens; each call is one attempt. A token for another host than the configured one is handed to nobody. */
export class TokenService {
  readonly #options: TokenServiceOptions;
  readonly #key: KeyObject | undefined;

  /** Throws BatonError on a private key that is none. */
  constructor(options: TokenServiceOptions) {
    this.#options = options;
    this.#key = options.auth.kind === 'jwt' ? readKey(options.auth.privateKey) : undefined;
  }

  fetch(refreshToken: string): Promise<Attempt<FetchedToken>> {
    return this.#authorise((oauth2) => this.#grant(oauth2, refreshToken));
  }

  /** Changes the code of a consent for tokens. `verifier` proves that it was us who asked for it (PKCE). */
  redeem(given: { readonly code: string; readonly redirectUri: string; readonly verifier: string }) {
    const { code, redirectUri, verifier } = given;
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    return this.#authorise((oauth2) => oauth2.requestToken(grant));
  }

  async #authorise(grant: (oauth2: OAuth2) => Promise<unknown>): Promise<Attempt<FetchedToken>> {
    const answer = await attempt(
      () => this.#requestToken(grant),
      { system: 'salesforce', purpose: 'authorise', writes: false, classify, budget: 'uncounted' },
      this.#options.surroundings,
    );
    if (answer.state === 'refused') return forTheAdmin(answer);
    if (answer.state !== 'answered') return answer;
    const { access_token: token, refresh_token: refreshToken, instance_url: host, id } = answer.value;
    if (!sameHost(host, this.#options.instanceUrl))
      return foreign('INSTANCE_MISMATCH', 'the token is for another host than the configured one');
    const account = id?.split('/').at(-2);
    return {
      state: 'answered',
      value: { token, refreshToken, account: account === undefined ? undefined : id18(account) },
    };
  }

  async #requestToken(grant: (oauth2: OAuth2) => Promise<unknown>): Promise<TokenAnswer> {
    const { auth, loginUrl, dispatcher } = this.#options;
    const exchange = new Exchange(dispatcher);
    const oauth2 = new OAuth2({
      loginUrl,
      ...('clientId' in auth && auth.kind !== 'jwt' ? { clientId: auth.clientId } : {}),
      ...('clientSecret' in auth && auth.clientSecret !== undefined ? { clientSecret: auth.clientSecret } : {}),
    });
    oauth2._transport = exchange;
    try {
      return tokenAnswer.parse(await grant(oauth2));
    } catch (error) {
      const status = exchange.status;
      // jsforce throws an error named as the OAuth error; an answer in another form leaves the name undefined.
      if (status !== undefined && status >= 400 && error instanceof Error) {
        const named: unknown = error.name;
        const code = typeof named === 'string' && named !== 'Error' ? named : `ERROR_HTTP_${status}`;
        throw new Refusal(status, { code, message: error.message }, undefined);
      }
      throw error;
    }
  }

  #grant(oauth2: OAuth2, refreshToken: string): Promise<unknown> {
    const { auth } = this.#options;
    switch (auth.kind) {
      case 'client-credentials':
        return oauth2.requestToken({ grant_type: 'client_credentials' });
      case 'refresh-token':
        return oauth2.refreshToken(refreshToken);
      case 'jwt':
        return oauth2.requestToken({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: this.#assertion(auth.clientId, auth.username),
        });
      case 'token':
        throw new Error('a given token cannot be renewed');
    }
  }

  #assertion(clientId: string, username: string): string {
    if (this.#key === undefined) throw new Error('no key');
    const { loginUrl, surroundings } = this.#options;
    const exp = Math.floor(surroundings.now().epochMilliseconds / 1000) + JWT_MINUTES * 60;
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'RS256' })}.${part({ iss: clientId, sub: username, aud: new URL(loginUrl).origin, exp })}`;
    return `${text}.${sign('sha256', Buffer.from(text), this.#key).toString('base64url')}`;
  }
}

/** A token that was got elsewhere is over, or was another org's: only whoever got it can get another. */
export function sessionEnded<T extends Unanswered>(refusal: T): T {
  const detail = 'the access token was refused: its session has ended, or it is of another org';
  return { ...refusal, problem: { ...refusal.problem, code: 'SESSION_ENDED', detail } };
}

/** Whatever the token service refuses, it is the credentials' fault and no write's. */
function forTheAdmin(refusal: Extract<Unanswered, { state: 'refused' }>): Unanswered {
  return { ...refusal, problem: { ...refusal.problem, category: 'credential', mover: 'admin' } };
}

function sameHost(answered: string, configured: string): boolean {
  return URL.canParse(answered) && new URL(answered).origin === new URL(configured).origin;
}

function foreign(code: string, detail: string): Unanswered {
  const problem: Problem = { category: 'credential', mover: 'admin', system: 'salesforce', code, detail };
  return { state: 'refused', problem, status: 200, body: undefined };
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The parser's own error may quote the key.
    throw new BatonError(
      'SALESFORCE_KEY',
      'the private key for Salesforce cannot be read',
      'Give a PEM file with an RSA private key whose certificate is in the External Client App.',
    );
  }
}
