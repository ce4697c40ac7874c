/** Two leads turn out to be one person: which of them goes on. */
import { type LeadId, STAGES } from './facts.ts';
import { type LeadState, openHandoffs } from './lead.ts';

/**
 * The one with the oldest open handoff, so that a rep's task and clock stay where they are; then the one with a history, the one furthest along, the
 * first by id. Undefined where there is none.
 */
export function survivor(leads: ReadonlyMap<LeadId, LeadState>): LeadId | undefined {
  return [...leads].sort(compare)[0]?.[0];
}

function compare([a, one]: readonly [LeadId, LeadState], [b, other]: readonly [LeadId, LeadState]): number {
  const [since, otherSince] = [one, other].map((state) => openHandoffs(state)[0]?.decidedAt);
  if (since !== otherSince) return since !== undefined && (otherSince === undefined || since < otherSince) ? -1 : 1;
  const known = Number(other.version > 0) - Number(one.version > 0);
  if (known !== 0) return known;
  const along = STAGES.indexOf(other.stage) - STAGES.indexOf(one.stage);
  if (along !== 0) return along;
  return a < b ? -1 : 1;
}
