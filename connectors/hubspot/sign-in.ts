/** The bearer token of each call: given once, or fetched anew from a refresh token and kept in memory only. */
import type { Attempt } from '../kit/send.ts';

/** A service key or private-app token, or an OAuth app's refresh token. */
export type HubSpotAuth =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string; readonly refreshToken: string };

export interface FetchedToken {
  readonly token: string;
  readonly livesSeconds: number;
}

/** A token is replaced so long before it ends: an answer must still find it alive. */
const SPARE_SECONDS = 60;

/**
 * Holds the token. `fetchToken` makes one attempt; calls that need a token at the same time share it. Lifetimes are in business time and read
 * from the answer (page "Manage OAuth tokens": 1,800 s today).
 */
export class SignIn {
  readonly renewable: boolean;
  #token: string | undefined;
  #endsAt: Temporal.Instant | undefined;
  #fetching: Promise<Attempt<FetchedToken>> | undefined;
  readonly #fetchToken: () => Promise<Attempt<FetchedToken>>;
  readonly #now: () => Temporal.Instant;

  constructor(auth: HubSpotAuth, fetchToken: () => Promise<Attempt<FetchedToken>>, now: () => Temporal.Instant) {
    this.renewable = auth.kind === 'oauth';
    this.#token = auth.kind === 'token' ? auth.token : undefined;
    this.#fetchToken = fetchToken;
    this.#now = now;
  }

  /** The token for the next call, fetched if there is none or it is about to end. */
  async current(): Promise<Attempt<string>> {
    if (this.#token !== undefined && !this.#ends()) return { state: 'answered', value: this.#token };
    this.#fetching ??= this.#fetchToken().finally(() => {
      this.#fetching = undefined;
    });
    const fetched = await this.#fetching;
    if (fetched.state !== 'answered') return fetched;
    this.#token = fetched.value.token;
    this.#endsAt = this.#now().add({ seconds: Math.max(fetched.value.livesSeconds - SPARE_SECONDS, 0) });
    return { state: 'answered', value: this.#token };
  }

  /** HubSpot refused this token: the next call fetches another, unless somebody has already done so. */
  drop(token: string): void {
    if (this.renewable && this.#token === token) this.#token = undefined;
  }

  #ends(): boolean {
    return this.#endsAt !== undefined && Temporal.Instant.compare(this.#now(), this.#endsAt) >= 0;
  }
}
