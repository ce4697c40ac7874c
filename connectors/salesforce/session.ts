/** Gets access tokens and keeps them in memory, and in memory only. jsforce's own refreshing is not used: a token that stays refused makes it loop for ever. */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { OAuth2 } from 'jsforce';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { BatonError, type Problem } from '../../src/domain/problem.ts';
import { after } from '../kit/problems.ts';
import { attempt, type SendSurroundings, type Unanswered } from '../kit/send.ts';
import { Exchange } from './exchange.ts';
import { classify, Refusal } from './problems.ts';

/** How Baton proves who it is. `token` is a token got elsewhere: once refused, it stays so. */
export type SalesforceAuth =
  | { readonly kind: 'client-credentials'; readonly clientId: string; readonly clientSecret: string }
  | {
      readonly kind: 'refresh-token';
      readonly clientId: string;
      readonly clientSecret?: string | undefined;
      readonly refreshToken: string;
    }
  | { readonly kind: 'jwt'; readonly clientId: string; readonly username: string; readonly privateKey: string }
  | { readonly kind: 'token'; readonly accessToken: string };

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  instance_url: z.string(),
  id: z.string().optional(),
});

/** "OAuth 2.0 JWT Bearer Flow": the assertion may be valid for at most a few minutes. */
const JWT_MINUTES = 3;
/** After a refusal the token service is left alone for so long: repeated failures can lock the user out. */
const REFUSAL_REST_SECONDS = 300;

export interface SessionOptions {
  readonly instanceUrl: string;
  readonly loginUrl: string;
  readonly auth: SalesforceAuth;
  readonly dispatcher: Dispatcher;
  readonly surroundings: SendSurroundings;
}

export class Session {
  /** Grows with each new token: tells whether a refused request used the newest. */
  generation = 0;
  accessToken: string | undefined;
  readonly #options: SessionOptions;
  readonly #key: KeyObject | undefined;
  #organization: string | undefined;
  #underWay: Promise<Unanswered | undefined> | undefined;
  #resting: { readonly until: IsoInstant; readonly answer: Unanswered } | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    if (options.auth.kind === 'token') this.accessToken = options.auth.accessToken;
    this.#key = options.auth.kind === 'jwt' ? readKey(options.auth.privateKey) : undefined;
  }

  get renewable(): boolean {
    return this.#options.auth.kind !== 'token';
  }

  /** Undefined once there is a token newer than `than`; else why there is none. Those who ask at once share one request. */
  async renew(than: number): Promise<Unanswered | undefined> {
    if (this.generation > than) return undefined;
    const now = after(this.#options.surroundings.now(), 0);
    if (this.#resting !== undefined && now < this.#resting.until) return this.#resting.answer;
    this.#underWay ??= this.#authorise().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #authorise(): Promise<Unanswered | undefined> {
    const { surroundings } = this.#options;
    const answer = await attempt(
      () => this.#requestToken(),
      { system: 'salesforce', purpose: 'authorise', writes: false, classify, budget: 'uncounted' },
      surroundings,
    );
    const refusal = answer.state === 'answered' ? this.#adopt(answer.value) : answer;
    const trouble = refusal?.state === 'refused' ? forTheAdmin(refusal, surroundings.now()) : refusal;
    const rest = trouble?.state === 'refused';
    this.#resting = rest ? { until: after(surroundings.now(), REFUSAL_REST_SECONDS), answer: trouble } : undefined;
    return trouble;
  }

  async #requestToken(): Promise<z.infer<typeof tokenAnswer>> {
    const { auth, loginUrl, dispatcher } = this.#options;
    const exchange = new Exchange(dispatcher);
    const oauth2 = new OAuth2({
      loginUrl,
      ...(auth.kind === 'client-credentials' || auth.kind === 'refresh-token' ? { clientId: auth.clientId } : {}),
      ...('clientSecret' in auth && auth.clientSecret !== undefined ? { clientSecret: auth.clientSecret } : {}),
    });
    oauth2._transport = exchange;
    try {
      return tokenAnswer.parse(await this.#grant(oauth2));
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

  #grant(oauth2: OAuth2): Promise<unknown> {
    const { auth } = this.#options;
    switch (auth.kind) {
      case 'client-credentials':
        return oauth2.requestToken({ grant_type: 'client_credentials' });
      case 'refresh-token':
        return oauth2.refreshToken(auth.refreshToken);
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

  /** A token is sent nowhere but to the configured host, and to no other org than the first. */
  #adopt(answer: z.infer<typeof tokenAnswer>): Unanswered | undefined {
    const organization = answer.id?.split('/').at(-2);
    if (!sameHost(answer.instance_url, this.#options.instanceUrl))
      return foreign('INSTANCE_MISMATCH', 'the token is for another host than the configured one');
    if (this.#organization !== undefined && organization !== undefined && organization !== this.#organization)
      return foreign('ORGANIZATION_MISMATCH', 'the token is for another organization than before');
    this.#organization ??= organization;
    this.accessToken = answer.access_token;
    this.generation += 1;
    return undefined;
  }
}

/** Whatever the token service refuses, it is the credentials' fault and no write's. */
function forTheAdmin(refusal: Extract<Unanswered, { state: 'refused' }>, now: Temporal.Instant): Unanswered {
  const { problem } = refusal;
  const retryAt = problem.retryAt ?? after(now, 2 * REFUSAL_REST_SECONDS);
  return { ...refusal, problem: { ...problem, category: 'credential', mover: 'admin', retryAt } };
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
