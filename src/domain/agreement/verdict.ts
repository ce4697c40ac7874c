/** What a condition is judged of, and what comes of it. */
import type { ActivityKind } from '../activity.ts';
import type { Stage, Temperature } from '../facts.ts';
import type { IsoInstant } from '../instant.ts';
import type { Lead, MergedFields } from '../lead.ts';
import type { FieldValue } from '../record.ts';
import type { EvidenceKey, Score } from '../score.ts';
import type { Agreement } from './vocabulary.ts';

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
      readonly atLeast: number;
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
  | { readonly leaf: 'temperature'; readonly in: readonly Temperature[]; readonly is: Temperature }
  | { readonly leaf: 'stage'; readonly in: readonly Stage[]; readonly is: Stage }
);
