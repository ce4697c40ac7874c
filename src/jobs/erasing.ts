/** Erases what a system has erased for good, and says so in the ledger: that it was done, and of nobody by name. */
import { evolve } from '../domain/evolve.ts';
import type { LeadFact, NewFact } from '../domain/facts.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { type RecordRef, recordKey } from '../domain/record.ts';
import type { Transaction } from '../ports/store.ts';

/** Records of one system. In the caller's transaction. */
export async function erase(tx: Transaction, records: readonly RecordRef[], now: Temporal.Instant): Promise<void> {
  const [first] = records;
  if (first === undefined) return;
  const at: IsoInstant = iso(now);
  const known = await tx.leads.lookUp(records.map(recordKey));
  const ids = [...new Set(known.values())].sort();
  const projections = await tx.leads.projections(ids);
  const facts: NewFact[] = [];
  for (const { lead, whole } of await tx.erasure.erase(records, at)) {
    const kept = projections.get(lead);
    if (kept === undefined) continue;
    const fact: LeadFact = { kind: 'erased', system: first.system, whole };
    await tx.leads.save(lead, { ...kept, state: evolve(kept.state, fact, at), desired: {} });
    facts.push({ stream: `lead:${lead}`, at, cause: { by: 'system', system: first.system }, fact });
  }
  await tx.ledger.append(facts);
  // What is open for a person of whom nothing is left ends.
  await tx.leads.touch(ids, at);
}
