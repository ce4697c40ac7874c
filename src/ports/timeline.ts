/** What questions about touches are answered with: one lead's whole story from both systems, and where two departments met. */
import type { ActivityKind } from '../domain/activity.ts';
import type { Bilingual } from '../domain/agreement/schema.ts';
import type { LeadFact } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { FieldValue } from '../domain/record.ts';
import type { Department } from '../domain/team.ts';
import type { Departments } from '../domain/texts/index.ts';
import type { PersonView } from './plain.ts';

/** Entries of one answer. */
export const MOST_ENTRIES = 1_000;

export interface TimelineReport extends PersonView {
  /** From that moment on; absent: from the beginning. */
  readonly since: IsoInstant | undefined;
  /** In that time; `entries` are the newest of them, oldest first. */
  readonly count: number;
  /** How the agreement calls the departments that it lists. */
  readonly departments: Departments;
  readonly entries: readonly TimelineEntry[];
}

export interface TimelineEntry {
  readonly at: IsoInstant;
  /** `lead`: what the person did; `us`: a touch; `baton`: what was decided. */
  readonly side: 'lead' | 'us' | 'baton';
  readonly what: ActivityKind | LeadFact['kind'];
  /** Name and department of whoever did it, as far as it is known; `automation` where nobody did. */
  readonly who: { readonly name?: string | undefined; readonly department?: Department | undefined };
  readonly automatic: boolean;
  readonly direction?: FieldValue | undefined;
  readonly about?: string | undefined;
  /** Of a handoff that was decided: how the agreement calls it, and to whom; a department by its id. */
  readonly handoff?: { readonly label?: Bilingual | undefined; readonly to: string } | undefined;
  readonly outcome?: FieldValue | undefined;
  readonly text?: string | undefined;
  readonly url?: string | undefined;
  /** `hubspot/call/12`: where it is kept; two where both systems show it. */
  readonly seenIn: readonly string[];
  /** Another department had been at the lead, or the company, within the agreed days. */
  readonly collides: boolean;
}

export interface CollisionsReport {
  /** The agreement asks for it. */
  readonly guarded: boolean;
  readonly withinDays: number | undefined;
  /** How the agreement calls the departments that it lists. */
  readonly departments: Departments;
  /** All; `collisions` are the newest of them, oldest first. */
  readonly count: number;
  readonly collisions: readonly {
    readonly at: 'lead' | 'company';
    readonly first: ApproachView;
    readonly second: ApproachView;
    /** How often one came after the other since then, and when last. */
    readonly times: number;
    readonly lastAt: IsoInstant;
  }[];
}

export interface ApproachView {
  readonly at: IsoInstant;
  readonly kind: ActivityKind;
  readonly department: Department;
  readonly member: string;
  readonly about: string | undefined;
  readonly to: PersonView;
}
