/**
 * Form submissions have no stream of changes, and reading every form costs a call each. So contacts tell: one whose `recent_conversion_date` moved has
 * sent a form. This is the memory of those moves; losing it costs one reading of all forms.
 */
import { type IsoInstant, instantOf, iso } from '../../src/domain/instant.ts';

interface Move {
  readonly at: IsoInstant;
  /** All forms have been read up to here since. */
  coveredTo?: IsoInstant;
}

export class Conversions {
  /** All forms have been read once since the start, up to here. */
  #readTo: IsoInstant | undefined;
  #begun: IsoInstant | undefined;
  readonly #moves = new Map<string, Move>();
  readonly #lateMs: number;
  readonly #now: () => Temporal.Instant;

  constructor(lateMs: number, now: () => Temporal.Instant) {
    this.#lateMs = lateMs;
    this.#now = now;
  }

  /** Moves that are remembered: those of the last hour or so, however many contacts there are. */
  get size(): number {
    return this.#moves.size;
  }

  /**
   * A pulled contact says when it last sent a form; answers whether that is new here. What the next whole reading finds anyway, or the last one has
   * found, is not remembered.
   */
  saw(contact: string, at: IsoInstant): boolean {
    const covered = this.#readTo === undefined ? this.#now() : instantOf(this.#readTo);
    if (at <= iso(covered.subtract({ milliseconds: this.#lateMs }))) return false;
    if (this.#moves.get(contact)?.at === at) return false;
    this.#moves.set(contact, { at });
    return true;
  }

  /** Whether forms must be read that a cursor covering up to `to` has not: always so before the first whole reading since the start. */
  outrun(to: IsoInstant, since: IsoInstant): boolean {
    if (this.#readTo === undefined || this.#readTo > to) return true;
    for (const [contact, move] of this.#moves) {
      if (move.at <= since) this.#moves.delete(contact);
      else if (move.coveredTo === undefined || move.coveredTo > to) return true;
    }
    return false;
  }

  /** A reading of all forms begins; it will cover what was sent up to `to`. */
  begin(to: IsoInstant): void {
    this.#begun = to;
  }

  /** The reading of all forms up to `to` is through. One begun before this process started covers nothing that this memory holds. */
  through(to: IsoInstant): void {
    if (this.#begun !== to) return;
    this.#readTo = to;
    for (const move of this.#moves.values()) if (move.at <= to) move.coveredTo = to;
  }
}
