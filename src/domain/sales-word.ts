/** What sales says of a lead in Salesforce: that it comes back and why, how good it was, why it was lost. Marketing reads it in HubSpot. */
import type { Draft } from './draft.ts';
import { type Cause, STAGES } from './facts.ts';
import { reachStage } from './hand-over.ts';
import type { Judged } from './judged.ts';
import { type Lead, openHandoffs } from './lead.ts';
import { editorOf } from './news.ts';
import { saidAtOf } from './record.ts';
import { type Said, saidBySales } from './said-by-sales.ts';

/**
 * A reason for sending back, chosen while somebody in sales has the lead, sends it back as a status does. One that was there at the return before says
 * nothing: it counts once it is another, and was chosen after the task was made.
 */
export function takeSendBack(draft: Draft, judged: Judged): void {
  const said = saidBySales(judged.lead, 'returnReason');
  const open = openHandoffs(draft.state).at(-1);
  if (said === undefined || open?.taskAt === undefined || said.value === draft.state.returned?.reason) return;
  if (saidAtOf(said.record) <= open.taskAt || STAGES.indexOf(draft.state.stage) > STAGES.indexOf('sql')) return;
  const cause = editorOf(said.record, 'returnReason', judged.circumstances);
  if (cause.by === 'person') reachStage(draft, judged, 'returned', cause);
}

/** Adds what is said only afterwards, and each change of a rating or a reason for loss, once. */
export function takeSalesWords(draft: Draft, judged: Judged): void {
  const { lead, circumstances } = judged;
  const cause = (said: Said, field: string): Cause => editorOf(said.record, field, circumstances);
  const reason = saidBySales(lead, 'returnReason');
  const { stage, returned, rated, lossReason } = draft.state;
  if (stage === 'returned' && returned !== undefined && returned.reason === undefined && reason !== undefined) {
    const comment = saidBySales(lead, 'returnComment')?.value;
    const told = comment === undefined ? {} : { comment: { text: comment } };
    draft.add({ kind: 'return-explained', reason: { text: reason.value }, ...told }, cause(reason, 'returnReason'));
  }
  const rating = saidBySales(lead, 'salesRating');
  if (rating !== undefined && rating.value !== rated?.rating && draft.state.handoffs.length > 0) {
    const comment = saidBySales(lead, 'salesComment')?.value;
    const told = comment === undefined ? {} : { comment: { text: comment } };
    draft.add({ kind: 'rated', rating: rating.value, ...told }, cause(rating, 'salesRating'));
  }
  const loss = saidBySales(lead, 'lossReason');
  if (loss !== undefined && loss.value !== lossReason && draft.state.version > 0)
    draft.add({ kind: 'loss-explained', reason: { text: loss.value } }, cause(loss, 'lossReason'));
}

/** What sales still owes marketing on a lead: asked for once a week. */
export function owedWord(
  { stage, returned, rated, lossReason, handoffs }: Lead['state'],
  since: string,
): 'rating' | 'return-reason' | 'loss-reason' | undefined {
  if (stage === 'returned' && returned !== undefined && returned.reason === undefined) return 'return-reason';
  if ((stage === 'lost' || stage === 'disqualified') && lossReason === undefined && handoffs.length > 0)
    return 'loss-reason';
  const held = handoffs.at(-1);
  const due = held?.taskAt !== undefined && held.taskAt <= since && held.outcome !== 'withdrawn';
  return due && (rated === undefined || rated.at < (held?.taskAt ?? '')) ? 'rating' : undefined;
}
