/** Score lines: points with their rule, their evidence and their date; and those that take away what is above a cap. */
import type { Bilingual } from './agreement/vocabulary.ts';
import type { IsoInstant } from './instant.ts';
import type { System } from './record.ts';

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

/** What is above a cap is taken away by a line of its own. */
export function capLine(
  rule: string,
  label: Bilingual,
  part: ScoreLine['part'],
  points: number,
  changesAt?: IsoInstant | undefined,
): ScoreLine {
  return { rule, label, part, points, evidence: undefined, at: undefined, url: undefined, changesAt };
}
