/** The account's marketing events, and what became of each who was asked. */

export type AttendanceState = 'REGISTERED' | 'CANCELLED' | 'ATTENDED' | 'NO_SHOW';

export interface MarketingEvent {
  readonly id: string;
  readonly name: string;
  /** The account's own word, e.g. `WEBINAR`. */
  readonly type: string;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** Where an app has made it: by which account and under which id the app knows it. */
  readonly external?: { readonly appId: number; readonly accountId: string; readonly eventId: string };
}

interface Participation {
  readonly contactId: string;
  readonly state: AttendanceState;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly seconds?: number;
}

export class MarketingEvents {
  readonly #events = new Map<string, MarketingEvent & { updatedAt: number }>();
  readonly #participations = new Map<string, Map<string, Participation>>();

  put(event: MarketingEvent, at: number): void {
    this.#events.set(event.id, { ...event, updatedAt: at });
  }

  /** A contact's newest state takes the place of the one before. */
  note(eventId: string, participation: Participation): void {
    const all = this.#participations.get(eventId) ?? new Map<string, Participation>();
    all.set(participation.contactId, participation);
    this.#participations.set(eventId, all);
  }

  all(): readonly (MarketingEvent & { readonly updatedAt: number })[] {
    return [...this.#events.values()];
  }

  participations(eventId: string): readonly Participation[] | undefined {
    return this.#events.has(eventId) ? [...(this.#participations.get(eventId)?.values() ?? [])] : undefined;
  }
}
