/** Approval before a handoff: whose yes is asked for, by when, and when their deputy is asked instead. Nobody's silence is a yes. */
import type { Agreement, HandoffTerms } from './agreement/schema.ts';
import { calendarFor, dueAt } from './calendar.ts';
import { byRule } from './cause.ts';
import type { Directory } from './circumstances.ts';
import type { Draft } from './draft.ts';
import type { Cause, Holder } from './facts.ts';
import { nextKey } from './hand-over.ts';
import { followHandingOver, handOverBy } from './handing-over.ts';
import { earliest, type IsoInstant, iso } from './instant.ts';
import type { Judged } from './judged.ts';
import type { Permission } from './permit.ts';
import type { OwnerKey } from './team.ts';
import { termOf } from './terms.ts';
import { justAfter } from './window.ts';

/** What a person answered to what was asked of them. */
export interface Answer {
  readonly to: 'approval' | 'acceptance';
  readonly yes: boolean;
  readonly cause: Cause;
  readonly comment?: string | undefined;
}

/** Adds what is asked, and of whom. Given once somebody who may say so has said yes. */
export function askApproval(draft: Draft, judged: Judged, terms: HandoffTerms): Permission {
  const { approval } = terms;
  if (approval === undefined) return { given: true, nextAt: undefined };
  const key = nextKey(draft.state, judged.lead.id, terms);
  const known = draft.state.approval?.key === key ? draft.state.approval : undefined;
  if (known?.status === 'approved') return { given: true, nextAt: undefined };
  if (known?.status === 'denied') return { given: false, nextAt: followHandingOver(draft, judged, terms) };
  const deputy = approval.deputy === undefined ? undefined : holderIn(judged, approval.deputy);
  const approver = holderIn(judged, approval.by);
  const ask = (of: Holder, isDeputy: boolean): void => {
    const due = termEnd(judged, of, approval.within);
    const asked = { handoff: key, type: terms.type, of, deputy: isDeputy, dueAt: due } as const;
    draft.add({ kind: 'approval-asked', ...asked, ...handOverBy(draft, judged, terms) }, byRule('approval'));
  };
  if (known === undefined) {
    const away = isAway(judged, approver);
    if (away && deputy !== undefined) ask(deputy, true);
    else ask(approver, false);
  } else if (iso(judged.now) > known.dueAt && !known.missed) {
    draft.add({ kind: 'deadline-missed', handoff: key, deadline: 'approval', dueAt: known.dueAt }, { by: 'time' });
    if (!known.deputy && deputy !== undefined) ask(deputy, true);
  }
  const now = draft.state.approval;
  const answerBy = now === undefined || now.missed ? undefined : justAfter(now.dueAt);
  return { given: false, nextAt: earliest(answerBy, followHandingOver(draft, judged, terms)) };
}

/** Adds the answer, if that is still asked and theirs to give. */
export function takeApproval(draft: Draft, judged: Judged, { to, yes, cause, comment }: Answer): void {
  const { approval } = draft.state;
  if (
    to !== 'approval' ||
    approval === undefined ||
    approval.status === 'approved' ||
    (approval.status === 'denied' && !yes)
  )
    return;
  const {
    agreement,
    circumstances: { people },
  } = judged;
  const terms = agreement.handoffs.find(({ type }) => type === approval.type);
  const user = cause.by === 'person' ? cause.user : undefined;
  if (terms === undefined || user === undefined || !approversOf({ agreement, people }, terms).includes(user)) return;
  const handoff = approval.key;
  if (yes) draft.add({ kind: 'approval-given', handoff }, cause);
  else
    draft.add(
      { kind: 'approval-denied', handoff, ...(comment === undefined ? {} : { comment: { text: comment } }) },
      cause,
    );
}

/** Keys of those who may say yes: the approver and their deputy, and whoever it was asked of. */
export function approversOf(
  { agreement, people }: { readonly agreement: Agreement; readonly people: Directory },
  { approval }: HandoffTerms,
): readonly string[] {
  if (approval === undefined) return [];
  return [approval.by, approval.deputy].flatMap((department) =>
    department === undefined ? [] : (people.headOf(department, agreement.parties) ?? []),
  );
}

function holderIn({ agreement, circumstances: { people } }: Judged, department: string): Holder {
  const member = people.headOf(department, agreement.parties);
  return member === undefined ? { department } : { department, member: member as OwnerKey };
}

function isAway({ circumstances: { people }, now }: Judged, { member }: Holder): boolean {
  return member !== undefined && people.isAway(member, now);
}

/** By the clock of whoever is asked; a department without a head goes by the agreement's. */
function termEnd({ agreement, circumstances, now }: Judged, { member }: Holder, within: string): IsoInstant {
  const known = member === undefined ? undefined : circumstances.people.member(member);
  const calendar = calendarFor(agreement, known, circumstances.holidays ?? []);
  return iso(dueAt(now, termOf('approval', within), calendar));
}
