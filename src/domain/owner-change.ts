/** A person gave the lead to another of the team, in either system: whoever it was given to has the open handoff from now on, with its clock and its task. */
import type { Circumstances, OwnerStanding } from './circumstances.ts';
import { sameValue } from './desired.ts';
import type { Draft } from './draft.ts';
import { cameSince, isFollowed } from './first-sight.ts';
import { after } from './handoff-machine.ts';
import type { Judged } from './judged.ts';
import { type Lead, type LeadState, openHandoffs, type WrittenValue } from './lead.ts';
import { editorOf, type OwnerSaid } from './news.ts';
import { personStands } from './peoples-fields.ts';
import { type RecordRef, sameRef } from './record.ts';
import type { OwnerKey } from './team.ts';

/**
 * Adds `owner-changed` where the new owner is one of the team and another than whoever has it, and has Baton's task go along. With marketing, whose leads
 * have no holder by name, it changes nothing. Whatever is armed: what a person says in the CRM is followed, and written elsewhere only as far as that is.
 * Answers the words that were said elsewhere before it: they are nobody's word any more, and do not stand in the way of the later one.
 */
export function takeOwners(
  draft: Draft,
  { lead, circumstances: { people } }: Judged,
  said: readonly OwnerSaid[],
): readonly WrittenValue[] {
  const inTurn = [...said].sort(laterLast);
  let heeded: number | undefined;
  for (const [index, { record, user, cause }] of inTurn.entries()) {
    const owner = people.ownerOf(record.system, user);
    const open = openHandoffs(draft.state);
    const has = open.at(-1)?.to ?? draft.state.holder;
    if (owner.is !== 'member' || cause.by !== 'person' || has.member === owner.member.key) continue;
    if (open.length === 0 && has.member === undefined) continue;
    heeded = index;
    const holder = { department: owner.member.department, member: owner.member.key as OwnerKey };
    draft.add({ kind: 'owner-changed', record: { ref: record }, to: { text: user }, holder }, cause);
    for (const { key, status } of open) {
      if (after(status, 'owner-changed') === undefined) continue;
      // One that is not made yet is made for the new owner; of one whose answer is lost nobody knows whom it was made for.
      const payload = { kind: 'move-task', handoff: key } as const;
      draft.deeds.push({ system: 'salesforce', key: `move-${key}-${draft.state.version}`, payload });
    }
  }
  return heeded === undefined ? [] : overruled(lead, inTurn.slice(heeded));
}

function overruled({ written }: Lead, standing: readonly OwnerSaid[]): readonly WrittenValue[] {
  return written
    .filter(({ field, by }) => field === 'ownerId' && by === 'person')
    .filter(({ target }) => !standing.some(({ record }) => sameRef(record, target)))
    .map((one) => ({ ...one, by: 'baton' }));
}

/** The later word counts; of one moment Salesforce's, whose owner is the owner from MQL on. */
function laterLast(a: OwnerSaid, b: OwnerSaid): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.record.system < b.record.system ? -1 : 1;
}

/**
 * Whoever converts a Lead may name another owner than it had, and the Contact that is made of it may be given on before it is read first. A Contact that was there
 * before the lead was given to whoever has it keeps an owner of its own, which says nothing of the lead.
 */
export function ownersBrought({ records, written, state }: Lead, means: Pick<Circumstances, 'people'>): OwnerSaid[] {
  return records.flatMap((record) => {
    const { ref, fields, modifiedAt, createdAt = modifiedAt } = record;
    const user = fields['ownerId'];
    const lead = records.find((one) => one.fields['converted'] === true && one.fields['convertedContactId'] === ref.id);
    const isNew = cameSince(record, state) && createdAt >= (state.ownerAt ?? state.stageSince ?? '');
    // One that Baton has written to was there before.
    const isOld = written.some(({ target }) => sameRef(target, ref));
    if (lead === undefined || !isNew || isOld || typeof user !== 'string' || user === lead.fields['ownerId']) return [];
    return [{ record: ref, user, cause: editorOf(record, 'ownerId', means), at: modifiedAt }];
  });
}

/** A record that was given to nobody who could have its handoff: that stays with whoever has it till a person gives it to a member. */
export interface OwnerDoubt {
  readonly record: RecordRef;
  /** `gone`: whoever has the handoff, which cannot be given again, was deactivated. `left`: whoever has it is not in team.yaml any more. */
  readonly is: Exclude<OwnerStanding['is'], 'member'> | 'gone' | 'left';
  /** Of a queue; of whoever left, their key. */
  readonly name?: string | undefined;
}

export function ownerDoubts(
  { lead: { records, written }, circumstances }: Judged,
  state: LeadState,
): readonly OwnerDoubt[] {
  if (!isFollowed(state)) return [];
  return written.flatMap((one) => {
    const record = records.find(({ ref, deleted }) => !deleted && sameRef(ref, one.target));
    if (one.field !== 'ownerId' || record === undefined || !personStands(one, state)) return [];
    if (!sameValue(record.fields['ownerId'] ?? null, one.value)) return [];
    const owner = circumstances.people.ownerOf(record.ref.system, one.value);
    return owner.is === 'member' ? [] : [{ record: record.ref, ...owner }];
  });
}
