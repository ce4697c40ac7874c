/** The bearer token of each call: given once, or fetched with a refresh token, by one worker for all of them where tokens are kept. */
import { createHash } from 'node:crypto';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import { BatonError, type Problem } from '../../src/domain/problem.ts';
import type { Tokens, TokenVault } from '../../src/ports/secrets.ts';
import { after } from '../kit/problems.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';

/** A service key or private-app token, or an OAuth app. Its refresh token may also be in the vault, where connecting has put it. */
export type HubSpotAuth =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken?: string | undefined;
    };

export interface FetchedToken {
  readonly token: string;
  readonly livesSeconds: number;
  /** To be used from now on; HubSpot may answer the same again. */
  readonly refreshToken?: string | undefined;
  /** Portal id. */
  readonly account?: string | undefined;
}

export interface SignInMeans {
  /** One attempt. */
  fetch(refreshToken: string): Promise<Attempt<FetchedToken>>;
  now(): Temporal.Instant;
  /** Without it tokens live in memory and end with the process. */
  readonly vault?: TokenVault | undefined;
}

/** A token is replaced when this part of its life is left; until its end it can still be used. */
const LAST_PART = 0.1;
/** After a refusal HubSpot is left alone for so long: the same grant will be refused again. */
const REFUSAL_REST_SECONDS = 300;

/** Lifetimes are in business time and read from the answer (page "Manage OAuth tokens": 1,800 s today). Those who need a token at once share a fetch. */
export class SignIn {
  readonly renewable: boolean;
  readonly #auth: HubSpotAuth;
  readonly #means: SignInMeans;
  #held: Tokens | undefined;
  /** HubSpot has refused this one before its time. */
  #dropped: string | undefined;
  #renewing: Promise<Attempt<string>> | undefined;
  #resting: { readonly until: IsoInstant; readonly answer: Unanswered } | undefined;

  constructor(auth: HubSpotAuth, means: SignInMeans) {
    this.renewable = auth.kind === 'oauth';
    this.#auth = auth;
    this.#means = means;
  }

  /** The token for the next call, fetched if there is none or it is about to end. */
  async current(): Promise<Attempt<string>> {
    if (this.#auth.kind === 'token') return { state: 'answered', value: this.#auth.token };
    const fresh = this.#usable(this.#held, 'renewAt');
    if (fresh !== undefined) return { state: 'answered', value: fresh };
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** HubSpot refused this token: the next call fetches another, unless somebody has already done so. */
  drop(token: string): void {
    if (this.renewable) this.#dropped = token;
  }

  async #renew(): Promise<Attempt<string>> {
    const at = iso(this.#means.now());
    if (this.#resting !== undefined && at < this.#resting.until) return this.#resting.answer;
    this.#resting = undefined;
    try {
      const { vault } = this.#means;
      if (vault === undefined) return await this.#fetch(this.#held, async () => {});
      // Another worker may have renewed it already: looking costs no turn.
      const kept = await vault.read();
      const theirs = this.#usable(kept, 'renewAt');
      if (theirs !== undefined) return this.#hold(kept, theirs);
      return await vault.alone((byNow, keep) => this.#fetch(byNow, keep));
    } catch (error) {
      if (error instanceof BatonError) return this.#rest(refused(error.code, `${error.message}. ${error.remedy}`));
      throw error;
    }
  }

  /** New tokens are kept before they are used: whoever dies in between has not lost the only refresh token that is still good. */
  async #fetch(kept: Tokens | undefined, keep: (tokens: Tokens) => Promise<void>): Promise<Attempt<string>> {
    const theirs = this.#usable(kept, 'renewAt');
    if (theirs !== undefined) return this.#hold(kept, theirs);
    const start = this.#startOf(kept);
    if (start === undefined)
      return this.#rest(refused('NOT_CONNECTED', 'no account is connected yet: run `baton connect hubspot`'));
    const fetched = await this.#means.fetch(start.refreshToken);
    if (fetched.state !== 'answered') {
      // The old one may have minutes left.
      const last = fetched.state === 'refused' ? undefined : this.#usable(kept, 'endsAt');
      if (last !== undefined) return { state: 'answered', value: last };
      return fetched.state === 'refused' ? this.#rest(fetched) : fetched;
    }
    const { account = start.account } = fetched.value;
    if (start.account !== '' && account !== start.account)
      return this.#rest(
        refused('OTHER_ACCOUNT', `the token is for portal ${account}, and not for ${start.account} as before`),
      );
    const tokens = tokensFrom(fetched.value, { ...start, account }, this.#means.now());
    await keep(tokens);
    return this.#hold(tokens, fetched.value.token);
  }

  /** A refresh token in the configuration that has not been used yet goes before what is kept. */
  #startOf(kept: Tokens | undefined): { refreshToken: string; account: string; from?: string | undefined } | undefined {
    const configured = this.#auth.kind === 'oauth' ? this.#auth.refreshToken : undefined;
    const account = kept?.account ?? '';
    if (configured !== undefined && fingerprint(configured) !== kept?.from)
      return { refreshToken: configured, account, from: fingerprint(configured) };
    return kept?.refreshToken === undefined ? undefined : { refreshToken: kept.refreshToken, account, from: kept.from };
  }

  #hold(tokens: Tokens | undefined, token: string): Attempt<string> {
    this.#held = tokens;
    return { state: 'answered', value: token };
  }

  /** A person must connect anew or set the right key; what waits to be sent waits for that. */
  #rest(refusal: Extract<Unanswered, { state: 'refused' }>): Unanswered {
    const now = this.#means.now();
    const retryAt = after(now, 2 * REFUSAL_REST_SECONDS);
    const answer = { ...refusal, problem: { ...refusal.problem, retryAt } };
    this.#resting = { until: after(now, REFUSAL_REST_SECONDS), answer };
    return answer;
  }

  #usable(tokens: Tokens | undefined, till: 'renewAt' | 'endsAt'): string | undefined {
    if (tokens?.accessToken === undefined || tokens.accessToken === this.#dropped) return undefined;
    const end = tokens[till];
    return end !== undefined && iso(this.#means.now()) < end ? tokens.accessToken : undefined;
  }
}

/** What is kept of an answer. */
export function tokensFrom(
  { token, livesSeconds, refreshToken }: FetchedToken,
  start: { readonly refreshToken: string; readonly account: string; readonly from?: string | undefined },
  now: Temporal.Instant,
): Tokens {
  return {
    account: start.account,
    refreshToken: refreshToken ?? start.refreshToken,
    accessToken: token,
    renewAt: after(now, Math.floor(livesSeconds * (1 - LAST_PART))),
    endsAt: after(now, livesSeconds),
    ...(start.from === undefined ? {} : { from: start.from }),
  };
}

function fingerprint(refreshToken: string): string {
  return createHash('sha256').update(`baton refresh token 1 ${refreshToken}`).digest('hex').slice(0, 32);
}

function refused(code: string, detail: string): Extract<Unanswered, { state: 'refused' }> {
  const problem: Problem = { category: 'credential', mover: 'admin', system: 'hubspot', code, detail };
  return { state: 'refused', problem, status: 401, body: undefined };
}
