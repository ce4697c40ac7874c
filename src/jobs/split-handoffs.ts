/** A record is split from its lead while a task lies on it: the task was given for somebody else, so it ends, and its lead goes back to before it. */
import type { LeadFact, LeadId, Stage } from '../domain/facts.ts';
import { type HandoffState, type LeadState, openHandoffs } from '../domain/lead.ts';
import { type RecordRef, sameRef } from '../domain/record.ts';
import { type Language, texts } from '../domain/texts/index.ts';
import type { CloseTaskDeed } from '../domain/writes.ts';
import type { Transaction } from '../ports/store.ts';

export interface Fallen {
  readonly facts: readonly LeadFact[];
  deeds(language: Language): readonly { readonly key: string; readonly payload: CloseTaskDeed }[];
  readonly withdrawn: number;
}

/** Where a lead may stand again and qualify anew, now by what is its own. */
const BEFORE: readonly Stage[] = ['lead', 'returned', 'mql'];

/** Facts to add to the lead that the record is taken from. */
export async function fallBack(tx: Transaction, state: LeadState, lead: LeadId, record: RecordRef): Promise<Fallen> {
  const open = openHandoffs(state);
  const lying = open.length === 0 ? [] : await onRecord(tx, open, lead, record);
  const [first] = lying;
  const facts: LeadFact[] = lying.map(({ key }) => ({ kind: 'handoff-closed', handoff: key, outcome: 'withdrawn' }));
  const before = [...(state.stages ?? [])]
    .reverse()
    .find(({ stage }) => BEFORE.includes(stage) && stage !== state.stage);
  if (first !== undefined && before !== undefined)
    facts.push({ kind: 'stage-changed', from: state.stage, to: before.stage, score: first.score });
  return {
    facts,
    withdrawn: lying.length,
    deeds: (language) =>
      lying.flatMap(({ key, taskId }) => {
        if (taskId === undefined) return [];
        const comment = texts(language).brief.closedByBaton;
        return [{ key: `close-${key}`, payload: { kind: 'close-task', handoff: key, taskId, comment } }];
      }),
  };
}

/** As the ledger tells where each task was made. */
async function onRecord(
  tx: Transaction,
  open: readonly HandoffState[],
  lead: LeadId,
  record: RecordRef,
): Promise<readonly HandoffState[]> {
  const facts = await tx.ledger.reveal(await tx.ledger.ofStream(`lead:${lead}`));
  const there = new Set(
    facts.flatMap(({ fact }) =>
      fact.kind === 'task-made' && fact.record.ref !== null && sameRef(fact.record.ref, record) ? [fact.handoff] : [],
    ),
  );
  return open.filter(({ key }) => there.has(key));
}
