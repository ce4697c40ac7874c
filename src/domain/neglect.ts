/** Leads that lie with sales and that nobody has touched in the agreed time, though Baton handed nothing over: found from what is kept of them. */
import type { Activity } from './activity.ts';
import type { Agreement } from './agreement/schema.ts';
import { calendarFor } from './calendar.ts';
import type { Directory } from './circumstances.ts';
import type { Stage } from './facts.ts';
import { type IsoDate, type IsoInstant, instantOf, iso } from './instant.ts';
import { type Lead, openHandoffs, recordOf } from './lead.ts';
import type { StatusMapping } from './mapping.ts';
import type { SourceRecord } from './record.ts';
import type { Department, TeamMember } from './team.ts';
import { deadlineTerm, dueDeadline } from './terms.ts';

export interface Neglect {
  readonly stage: Stage;
  /** The last touch by anybody of ours, or since when it lies there. */
  readonly since: IsoInstant;
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
  const stage = salesStage(lead, record, terms.statuses);
  if (stage === undefined || openHandoffs(lead.state).length > 0) return undefined;
  const { agreement, people, holidays, now } = terms;
  const handoff = agreement.handoffs.findLast((one) => one.stage === (stage === 'mql' ? 'mql' : 'sql'));
  const spec = handoff?.deadlines.find(({ name }) => name === 'first-contact') ?? handoff?.deadlines[0];
  const since = lastTouch(lead, now) ?? lead.state.stageSince ?? record?.modifiedAt;
  if (handoff === undefined || spec === undefined || since === undefined) return undefined;
  const owner = ownerOf(record, people);
  const calendar = calendarFor(agreement, owner, holidays);
  const { dueAt, escalateAt } = dueDeadline(instantOf(since), deadlineTerm(spec), spec, calendar);
  return dueAt < iso(now) ? { stage, since, dueAt, escalateAt, department: handoff.to, owner } : undefined;
}

/** As Baton knows it; else as the status of the Salesforce Lead says in the words that the mapping has for a stage. */
function salesStage(
  { state }: Lead,
  record: SourceRecord | undefined,
  { salesforce }: StatusMapping,
): Stage | undefined {
  if (WITH_SALES.includes(state.stage)) return state.stage;
  const status = state.stage === 'lead' && record !== undefined ? record.fields['leadStatus'] : undefined;
  return WITH_SALES.find((stage) => status !== undefined && salesforce.leadStatus[stage] === status);
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
