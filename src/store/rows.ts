/** How values become columns: many rows as one parameter, compound values as JSON text. */
import { type RawBuilder, sql } from 'kysely';
import { plainText } from '../domain/seal.ts';

/** For `json_to_recordset`. Text that no PostgreSQL column can hold (NUL, unpaired surrogates) becomes U+FFFD. */
export function asRows(rows: readonly object[]): RawBuilder<unknown> {
  const text = JSON.stringify(rows);
  return sql`${UNHOLDABLE.test(text) ? JSON.stringify(rows, clean) : text}::text::json`;
}

/** As JSON writes them; it escapes no other surrogates. Texts that only look so are looked at one by one, and kept. */
const UNHOLDABLE = /\\u(?:0000|d[89a-f])/;

function clean(_: string, value: unknown): unknown {
  return typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()) ? plainText(value) : value;
}

/** For `= any(…)`. */
export function asTexts(texts: Iterable<string>): RawBuilder<unknown> {
  return sql`${[...texts]}::text[]`;
}

/** For `= any(…)`. */
export function asNumbers(numbers: Iterable<number>): RawBuilder<unknown> {
  return sql`${[...numbers]}::bigint[]`;
}

/** The last of each key, in the order in which the keys came first. */
export function lastOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

/** JSON text keeps every character by escaping it; undefined members are dropped. */
export function encode(value: unknown): string {
  return JSON.stringify(value);
}

/** By the order of their bytes, as the database sorts. */
export function inOrder<T extends string>(texts: Iterable<T>): T[] {
  return [...new Set(texts)].sort();
}
