/** How one lead is explained: plain JSON, now or as of a past moment. */
import type { Holds, Verdict } from '../domain/agreement/condition.ts';
import type { Names } from '../domain/agreement/names.ts';
import type { AxisReading, Placing, QualityReading } from '../domain/agreement/placing.ts';
import type { Axis, Criterion, ReadingName } from '../domain/agreement/vocabulary.ts';
import type { Stage, Temperature } from '../domain/facts.ts';
import type { Forecast } from '../domain/forecast.ts';
import type { Missing } from '../domain/gate.ts';
import type { Grade } from '../domain/grade.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { EvidenceState, Exclusion } from '../domain/qualify.ts';
import type { RecordRef } from '../domain/record.ts';
import type { Score } from '../domain/score.ts';
import type { Department } from '../domain/team.ts';
import type { HandoffView } from './answers.ts';
import type { PersonView } from './plain.ts';

export interface AsOfView {
  readonly at: IsoInstant;
  /** With what became known of that moment since, instead of what Baton had seen by then. */
  readonly hindsight: boolean;
  /** False: nothing was known of the lead then; its records stand as they were first seen, the first of them at `firstSeenAt`. */
  readonly known: boolean;
  readonly firstSeenAt?: IsoInstant | undefined;
}

export interface ExplainReport extends PersonView {
  /** Of which moment all this is; absent: of now. */
  readonly asOf?: AsOfView | undefined;
  readonly stage: Stage;
  readonly stageSince: IsoInstant | undefined;
  readonly department: Department;
  readonly owner: string | undefined;
  /** The version in force at that moment; where none was, the one that stands in the file today. */
  readonly agreement: string;
  readonly inForce: boolean;
  readonly temperature: Temperature;
  readonly score: Score;
  readonly evidence: readonly EvidenceState[];
  /** How the agreement calls what the verdicts speak of. */
  readonly names: Names;
  /** The selection rule leaves it out; `since`: of a lead that took part before. */
  readonly outside?: { readonly since?: IsoInstant | undefined } | undefined;
  /** Why it is neither MQL nor SQL, whatever its points. */
  readonly excluded: readonly Exclusion[];
  readonly grade?: Grade | undefined;
  /** The grade by the axes: BANT completeness × ICP fit, as the agreement says. */
  readonly quality?: QualityReading | undefined;
  readonly axes: Readonly<Partial<Record<Axis, AxisReading['is']>>>;
  /** Of each criterion that the agreement defines, whether its readings hold. */
  readonly criteria: Readonly<Partial<Record<Criterion, Readonly<Record<ReadingName, Holds>>>>>;
  /** In the matrix. */
  readonly placing?: Placing | undefined;
  /** What holds it, and who is asked for it. */
  readonly missing: readonly Missing[];
  /** Sent back: it may qualify again from then on. */
  readonly againAt?: IsoInstant | undefined;
  /** What will change by itself. */
  readonly forecast: readonly Forecast[];
  /** The next stage by rule, and how far its rule holds; absent where no rule leads on. */
  readonly next: { readonly stage: 'mql' | 'sql'; readonly verdict: Verdict } | undefined;
  /** Why nothing is decided, whatever the rules say; of a past moment, that no version was in force. */
  readonly idle: 'unarmed' | 'stopped' | 'distrusted' | undefined;
  readonly standing: 'before-baseline' | 'gate' | undefined;
  readonly held: readonly string[];
  readonly handoffs: readonly HandoffView[];
  readonly records: readonly RecordRef[];
  /** The Salesforce account that they work at; `owner`: the member who owns it. */
  readonly account?: AccountView | undefined;
  /** When the score or a deadline next changes by itself. */
  readonly changesAt: IsoInstant | undefined;
}

/** `record`: their own records name it. `several`: so many fit by domain or name, and none is taken. */
export type AccountView =
  | {
      readonly by: 'record' | 'domain' | 'name';
      readonly record: RecordRef;
      readonly name: string;
      readonly owner: string | undefined;
    }
  | { readonly by: 'several'; readonly count: number };
