/** Leads that lie with sales and that nobody has touched in the agreed time, though Baton handed nothing over: found from what is kept of them. */
import type { Activity } from './activity.ts';
import type { Agreement } from './agreement/schema.ts';
import { calendarFor } from './calendar.ts';
import type { Directory } from './circumstances.ts';
import type { Stage } from './facts.ts';
import { type IsoDate, type IsoInstant, instantOf, iso } from './instant.ts';
import { type Lead, openHandoffs, recordInSalesforce, recordOf } from './lead.ts';
import type { StatusMapping } from './mapping.ts';
import { type SourceRecord, saidAtOf } from './record.ts';
import type { Department, TeamMember } from './team.ts';
import { deadlineTerm, dueDeadline } from './terms.ts';

export interface Neglect {
  readonly stage: Stage;
  readonly since: IsoInstant;
  /** What was at that moment: the last touch by anybody of ours, else the stage's beginning, else the last change of its record, by whomever. */
  readonly by: 'touch' | 'stage' | 'change';
  readonly dueAt: IsoInstant;
  /** When the manager hears of it, where that is agreed. */
  readonly escalateAt: IsoInstant | undefined;
  /** To which it would have been handed over. */
  readonly department: Department;
  /** The member who owns its Salesforce record. */
  readonly owner: TeamMember | undefined;
}

export interface NeglectTerms {
  readonly agreement: Agreement;
  readonly people: Directory;
  readonly holidays: ReadonlySet<IsoDate>;
  readonly statuses: StatusMapping;
  readonly now: Temporal.Instant;
}

const WITH_SALES: readonly Stage[] = ['mql', 'sql', 'opportunity'];
const TOUCHES: ReadonlySet<Activity['kind']> = new Set<Activity['kind']>(['call', 'mail', 'meeting']);

/** Undefined: not with sales, in time, or followed by a handoff of Baton's, whose clock tells. */
export function neglectOf(lead: Lead, terms: NeglectTerms): Neglect | undefined {
  const record = recordOf(lead, 'salesforce', 'lead') ?? recordOf(lead, 'salesforce', 'contact');
  const { agreement, people, holidays, now } = terms;
  const owner = ownerOf(recordInSalesforce(lead), people);
  // A status says little alone: a new Lead bears one of these by default, whoever's it is.
  const isWithSales = agreement.handoffs.some(({ to }) => to === owner?.department);
  const stage = stageOf(lead) ?? (isWithSales ? stageByStatus(lead, record, terms.statuses) : undefined);
  if (stage === undefined || openHandoffs(lead.state).length > 0) return undefined;
  // Of several to that stage the one to the department of whoever has it.
  const leading = agreement.handoffs.filter((one) => one.stage === (stage === 'mql' ? 'mql' : 'sql'));
  const handoff = leading.find(({ to }) => to === owner?.department) ?? leading.at(-1);
  const spec = handoff?.deadlines.find(({ name }) => name === 'first-contact') ?? handoff?.deadlines[0];
  const idle = idleSince(lead, record, now);
  if (handoff === undefined || spec === undefined || idle === undefined) return undefined;
  const calendar = calendarFor(agreement, owner, holidays);
  const { dueAt, escalateAt } = dueDeadline(instantOf(idle.since), deadlineTerm(spec), spec, calendar);
  return dueAt < iso(now) ? { stage, ...idle, dueAt, escalateAt, department: handoff.to, owner } : undefined;
}

function stageOf({ state }: Lead): Stage | undefined {
  return WITH_SALES.find((stage) => stage === state.stage);
}

/** As the status of the Salesforce Lead says, in the words that the mapping has for a stage. */
function stageByStatus(
  { state }: Lead,
  record: SourceRecord | undefined,
  { salesforce }: StatusMapping,
): Stage | undefined {
  const status = state.stage === 'lead' && record !== undefined ? record.fields['leadStatus'] : undefined;
  return WITH_SALES.find((stage) => status !== undefined && salesforce.leadStatus[stage] === status);
}

function idleSince(
  lead: Lead,
  record: SourceRecord | undefined,
  now: Temporal.Instant,
): Pick<Neglect, 'since' | 'by'> | undefined {
  const touched = lastTouch(lead, now);
  if (touched !== undefined) return { since: touched, by: 'touch' };
  const { stageSince } = lead.state;
  if (stageSince !== undefined) return { since: stageSince, by: 'stage' };
  return record === undefined ? undefined : { since: saidAtOf(record), by: 'change' };
}

function lastTouch({ activities }: Lead, now: Temporal.Instant): IsoInstant | undefined {
  return activities.findLast(
    ({ kind, occurredAt, actor, properties }) =>
      TOUCHES.has(kind) && actor.type === 'person' && properties['direction'] !== 'in' && occurredAt <= iso(now),
  )?.occurredAt;
}

function ownerOf(record: SourceRecord | undefined, people: Directory): TeamMember | undefined {
  const owner = record?.fields['ownerId'];
  return typeof owner === 'string' ? people.memberOf('salesforce', { type: 'person', user: owner }) : undefined;
}
