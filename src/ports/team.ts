/** What is answered about the team and its turns: who is who, who is away, how much each has open, and who would get a lead. */
import type { Bilingual } from '../domain/agreement/schema.ts';
import type { Because } from '../domain/assign.ts';
import type { Capacity, Department } from '../domain/team.ts';
import type { Departments } from '../domain/texts/index.ts';
import type { PersonView } from './plain.ts';

export interface TeamReport {
  readonly capacity: Capacity;
  /** By the agreement in force, or the file: the cells that go over, best first; absent where it does not say. */
  readonly cells: readonly string[] | undefined;
  /** How the agreement calls them. */
  readonly cellNames: readonly Bilingual[] | undefined;
  /** How the agreement calls the departments that it lists. */
  readonly departments: Departments;
  readonly members: readonly MemberView[];
}

export interface MemberView {
  readonly key: string;
  readonly name: string;
  readonly department: Department;
  readonly manager: string | undefined;
  readonly pools: readonly string[];
  readonly weight: number;
  readonly cap: number | undefined;
  /** Open handoffs. */
  readonly open: number;
  /** Has an active user in Salesforce. */
  readonly active: boolean;
  readonly zone: string;
  /** In their working hours now, by the agreement's hours or their own. */
  readonly atWork: boolean;
  /** Those that are not over; days, both included. */
  readonly absences: readonly { readonly from: string; readonly to: string }[];
}

export interface RouteReport extends PersonView {
  /** The agreement's name of the handoff that was tried. */
  readonly handoff: string;
  readonly label: Bilingual;
  /** Whether it would be decided now; else it was tried as if it were due. */
  readonly due: boolean;
  /** Those who do not get this lead, whatever their turn. */
  readonly excluded: readonly string[];
  /** Every pool that would be asked, in its order. */
  readonly asked: readonly RouteStep[];
  /** Whoever would get it: a member's name, or a queue. */
  readonly to: string;
}

export interface RouteStep {
  readonly pool: string;
  /** The route of the agreement that names it; absent: the handoff's own pool, or one that is asked after it. */
  readonly route: Bilingual | undefined;
  readonly member: string | undefined;
  readonly reason: 'account-owner' | 'turn' | 'nobody-available';
  readonly skipped: readonly { readonly member: string; readonly because: Because }[];
}
