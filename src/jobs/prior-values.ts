/** What people had typed into a field of Baton's before it was filled for the first time: in the ledger, before it is written over. */
import type { Differing } from '../domain/desired.ts';
import { evolve } from '../domain/evolve.ts';
import type { LeadFact, NewFact } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import type { ObjectMapping } from '../domain/mapping.ts';
import { editorOf } from '../domain/news.ts';
import type { Fields, SourceRecord } from '../domain/record.ts';
import type { Transaction } from '../ports/store.ts';
import type { Desk, PriorValue } from './desk.ts';

/** What the vendor or the company fills anyway is nobody's word in a field of ours; answers are taken up as such. */
const NOT_OURS: ReadonlySet<string> = new Set(['lifecycleStage', 'leadStatus', 'ownerId', 'approved', 'accepted']);

/** Of the fields that Baton becomes answerable for with this write, those that say something else already. */
export function priorValues(
  lead: Lead,
  record: SourceRecord,
  {
    found,
    differing,
    mapping,
  }: { readonly found: Fields; readonly differing: readonly Differing[]; readonly mapping: ObjectMapping },
): readonly PriorValue[] {
  return differing
    .filter(({ field, from }) => field in found && from !== null && from !== '' && !NOT_OURS.has(field))
    .filter(({ field }) => mapping.write[field]?.rule === 'always')
    .map(({ field }) => ({ lead: lead.id, record, field }));
}

/** In the caller's transaction, which has locked the leads. */
export async function recordPriorValues(
  tx: Transaction,
  { priors, projections, people, power, now }: Desk,
): Promise<void> {
  const at = iso(now);
  const facts: NewFact[] = [];
  for (const [lead, ofLead] of Map.groupBy(priors, (one) => one.lead)) {
    const kept = projections.get(lead);
    if (kept === undefined) continue;
    let { state } = kept;
    for (const { record, field } of ofLead) {
      const value = { text: String(record.fields[field]) };
      const fact: LeadFact = {
        kind: 'field-changed',
        record: { ref: record.ref },
        field,
        from: { text: '' },
        to: value,
      };
      const cause = editorOf(record, field, { people });
      facts.push({ stream: `lead:${lead}`, at, cause, agreement: power.inForce?.hash, fact });
      state = evolve(state, fact, at);
    }
    await tx.leads.save(lead, { ...kept, state });
  }
  if (facts.length === 0) return;
  // Saving takes away the mark of whatever came meanwhile.
  await tx.leads.touch([...new Set(priors.map(({ lead }) => lead))].sort(), at);
  await tx.ledger.append(facts);
}
