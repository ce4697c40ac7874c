/** Things that will happen by themselves, kept in order of time: a binary heap, ties in order of planning. */

interface Entry<T> {
  readonly atMs: number;
  readonly order: number;
  readonly what: T;
}

export class Schedule<T> {
  readonly #heap: Entry<T>[] = [];
  #planned = 0;

  add(at: Temporal.Instant, what: T): void {
    this.#heap.push({ atMs: at.epochMilliseconds, order: this.#planned, what });
    this.#planned += 1;
    let child = this.#heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#before(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  nextAt(): Temporal.Instant | undefined {
    const first = this.#heap[0];
    return first === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(first.atMs);
  }

  /** The first thing due at or before `now`, taken out. */
  take(now: Temporal.Instant): { readonly at: Temporal.Instant; readonly what: T } | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.atMs > now.epochMilliseconds) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) {
      this.#heap[0] = last;
      this.#sink();
    }
    return { at: Temporal.Instant.fromEpochMilliseconds(first.atMs), what: first.what };
  }

  #sink(): void {
    let parent = 0;
    for (;;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < this.#heap.length && this.#before(child, least)) least = child;
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #before(a: number, b: number): boolean {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (left === undefined || right === undefined) return false;
    return left.atMs === right.atMs ? left.order < right.order : left.atMs < right.atMs;
  }

  #swap(a: number, b: number): void {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (left === undefined || right === undefined) return;
    this.#heap[a] = right;
    this.#heap[b] = left;
  }
}
