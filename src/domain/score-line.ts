/** Score lines: points with their rule, their evidence and their date; and what caps take away. */
import type { Bilingual } from './agreement/vocabulary.ts';
import type { IsoInstant } from './instant.ts';
import type { System } from './record.ts';
import type { ScoreRules } from './score-rules.ts';

/** The record that a line rests on, or the activity: then `object` is its kind. */
export interface EvidenceKey {
  readonly system: System;
  readonly object: string;
  readonly id: string;
}

/** Points of one rule. `<rule>/cap`, `group/<group>`, `cap/attribute` and `cap/behaviour` take away what is above a cap. */
export interface ScoreLine {
  readonly rule: string;
  readonly label: Bilingual;
  readonly part: 'attribute' | 'behaviour';
  readonly points: number;
  readonly evidence?: EvidenceKey | undefined;
  /** When it happened; for an attribute, when the record that says it was last changed. */
  readonly at?: IsoInstant | undefined;
  readonly url?: string | undefined;
  /** When time alone changes it next: it leaves its window, or fades. Absent: never, or nobody asked ({@link scoreTold}). */
  readonly changesAt?: IsoInstant | undefined;
}

/** One scoring under way. */
export interface Taking {
  readonly rules: ScoreRules;
  readonly lines: ScoreLine[];
  readonly nowMs: number;
  /** Whether lines say when they change. */
  readonly tells: boolean;
}

export function capLine(
  rule: string,
  label: Bilingual,
  part: ScoreLine['part'],
  points: number,
  changesAt?: IsoInstant | undefined,
): ScoreLine {
  return { rule, label, part, points, evidence: undefined, at: undefined, url: undefined, changesAt };
}

/** What is above the caps that rules share is taken away, each group's by the part that goes over it; answers the (negative) sum of it. */
export function capGroups({ rules: { groups }, lines }: Taking, part: ScoreLine['part']): number {
  let taken = 0;
  for (const group of groups) {
    const over = group.sum - group.cap;
    if (over <= 0) continue;
    group.sum = group.cap;
    taken -= over;
    lines.push(capLine(group.capId, group.label, part, -over, group.changesAt));
  }
  return taken;
}

export function capPart(
  { rules: { caps }, lines, tells }: Taking,
  part: ScoreLine['part'],
  sum: number,
  changesAt?: IsoInstant | undefined,
): number {
  if (caps === undefined || sum <= caps[part]) return sum;
  lines.push(capLine(`cap/${part}`, caps.label, part, caps[part] - sum, tells ? changesAt : undefined));
  return caps[part];
}
