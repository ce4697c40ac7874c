/** Sends fields of Leads, Contacts, Accounts and handoffs: only columns that this user may write, following records that have gone elsewhere, and no field costs another. */
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { FieldsWrite, Outcome } from '../../src/domain/writes.ts';
import type { Context } from './context.ts';
import type { Description } from './describe.ts';
import { id18, updateBody } from './fields.ts';
import { follow, goingAlong } from './follow.ts';
import { mayBeGone } from './graph-answer.ts';
import { type StoryRow, storyRows } from './handoff-story.ts';
import { HANDOFF_OBJECT, STORY_MAPPING } from './own-handoff.ts';
import { problemOf, unanswered, unmapped, unprepared } from './problems.ts';
import { mappingOf, VENDOR_OBJECTS } from './read-records.ts';
import { isId } from './soql.ts';
import { type UpdateRow, update } from './update.ts';

/** Each but the first takes a refused field out of a row, or follows it to another record. */
const MOST_ROUNDS = 4;

interface Draft {
  readonly write: FieldsWrite;
  readonly row: UpdateRow;
  /** Baton's name of each column. */
  readonly names: ReadonlyMap<string, string>;
  /** Why some fields are not in it, and which, by Baton's names. */
  readonly refused?: Problem | undefined;
  readonly untaken: readonly string[];
  readonly followed: boolean;
}

/** One outcome per write, in their order. A field that the mapping does not let Baton write rejects its write whole. */
export async function sendFields(writes: readonly FieldsWrite[], context: Context): Promise<readonly Outcome[]> {
  const outcomes = new Map<FieldsWrite, Outcome>();
  const drafted: Draft[] = [];
  const stories = await storyRows(writes, context);
  for (const write of writes) {
    const story = stories.get(write);
    const draft = story === undefined ? await draftOf(write, context) : await storyDraft(write, story, context);
    if ('row' in draft) drafted.push(draft);
    else outcomes.set(write, draft);
  }
  let waiting: readonly Draft[] = drafted;
  for (let round = 0; round < MOST_ROUNDS && waiting.length > 0; round += 1)
    waiting = await settle(waiting, context, outcomes);
  return writes.map((write) => outcomes.get(write) ?? unanswered(write.target));
}

export function vendorObject(ref: RecordRef): string | undefined {
  return ref.object === 'lead' || ref.object === 'contact' || ref.object === 'account'
    ? VENDOR_OBJECTS[ref.object]
    : undefined;
}

/** The row of a write, or its outcome where there is none to send. */
async function draftOf(write: FieldsWrite, context: Context): Promise<Draft | Outcome> {
  const { target, fields, parent, looked } = write;
  const type = vendorObject(target);
  if (type === undefined || !isId(target.id))
    return { state: 'rejected', problem: unmapped(`${target.object} ${target.id}`, target) };
  const own = mappingOf(type, context.mapping);
  const { body, unmapped: missing } = updateBody(fields, own);
  if (missing[0] !== undefined) return { state: 'rejected', problem: unmapped(missing[0], target) };
  if (Object.keys(body).length === 0) return { state: 'already', record: target };
  const described = await context.descriptions.of(type);
  if (described.state !== 'answered') return unprepared(described, context.client.now());
  const names = new Map(
    Object.keys(fields).flatMap((name) => {
      const to = own?.write[name]?.to;
      return to === undefined ? [] : [[to, name] as const];
    }),
  );
  const row: UpdateRow = { type, id: id18(target.id), columns: body, target, parent, looked };
  const draft: Draft = { write, row, names, untaken: [], followed: false };
  return withoutFaults(draft, described.value, context.client.now());
}

const STORY_NAMES = new Map(Object.entries(STORY_MAPPING.write).map(([name, { to }]) => [to, name] as const));

async function storyDraft(write: FieldsWrite, story: StoryRow, context: Context): Promise<Draft | Outcome> {
  if (!('id' in story)) return story;
  const described = await context.descriptions.of(HANDOFF_OBJECT);
  if (described.state !== 'answered') return unprepared(described, context.client.now());
  const { id, columns, untaken } = story;
  const row: UpdateRow = { type: HANDOFF_OBJECT, id, columns, target: write.target };
  // Nothing to follow: a row stays where it is.
  const draft: Draft = { write, row, names: STORY_NAMES, untaken, followed: true };
  return withoutFaults(draft, described.value, context.client.now());
}

/** Without the columns that the org does not have, that this user may not write, or whose list does not hold the value. */
function withoutFaults(whole: Draft, described: Description, now: Temporal.Instant): Draft | Outcome {
  let draft: Draft | Outcome = whole;
  for (const [column, value] of Object.entries(whole.row.columns)) {
    const fault = faultOf(described, column, value);
    if (fault === undefined || !('row' in draft)) continue;
    const { code, message } = fault;
    const problem = problemOf({ code, message, fields: [column] }, now, whole.write.target);
    draft = without(draft, column, problem) ?? { state: 'rejected', problem };
  }
  return draft;
}

function faultOf(
  { name: object, fields }: Description,
  column: string,
  value: UpdateRow['columns'][string],
): { readonly code: string; readonly message: string } | undefined {
  const field = fields.find(({ name }) => name === column);
  if (field === undefined)
    return { code: 'INVALID_FIELD', message: `${object}.${column} does not exist or may not be seen by this user` };
  if (!field.updateable)
    return { code: 'INVALID_FIELD_FOR_INSERT_UPDATE', message: `this user may not write ${object}.${column}` };
  if (field.restrictedPicklist !== true || typeof value !== 'string' || value === '') return undefined;
  const listed = (field.picklistValues ?? []).some((one) => one.active && one.value === value);
  if (listed) return undefined;
  return {
    code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    message: `"${value}" is not in the list of ${object}.${column}`,
  };
}

/** The same row without that column; undefined where nothing would be left, or the column is not in it. */
function without(draft: Draft, column: string, problem: Problem): Draft | undefined {
  const name = draft.names.get(column);
  const { [column]: _, ...columns } = draft.row.columns;
  if (name === undefined || Object.keys(columns).length === 0) return undefined;
  const refused = draft.refused ?? { ...problem, field: name };
  return { ...draft, row: { ...draft.row, columns }, refused, untaken: [...draft.untaken, name] };
}

/** Sends all of them once; answers those that are to be sent again, differently: nothing was done for them. */
async function settle(
  drafts: readonly Draft[],
  context: Context,
  outcomes: Map<FieldsWrite, Outcome>,
): Promise<readonly Draft[]> {
  const sent = await update(
    drafts.map(({ row }) => row),
    'send fields',
    context,
  );
  const gone: Draft[] = [];
  const again: Draft[] = [];
  for (const [index, draft] of drafts.entries()) {
    const outcome = sent[index] ?? unanswered(draft.write.target);
    outcomes.set(draft.write, outcome.state === 'done' ? { ...outcome, ...givenUp(draft) } : outcome);
    if (outcome.state !== 'rejected') continue;
    const { problem } = outcome;
    // A field or list that is not as it was described.
    if (['missing-field', 'permission', 'picklist'].includes(problem.category))
      context.descriptions.forget(draft.row.type);
    if (mayBeGone(problem) && !draft.followed) gone.push(draft);
    else {
      const less = problem.field === undefined ? undefined : without(draft, problem.field, problem);
      if (less !== undefined) again.push(less);
    }
  }
  if (gone.length > 0) again.push(...(await followed(gone, context, outcomes)));
  return again;
}

function givenUp({ refused, untaken }: Draft): Pick<Outcome & { state: 'done' }, 'refused' | 'untaken'> {
  return untaken.length === 0 ? {} : { refused, untaken };
}

/** Each anew for the record that stands for its person now. */
async function followed(
  gone: readonly Draft[],
  context: Context,
  outcomes: Map<FieldsWrite, Outcome>,
): Promise<readonly Draft[]> {
  const ends = await follow(
    gone.map(({ write }) => write.target),
    context,
  );
  const again: Draft[] = [];
  for (const { write } of gone) {
    if (ends.state !== 'answered') {
      outcomes.set(write, unprepared(ends, context.client.now()));
      continue;
    }
    const target = ends.value.get(id18(write.target.id));
    if (target === undefined) continue;
    const fields = goingAlong(write.fields, mappingOf(vendorObject(target) ?? '', context.mapping));
    const draft = await draftOf({ ...write, target, fields }, context);
    if ('row' in draft) again.push({ ...draft, write, followed: true });
    else outcomes.set(write, draft);
  }
  return again;
}
