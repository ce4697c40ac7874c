/** Which leads the records of a page stand for: found, made, or, where their system merged people, made one. */
import { INITIAL_STATE } from '../domain/evolve.ts';
import type { LeadId } from '../domain/facts.ts';
import { identify, isMerged, keysOf } from '../domain/identity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { survivor } from '../domain/joining.ts';
import type { LeadState } from '../domain/lead.ts';
import { isPerson, leadKey, type RecordRef, recordKey, type SourceRecord, type SubjectKey } from '../domain/record.ts';
import type { LeadProjection, Transaction } from '../ports/store.ts';

/** Finds the lead behind each person's record, or makes one; ambiguous ones are listed and wait for a person. */
export async function place(
  tx: Transaction,
  id: (prefix: string) => string,
  changed: readonly SourceRecord[],
  at: IsoInstant,
): Promise<{ leads: Set<LeadId>; created: number }> {
  const people = changed.filter((record) => isPerson(record.ref));
  const known = new Map(await tx.leads.byKeys(people.flatMap((record) => keysOf(record))));
  // Leads are locked in the order of their ids, so all that may be joined are locked at once.
  const joining = people.some(isMerged) ? await tx.leads.projections([...new Set(known.values())].sort()) : new Map();
  const leads = new Set<LeadId>();
  let created = 0;
  for (const record of people) {
    const found = identify(record, known);
    if ('ambiguous' in found) {
      await tx.outbox.listProblem(
        {
          category: 'identity',
          mover: 'admin',
          system: record.ref.system,
          record: record.ref,
          code: 'AMBIGUOUS',
          detail: `matches ${found.ambiguous.length} leads`,
        },
        at,
        identityProblem(record.ref),
      );
      continue;
    }
    await tx.outbox.clearProblem(identityProblem(record.ref));
    if ('new' in found && record.deleted) continue;
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

function identityProblem(record: RecordRef): string {
  return `identity ${recordKey(record)}`;
}
