/** What will happen by itself, in order of time; equal moments in the order in which they were scheduled. */

interface Entry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly order: number;
  readonly happen: (at: number) => void;
}

/** A binary heap: the earliest entry is always first. */
export class Schedule {
  readonly #heap: Entry[] = [];
  #order = 0;

  add(at: number, happen: (at: number) => void): void {
    this.#order += 1;
    this.#heap.push({ at, order: this.#order, happen });
    this.#rise(this.#heap.length - 1);
  }

  nextAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** Lets everything up to and including `now` happen, what that schedules for then included. */
  run(now: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= now; next = this.#heap[0]) {
      this.#removeFirst();
      next.happen(next.at);
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(place: number): void {
    const parent = (place - 1) >> 1;
    if (place === 0 || !this.#before(place, parent)) return;
    this.#swap(place, parent);
    this.#rise(parent);
  }

  #sink(place: number): void {
    const [left, right] = [2 * place + 1, 2 * place + 2];
    let first = place;
    if (this.#before(left, first)) first = left;
    if (this.#before(right, first)) first = right;
    if (first === place) return;
    this.#swap(place, first);
    this.#sink(first);
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.at === other.at ? one.order < other.order : one.at < other.at;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
