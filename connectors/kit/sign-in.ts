/** The bearer token of each call: given once, or fetched, by one worker for all of them where tokens are kept. */
import { createHash } from 'node:crypto';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import { BatonError, type Problem } from '../../src/domain/problem.ts';
import type { System } from '../../src/domain/record.ts';
import type { Tokens, TokenVault } from '../../src/ports/secrets.ts';
import { after } from './problems.ts';
import type { Attempt, Unanswered } from './send.ts';

/**
 * What stands for the account. `renewed`: with a refresh token, of the configuration or of the vault, where connecting has put it, unless `who` names
 * credentials that need none: then tokens that were kept for others are not used.
 */
export type Grant =
  | { readonly kind: 'given'; readonly token: string }
  | {
      readonly kind: 'renewed';
      readonly system: System;
      readonly refreshToken?: string | undefined;
      readonly who?: string | undefined;
    };

export interface FetchedToken {
  readonly token: string;
  /** Absent where the vendor does not tell: it is used until it is refused. */
  readonly livesSeconds?: number | undefined;
  /** To be used from now on; the same may be answered again. */
  readonly refreshToken?: string | undefined;
  /** The vendor's id of the account. */
  readonly account?: string | undefined;
}

export interface SignInMeans {
  /** One attempt; `refreshToken` is empty where the grant needs none. */
  fetch(refreshToken: string): Promise<Attempt<FetchedToken>>;
  now(): Temporal.Instant;
  /** Without it tokens live in memory and end with the process. */
  readonly vault?: TokenVault | undefined;
}

/** A token is replaced when this part of its life is left; until its end it can still be used. */
const LAST_PART = 0.1;
/** After a refusal the vendor is left alone for so long: the same grant will be refused again. */
const REFUSAL_REST_SECONDS = 300;

/** Lifetimes are in business time and read from the answer. Those who need a token at once share a fetch. */
export class SignIn {
  readonly renewable: boolean;
  readonly #grant: Grant;
  readonly #means: SignInMeans;
  #held: Tokens | undefined;
  /** The vendor has refused this one before its time. */
  #dropped: string | undefined;
  #renewing: Promise<Attempt<string>> | undefined;
  #resting: { readonly until: IsoInstant; readonly answer: Unanswered } | undefined;

  constructor(grant: Grant, means: SignInMeans) {
    this.renewable = grant.kind === 'renewed';
    this.#grant = grant;
    this.#means = means;
  }

  /** The token for the next call, fetched if there is none or it is about to end. */
  async current(): Promise<Attempt<string>> {
    if (this.#grant.kind === 'given') return { state: 'answered', value: this.#grant.token };
    const fresh = this.#usable(this.#held, 'renewAt');
    if (fresh !== undefined) return { state: 'answered', value: fresh };
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** The vendor refused this token: the next call fetches another, unless somebody has already done so. */
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
      if (error instanceof BatonError)
        return this.#rest(this.#refused(error.code, `${error.message}. ${error.remedy}`));
      throw error;
    }
  }

  /** New tokens are kept before they are used: whoever dies in between has not lost the only refresh token that is still good. */
  async #fetch(kept: Tokens | undefined, keep: (tokens: Tokens) => Promise<void>): Promise<Attempt<string>> {
    const theirs = this.#usable(kept, 'renewAt');
    if (theirs !== undefined) return this.#hold(kept, theirs);
    const start = this.#startOf(kept);
    if (start === undefined)
      return this.#rest(
        this.#refused('NOT_CONNECTED', `no account is connected yet: run \`baton connect ${this.#system}\``),
      );
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
        this.#refused('OTHER_ACCOUNT', `the token is for account ${account}, and not for ${start.account} as before`),
      );
    const tokens = tokensFrom(fetched.value, { ...start, account }, this.#means.now());
    await keep(tokens);
    return this.#hold(tokens, fetched.value.token);
  }

  /** A refresh token in the configuration that has not been used yet goes before what is kept. */
  #startOf(kept: Tokens | undefined): { refreshToken: string; account: string; from?: string | undefined } | undefined {
    const { refreshToken: configured, who } = this.#grant.kind === 'renewed' ? this.#grant : {};
    const account = kept?.account ?? '';
    if (who !== undefined) {
      const from = fingerprint(who);
      // Other credentials may well lead to another account.
      return { refreshToken: '', account: kept?.from === from ? account : '', from };
    }
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
    const who = this.#grant.kind === 'renewed' ? this.#grant.who : undefined;
    if (who !== undefined && tokens.from !== fingerprint(who)) return undefined;
    const end = tokens[till];
    return end === undefined || iso(this.#means.now()) < end ? tokens.accessToken : undefined;
  }

  get #system(): System {
    return this.#grant.kind === 'renewed' ? this.#grant.system : 'hubspot';
  }

  #refused(code: string, detail: string): Extract<Unanswered, { state: 'refused' }> {
    const problem: Problem = { category: 'credential', mover: 'admin', system: this.#system, code, detail };
    return { state: 'refused', problem, status: 401, body: undefined };
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
    ...(livesSeconds === undefined
      ? {}
      : { renewAt: after(now, Math.floor(livesSeconds * (1 - LAST_PART))), endsAt: after(now, livesSeconds) }),
    ...(start.from === undefined ? {} : { from: start.from }),
  };
}

/** By which what is kept tells which token of the configuration it comes from, or was connected in place of. */
export function fingerprint(refreshToken: string): string {
  return createHash('sha256').update(`baton refresh token 1 ${refreshToken}`).digest('hex').slice(0, 32);
}
