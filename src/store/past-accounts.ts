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
  // Those that fit today, and those that bore the domain or the name in some version; what they say of that day decides.
  const borne = keys.map((key) => `%${literally(key.slice(key.indexOf(':') + 1))}%`);
  const { rows } = await sql<{ key: SubjectKey }>`
    select key from (
      select account as key from account_key where key = any(${asTexts(keys)})
      union
      select key from record_version
      where key like 'salesforce/account/%' and changed ilike any(${asTexts(borne)})
    ) as met order by key limit ${MOST}`.execute(db);
  if (rows.length === 0) return undefined;
  return matchAccount(keys, await as(new Set(rows.map(({ key }) => key))));
}

/** What stands for other characters in a pattern stands for itself. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
