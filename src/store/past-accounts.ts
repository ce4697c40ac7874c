/** Finds the account that somebody worked at on a day before, whose records named none: by what its versions said then. */
import { type Kysely, sql } from 'kysely';
import { type AccountMatch, keysToAccount, matchAccount } from '../domain/account-match.ts';
import type { SourceRecord, SubjectKey } from '../domain/record.ts';
import { asTexts } from './rows.ts';
import type { Tables } from './tables.ts';

/** Of accounts that may have fitted; more say nothing about one person. */
const MOST = 500;

interface Then {
  readonly records: readonly SourceRecord[];
  readonly companies: readonly SourceRecord[];
}

/** `as` rebuilds accounts as they were then. */
export async function matchThen(
  db: Kysely<Tables>,
  person: Then,
  freeMail: ReadonlySet<string>,
  as: (keys: ReadonlySet<SubjectKey>) => Promise<readonly SourceRecord[]>,
): Promise<AccountMatch | undefined> {
  const keys = keysToAccount(person, freeMail);
  if (keys.length === 0) return undefined;
  // Those that bear a domain or name of theirs, or bore it once; what they say of that day decides.
  const { rows } = await sql<{ account: SubjectKey }>`
    select distinct account from account_key where key = any(${asTexts(keys)}) order by account limit ${MOST}`.execute(
    db,
  );
  if (rows.length === 0) return undefined;
  return matchAccount(keys, await as(new Set(rows.map(({ account }) => account))));
}
