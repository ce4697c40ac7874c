/** A person gave the lead to another of the team, in either system: whoever it was given to has the open handoff from now on, with its clock and its task. */
import type { OwnerStanding } from './circumstances.ts';
import { personStands, sameValue } from './desired.ts';
import type { Draft } from './draft.ts';
import type { Cause } from './facts.ts';
import { after } from './handoff-machine.ts';
import type { IsoInstant } from './instant.ts';
import type { Judged } from './judged.ts';
import { type Lead, type LeadState, openHandoffs, type WrittenValue } from './lead.ts';
import { type FieldValue, type RecordRef, type SourceRecord, sameRef } from './record.ts';
import type { OwnerKey } from './team.ts';

/** A user id that somebody put into the owner's field of a record. */
export interface OwnerSaid {
  readonly record: RecordRef;
  readonly user: string;
  readonly cause: Cause;
  /** When the record was changed last. */
  readonly at: IsoInstant;
}

/**
 * Adds `owner-changed` where the new owner is one of the team and another than whoever has it, and has Baton's task go along. With marketing, whose leads
 * have no holder by name, it changes nothing. Whatever is armed: what a person says in the CRM is followed, and written elsewhere only as far as that is.
 */
export function takeOwners(draft: Draft, { circumstances: { people } }: Judged, said: readonly OwnerSaid[]): void {
  for (const { record, user, cause } of [...said].sort(laterLast)) {
    const owner = people.ownerOf(record.system, user);
    const open = openHandoffs(draft.state);
    const has = open.at(-1)?.to ?? draft.state.holder;
    if (owner.is !== 'member' || cause.by !== 'person' || has.member === owner.member.key) continue;
    if (open.length === 0 && has.member === undefined) continue;
    const holder = { department: owner.member.department, member: owner.member.key as OwnerKey };
    draft.add({ kind: 'owner-changed', record: { ref: record }, to: { text: user }, holder }, cause);
    for (const { key, status } of open) {
      if (after(status, 'owner-changed') === undefined) continue;
      // One that is not made yet is made for the new owner; of one whose answer is lost nobody knows whom it was made for.
      const payload = { kind: 'move-task', handoff: key } as const;
      draft.deeds.push({ system: 'salesforce', key: `move-${key}-${draft.state.version}`, payload });
    }
  }
}

/** The later word counts; of one moment Salesforce's, whose owner is the owner from MQL on. */
function laterLast(a: OwnerSaid, b: OwnerSaid): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.record.system < b.record.system ? -1 : 1;
}

/**
 * Contacts that were made by converting a Lead after it was given to somebody, with another owner than the Lead had: whoever converts chooses the owner of what is
 * made. A Contact that was there before keeps its own, which says nothing.
 */
export function ownersByConversion(
  living: readonly SourceRecord[],
  { written }: Pick<Lead, 'written'>,
): readonly { readonly record: SourceRecord; readonly from: string; readonly user: string }[] {
  const ownerOf = (ref: RecordRef): WrittenValue | undefined =>
    written.find(({ field, target }) => field === 'ownerId' && sameRef(target, ref));
  return living.flatMap(({ ref, fields }) => {
    const record = living.find((one) => isContact(one.ref, fields['convertedContactId'] ?? null));
    const had = ownerOf(ref);
    if (record?.createdAt === undefined || had === undefined || ownerOf(record.ref) !== undefined) return [];
    const user = record.fields['ownerId'];
    if (record.createdAt <= had.at || typeof user !== 'string' || sameValue(user, had.value)) return [];
    return [{ record, from: String(had.value ?? ''), user }];
  });
}

function isContact({ system, object, id }: RecordRef, converted: FieldValue): boolean {
  return system === 'salesforce' && object === 'contact' && id === converted;
}

/** What the owner's fields said before anybody gave the lead to somebody else: remembered while it is with somebody by name, so that another value is a person's. */
export function ownersFound({ records, written }: Lead, state: LeadState): readonly WrittenValue[] {
  if (!isFollowed(state)) return [];
  return records.flatMap(({ ref, deleted, fields, modifiedAt }) => {
    const value = fields['ownerId'];
    const known = written.some(({ field, target }) => field === 'ownerId' && sameRef(target, ref));
    return deleted || value === undefined || known
      ? []
      : [{ target: ref, field: 'ownerId', value, by: 'baton', at: modifiedAt }];
  });
}

function isFollowed(state: LeadState): boolean {
  return state.holder.member !== undefined || openHandoffs(state).length > 0;
}

/** A record that was given to nobody who could have its handoff: that stays with whoever has it till a person gives it to a member. */
export interface OwnerDoubt {
  readonly record: RecordRef;
  readonly is: Exclude<OwnerStanding['is'], 'member'>;
  /** Of a queue. */
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
