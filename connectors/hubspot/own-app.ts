/** Which app Baton is to HubSpot: by its id, which the history of properties names (page "Using object APIs"), its own changes are told from other apps'. */
import type { HubSpotClient } from './client.ts';
import { tokenFacts } from './token-facts.ts';

const LIVES = { hours: 24 };

export class OwnApp {
  readonly #client: HubSpotClient;
  readonly #now: () => Temporal.Instant;
  #known: { readonly id: string | undefined; readonly until: Temporal.Instant } | undefined;

  constructor(client: HubSpotClient, now: () => Temporal.Instant) {
    this.#client = client;
    this.#now = now;
  }

  /** Undefined where HubSpot does not say; what it said, or refused to, serves for a day. */
  async id(): Promise<string | undefined> {
    const now = this.#now();
    if (this.#known !== undefined && Temporal.Instant.compare(now, this.#known.until) < 0) return this.#known.id;
    const answer = await tokenFacts(this.#client, { purpose: 'own app', writes: false });
    if (answer.state !== 'answered' && answer.state !== 'refused') return undefined;
    const id = answer.state === 'answered' ? answer.value.app : undefined;
    this.#known = { id, until: now.add(LIVES) };
    return id;
  }
}
