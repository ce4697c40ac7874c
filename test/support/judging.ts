/** Leads and agreements for tests of judging: the shipped agreement, and people made of a few fields and activities. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readAgreement } from '../../src/config/agreement.ts';
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import type { Subject } from '../../src/domain/agreement/condition.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import { type Lead, mergeFields } from '../../src/domain/lead.ts';
import type { Fields, FieldValue, RecordRef, SourceRecord, SubjectKey } from '../../src/domain/record.ts';
import { score } from '../../src/domain/score.ts';

export const MAPPINGS = join(import.meta.dirname, '../../mappings');
export const NOW = Temporal.Instant.from('2026-11-20T03:00:00Z');

/** The agreement of the tests. */
export const TESTED_AGREEMENT = join(import.meta.dirname, 'agreement.yaml');
export const shipped: Agreement = readAgreement({ path: TESTED_AGREEMENT }).terms;

export function mappingText(name: string): string {
  return readFileSync(join(MAPPINGS, name), 'utf8');
}

/** The shipped agreement with other scoring. */
export function scoring(attributes: readonly object[], behaviours: readonly object[], caps?: object): Agreement {
  const filler = {
    id: 'filler',
    label: { en: 'x', ja: 'x' },
    field: 'no-such-field',
    values: [{ in: ['x'], points: 1 }],
  };
  const visit = { id: 'filler-2', activity: 'survey-answered', points: 1 };
  const label = { en: 'x', ja: 'x' };
  return agreementSchema.parse({
    ...shipped,
    scoring: {
      attributes: [filler, ...attributes].map((rule) => ({ label, ...rule })),
      behaviours: [visit, ...behaviours].map((rule) => ({ label, ...rule })),
      ...(caps === undefined ? {} : { caps: { label, ...caps } }),
    },
  });
}

export function record(fields: Fields, changes: Partial<SourceRecord> = {}): SourceRecord {
  const ref: RecordRef = { system: 'hubspot', object: 'contact', id: '1' };
  return { ref, fields, modifiedAt: iso(NOW.subtract({ hours: 24 })), deleted: false, ...changes };
}

export function leadOf(fields: Fields, activities: readonly Activity[] = [], changes: Partial<Lead> = {}): Lead {
  return {
    id: 'lead-1' as LeadId,
    state: {
      version: 0,
      stage: 'lead',
      holder: { department: 'marketing' },
      temperature: 'cold',
      episode: 0,
      links: [],
      handoffs: [],
    },
    records: [record(fields)],
    companies: [],
    activities,
    written: [],
    ...changes,
  };
}

let made = 0;
export function activity(
  kind: ActivityKind,
  ago: Temporal.DurationLike,
  properties: Record<string, FieldValue> = {},
): Activity {
  made += 1;
  return {
    system: 'hubspot',
    kind,
    id: `a${made}`,
    subjects: ['hubspot/contact/1' as SubjectKey],
    occurredAt: iso(NOW.subtract(ago)),
    actor: { type: 'lead' },
    properties,
  };
}

export function subjectOf(lead: Lead, agreement: Agreement = shipped, now: Temporal.Instant = NOW): Subject {
  return { lead, fields: mergeFields(lead), score: score(lead, agreement, now), now, agreement };
}

const KINDS: readonly ActivityKind[] = [
  'site-visited',
  'mail-clicked',
  'price-list-downloaded',
  'catalogue-downloaded',
  'inquiry-sent',
  'quote-requested',
  'webinar-attended',
  'exhibition-visited',
  'call',
];

/** Activities of the kinds that rules ask for, up to 200 days ago and 20 days ahead, often at the very edge of a window or at equal moments. */
export const anyActivities: fc.Arbitrary<readonly Activity[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      at: fc.oneof(
        fc.integer({ min: -200 * 86_400_000, max: 20 * 86_400_000 }),
        fc.integer({ min: -95, max: 5 }).map((days) => days * 86_400_000),
        fc
          .tuple(fc.constantFrom(7, 30, 90), fc.integer({ min: -2, max: 2 }))
          .map(([days, ms]) => ms - days * 86_400_000),
      ),
      page: fc.constantFrom('price', 'ＰＲＩＣＥ', 'case', null),
    }),
    { maxLength: 30 },
  )
  .map((rows) =>
    rows.map(({ kind, at, page }, index) => ({
      ...activity(kind, { milliseconds: -at }, { page }),
      id: `p${index}`,
    })),
  );
