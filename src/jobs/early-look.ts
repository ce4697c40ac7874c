/** A look at records that is begun as soon as hints arrive, and followed while these are still being kept: so nobody waits for one after the other. */
import { type RecordRef, recordKey, type System } from '../domain/record.ts';
import { type Connector, type Cursor, LOOK_MOST, type LookPage } from '../ports/connector.ts';
import type { Hint, KeptHint } from '../ports/hints.ts';
import { isKnown } from './account.ts';
import type { JobContext } from './context.ts';
import { type Written, writtenTo } from './editors.ts';

export interface EarlyLook {
  readonly refs: readonly RecordRef[];
  /** `kept`: what it found is kept, and its hints are still to be settled. */
  how: 'begun' | 'kept' | 'failed';
  readonly looked: Promise<LookPage>;
  readonly written: Promise<Written>;
  /** Whether what it found stays kept. */
  committed?: Promise<void>;
}

/** Where the last look of this process ended. */
const places = new WeakMap<Connector, Cursor>();

export function rememberPlace(connector: Connector, cursor: Cursor): void {
  places.set(connector, cursor);
}

/** Hints that come so soon after others are likely to be followed by more. */
const SOON_MS = 1_000;

/** Those that are under way: each is there for the next run at hints of its system, which follows it, and for the one after, which settles what was kept of it. */
export class EarlyLooks {
  readonly #looks = new Map<System, EarlyLook>();
  readonly #came = new Map<System, { readonly atMs: number; readonly soon: boolean }>();

  /** In place of any before; none where somebody is at the hints of that system already. Answers the systems of those that were begun. */
  begin(context: Means, hints: readonly Hint[], isBusy: (system: System) => boolean): readonly System[] {
    const begun: System[] = [];
    const atMs = context.runtime.machineMs();
    for (const [system, some] of Map.groupBy(hints, ({ system }) => system)) {
      const before = this.#came.get(system);
      this.#came.set(system, { atMs, soon: before !== undefined && atMs - before.atMs < SOON_MS });
      const connector = context.connectors.get(system);
      const look = connector === undefined || isBusy(system) ? undefined : lookEarly(context, connector, some);
      this.#looks.delete(system);
      if (look === undefined) continue;
      this.#looks.set(system, look);
      begun.push(system);
    }
    return begun;
  }

  /** Where more hints are likely, what their look has to ask first is asked now. If none comes, one call too many is counted. */
  expectMore({ connectors }: Means, system: System): void {
    if (this.#came.get(system)?.soon === true) connectors.get(system)?.expect?.('look');
  }

  take(system: System): EarlyLook | undefined {
    const look = this.#looks.get(system);
    if (look?.how !== 'begun') this.#looks.delete(system);
    return look?.how === 'failed' ? undefined : look;
  }

  drop(systems: readonly System[]): void {
    for (const system of systems) this.#looks.delete(system);
  }
}

type Means = Pick<JobContext, 'store' | 'connectors' | 'runtime'>;

/** Undefined where it has to be found out first whose account it is, where one look does not reach, and where none is worth it. */
function lookEarly(context: Means, connector: Connector, hints: readonly Hint[]): EarlyLook | undefined {
  const after = places.get(connector);
  const refs = recordsOf(hints);
  const isPlain = hints.every(({ kind, record }) => kind !== 'erased' && record !== undefined);
  if (connector.look === undefined || after === undefined || !isKnown(connector) || !isPlain) return undefined;
  if (refs.length === 0 || refs.length > LOOK_MOST) return undefined;
  const looked = connector.look(refs, after);
  const written = writtenTo(context, refs);
  // Whoever uses it hears of a failure; where nobody does, nobody misses it.
  for (const asked of [looked, written]) asked.catch(() => {});
  return { refs, how: 'begun', looked, written };
}

/** Whether it answers these hints: it looked at just these records, and none of them was told of a second time, which may have been later. */
export function answers({ refs }: EarlyLook, hints: readonly KeptHint[]): boolean {
  const looked = new Set(refs.map(recordKey));
  return (
    hints.length === looked.size &&
    hints.every(({ times, record }) => times === 1 && record !== undefined && looked.has(recordKey(record)))
  );
}

/** Each once. */
export function recordsOf(hints: readonly Hint[]): readonly RecordRef[] {
  const records = hints.flatMap(({ record }) => (record === undefined ? [] : [record]));
  return [...new Map(records.map((record) => [recordKey(record), record])).values()];
}
