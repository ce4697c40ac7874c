/** What is told of handoffs later: the rows are found by their keys, and only what they do not say already is written. */
import type { FieldValue } from '../../src/domain/record.ts';
import type { FieldsWrite, Outcome } from '../../src/domain/writes.ts';
import { rowsByIds } from './composite.ts';
import type { Context } from './context.ts';
import { id18, type Row } from './fields.ts';
import { HANDOFF_OBJECT, STORY_MAPPING } from './own-handoff.ts';
import { unprepared } from './problems.ts';
import { sameAsKept } from './row-values.ts';
import { oneOf } from './soql.ts';

/** Keys of 64 characters in one query. */
const KEYS_PER_QUERY = 150;

/** Where a row is and what it lacks, by columns; or its outcome where nothing is to be sent. */
export type StoryRow =
  | {
      readonly id: string;
      readonly columns: Readonly<Record<string, FieldValue>>;
      /** Baton's names of what the org has no column for. */
      readonly untaken: readonly string[];
    }
  | Outcome;

export function isStory({ target }: FieldsWrite): boolean {
  return target.object === 'handoff';
}

/**
 * One for each of the writes that tell a story; only reads. A row that a person has deleted is not made again. Columns that an older setup did not make
 * are left out: `doctor` names them, and after a setup they are filled. Another process may have run it: what lacks a column is described anew, once a minute at most.
 */
export async function storyRows(
  writes: readonly FieldsWrite[],
  context: Context,
): Promise<ReadonlyMap<FieldsWrite, StoryRow>> {
  const found = new Map<FieldsWrite, StoryRow>();
  const stories = writes.filter(isStory);
  if (stories.length === 0) return found;
  const columns = new Set(
    stories.flatMap(({ fields }) => Object.keys(fields)).map((name) => STORY_MAPPING.write[name]?.to),
  );
  context.descriptions.forgetLacking(HANDOFF_OBJECT, columns);
  const described = await context.descriptions.of(HANDOFF_OBJECT);
  if (described.state !== 'answered')
    return new Map(stories.map((write) => [write, unprepared(described, context.client.now())]));
  const known = new Set(described.value.fields.map(({ name }) => name));
  const drafts = stories.map((write) => ({ write, ...columnsIn(write, known) }));
  const asked = drafts.filter(({ columns }) => Object.keys(columns).length > 0);
  const needed = new Set(asked.flatMap(({ columns }) => Object.keys(columns)));
  const rows = await rowsByIds(context.client, 'read handoffs', {
    ids: asked.map(({ write }) => write.target.id),
    perQuery: KEYS_PER_QUERY,
    query: (keys) => ({
      fields: ['Id', 'Baton_Key__c', ...needed],
      from: HANDOFF_OBJECT,
      where: [oneOf('Baton_Key__c', keys), 'IsDeleted = FALSE'],
    }),
  });
  if (rows.state !== 'answered')
    return new Map(stories.map((write) => [write, unprepared(rows, context.client.now())]));
  const byKey = new Map(rows.value.map((row) => [String(row['Baton_Key__c']), row]));
  for (const { write, columns, untaken } of drafts)
    found.set(write, lacking(byKey.get(write.target.id), columns, untaken) ?? saysItAlready(write, untaken));
  return found;
}

function columnsIn({ fields }: FieldsWrite, known: ReadonlySet<string>) {
  const columns: Record<string, FieldValue> = {};
  const untaken: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const column = STORY_MAPPING.write[name]?.to;
    if (column === undefined || !known.has(column)) untaken.push(name);
    else columns[column] = value;
  }
  return { columns, untaken };
}

function lacking(
  row: Row | undefined,
  columns: Readonly<Record<string, FieldValue>>,
  untaken: readonly string[],
): StoryRow | undefined {
  if (row === undefined) return undefined;
  const differing = Object.entries(columns).filter(([column, value]) => !sameAsKept(row[column], value));
  if (differing.length === 0) return undefined;
  return { id: id18(String(row['Id'])), columns: Object.fromEntries(differing), untaken };
}

function saysItAlready({ target }: FieldsWrite, untaken: readonly string[]): Outcome {
  return { state: 'already', record: target, ...(untaken.length === 0 ? {} : { untaken }) };
}
