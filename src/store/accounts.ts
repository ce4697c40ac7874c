/** Finds the account that somebody works at, whose records name none, by domain and name. */
import { type Kysely, sql } from 'kysely';
import {
  type AccountKey,
  type AccountMatch,
  accountKeys,
  keysToAccount,
  matchAccount,
} from '../domain/account-match.ts';
import type { LeadId } from '../domain/facts.ts';
import type { Fields, SourceRecord, SubjectKey } from '../domain/record.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { recordOf } from './record-rows.ts';
import { asRows, asTexts } from './rows.ts';
import type { SourceRecordRow, Tables } from './tables.ts';

/** Of a key that more accounts bear nobody asks which. */
const MOST_OF_A_KEY = 20;

/** The keys of accounts as they are kept now take the place of those before, which stay to be found by whoever looks back. */
export async function keepAccountKeys(db: Kysely<Tables>, rows: readonly SourceRecordRow[]): Promise<void> {
  const accounts = rows.filter(({ system, object }) => system === 'salesforce' && object === 'account');
  if (accounts.length === 0) return;
  const kept = asTexts(accounts.map(({ key }) => key));
  await sql`update account_key set stands = false where account = any(${kept}) and stands ${UNANSWERED}`.execute(db);
  const keys = accounts.flatMap(({ key: account, fields, deleted }) => {
    const parsed: Fields = JSON.parse(fields);
    return deleted ? [] : accountKeys(parsed).map((key) => ({ key, account }));
  });
  await sql`
    insert into account_key (key, account)
    select distinct key, account from json_to_recordset(${asRows(keys)}) as row(key text, account text)
    on conflict (key, account) do update set stands = true ${UNANSWERED}`.execute(db);
}

interface Person {
  readonly id: LeadId;
  readonly records: readonly SourceRecord[];
  readonly companies: readonly SourceRecord[];
}

/** By lead; with one statement, however many they are. */
export async function matchesOf(
  db: Kysely<Tables>,
  people: readonly Person[],
  freeMail: ReadonlySet<string>,
): Promise<ReadonlyMap<LeadId, AccountMatch>> {
  const asked = new Map<LeadId, readonly AccountKey[]>(
    people.map((person) => [person.id, keysToAccount(person, freeMail)]),
  );
  const keys = new Set([...asked.values()].flat());
  if (keys.size === 0) return new Map();
  const { rows } = await sql<SourceRecordRow & { found_by: AccountKey }>`
    select met.key as found_by, source_record.*
    from unnest(${asTexts(keys)}) as given(key)
    cross join lateral (select key, account from account_key where account_key.key = given.key and stands order by account limit ${MOST_OF_A_KEY}) as met
    join source_record on source_record.key = met.account`.execute(db);
  const accounts = new Map<SubjectKey, SourceRecord>(rows.map((row) => [row.key, recordOf(row)]));
  const byKey = Map.groupBy(rows, ({ found_by }) => found_by);
  return new Map(
    [...asked].flatMap(([lead, own]) => {
      const met = new Set(own.flatMap((key) => byKey.get(key)?.map((row) => row.key) ?? []));
      const found = matchAccount(
        own,
        [...met].sort().flatMap((key) => accounts.get(key) ?? []),
      );
      return found === undefined ? [] : [[lead, found] as const];
    }),
  );
}
