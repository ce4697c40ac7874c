/** A look at records that is begun as soon as hints arrive, while these are still being kept: so nobody waits for one after the other. */
import { type RecordRef, recordKey, type SubjectKey, type System } from '../domain/record.ts';
import { type Connector, type Cursor, LOOK_MOST, type LookPage } from '../ports/connector.ts';
import type { Hint, KeptHint } from '../ports/hints.ts';
import { isKnown } from './account.ts';
import type { JobContext } from './context.ts';
import { type Written, writtenTo } from './editors.ts';

export interface EarlyLook {
  readonly of: ReadonlySet<SubjectKey>;
  readonly looked: Promise<LookPage>;
  readonly written: Promise<Written>;
}

/** Where the last look of this process ended. */
const places = new WeakMap<Connector, Cursor>();

export function rememberPlace(connector: Connector, cursor: Cursor): void {
  places.set(connector, cursor);
}

/** Those that are under way: each is there for the next run at hints of its system, and for no later one. */
export class EarlyLooks {
  readonly #looks = new Map<System, EarlyLook>();

  /** In place of any before; none where somebody is at the hints of that system already. */
  begin(context: Means, hints: readonly Hint[], isBusy: (system: System) => boolean): void {
    for (const [system, some] of Map.groupBy(hints, ({ system }) => system)) {
      const connector = context.connectors.get(system);
      const look = connector === undefined || isBusy(system) ? undefined : lookEarly(context, connector, some);
      if (look === undefined) this.#looks.delete(system);
      else this.#looks.set(system, look);
    }
  }

  take(system: System): EarlyLook | undefined {
    const look = this.#looks.get(system);
    this.#looks.delete(system);
    return look;
  }
}

type Means = Pick<JobContext, 'store' | 'connectors'>;

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
  return { of: new Set(refs.map(recordKey)), looked, written };
}

/** Whether it answers these hints: it looked at just these records, and none of them was told of a second time, which may have been later. */
export function answers({ of }: EarlyLook, hints: readonly KeptHint[]): boolean {
  return (
    hints.length === of.size &&
    hints.every(({ times, record }) => times === 1 && record !== undefined && of.has(recordKey(record)))
  );
}

/** Each once. */
export function recordsOf(hints: readonly Hint[]): readonly RecordRef[] {
  const records = hints.flatMap(({ record }) => (record === undefined ? [] : [record]));
  return [...new Map(records.map((record) => [recordKey(record), record])).values()];
}
