/** What the rules of one decision look at. */
import type { Agreement } from './agreement/schema.ts';
import type { Circumstances } from './circumstances.ts';
import type { Lead, MergedFields } from './lead.ts';
import type { EvidenceState } from './qualify.ts';
import type { Score } from './score.ts';

export interface Judged {
  readonly lead: Lead;
  readonly fields: MergedFields;
  readonly score: Score;
  readonly evidence: readonly EvidenceState[];
  readonly now: Temporal.Instant;
  readonly agreement: Agreement;
  readonly circumstances: Circumstances;
}
