/** News of a lead: records that came to stand for it, and values that people put into Baton's own fields; ours, read back, are none. */
import type { Answer } from './approval.ts';
import type { Circumstances } from './circumstances.ts';
import { sameValue } from './desired.ts';
import type { Draft } from './draft.ts';
import { type Cause, STAGES, type Stage } from './facts.ts';
import { type IsoInstant, iso } from './instant.ts';
import type { Lead, WrittenValue } from './lead.ts';
import { type Editor, type FieldValue, type RecordRef, recordKey, type SourceRecord, sameRef } from './record.ts';

/** A user id that somebody put into the owner's field of a record. */
export interface OwnerSaid {
  readonly record: RecordRef;
  readonly user: string;
  readonly cause: Cause;
  /** When the record was changed last. */
  readonly at: IsoInstant;
}

export interface News {
  /** Values to remember, people's and our own that arrived, so that each is recorded once. */
  readonly taken: readonly WrittenValue[];
  /** The stage that a person named, and who. */
  readonly said?: { readonly stage: Stage; readonly cause: Cause } | undefined;
  /** What people answered in our fields for it. */
  readonly answers: readonly Answer[];
  /** To whom people gave the lead. */
  readonly owners: readonly OwnerSaid[];
}

/** Adds the facts. */
export function takeUpNews(draft: Draft, lead: Lead, circumstances: Circumstances, now: Temporal.Instant): News {
  const living = lead.records.filter((record) => !record.deleted);
  if (draft.state.version === 0) {
    draft.add(
      {
        kind: 'lead-found',
        records: living.map(({ ref }) => ({ ref })),
        stage: 'lead',
        holder: { department: 'marketing' },
      },
      { by: 'system', system: 'baton' },
    );
  }
  for (const { ref } of living) {
    if (!draft.state.links.some((link) => sameRef(link, ref))) {
      draft.add({ kind: 'record-linked', record: { ref } }, { by: 'system', system: 'baton' });
    }
  }
  const taken: WrittenValue[] = [];
  let said: News['said'];
  const answers: Answer[] = [];
  const owners: OwnerSaid[] = [];
  for (const written of lead.written) {
    const record = living.find(({ ref }) => sameRef(ref, written.target));
    if (record === undefined || !Object.hasOwn(record.fields, written.field)) continue;
    const value = record.fields[written.field] ?? null;
    if (sameValue(value, written.value)) continue;
    if (isOurs(lead, record, written.field, value)) {
      taken.push({ target: record.ref, field: written.field, value, by: 'baton', at: iso(now) });
      continue;
    }
    const cause = editorOf(record, written.field, circumstances);
    // A workflow or an import says nothing: a stage is reached by a rule or by a person's word.
    const stage = cause.by === 'person' ? stageSaid(record, written.field, value, circumstances) : undefined;
    // Our own field for it says it most plainly.
    if (stage !== undefined && (said === undefined || written.field === 'stage')) said = { stage, cause };
    const answer = answerIn(written.field, value, cause);
    if (answer !== undefined) answers.push(answer);
    if (written.field === 'ownerId' && typeof value === 'string')
      owners.push({ record: record.ref, user: value, cause, at: record.modifiedAt });
    draft.add(
      {
        kind: 'field-changed',
        record: { ref: record.ref },
        field: written.field,
        from: { text: String(written.value ?? '') },
        to: { text: String(value ?? '') },
      },
      cause,
    );
    taken.push({ target: record.ref, field: written.field, value, by: 'person', at: iso(now) });
  }
  for (const { record, field, value } of unwritten(living, lead.written)) {
    const answer = answerIn(field, value, editorOf(record, field, circumstances));
    if (answer === undefined) continue;
    answers.push(answer);
    taken.push({ target: record.ref, field, value, by: 'person', at: iso(now) });
  }
  return { taken, said, answers, owners };
}

/** Whether the value left us and is read before its answer is known: the answer was lost, or is still on its way. */
function isOurs({ sent = [] }: Lead, { ref, editors }: SourceRecord, field: string, value: FieldValue): boolean {
  return sent.some(({ target, fields }) => {
    const ours = fields[field];
    if (ours === undefined || target === undefined || !sameRef(target, ref)) return false;
    return sameValue(value, ours) || (field === 'lifecycleStage' && value === null && mayBeByUs(editors?.[field]));
  });
}

/** A stage that goes back is emptied first; a person, a workflow or another app that emptied it is known by its history. */
function mayBeByUs(editor: Editor | undefined): boolean {
  return editor === undefined || isOwnKind(editor);
}

/** Whether it is an app, and none that is known to be another's. */
export function isOwnKind(editor: Editor): boolean {
  return editor.by === 'integration' && editor.other !== true;
}

/** What is known to be written once these are taken up. Of several of one field the last counts. */
export function afterTaking(written: readonly WrittenValue[], taken: readonly WrittenValue[]): readonly WrittenValue[] {
  if (taken.length === 0) return written;
  const placeOf = ({ target, field }: WrittenValue): string => `${field} ${recordKey(target)}`;
  return [...new Map([...written, ...taken].map((one) => [placeOf(one), one])).values()];
}

/** What somebody has put into our fields for answers before anything of ours was known to be in them: on a record that was made or linked just now. */
function unwritten(records: readonly SourceRecord[], written: readonly WrittenValue[]) {
  return records.flatMap((record) =>
    (['approved', 'accepted'] as const).flatMap((field) => {
      const value = record.fields[field] ?? null;
      const isOurs = written.some((one) => one.field === field && sameRef(one.target, record.ref));
      return value === null || isOurs ? [] : [{ record, field, value }];
    }),
  );
}

/** The words of our fields `approved` and `accepted`: the name of the field says yes, `declined` says no. */
function answerIn(field: string, value: FieldValue, cause: Cause): Answer | undefined {
  const to = field === 'approved' ? 'approval' : field === 'accepted' ? 'acceptance' : undefined;
  if (to === undefined || (value !== field && value !== 'declined')) return undefined;
  return { to, yes: value === field, cause };
}

/** What a person means by that value: a stage itself in our own field, else what statuses.yaml says of the system's words. */
function stageSaid(
  { ref }: SourceRecord,
  field: string,
  value: FieldValue,
  { said }: Circumstances,
): Stage | undefined {
  if (typeof value !== 'string') return undefined;
  if (field === 'stage') return STAGES.find((stage) => stage === value);
  const words = said[ref.system][field];
  return words !== undefined && Object.hasOwn(words, value) ? words[value] : undefined;
}

/** By the field's history; else the last editor of the record, marked as such; else nobody can say. */
export function editorOf(record: SourceRecord, field: string, { people }: Pick<Circumstances, 'people'>): Cause {
  const { system } = record.ref;
  const known = (user: string): string => people.memberOf(system, { type: 'person', user })?.key ?? user;
  const editor = record.editors?.[field];
  if (editor?.by === 'person')
    return editor.user === undefined
      ? { by: 'person', how: 'field-history' }
      : { by: 'person', user: known(editor.user), how: 'field-history' };
  if (editor !== undefined) return { by: 'system', system, actor: editor.by };
  if (record.modifiedBy === undefined) return { by: 'person', how: 'unknown' };
  return { by: 'person', user: known(record.modifiedBy), how: 'last-editor' };
}
