/** How values are compared: texts without regard to width and case, numbers only where they surely are numbers. */
import type { FieldValue } from './record.ts';

/** No value that a rule names is longer, and nobody writes a title or an industry of ten thousand characters. */
const LONGEST_COMPARED = 10_000;

/**
 * Equal for texts that differ only in width (ＩＴ, IT), case or outer space; numbers and yes/no take part as text. Of a longer text the first ten thousand
 * characters count.
 */
export function textKey(value: FieldValue): string {
  return String(value).slice(0, LONGEST_COMPARED).normalize('NFKC').toLowerCase().trim();
}

const NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d{1,3})?$/;
/** Raised, lowered and circled digits and fractions would become plain ones: `10²` is not 102. */
const NO_PLAIN_DIGIT = /[^\P{N}0-9０-９]/u;
const BEFORE = ['¥', '\\', '$', '€'];
const AFTER = ['円', '%', '人', '名'];
/** No number that a person or a CRM writes is longer. */
const LONGEST = 40;

/**
 * The finite number that the value holds: `1,234`, `１２３４`, `¥50,000,000`, `1.0E8`. Undefined for everything else, above all for `NaN`, `1e400`, ranges and
 * `1,5` (a decimal comma or a slip: nobody can tell), `10²`.
 */
export function readNumber(value: FieldValue): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > LONGEST || NO_PLAIN_DIGIT.test(value)) return undefined;
  let text = textKey(value).replace('−', '-');
  for (const mark of BEFORE) if (text.startsWith(mark)) text = text.slice(mark.length).trimStart();
  for (const mark of AFTER) if (text.endsWith(mark)) text = text.slice(0, -mark.length).trimEnd();
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text.replaceAll(',', ''));
  return Number.isFinite(number) ? number : undefined;
}

/** Whether the text holds the word; both are {@link textKey}s. A Latin word must stand alone (`cto` is not in `director`); a Japanese one need not. */
export function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const startsFree = !isLatin(word.charCodeAt(0)) || !isLatin(text.charCodeAt(at - 1));
    const endsFree = !isLatin(word.charCodeAt(word.length - 1)) || !isLatin(text.charCodeAt(at + word.length));
    if (startsFree && endsFree) return true;
  }
  return false;
}

/** Lower-case Latin letters (accented ones too) and digits; NaN, beyond either end, is not. */
function isLatin(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xdf && code <= 0x24f);
}

/** Answers whether a value is one of the listed ones, as `keyOf` compares them; prepared once, asked often. */
export function listed(
  values: readonly FieldValue[],
  keyOf: (value: FieldValue) => string = textKey,
): (value: FieldValue) => boolean {
  const keys = new Set(values.map(keyOf));
  return (value) => (typeof value === 'string' && keys.has(value)) || keys.has(keyOf(value));
}

/** Answers whether a text holds one of the words; prepared once, asked often. */
export function holding(words: readonly string[]): (value: FieldValue) => boolean {
  const keys = words.map(textKey);
  return (value) => {
    const text = textKey(value);
    return keys.some((key) => holdsWord(text, key));
  };
}

/** Remembers the answers for so many texts; then it starts anew. */
const REMEMBERED = 4_096;
/** Longer texts are rare and would fill the memory. */
const LONGEST_REMEMBERED = 200;

/** The same pure function, quicker for values that come again and again, as titles and industries do. */
export function remembering<T>(answer: (value: FieldValue) => T): (value: FieldValue) => T {
  const known = new Map<FieldValue, T>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const now = answer(value);
    if (typeof value === 'string' && value.length > LONGEST_REMEMBERED) return now;
    if (known.size >= REMEMBERED) known.clear();
    known.set(value, now);
    return now;
  };
}
