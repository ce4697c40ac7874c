/** Lists what of a lead a person must mend before its handoff can go on: owners who can have none, several Salesforce records; each till it is mended. */
import type { LeadId, NewFact } from '../domain/facts.ts';
import { ONE_RECORD } from '../domain/gate.ts';
import { recordsInDoubt } from '../domain/identity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Lead, LeadState } from '../domain/lead.ts';
import type { OwnerDoubt } from '../domain/owner-change.ts';
import type { Problem } from '../domain/problem.ts';
import { isPerson, type RecordRef, recordKey, type System, sameRef } from '../domain/record.ts';
import type { Transaction } from '../ports/store.ts';

const CODES = {
  queue: 'OWNER_IS_QUEUE',
  inactive: 'OWNER_INACTIVE',
  unknown: 'OWNER_NOT_IN_TEAM',
  nobody: 'OWNER_IS_NOBODY',
  gone: 'OWNER_GONE',
  left: 'OWNER_LEFT_TEAM',
} as const satisfies Record<OwnerDoubt['is'], string>;

const DETAILS = {
  queue: (name: string) => `the record was given to the queue ${name}; the handoff stays with whoever has it`,
  inactive: () => 'the record was given to a user who is inactive; the handoff stays with whoever has it',
  unknown: () => 'the record was given to a user whom team.yaml does not name; the handoff stays with whoever has it',
  nobody: () => 'the record was taken from its owner and given to nobody; the handoff stays with whoever has it',
  gone: () =>
    'whoever has the handoff was deactivated, and the lead has gone on since it was made; give the record to somebody else',
  left: (member: string) =>
    `${member}, who has the handoff, is not in team.yaml any more; it stays with them till somebody else has the record`,
} as const satisfies Record<OwnerDoubt['is'], (name: string) => string>;

export async function listOwnerDoubts(
  tx: Transaction,
  { records, state }: Lead,
  doubts: readonly OwnerDoubt[],
  at: IsoInstant,
): Promise<void> {
  // Of whom nothing was ever handed over, nothing can have been listed.
  if (doubts.length === 0 && state.handoffs.length === 0) return;
  for (const { ref } of records) {
    const doubt = doubts.find(({ record }) => sameRef(record, ref));
    if (doubt !== undefined) await tx.outbox.listProblem(problemOf(doubt), at, ownerProblem(ref));
    else if (isPerson(ref)) await tx.outbox.clearProblem(ownerProblem(ref));
  }
}

function problemOf({ record, is, name = '' }: OwnerDoubt): Problem {
  const about = { system: record.system, record, field: 'ownerId' } as const;
  return { category: 'reference', mover: 'user', ...about, code: CODES[is], detail: DETAILS[is](name) };
}

/** Of a handoff that has ended nothing is to be mended any more: whatever refused it before is over. */
export async function clearEnded(tx: Transaction, facts: readonly NewFact[]): Promise<void> {
  for (const { fact } of facts)
    if (fact.kind === 'handoff-closed') await tx.outbox.clearProblem(writeProblem('salesforce', fact.handoff));
}

/** A handoff is held because nobody knows on which of the records its task belongs. */
export async function listSeveralRecords(tx: Transaction, lead: Lead, after: LeadState, at: IsoInstant): Promise<void> {
  const isHeld = ({ held }: LeadState): boolean => held?.missing.includes(ONE_RECORD) === true;
  const [record, ...others] = recordsInDoubt(lead);
  if (isHeld(after) && record !== undefined) {
    const detail = `one person has ${others.length + 1} Salesforce records; the handoff is held, because a task can lie on one only`;
    const about = { system: 'salesforce', record, code: 'SEVERAL_RECORDS', detail } as const;
    await tx.outbox.listProblem({ category: 'duplicate', mover: 'admin', ...about }, at, severalProblem(lead.id));
  } else if (isHeld(lead.state)) {
    await tx.outbox.clearProblem(severalProblem(lead.id));
  }
}

function severalProblem(lead: LeadId): string {
  return `several ${lead}`;
}

/** The key under which it is listed. */
export function ownerProblem(record: RecordRef): string {
  return `owner ${recordKey(record)}`;
}

/** Of a write: by the system that it is for and its key there. */
export function writeProblem(system: System, key: string): string {
  return `write ${system} ${key}`;
}
