/** Finds out who put another value into a field of ours, before the page with it is kept: only the system's own history can tell a person from a workflow. */
import { sameValue } from '../domain/desired.ts';
import type { WrittenValue } from '../domain/lead.ts';
import { type RecordRef, recordKey, type SourceRecord, type SubjectKey } from '../domain/record.ts';
import type { Connector, EditorsAsked, Page } from '../ports/connector.ts';
import type { Store } from '../ports/store.ts';

type Means = { readonly store: Store };

/** What is known to have been written to these records. */
export interface Written {
  readonly to: ReadonlySet<SubjectKey>;
  readonly values: readonly WrittenValue[];
}

export async function writtenTo({ store }: Means, refs: readonly RecordRef[]): Promise<Written> {
  const values = refs.length === 0 ? [] : await store.transaction((tx) => tx.records.written(refs));
  return { to: new Set(refs.map(recordKey)), values };
}

/**
 * The same page, its records with the editors of what differs from what is known to have been written. Costs no call where nothing does. `before`, if it was
 * looked up while the page was on its way, saves a look where nothing differs from that either.
 */
export async function withEditors<P extends Pick<Page, 'records'>>(
  means: Means,
  { editors }: Connector,
  page: P,
  before?: Written,
): Promise<P> {
  const living = page.records.filter(({ deleted }) => !deleted);
  if (editors === undefined || living.length === 0) return page;
  if (before !== undefined && living.every(({ ref }) => before.to.has(recordKey(ref))) && isOurs(living, before))
    return page;
  const asked = foreign(
    living,
    await writtenTo(
      means,
      living.map(({ ref }) => ref),
    ),
  );
  if (asked.length === 0) return page;
  const found = await editors(asked);
  const records = page.records.map((record) => {
    const its = found.get(recordKey(record.ref));
    return its === undefined || record.deleted ? record : { ...record, editors: its };
  });
  return { ...page, records };
}

const isOurs = (records: readonly SourceRecord[], written: Written): boolean => foreign(records, written).length === 0;

function foreign(records: readonly SourceRecord[], { values }: Written): readonly EditorsAsked[] {
  if (values.length === 0) return [];
  const byTarget = Map.groupBy(values, ({ target }): SubjectKey => recordKey(target));
  return records.flatMap(({ ref, fields, modifiedAt }) => {
    const others = (byTarget.get(recordKey(ref)) ?? []).filter(
      ({ field, value }) => Object.hasOwn(fields, field) && !sameValue(fields[field] ?? null, value),
    );
    return others.length === 0 ? [] : [{ ref, modifiedAt, fields: others.map(({ field }) => field) }];
  });
}
