/** Erases people: as far as a system has erased them for good, or wholly on their request. The ledger says that it was done, and of nobody by name. */
import { evolve } from '../domain/evolve.ts';
import type { Cause, LeadFact, LeadId, NewFact } from '../domain/facts.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { type RecordRef, recordKey } from '../domain/record.ts';
import type { Transaction } from '../ports/store.ts';

/** What a system has erased: records of that one system. In the caller's transaction. */
export async function erase(tx: Transaction, records: readonly RecordRef[], now: Temporal.Instant): Promise<void> {
  const [first] = records;
  if (first === undefined) return;
  const at = iso(now);
  const known = await tx.leads.lookUp(records.map(recordKey));
  const ids = [...new Set(known.values())].sort();
  // Locked in their order, before rows of theirs go.
  await tx.leads.projections(ids);
  const erasures = new Map<LeadId, LeadFact>();
  for (const { lead, joined, whole } of await tx.erasure.erase(records, at, 'till-then'))
    for (const one of [lead, ...joined]) erasures.set(one, { kind: 'erased', system: first.system, whole });
  await write(tx, { erasures, at, cause: { by: 'system', system: first.system } });
  // What is open for a person of whom nothing is left ends.
  await tx.leads.touch(ids, at);
}

interface Wish {
  readonly lead: LeadId;
  readonly records: readonly RecordRef[];
  readonly by: string;
  readonly ticket: string | undefined;
}

/** All of one person, on request. Their records never come back, even if a system goes on showing them. In the caller's transaction. */
export async function eraseWholly(
  tx: Transaction,
  { lead, records, by, ticket }: Wish,
  now: Temporal.Instant,
): Promise<void> {
  const at = iso(now);
  await tx.leads.projections([lead]);
  const leads = new Set([lead]);
  for (const ofSystem of Map.groupBy(records, ({ system }) => system).values())
    for (const { joined } of await tx.erasure.erase(ofSystem, at, 'for-good')) for (const one of joined) leads.add(one);
  const fact: LeadFact = { kind: 'erased', whole: true, ...(ticket === undefined ? {} : { ticket: { text: ticket } }) };
  const cause: Cause = { by: 'person', user: by, how: 'command' };
  await write(tx, { erasures: new Map([...leads].map((one) => [one, fact])), at, cause });
  await tx.leads.touch([lead], at);
}

interface Written {
  readonly erasures: ReadonlyMap<LeadId, LeadFact>;
  readonly at: IsoInstant;
  readonly cause: Cause;
}

/** Also of those that had been joined: their streams held words of the same person. */
async function write(tx: Transaction, { erasures, at, cause }: Written): Promise<void> {
  const facts: NewFact[] = [];
  const projections = await tx.leads.projections([...erasures.keys()].sort());
  for (const [lead, fact] of [...erasures].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const kept = projections.get(lead);
    if (kept === undefined) continue;
    await tx.leads.save(lead, { ...kept, state: evolve(kept.state, fact, at), desired: {} });
    facts.push({ stream: `lead:${lead}`, at, cause, fact });
  }
  await tx.ledger.append(facts);
}
