/** Agreements that differ from the shipped one in a few words, and people who say what a stage is. */
import { type Agreement, agreementSchema, type HandoffTerms } from '../../src/domain/agreement/schema.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import { ago, agreement, judge, kept, type LeadBuilder, NOW, REFS, userOf } from './people.ts';

export const label = { en: 'Asked for', ja: '確認事項' };
export const [toIs, toFs] = agreement.handoffs as [HandoffTerms, HandoffTerms];

export function signed(changes: object): Agreement {
  return agreementSchema.parse({ ...agreement, ...changes });
}
export const withFirst = (changes: object): Agreement => signed({ handoffs: [{ ...toIs, ...changes }, toFs] });
export const days = (count: number): Temporal.Instant => NOW.add({ hours: 24 * count });

/** Baton wrote `before` there; a person of sales has put `value` in its place. */
export function saying(
  lead: LeadBuilder,
  value: FieldValue,
  field = 'stage',
  before: FieldValue = 'lead',
): LeadBuilder {
  return lead
    .wrote(REFS.lead, field, before, ago({ hours: 1 }))
    .inSalesforce({ [field]: value }, { modifiedBy: userOf('salesforce', 'takahashi') });
}
export const takahashi = { by: 'person', user: 'takahashi', how: 'last-editor' };
/** Known to Baton, so that only what comes now is new. */
export const found = (lead: LeadBuilder, terms: Agreement): LeadBuilder => kept(lead, judge(lead, { terms }));
