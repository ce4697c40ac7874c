/** What contacts did, event by event, where the edition has it. */

export interface Occurrence {
  readonly id: string;
  readonly eventType: string;
  readonly contactId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly properties: Readonly<Record<string, string>>;
}

export class Occurrences {
  /** Whether the account's edition has them. */
  readonly available: boolean;
  readonly #all: Occurrence[] = [];

  constructor(available: boolean) {
    this.available = available;
  }

  record(occurrence: Occurrence): void {
    const place = this.#all.findLastIndex(({ at }) => at <= occurrence.at);
    this.#all.splice(place + 1, 0, occurrence);
  }

  /** Oldest first. */
  all(): readonly Occurrence[] {
    return this.#all;
  }
}
