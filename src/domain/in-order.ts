/** A lead in one fixed order, however it was gathered, so that equal leads get equal decisions. */
import { newestFirst } from './agreement/where.ts';
import type { IsoInstant } from './instant.ts';
import type { Lead, WrittenValue } from './lead.ts';
import { type RecordRef, recordKey, type SourceRecord, sameRef } from './record.ts';

/** Records, companies and written values by their keys, activities oldest first. What is in order already is not copied. */
export function inOrder(lead: Lead): Lead {
  return {
    ...lead,
    records: sorted(lead.records, byKey),
    companies: sorted(lead.companies, byKey),
    activities: sorted(lead.activities, (a, b) => newestFirst(b, a)),
    written: sorted(lead.written, byField),
  };
}

/** When the next thing that is dated later than now will have happened. Of a lead in order. */
export function nextActivity({ activities }: Pick<Lead, 'activities'>, now: IsoInstant): IsoInstant | undefined {
  return activities.find(({ occurredAt }) => occurredAt > now)?.occurredAt;
}

function sorted<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): readonly Item[] {
  const inOrderAlready = items.every((item, index) => {
    const before = items[index - 1];
    return before === undefined || compare(before, item) <= 0;
  });
  return inOrderAlready ? items : [...items].sort(compare);
}

function byKey(a: SourceRecord, b: SourceRecord): number {
  return compareRefs(a.ref, b.ref);
}

function byField(a: WrittenValue, b: WrittenValue): number {
  return compareRefs(a.target, b.target) || compareTexts(a.field, b.field);
}

function compareRefs(a: RecordRef, b: RecordRef): number {
  return sameRef(a, b) ? 0 : compareTexts(recordKey(a), recordKey(b));
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
