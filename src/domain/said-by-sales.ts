/** What stands in the fields that sales fills in Salesforce. */
import type { Stage } from './facts.ts';
import { byAge, type Lead } from './lead.ts';
import { isPerson, type SourceRecord } from './record.ts';

export interface Said {
  readonly value: string;
  readonly record: SourceRecord;
}

/** The newest value of a field among the person's living Salesforce records. */
export function saidBySales(lead: Pick<Lead, 'records'>, field: string): Said | undefined {
  const inSalesforce = lead.records
    .filter(({ ref, deleted }) => ref.system === 'salesforce' && isPerson(ref) && !deleted)
    .sort((a, b) => byAge(b, a));
  for (const record of inSalesforce) {
    const value = record.fields[field];
    if (value !== null && value !== undefined && value !== '') return { value: String(value), record };
  }
  return undefined;
}

/** With a stage that ends what sales had: why, if that is said already. */
export function wordsOnReturn(
  { lead }: { readonly lead: Pick<Lead, 'records'> },
  stage: Stage,
): { reason?: string; comment?: string } {
  if (stage !== 'returned') return {};
  const reason = saidBySales(lead, 'returnReason')?.value;
  const comment = saidBySales(lead, 'returnComment')?.value;
  return { ...(reason === undefined ? {} : { reason }), ...(comment === undefined ? {} : { comment }) };
}
