/** What a condition is judged of, and what comes of it. */
import type { ActivityKind } from '../activity.ts';
import type { Stage, Temperature } from '../facts.ts';
import type { IsoInstant } from '../instant.ts';
import type { Lead, MergedFields } from '../lead.ts';
import type { FieldValue } from '../record.ts';
import type { EvidenceKey, Score } from '../score.ts';
import type { Agreement, Axis, Criterion, ReadingName } from './vocabulary.ts';

/** All that a condition may look at. `fields` are the lead's merged fields, `score` its score at `now`. */
export interface Subject {
  readonly lead: Lead;
  readonly fields: MergedFields;
  readonly score: Score;
  readonly now: Temporal.Instant;
  readonly agreement: Agreement;
}

export type Holds = 'yes' | 'no' | 'unknown';

export interface Verdict {
  readonly holds: Holds;
  /** The leaves that decided it; empty while unknown. */
  readonly because: readonly Leaf[];
  /** The leaves that nothing is known of, and on which it hangs; empty unless unknown. */
  readonly missing: readonly Leaf[];
  /** Until this moment, which is later than now, the verdict stands unless something new is learnt. Absent: for ever. */
  readonly nextAt?: IsoInstant | undefined;
}

/** One elementary comparison with what was found, to be said in either language. `holds` is its own truth: below a `not`, a `no` may have decided. */
export type Leaf = { readonly holds: Holds } & (
  | {
      readonly leaf: 'score';
      readonly part: 'total' | 'attribute' | 'behaviour';
      readonly atLeast?: number | undefined;
      readonly atMost?: number | undefined;
      readonly is: number;
    }
  | {
      readonly leaf: 'attribute';
      readonly field: string;
      readonly atLeast?: number | undefined;
      readonly atMost?: number | undefined;
      readonly in?: readonly FieldValue[] | undefined;
      readonly contains?: readonly string[] | undefined;
      readonly present?: boolean | undefined;
      /** Null: not known. */
      readonly is: FieldValue;
    }
  | {
      readonly leaf: 'activity';
      readonly kinds: readonly ActivityKind[];
      readonly atLeast: number;
      /** Days are counted, not occurrences. */
      readonly distinctDays?: boolean | undefined;
      readonly within?: string | undefined;
      readonly is: number;
      /** The newest one. */
      readonly evidence?: EvidenceKey | undefined;
      readonly at?: IsoInstant | undefined;
    }
  | {
      readonly leaf: 'evidence';
      readonly atLeast: number;
      readonly of: readonly string[];
      readonly met: readonly string[];
      /** Not asked yet. */
      readonly open: readonly string[];
    }
  | {
      readonly leaf: 'level';
      readonly of: string;
      readonly atLeast: FieldValue;
      /** Null: not recorded. */
      readonly is: FieldValue;
    }
  | { readonly leaf: 'temperature'; readonly in: readonly Temperature[]; readonly is: Temperature }
  | {
      readonly leaf: 'grade';
      readonly fit?: readonly string[] | undefined;
      readonly engagement?: readonly string[] | undefined;
      readonly is: string;
    }
  | {
      readonly leaf: 'cell';
      readonly in: readonly string[];
      /** Absent: not known yet. */
      readonly is?: string | undefined;
      readonly provisional: boolean;
    }
  | {
      readonly leaf: 'criteria';
      readonly reading: ReadingName;
      readonly atLeast: number;
      readonly of: readonly Criterion[];
      readonly met: readonly Criterion[];
      readonly open: readonly Criterion[];
    }
  | {
      readonly leaf: 'axis';
      readonly axis: Axis;
      readonly wanted: 'high' | 'low';
      readonly is: 'high' | 'low' | 'unknown';
    }
  | {
      readonly leaf: 'quality';
      readonly in: readonly string[];
      /** Absent: not known yet. */
      readonly is?: string | undefined;
      readonly provisional: boolean;
    }
  | { readonly leaf: 'stage'; readonly in: readonly Stage[]; readonly is: Stage }
  | {
      readonly leaf: 'been';
      readonly in: readonly Stage[];
      readonly within?: string | undefined;
      /** When it last was. */
      readonly at?: IsoInstant | undefined;
    }
);
