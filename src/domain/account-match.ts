/** Which Salesforce account somebody works at whose records name none: by the domain of their address, then by the company's name; never by a guess between several. */
import { companyKey } from './company-name.ts';
import { normaliseEmail } from './normalise.ts';
import { type Fields, type FieldValue, recordKey, type SourceRecord } from './record.ts';

export type AccountMatch =
  | { readonly by: 'domain' | 'name'; readonly account: SourceRecord }
  /** As many fit, and nobody says which. */
  | { readonly by: 'several'; readonly count: number };

/** `domain:aozora.co.jp`, `name:青空商事`. */
export type AccountKey = string;

/** Those by which an account is found. */
export function accountKeys(fields: Fields): readonly AccountKey[] {
  const domain = hostOf(fields['domain'] ?? null);
  const name = companyKey(fields['company'] ?? null);
  return [
    ...(domain === undefined ? [] : [`domain:${domain}`]),
    ...(isName(fields['company'], name) ? [`name:${name}`] : []),
  ];
}

/** Those by which somebody's account may be found, the surest first. Empty where their records name an account. Domains of `freeMail`, and what is below them, say nothing. */
export function keysToAccount(
  { records, companies }: { readonly records: readonly SourceRecord[]; readonly companies: readonly SourceRecord[] },
  freeMail: ReadonlySet<string>,
): readonly AccountKey[] {
  const living = [...records, ...companies].filter(({ deleted }) => !deleted);
  if (living.some(({ ref }) => ref.system === 'salesforce' && ref.object === 'account')) return [];
  const keys = new Set<AccountKey>();
  for (const { fields } of living) {
    for (const domain of mailDomains(fields, freeMail)) keys.add(`domain:${domain}`);
    for (const key of accountKeys({ domain: fields['domain'] ?? null })) keys.add(key);
  }
  for (const { fields } of living) for (const key of accountKeys({ company: fields['company'] ?? null })) keys.add(key);
  return [...keys];
}

/**
 * Of accounts that bear one of the keys: by the surest key that any of them bears. Where several bear that, the one that also bears the company's name;
 * else none. The order of accounts is irrelevant.
 */
export function matchAccount(keys: readonly AccountKey[], accounts: readonly SourceRecord[]): AccountMatch | undefined {
  const living = accounts.filter(({ deleted }) => !deleted);
  const bearing = (key: AccountKey, among: readonly SourceRecord[]): readonly SourceRecord[] =>
    among.filter(({ fields }) => accountKeys(fields).includes(key));
  for (const key of keys) {
    const [one, ...others] = bearing(key, living);
    if (one === undefined) continue;
    const by = key.startsWith('domain:') ? 'domain' : 'name';
    if (others.length === 0) return { by, account: one };
    const named = keys.filter((name) => name.startsWith('name:')).flatMap((name) => bearing(name, [one, ...others]));
    const [only, ...more] = [...new Map(named.map((account) => [recordKey(account.ref), account])).values()];
    if (by === 'domain' && only !== undefined && more.length === 0) return { by, account: only };
    return { by: 'several', count: others.length + 1 };
  }
  return undefined;
}

/** With those above it, the narrowest first: `sales.aozora.co.jp`, then `aozora.co.jp`. A bare ending is nobody's. */
function mailDomains({ email, otherEmails }: Fields, freeMail: ReadonlySet<string>): readonly string[] {
  const written = [email, ...(typeof otherEmails === 'string' ? otherEmails.split(';') : [])];
  return written.flatMap((text) => {
    const domain = typeof text === 'string' ? normaliseEmail(text)?.split('@')[1] : undefined;
    if (domain === undefined) return [];
    const labels = domain.split('.');
    const above = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
    return above.some((one) => freeMail.has(one)) ? [] : above;
  });
}

const HOST = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:www\.)?([^/:?#\s@]+\.[^/:?#\s@.]{2,})(?:[/:?#]|$)/;
/** Nobody writes a longer address of a site. */
const LONGEST = 2_000;

/** The host of a web address, or of what is nearly one; without `www.`, width and case. */
function hostOf(value: FieldValue): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  return HOST.exec(value.normalize('NFKC').trim().toLowerCase())?.[1];
}

function isName(written: FieldValue | undefined, key: string): boolean {
  return typeof written === 'string' && written.trim() !== '' && key !== '';
}
