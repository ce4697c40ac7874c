/** Whether the account has event occurrences, which only the Enterprise edition has (page "Events"). Asked once a day, by the smallest call. */
import { z } from 'zod';
import type { Attempt } from '../kit/send.ts';
import type { HubSpotClient } from './client.ts';

export const OCCURRENCES = '/events/event-occurrences/2026-03';
export const PAGE_VIEW = 'e_visited_page';
const LIVES = { hours: 24 };

export class Edition {
  readonly #client: HubSpotClient;
  readonly #now: () => Temporal.Instant;
  #known: { readonly views: boolean; readonly until: Temporal.Instant } | undefined;

  constructor(client: HubSpotClient, now: () => Temporal.Instant) {
    this.#client = client;
    this.#now = now;
  }

  /** Page views can be read one by one; otherwise the counters on contacts are all there is. */
  async hasViews(): Promise<Attempt<boolean>> {
    const now = this.#now();
    if (this.#known !== undefined && Temporal.Instant.compare(now, this.#known.until) < 0)
      return { state: 'answered', value: this.#known.views };
    return this.ask();
  }

  /** As it is now: for whoever has just changed it. */
  async ask(): Promise<Attempt<boolean>> {
    const query = { eventType: PAGE_VIEW, limit: '1' };
    const answer = await this.#client.request({ purpose: 'edition', writes: false }, 'GET', OCCURRENCES, z.unknown(), {
      query,
    });
    // Whatever it is refused for, the edition, the scope or the request, there is nothing to be had.
    if (answer.state !== 'answered' && answer.state !== 'refused') return answer;
    const views = answer.state === 'answered';
    this.#known = { views, until: this.#now().add(LIVES) };
    return { state: 'answered', value: views };
  }
}
