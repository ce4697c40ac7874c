/**
 * Time, chance and words to the operator, the only way the jobs reach them.
 * 1. `now` is business time: stamps, deadlines, windows, polls. It may be simulated and never goes back, whoever sets the machine's clock.
 * 2. `machineMs` is real time: leases, time-outs, back-off. It is never simulated, and never goes back.
 * 3. `id` gives URL-safe ids that no other process gives; seeded in simulations, where equal runs give equal ids.
 * 4. `log` takes no personal data and no secrets.
 */
export interface Runtime {
  now(): Temporal.Instant;
  machineMs(): number;
  /** The time that a system's answer told: after a setting of the machine's clock it decides who was right. */
  heard?(at: Temporal.Instant): void;
  /** So much the machine's clock was set by, in ms, without being followed; 0: ours is the machine's. */
  setByMs?(): number;
  id(prefix: string): string;
  readonly log: Log;
}

export interface Log {
  debug(event: string, details?: LogDetails): void;
  info(event: string, details?: LogDetails): void;
  warn(event: string, details?: LogDetails): void;
  error(event: string, details?: LogDetails): void;
}
export type LogDetails = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Business time that somebody else moves: simulations only. It never goes back. */
export interface SimulatedTime {
  now(): Temporal.Instant;
  advanceTo(instant: Temporal.Instant): void;
}
