/** Worked examples: "given this person, expect this". They show the agreement to its readers, and prove it when it is changed. */
import { z } from 'zod';
import { ACTIVITY_KINDS, type Activity } from '../domain/activity.ts';
import { judge } from '../domain/agreement/condition.ts';
import { place, readAxis, readCriterion, readQuality } from '../domain/agreement/placing.ts';
import type { Agreement } from '../domain/agreement/schema.ts';
import type { Subject } from '../domain/agreement/verdict.ts';
import { AXES, CRITERIA, READINGS } from '../domain/agreement/vocabulary.ts';
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
          /** All that excludes the person, by the exclusions' ids; an empty list: nothing does. */
          excluded: z.array(z.string()).optional(),
          /** Cell of the matrix; `unknown`: not known yet. */
          cell: z.string().optional(),
          /** Placed by what is likely, not by what is known. */
          provisional: z.boolean().optional(),
          /** How the criteria read, by reading. */
          criteria: z.partialRecord(z.enum(READINGS), z.partialRecord(z.enum(CRITERIA), answer)).optional(),
          axes: z.partialRecord(z.enum(AXES), z.enum(['high', 'low', 'unknown'])).optional(),
          /** Grade by the axes; `unknown`: none holds yet. */
          quality: z.string().optional(),
          /** Whether a handoff's own condition holds, by its type; of one without a condition: yes. */
          handoffs: z.record(z.string(), answer).optional(),
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
      const differences = compare(example.expect, points, qualification, subject);
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

type Compared = readonly [what: string, expected: unknown, actual: unknown];

function compare(
  expected: Example['expect'],
  points: Score,
  qualification: Qualification,
  subject: Subject,
): ExampleResult['differences'] {
  const { mql, sql, evidence, excluded } = qualification;
  const ofRule = (rule: string): number =>
    points.lines.filter((line) => line.rule === rule).reduce((sum, line) => sum + line.points, 0);
  const actual = { ...points, mql: mql.holds, sql: sql.holds };
  const keys = ['attribute', 'behaviour', 'total', 'temperature', 'mql', 'sql'] as const;
  const pairs: readonly Compared[] = [
    ...keys.map((key) => [key, expected[key], actual[key]] as const),
    ...each('lines', expected.lines, ofRule),
    ...each('evidence', expected.evidence, (item) => evidence.find((state) => state.item === item)?.status),
    ['excluded', listed(expected.excluded), listed(excluded.map(({ id }) => id))],
    ...placings(expected, subject),
  ];
  return pairs
    .filter(([, wanted, is]) => wanted !== undefined && wanted !== is)
    .map(([what, wanted, is]) => ({ what, expected: String(wanted), actual: String(is) }));
}

/** What rests on other sections than the points and the two rules. */
function placings(expected: Example['expect'], subject: Subject): readonly Compared[] {
  const placing = place(subject, judge);
  const { handoffs } = subject.agreement;
  const ownCondition = (type: string): string | undefined => {
    const terms = handoffs.find((one) => one.type === type);
    if (terms === undefined) return undefined;
    return terms.when === undefined ? 'yes' : judge(terms.when, subject).holds;
  };
  return [
    ['cell', expected.cell, placing === undefined ? 'absent' : (placing.cell ?? 'unknown')],
    ['provisional', expected.provisional, placing?.provisional ?? 'absent'],
    ...READINGS.flatMap((reading) =>
      each(
        `criteria.${reading}`,
        expected.criteria?.[reading],
        (one) => readCriterion(one, reading, subject, judge)?.holds,
      ),
    ),
    ...each('axes', expected.axes, (axis) => readAxis(axis, subject, judge)?.is),
    ['quality', expected.quality, readQuality(subject, judge)?.grade ?? 'unknown'],
    ...each('handoffs', expected.handoffs, ownCondition),
  ];
}

/** One comparison for each name that is expected of; what the agreement does not have is `absent`. */
function each<Name extends string>(
  what: string,
  expected: Readonly<Partial<Record<Name, unknown>>> | undefined,
  actual: (name: Name) => unknown,
): readonly Compared[] {
  // The names come from a checked file, so they are of that type.
  return (Object.keys(expected ?? {}) as Name[]).map((name) => [
    `${what}.${name}`,
    expected?.[name],
    actual(name) ?? 'absent',
  ]);
}

/** In one order, so that sets compare as texts; undefined stays so. */
function listed(ids: readonly string[] | undefined): string | undefined {
  return ids?.toSorted().join(', ');
}
