/** A decision that asks for an owner gets one: the pool's turn, and what others have done around the lead. */
import type { Agreement } from '../domain/agreement/schema.ts';
import type { Approach } from '../domain/approach.ts';
import type { Circumstances } from '../domain/circumstances.ts';
import { type Decision, decide, type Input } from '../domain/decide.ts';
import type { LeadId } from '../domain/facts.ts';
import type { Lead } from '../domain/lead.ts';
import type { Transaction } from '../ports/store.ts';
import { Turns, type TurnsMeans } from './assigning.ts';
import { approachesAround } from './colliding.ts';
import type { JobContext } from './context.ts';

/** A lead with its first decision, which may ask for an owner. */
export interface Looked {
  readonly lead: Lead;
  readonly given: Pick<Input, 'circumstances' | 'answer'>;
  readonly decision: Decision;
}

/** What everybody did of late around those who are about to get an owner. Asked of all at once: nobody waits for one after the other. */
export function approachesOf(
  tx: Transaction,
  looked: readonly Looked[],
  terms: Agreement,
  now: Temporal.Instant,
): Approaches {
  const due = looked.filter(({ decision }) => decision.needsOwner !== undefined);
  return new Map(
    due.map(({ lead, given }) => {
      const asked = approachesAround(tx, lead, terms, { people: given.circumstances.people, now });
      // Whoever waits for it hears of a failure; where an earlier lead fails nobody does.
      asked.catch(() => {});
      return [lead.id, asked];
    }),
  );
}

type Approaches = ReadonlyMap<LeadId, Promise<readonly Approach[]>>;

/** What all of one transaction share. */
interface Deciding {
  readonly tx: Transaction;
  readonly terms: Agreement;
  readonly now: Temporal.Instant;
  readonly turns: Turns;
  readonly approaches: Approaches;
}

export async function withOwner({ lead, given, decision: first }: Looked, deciding: Deciding): Promise<Decision> {
  if (first.needsOwner === undefined) return first;
  const { terms, now, turns, approaches } = deciding;
  const { handoff } = first.needsOwner;
  const [owner, found] = await Promise.all([turns.ownerFor(first.needsOwner), approaches.get(lead.id)]);
  const known = { ...given, circumstances: { ...given.circumstances, approaches: found } };
  return decide(lead, { kind: 'assigned', handoff, owner, ...known }, now, terms);
}

export function turnsOf(
  tx: Transaction,
  { settings: { team, holidays } }: JobContext,
  given: Pick<TurnsMeans, 'terms' | 'now' | 'rehearsal'> & { readonly circumstances: Circumstances },
): Turns {
  const { circumstances, ...rest } = given;
  return new Turns({ tx, team, people: circumstances.people, holidays, ...rest });
}
