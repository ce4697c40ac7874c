/** Looks at records live in the midst of sending, where what was read last is not enough to write on; what is found comes in by the one way in. */

import { wentTo } from '../domain/identity.ts';
import { iso } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import { type RecordRef, recordKey, type SourceRecord, type SubjectKey, type System } from '../domain/record.ts';
import { type Connector, type Cursor, LOOK_MOST } from '../ports/connector.ts';
import type { JobContext } from './context.ts';
import { withEditors } from './editors.ts';
import { readPower } from './power.ts';
import { type Prepared, prepare } from './prepare.ts';
import { keepLook } from './sweep.ts';

/** Under which is kept what these looks know of the account that they look into: it need not be asked for each time. */
const LOOKED = 'look-before-sending';

/** A Lead merged into one that was converted to a Contact that was merged, and one more. */
const MOST_STEPS = 4;

/** The keys of those that were kept anew, or why they could not be read. */
export type TakenIn = { readonly taken: ReadonlySet<SubjectKey> } | { readonly problem: Problem };

/**
 * Of a record that went into another, that one too: it is what is written to from then on. `isNews`: whether what was read of a record is worth keeping beside
 * what is known of it; all of it unless told. Asked again once it is known who changed it.
 */
export async function takeIn(
  { context, connector }: { readonly context: JobContext; readonly connector: Connector },
  refs: readonly RecordRef[],
  isNews: (read: SourceRecord, known: SourceRecord | undefined) => boolean = () => true,
): Promise<TakenIn> {
  const taken = new Set<SubjectKey>();
  const { store } = context;
  const { system, lookMost = LOOK_MOST } = connector;
  const before = await store.transaction(async (tx) => (await tx.records.cursors(system)).get(LOOKED));
  let cursor = before;
  const asking = new Map(refs.map((ref) => [recordKey(ref), ref]));
  let due: readonly RecordRef[] = refs;
  for (let step = 0; step < MOST_STEPS && due.length > 0; step += 1) {
    const went: RecordRef[] = [];
    for (let from = 0; from < due.length; from += lookMost) {
      const asked = due.slice(from, from + lookMost);
      const seen = await connector.look?.(asked, cursor);
      const failure = seen?.problems.find(({ record }) => record === undefined);
      if (failure !== undefined) return { problem: failure };
      if (seen === undefined) continue;
      ({ cursor } = seen);
      const known = await store.transaction((tx) => tx.records.get(seen.records.map(({ ref }) => ref)));
      const byKey = new Map(known.map((record) => [recordKey(record.ref), record]));
      // Whom another record led here is not known yet, whatever it says.
      const isKept = (read: SourceRecord): boolean => step > 0 || isNews(read, byKey.get(recordKey(read.ref)));
      const page = await withEditors(context, connector, { ...seen, records: seen.records.filter(isKept) });
      const records = page.records.filter(isKept);
      if (records.length === 0 && seen.gone.length === 0) continue;
      await store.transaction((tx) =>
        keepLook(tx, context, system, { refs: asked, page: { ...page, records }, under: LOOKED }),
      );
      for (const { ref } of [...records, ...seen.gone.map((gone) => ({ ref: gone }))]) taken.add(recordKey(ref));
      went.push(...records.flatMap(wentTo));
    }
    due = went.filter((ref) => !asking.has(recordKey(ref)));
    for (const ref of due) asking.set(recordKey(ref), ref);
  }
  if (before === undefined && cursor !== undefined) await keepCursor(context, system, cursor);
  return { taken };
}

function keepCursor({ store, runtime }: JobContext, system: System, cursor: Cursor): Promise<void> {
  return store.transaction((tx) => tx.records.saveCursor(system, LOOKED, cursor, iso(runtime.now())));
}

/** The same writes, made up from what is known by now. */
export async function again(context: JobContext, some: readonly Prepared[]): Promise<ReadonlyMap<number, Prepared>> {
  if (some.length === 0) return new Map();
  const prepared = await context.store.transaction(async (tx) => {
    const rows = some.map(({ row }) => row);
    return prepare(tx, context, await readPower(tx), rows, context.runtime.now());
  });
  return new Map(prepared.map((one) => [one.row.id, one]));
}
