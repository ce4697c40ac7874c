/** What may be a person's word on a record before Baton has written to it: nobody has read what stood there first, so nothing tells what was changed since. */
import { sameValue } from './desired.ts';
import { madeOneWith } from './identity.ts';
import type { IsoInstant } from './instant.ts';
import type { Judged } from './judged.ts';
import { type LeadState, openHandoffs, type WrittenValue } from './lead.ts';
import { editorOf } from './news.ts';
import { recordKey, type SourceRecord, sameRef } from './record.ts';

/**
 * What the owner's fields said before anybody gave the lead to somebody else: remembered while it is with somebody by name, so that another value is a
 * person's. Of a record that has come since then, a member's name may be such a word itself, also of one to whom nothing can be given any more: where the
 * record was changed after the lead was given to whoever has it, nobody can tell that from what stood there before, and it is left as it is.
 */
export function ownersFound(
  { lead: { records, written, state: before }, circumstances }: Judged,
  state: LeadState,
): readonly WrittenValue[] {
  if (!isFollowed(state)) return [];
  const { people } = circumstances;
  return records.flatMap((record): readonly WrittenValue[] => {
    const { ref, deleted, fields, modifiedAt } = record;
    const value = fields['ownerId'];
    const known = written.some(({ field, target }) => field === 'ownerId' && sameRef(target, ref));
    if (deleted || value === undefined || known) return [];
    const owner = people.ownerOf(ref.system, value);
    const isOther = owner.is === 'member' ? owner.member.key !== before.holder.member : owner.is === 'inactive';
    const isWord =
      (ref.system === 'salesforce' ? isOther : isGivenAfterMerge(record, 'ownerId', { records, circumstances })) &&
      cameSince(record, before);
    return [{ target: ref, field: 'ownerId', value, by: isWord ? 'person' : 'baton', at: modifiedAt }];
  });
}

/**
 * A Lead that somebody made beside the one that was handed over, and has worked on since then, may have been given its status by them: it is left as it is till
 * the lead goes on. One that nobody has touched since it was made says what every new Lead says. So is the status of a merged contact that none of those had.
 */
export function statusesFound({ lead: { records, written, state }, circumstances }: Judged): readonly WrittenValue[] {
  return records.flatMap((record): readonly WrittenValue[] => {
    const { ref, fields, modifiedAt, createdAt } = record;
    const value = fields['leadStatus'];
    const known = written.some(({ field, target }) => field === 'leadStatus' && sameRef(target, ref));
    if (value === undefined || known) return [];
    const isWorkedOn = value !== null && modifiedAt !== createdAt && isByPerson(record, 'leadStatus', circumstances);
    const isWord =
      state.stageSince !== undefined &&
      isNewTo(state, record) &&
      (ref.system === 'salesforce' ? isWorkedOn : isGivenAfterMerge(record, 'leadStatus', { records, circumstances }));
    return isWord ? [{ target: ref, field: 'leadStatus', value, by: 'person', at: modifiedAt }] : [];
  });
}

/**
 * A merge of contacts keeps the lifecycle stage that is furthest along. A merged one without any, of contacts that had one, was emptied by hand before
 * anybody read it: it is left so till the lead goes on.
 */
export function stagesEmptied({ lead: { records, written, state } }: Judged): readonly WrittenValue[] {
  return records.flatMap((record): readonly WrittenValue[] => {
    const { ref, fields, modifiedAt } = record;
    const known = written.some(({ field, target }) => field === 'lifecycleStage' && sameRef(target, ref));
    if (known || fields['lifecycleStage'] !== null || state.stageSince === undefined || !isNewTo(state, record))
      return [];
    const former = new Set(madeOneWith(record));
    const had = records.some(
      (one) => former.has(recordKey(one.ref)) && (one.fields['lifecycleStage'] ?? null) !== null,
    );
    return had ? [{ target: ref, field: 'lifecycleStage', value: null, by: 'person', at: modifiedAt }] : [];
  });
}

/** A merge of contacts keeps of each field what one of them said: another value was given by hand before anybody read it. */
function isGivenAfterMerge(
  record: SourceRecord,
  field: string,
  { records, circumstances }: { readonly records: readonly SourceRecord[] } & Pick<Judged, 'circumstances'>,
): boolean {
  const former = madeOneWith(record).map((key) => records.find(({ ref }) => recordKey(ref) === key));
  const value = record.fields[field] ?? null;
  return (
    former.length > 0 &&
    // One that was never read may have said it.
    former.every((one) => one !== undefined && !sameValue(one.fields[field] ?? null, value)) &&
    isByPerson(record, field, circumstances)
  );
}

function isByPerson(record: SourceRecord, field: string, circumstances: Judged['circumstances']): boolean {
  return editorOf(record, field, circumstances).by === 'person';
}

/** It stands for the person only since somebody by name has the lead, and was changed since then. */
export function cameSince(record: SourceRecord, state: LeadState): boolean {
  return isFollowed(state) && isNewTo(state, record) && isSince(record, state.ownerAt);
}

/** Not of the lead till now, and changed since the lead is where it is. */
function isNewTo({ links, stageSince }: LeadState, record: SourceRecord): boolean {
  return !record.deleted && !links.some((link) => sameRef(link, record.ref)) && isSince(record, stageSince);
}

function isSince({ modifiedAt }: SourceRecord, moment: IsoInstant | undefined): boolean {
  return moment === undefined || modifiedAt >= moment;
}

/** Somebody by name has it. */
export function isFollowed(state: LeadState): boolean {
  return state.holder.member !== undefined || openHandoffs(state).length > 0;
}
