/** Finds out who put another value into a field of ours, before the page with it is kept: only the system's own history can tell a person from a workflow. */
import { sameValue } from '../domain/desired.ts';
import { recordKey, type SourceRecord, type SubjectKey } from '../domain/record.ts';
import type { Connector, EditorsAsked, Page } from '../ports/connector.ts';
import type { Store } from '../ports/store.ts';

/** The same page, its records with the editors of what differs from what is known to have been written. Costs no call where nothing does. */
export async function withEditors<P extends Pick<Page, 'records'>>(
  { store }: { readonly store: Store },
  { editors }: Connector,
  page: P,
): Promise<P> {
  const living = page.records.filter(({ deleted }) => !deleted);
  if (editors === undefined || living.length === 0) return page;
  const asked = await foreign(store, living);
  if (asked.length === 0) return page;
  const found = await editors(asked);
  const records = page.records.map((record) => {
    const its = found.get(recordKey(record.ref));
    return its === undefined || record.deleted ? record : { ...record, editors: its };
  });
  return { ...page, records };
}

async function foreign(store: Store, records: readonly SourceRecord[]): Promise<readonly EditorsAsked[]> {
  const written = await store.transaction((tx) => tx.records.written(records.map(({ ref }) => ref)));
  if (written.length === 0) return [];
  const byTarget = Map.groupBy(written, ({ target }): SubjectKey => recordKey(target));
  return records.flatMap(({ ref, fields, modifiedAt }) => {
    const others = (byTarget.get(recordKey(ref)) ?? []).filter(
      ({ field, value }) => Object.hasOwn(fields, field) && !sameValue(fields[field] ?? null, value),
    );
    return others.length === 0 ? [] : [{ ref, modifiedAt, fields: others.map(({ field }) => field) }];
  });
}
