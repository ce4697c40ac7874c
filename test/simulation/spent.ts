/** The processor's time of this process by what it went into, sandboxes included; a database server's own time is not in it. */
export class Spent {
  readonly #seconds = new Map<string, number>();

  async on<T>(what: string, work: () => Promise<T>): Promise<T> {
    const before = process.cpuUsage();
    try {
      return await work();
    } finally {
      const { user, system } = process.cpuUsage(before);
      this.#seconds.set(what, (this.#seconds.get(what) ?? 0) + (user + system) / 1_000_000);
    }
  }

  /** Since it was taken last: `turns 4.1 s, look 0.6 s`. */
  take(): string {
    const told = [...this.#seconds].map(([what, seconds]) => `${what} ${seconds.toFixed(1)} s`).join(', ');
    this.#seconds.clear();
    return told;
  }
}
