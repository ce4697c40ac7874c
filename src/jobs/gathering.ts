/** While a system is read, what comes of it is judged and sent now and then, not at once: each lead once rather than after every stream, each call full. */
import type { System } from '../domain/record.ts';
import type { Pointer } from '../ports/queue.ts';
import { ROWS } from './send.ts';

/** So much machine time lies between two runs while more is being read; a reading that is over sooner is waited for. */
const WHILE_READING_MS: Partial<Readonly<Record<Pointer['verb'], number>>> = { judge: 3_000, send: 10_000 };
/** Between the first and the last page of a round people are known and what they did is not yet: so long the rest of it is waited for. */
const MID_ROUND_MS = 10_000;
/** Where nothing but fields of records waits, and too few of them for whole calls: a busy worker judges slowly, and each call costs the customer one. */
const FIELDS_ONLY_MS = 30_000;

/** Rows that are to be sent to a system, and those of them that are deeds. */
interface Waiting {
  readonly unsettled: number;
  readonly deeds: number;
}

export class Gathering {
  /** When the reading of each system began here that is under way. */
  readonly #reading = new Map<System, number>();
  /** Whose streams are read abreast, and of some of them the page of this round is kept, of others not. */
  readonly #midRound = new Set<System>();
  readonly #last = new Map<string, number>();
  readonly #early = new Map<string, Pointer>();
  /** Somebody hinted at what they carry. */
  readonly #hurried = new Set<string>();

  begin(system: System, nowMs: number): void {
    this.#reading.set(system, nowMs);
  }

  /** One page of each stream that is read abreast is a round: it begins when its first page is kept, and is whole with its last. */
  round(system: System, state: 'begun' | 'whole'): void {
    if (state === 'begun') this.#midRound.add(system);
    else this.#midRound.delete(system);
  }

  /** Answers what was put off, to be woken now. */
  end(system: System): readonly Pointer[] {
    this.#reading.delete(system);
    this.#midRound.delete(system);
    const early = [...this.#early.values()];
    this.#early.clear();
    return early;
  }

  /** The same, which waits no longer than it must when it is woken next. */
  hurried(pointer: Pointer): Pointer {
    this.#hurried.add(nameOf(pointer));
    return pointer;
  }

  /** {@link puts}, having asked what waits to be sent where that tells. */
  async putsOff(pointer: Pointer, nowMs: number, waitingOf: (system: System) => Promise<Waiting>): Promise<boolean> {
    const isAsked = pointer.verb === 'send' && this.#readingSince(pointer) !== undefined;
    const waiting = isAsked ? await waitingOf(pointer.of as System) : undefined;
    return this.puts(pointer, nowMs, waiting !== undefined && waiting.deeds === 0 && waiting.unsettled < ROWS);
  }

  /** Whether this job is to wait for more, here in this process; it is remembered then, else it counts as run now. */
  puts(off: Pointer, nowMs: number, isFew = false): boolean {
    const name = nameOf(off);
    const beganMs = this.#readingSince(off);
    const isMidRound = off.verb === 'judge' && this.#midRound.size > 0;
    const isPatient = isFew && !this.#hurried.has(name);
    const waitMs = isMidRound ? MID_ROUND_MS : isPatient ? FIELDS_ONLY_MS : (WHILE_READING_MS[off.verb] ?? 0);
    if (beganMs !== undefined && nowMs - Math.max(beganMs, this.#last.get(name) ?? beganMs) < waitMs) {
      this.#early.set(name, off);
      return true;
    }
    this.#last.set(name, nowMs);
    this.#hurried.delete(name);
    return false;
  }

  #readingSince({ verb, of }: Pointer): number | undefined {
    const since = [...this.#reading].filter(([system]) => verb === 'judge' || system === of).map(([, ms]) => ms);
    return since.length === 0 ? undefined : Math.min(...since);
  }
}

/** One name for equal pointers. */
export function nameOf({ verb, of }: Pointer): string {
  return of === undefined ? verb : `${verb} ${of}`;
}
