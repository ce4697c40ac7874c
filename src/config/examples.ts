/** Worked examples: "given this person, expect this". They show the agreement to its readers, and prove it when it is changed. */
import { z } from 'zod';
import { ACTIVITY_KINDS, type Activity } from '../domain/activity.ts';
import type { Agreement } from '../domain/agreement/schema.ts';
import { type LeadId, STAGES } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import { type Lead, mergeFields } from '../domain/lead.ts';
import { type Qualification, qualify } from '../domain/qualify.ts';
import { type RecordRef, recordKey, type SourceRecord } from '../domain/record.ts';
import { type Score, score } from '../domain/score.ts';
import { openYaml, type YamlSource } from './yaml.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const answer = z.enum(['yes', 'no', 'unknown']);

export const examplesFile = z.strictObject({
  examples: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        person: z.strictObject({
          fields: z.record(z.string(), scalar),
          stage: z.enum(STAGES).default('lead'),
          activities: z
            .array(
              z.strictObject({
                kind: z.enum(ACTIVITY_KINDS),
                /** Before the moment of judging. */
                ago: z
                  .string()
                  .regex(
                    /^\d{1,4} (minutes?|hours?|days?)$/,
                    'a number and its unit: "20 minutes", "3 hours" or "10 days"',
                  ),
                properties: z.record(z.string(), scalar).default({}),
              }),
            )
            .default([]),
        }),
        expect: z.strictObject({
          attribute: z.int().optional(),
          behaviour: z.int().optional(),
          total: z.int().optional(),
          temperature: z.enum(['hot', 'warm', 'cold']).optional(),
          /** Points by rule, caps included; rules that are not named are not compared. */
          lines: z.record(z.string(), z.int()).optional(),
          mql: answer.optional(),
          sql: answer.optional(),
          evidence: z.record(z.string(), z.enum(['met', 'not-met', 'open'])).optional(),
        }),
      }),
    )
    .min(1),
});
type Example = z.infer<typeof examplesFile>['examples'][number];

export interface ExampleResult {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly ok: boolean;
  /** What came out otherwise than expected; empty when ok. */
  readonly differences: readonly { readonly what: string; readonly expected: string; readonly actual: string }[];
  readonly score: Score;
  readonly qualification: Qualification;
}

/** Examples speak of "3 days ago" only, so the moment itself is of no matter; a fixed one gives equal results for ever. */
const JUDGED_AT = Temporal.Instant.from('2026-11-20T03:00:00Z');

/** Judges every example of the files by that agreement, in their order. A malformed file is a {@link ConfigError}. */
export function runExamples(agreement: Agreement, files: readonly YamlSource[]): readonly ExampleResult[] {
  return files.flatMap((source) => {
    const file = openYaml(source, examplesFile);
    return file.value.examples.map((example, index): ExampleResult => {
      const lead = exampleLead(example.person, JUDGED_AT);
      const points = score(lead, agreement, JUDGED_AT);
      const subject = { lead, fields: mergeFields(lead), score: points, now: JUDGED_AT, agreement };
      const qualification = qualify(subject);
      const differences = compare(example.expect, points, qualification);
      const { line = 1 } = file.fault(['examples', index, 'name'], 'no-shape');
      return {
        file: file.name,
        line,
        name: example.name,
        ok: differences.length === 0,
        differences,
        score: points,
        qualification,
      };
    });
  });
}

/** A lead of one record that holds all the fields, with activities so long before `now`. */
export function exampleLead({ fields, stage, activities }: Example['person'], now: Temporal.Instant): Lead {
  const ref: RecordRef = { system: 'salesforce', object: 'lead', id: 'example' };
  const record: SourceRecord = { ref, fields, modifiedAt: iso(now), deleted: false };
  return {
    id: 'example' as LeadId,
    state: {
      version: 0,
      stage,
      holder: { department: 'marketing' },
      temperature: 'cold',
      episode: 0,
      links: [ref],
      handoffs: [],
    },
    records: [record],
    companies: [],
    activities: activities
      .map(({ kind, ago, properties }, index): Activity => {
        const occurredAt = iso(now.subtract(span(ago)));
        const subjects = [recordKey(ref)];
        return {
          system: 'hubspot',
          kind,
          id: String(index),
          subjects,
          occurredAt,
          actor: { type: 'lead' },
          properties,
        };
      })
      .sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1)),
    written: [],
  };
}

const HOURS: Readonly<Record<string, number>> = { hour: 1, day: 24 };

function span(ago: string): { readonly minutes: number } {
  const [amount = '0', unit = 'minute'] = ago.split(' ');
  return { minutes: Number(amount) * 60 * (HOURS[unit.replace(/s$/, '')] ?? 1 / 60) };
}

function compare(
  expected: Example['expect'],
  points: Score,
  { mql, sql, evidence }: Qualification,
): ExampleResult['differences'] {
  const { lines, evidence: items, ...single } = expected;
  const ofRule = (rule: string): number =>
    points.lines.filter((line) => line.rule === rule).reduce((sum, line) => sum + line.points, 0);
  const actual = { ...points, mql: mql.holds, sql: sql.holds };
  const keys = ['attribute', 'behaviour', 'total', 'temperature', 'mql', 'sql'] as const;
  const pairs: readonly (readonly [what: string, expected: unknown, actual: unknown])[] = [
    ...keys.map((key) => [key, single[key], actual[key]] as const),
    ...Object.entries(lines ?? {}).map(([rule, wanted]) => [`lines.${rule}`, wanted, ofRule(rule)] as const),
    ...Object.entries(items ?? {}).map(
      ([item, wanted]) =>
        [`evidence.${item}`, wanted, evidence.find((state) => state.item === item)?.status ?? 'absent'] as const,
    ),
  ];
  return pairs
    .filter(([, wanted, is]) => wanted !== undefined && wanted !== is)
    .map(([what, wanted, is]) => ({ what, expected: String(wanted), actual: String(is) }));
}
