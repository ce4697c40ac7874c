/** The quality gate before a handoff: what must be known or confirmed first, and who is asked for it. */
import { judge } from './agreement/condition.ts';
import { type Placing, place } from './agreement/placing.ts';
import type { Agreement, Bilingual, HandoffTerms } from './agreement/schema.ts';
import { recordsInDoubt } from './identity.ts';
import { earliest, type IsoInstant } from './instant.ts';
import type { Judged } from './judged.ts';
import { recordOf } from './lead.ts';
import type { Department } from './team.ts';

/** What is missing where Salesforce has no record and none may be made. */
export const SALESFORCE_RECORD = 'salesforce-record';
/** What is missing where Salesforce has several records of the person, till somebody has said which stand for them. */
export const ONE_RECORD = 'one-salesforce-record';
/** What is missing where sales has no room for a lead of its cell just now: nobody can supply it but whoever says how much sales can take. */
export const CAPACITY = 'capacity';
/** What is missing where room at sales goes by the cell, the lead falls in none, and no single field is what would place it. */
export const PLACE = 'matrix-place';

export interface GateReading {
  /** Ids of the gate's items, in the agreement's order. */
  readonly missing: readonly string[];
  readonly nextAt: IsoInstant | undefined;
}

export function readGate(judged: Judged, terms: HandoffTerms): GateReading {
  const { lead, fields, circumstances } = judged;
  const missing: string[] = [];
  let nextAt: IsoInstant | undefined;
  for (const item of terms.gate) {
    if (typeof item === 'string') {
      if (!Object.hasOwn(fields, item)) missing.push(item);
      continue;
    }
    const verdict = judge(item.needs, judged);
    nextAt = earliest(nextAt, verdict.nextAt);
    if (verdict.holds !== 'yes') missing.push(item.id);
  }
  const known = recordOf(lead, 'salesforce', 'lead') ?? recordOf(lead, 'salesforce', 'contact');
  if (known === undefined && circumstances.createLead === 'never') missing.push(SALESFORCE_RECORD);
  if (recordsInDoubt(lead).length > 0) missing.push(ONE_RECORD);
  const room = readRoom(judged, terms);
  missing.push(...room.missing.filter((one) => !missing.includes(one)));
  return { missing, nextAt: earliest(nextAt, room.nextAt) };
}

/**
 * How much sales can take decides which cells of the matrix go over: to the department that answers for SQL. A lead that falls in no cell yet waits till
 * it does, and what would place it is asked for like everything else that is missing.
 */
function readRoom(
  judged: Judged,
  { to }: HandoffTerms,
): { readonly missing: readonly string[]; readonly nextAt?: IsoInstant | undefined } {
  const { agreement, circumstances } = judged;
  const { capacity, stages } = agreement;
  if (capacity === undefined || to !== stages.sql.responsible) return { missing: [] };
  const placing = place(judged, judge);
  const cell = placing?.cell;
  if (cell === undefined) return { missing: toPlace(placing, agreement), nextAt: placing?.nextAt };
  const given = capacity[circumstances.capacity ?? 'normal'].includes(cell);
  return { missing: given ? [] : [CAPACITY], nextAt: placing?.nextAt };
}

/** The fields by which a lead could be placed that falls in no cell, each once. */
function toPlace(placing: Placing | undefined, { evidence }: Agreement): readonly string[] {
  const fields = (placing?.missing ?? []).flatMap((leaf) => {
    if (leaf.leaf === 'attribute') return [leaf.field];
    const field = leaf.leaf === 'level' ? evidence[leaf.of]?.field : undefined;
    return field === undefined ? [] : [field];
  });
  return fields.length === 0 ? [PLACE] : [...new Set(fields)];
}

export interface Missing {
  readonly id: string;
  /** Absent: the name of a field, which each catalogue knows. */
  readonly label?: Bilingual | undefined;
  /** Who must supply it. */
  readonly ask: Department;
}

/** What held facts name, in the signers' words. */
export function missingOf(
  agreement: Pick<Agreement, 'handoffs'> | undefined,
  held: { readonly handoff: string; readonly missing: readonly string[] },
): readonly Missing[] {
  const terms = agreement?.handoffs.find(({ type }) => type === held.handoff);
  return held.missing.map((id) => {
    const item = terms?.gate.find((one) => typeof one !== 'string' && one.id === id);
    if (item === undefined || typeof item === 'string') return { id, ask: terms?.from ?? 'marketing' };
    return { id, label: item.label, ask: item.ask };
  });
}
