/** Which leads the records of a page stand for: found, made, or, where their system merged people, made one. */
import { INITIAL_STATE } from '../domain/evolve.ts';
import type { LeadId } from '../domain/facts.ts';
import { type Identity, identify, isMerged, keysOf, notApart, othersOf } from '../domain/identity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { survivor } from '../domain/joining.ts';
import type { LeadState } from '../domain/lead.ts';
import { isPerson, leadKey, type RecordRef, recordKey, type SourceRecord, type SubjectKey } from '../domain/record.ts';
import type { LeadProjection, Transaction } from '../ports/store.ts';

/** Every key by which these people may be known. */
export function personKeys(records: readonly SourceRecord[]): readonly SubjectKey[] {
  return [...new Set(records.filter(({ ref }) => isPerson(ref)).flatMap(keysOf))];
}

/**
 * Finds the lead behind each person's record, or makes one; ambiguous ones are listed and wait for a person. `foreseen`: whom keys were found to stand for in
 * this transaction already.
 */
export async function place(
  tx: Transaction,
  id: (prefix: string) => string,
  changed: readonly SourceRecord[],
  at: IsoInstant,
  foreseen: ReadonlyMap<SubjectKey, LeadId> = new Map(),
): Promise<{ leads: Set<LeadId>; created: number }> {
  const people = changed.filter((record) => isPerson(record.ref));
  const known = new Map(await standingFor(tx, personKeys(people), foreseen));
  // Leads are locked in the order of their ids, so all that may be joined are locked at once.
  const joining = people.some(isMerged) ? await tx.leads.projections([...new Set(known.values())].sort()) : new Map();
  const leads = new Set<LeadId>();
  let created = 0;
  for (const record of people) {
    const { found, doubtful } = await weighed(tx, record, identify(record, known), known);
    await listDoubt(tx, record, doubtful, { at, isPlaced: found !== undefined });
    if (found === undefined || ('new' in found && record.deleted)) continue;
    const lead =
      'new' in found
        ? (id('L') as LeadId)
        : 'lead' in found
          ? found.lead
          : await join(tx, { joined: found.joined, states: joining, known, leads }, at);
    if ('new' in found) {
      await tx.leads.create(lead, INITIAL_STATE, at);
      await tx.leads.link(leadKey(lead), lead, at);
      created += 1;
    }
    for (const key of keysOf(record)) {
      if (known.get(key) === lead) continue;
      if (known.has(key) && key !== recordKey(record.ref)) continue;
      await tx.leads.link(key, lead, at);
      known.set(key, lead);
    }
    leads.add(lead);
  }
  return { leads, created };
}

async function standingFor(
  tx: Transaction,
  keys: readonly SubjectKey[],
  foreseen: ReadonlyMap<SubjectKey, LeadId>,
): Promise<ReadonlyMap<SubjectKey, LeadId>> {
  const known = keys.flatMap((key): [SubjectKey, LeadId][] => {
    const lead = foreseen.get(key);
    return lead === undefined ? [] : [[key, lead]];
  });
  return known.length === keys.length ? new Map(known) : tx.leads.byKeys(keys);
}

type Placed = Exclude<Identity, { readonly ambiguous: readonly LeadId[] }>;
interface Weighed {
  /** Undefined: it stands for nobody until a person has said for whom. */
  readonly found: Placed | undefined;
  /** Leads that may be the same person, as far as nobody has said that they are not. */
  readonly doubtful: readonly LeadId[];
}

/** What people have said already of who is who goes before what fields say. */
async function weighed(
  tx: Transaction,
  record: SourceRecord,
  found: Identity,
  known: ReadonlyMap<SubjectKey, LeadId>,
): Promise<Weighed> {
  if ('new' in found || 'joined' in found) return { found, doubtful: [] };
  if ('lead' in found) {
    const others = record.deleted ? [] : othersOf(record, found.lead, known);
    const words = others.length === 0 ? [] : await tx.identities.words([found.lead]);
    return { found, doubtful: notApart(found.lead, others, words) };
  }
  const own = recordKey(record.ref);
  const candidates = notApart(own, found.ambiguous, await tx.identities.words([own]));
  const [first, ...others] = candidates;
  if (first === undefined) return { found: { new: true }, doubtful: [] };
  return others.length === 0 ? { found: { lead: first }, doubtful: [] } : { found: undefined, doubtful: candidates };
}

async function listDoubt(
  tx: Transaction,
  { ref }: SourceRecord,
  doubtful: readonly LeadId[],
  { at, isPlaced }: { readonly at: IsoInstant; readonly isPlaced: boolean },
): Promise<void> {
  if (doubtful.length === 0) return tx.outbox.clearProblem(identityProblem(ref));
  const detail = isPlaced
    ? `its links or addresses lead to ${doubtful.length} other lead(s)`
    : `matches ${doubtful.length} leads`;
  const code = isPlaced ? 'OVERLAP' : 'AMBIGUOUS';
  const problem = { category: 'identity', mover: 'admin', system: ref.system, record: ref, code, detail } as const;
  return tx.outbox.listProblem(problem, at, identityProblem(ref));
}

interface Joining {
  readonly joined: readonly LeadId[];
  readonly states: ReadonlyMap<LeadId, LeadProjection>;
  /** Takes up where the keys lead now. */
  readonly known: Map<SubjectKey, LeadId>;
  /** Is told of those that are to be judged. */
  readonly leads: Set<LeadId>;
}

/** Makes one lead of several: every key of the others moves to the one that goes on. */
async function join(tx: Transaction, { joined, states, known, leads }: Joining, at: IsoInstant): Promise<LeadId> {
  const candidates = joined.map((lead): [LeadId, LeadState] => [lead, states.get(lead)?.state ?? INITIAL_STATE]);
  const into = survivor(new Map(candidates));
  if (into === undefined) throw new TypeError('nobody to join');
  for (const lead of joined) {
    if (lead === into) continue;
    await tx.leads.join(lead, into, at);
    for (const [key, of] of known) if (of === lead) known.set(key, into);
    leads.add(lead);
  }
  return into;
}

/** The key under which it is listed that nobody is sure who a record is. */
export function identityProblem(record: RecordRef): string {
  return `identity ${recordKey(record)}`;
}
