/** By which domains and names accounts are found for whoever works there. Filled here for accounts that are kept already. */
import { type Kysely, sql } from 'kysely';
import { accountKeys } from '../../domain/account-match.ts';
import type { Fields, SubjectKey } from '../../domain/record.ts';
import { asRows } from '../rows.ts';

const PAGE = 1_000;
/** Pages; a hundred million accounts. */
const PAGES = 100_000;

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table account_key (
    key text collate "C" not null,
    account text collate "C" not null,
    primary key (key, account))`.execute(db);
  await sql`create index account_key_account on account_key (account)`.execute(db);
  let after = '';
  for (let page = 0; page < PAGES; page += 1) {
    const { rows } = await sql<{ key: SubjectKey; fields: string }>`
      select key, fields from source_record
      where system = 'salesforce' and object = 'account' and key > ${after} order by key limit ${PAGE}`.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.key;
    const keys = rows.flatMap(({ key: account, fields }) => {
      const parsed: Fields = JSON.parse(fields);
      return accountKeys(parsed).map((key) => ({ key, account }));
    });
    await sql`
      insert into account_key (key, account)
      select distinct key, account from json_to_recordset(${asRows(keys)}) as row(key text, account text) on conflict do nothing`.execute(
      db,
    );
  }
}
