/** What one of ours did towards a lead: a call, a mail or a meeting, by whom. */
import type { ActivityKind } from './activity.ts';
import type { LeadId } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import type { SubjectKey, System } from './record.ts';
import type { Department } from './team.ts';

export interface Approach {
  readonly lead: LeadId;
  readonly companies: readonly SubjectKey[];
  readonly at: IsoInstant;
  readonly system: System;
  readonly kind: ActivityKind;
  readonly id: string;
  readonly member: string;
  readonly department: Department;
  readonly about?: string | undefined;
}
