/** Domains and names that an account bore once are kept beside those it bears, so that looking back finds it by an index. Filled here from the versions that are kept already. */
import { type Kysely, sql } from 'kysely';
import { accountKeys } from '../../domain/account-match.ts';
import type { Fields, SubjectKey } from '../../domain/record.ts';
import { asRows } from '../rows.ts';

const PAGE = 1_000;
/** Pages; a hundred million versions. */
const PAGES = 100_000;
/** Keys of accounts begin so, and no others stand between these two. */
const ACCOUNTS = { from: 'salesforce/account/', below: 'salesforce/account0' };

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table account_key add column stands boolean not null default true').execute(db);
  let after = { key: ACCOUNTS.from, no: '0' };
  for (let page = 0; page < PAGES; page += 1) {
    const { rows } = await sql<{ key: SubjectKey; no: string; changed: string }>`
      select key, no, changed from record_version
      where (key, no) > (${after.key}, ${after.no}) and key < ${ACCOUNTS.below} order by key, no limit ${PAGE}`.execute(
      db,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
    const keys = rows.flatMap(({ key: account, changed }) => {
      const parsed: Fields = JSON.parse(changed);
      return accountKeys(parsed).map((key) => ({ key, account }));
    });
    await sql`
      insert into account_key (key, account, stands)
      select distinct key, account, false from json_to_recordset(${asRows(keys)}) as row(key text, account text)
      on conflict do nothing`.execute(db);
  }
}
