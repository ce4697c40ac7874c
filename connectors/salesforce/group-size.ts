/** How many rows a call should carry: many cost fewer calls, too many do not come to an end in time. */

export interface GroupSizeLimits {
  readonly start: number;
  readonly least: number;
  readonly most: number;
}

/** What codes say that a call took too long: the vendor's own, and the network's. */
const TOO_LONG: ReadonlySet<string> = new Set([
  'REQUEST_RUNNING_TOO_LONG',
  'QUERY_TIMEOUT',
  'ERROR_HTTP_504',
  'TIMED_OUT',
  'TimeoutError',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Starts careful, doubles with every full group that was answered, halves with every one that took too long. */
export class GroupSize {
  readonly #limits: GroupSizeLimits;
  #now: number;

  constructor(limits: GroupSizeLimits) {
    this.#limits = limits;
    this.#now = limits.start;
  }

  get now(): number {
    return this.#now;
  }

  /** What became of a group of so many: the code of its failure, or undefined. */
  learn(count: number, code: string | undefined): void {
    const { least, most } = this.#limits;
    if (code !== undefined && TOO_LONG.has(code))
      this.#now = Math.max(least, Math.ceil(Math.min(count, this.#now) / 2));
    else if (code === undefined && count >= this.#now) this.#now = Math.min(most, this.#now * 2);
  }
}
