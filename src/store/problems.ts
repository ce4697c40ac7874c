/** The list of what went wrong, each once by its key. */
import { type Kysely, sql } from 'kysely';
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { ListedProblem } from '../ports/outbox.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, asTexts, encode, lastOfEach } from './rows.ts';
import type { Tables } from './tables.ts';

export interface ProblemChange {
  readonly key: string;
  /** Undefined: it is over. */
  readonly listed: { readonly problem: Problem; readonly at: IsoInstant } | undefined;
}

/** Listed again, a problem is shown with its newest form and moment; one that was put aside stays so while its code is the same. */
export async function changeProblems(db: Kysely<Tables>, changes: readonly ProblemChange[]): Promise<void> {
  const last = lastOfEach(changes, ({ key }) => key);
  const over = last.filter(({ listed }) => listed === undefined).map(({ key }) => key);
  if (over.length > 0) await sql`delete from problem where key = any(${asTexts(over)}) ${UNANSWERED}`.execute(db);
  const rows = last.flatMap(({ key, listed }) =>
    listed === undefined ? [] : [{ key, at: listed.at, content: encode(listed.problem) }],
  );
  if (rows.length === 0) return;
  await sql`
    insert into problem (key, at, content)
    select key, at, content from json_to_recordset(${asRows(rows)}) as row(key text, at text, content text)
    order by key
    on conflict (key) do update set at = excluded.at, content = excluded.content,
      ignored = case when problem.content::json ->> 'code' = excluded.content::json ->> 'code' then problem.ignored end ${UNANSWERED}`.execute(
    db,
  );
}

/** In order of key. */
export async function problemsOf(db: Kysely<Tables>): Promise<readonly ListedProblem[]> {
  const rows = await db.selectFrom('problem').selectAll().orderBy('key').execute();
  return rows.map(({ key, at, content, ignored }) => {
    const problem: Problem = JSON.parse(content);
    return { ...problem, key, at, ...(ignored === null ? {} : { ignored: JSON.parse(ignored) }) };
  });
}
