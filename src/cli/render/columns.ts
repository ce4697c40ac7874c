/** Tables and lines that stand in columns although Japanese characters are two wide. */
import stringWidth from 'fast-string-width';

/**
 * On one line and without characters that steer a terminal: what a lead typed into a form may neither break a table, nor colour, clear or turn round
 * what an admin reads.
 */
export function plain(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

/** Wide characters count two. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** {@link plain}, cut to `width` columns with a mark; never inside a character. */
export function cutTo(given: string, width: number): string {
  const text = plain(given);
  if (stringWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const wide = stringWidth(segment);
    if (used + wide > width - 1) break;
    cut += segment;
    used += wide;
  }
  return `${cut}…`;
}

/** Over at most so many lines of `width` columns, broken between words; what is left over is cut with a mark. */
export function wrapTo(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words(plain(text))) {
    if (line !== '' && lines.length < most - 1 && stringWidth((line + word).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = word.trimStart();
    } else line += word;
  }
  return [...lines, line].map((one) => cutTo(one, width));
}

const LATIN = /^[!-~]+$/;

/** Japanese has no spaces to break at: lines break between words as the language has them, and never before a closing mark. */
export function folded(text: string, width: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of words(text)) {
    const line = lines.at(-1) ?? '';
    if (line === '' || stringWidth(line + word.trimEnd()) <= width) lines[lines.length - 1] = line + word;
    else lines.push(word.trimStart());
  }
  return lines.map((line) => line.trimEnd());
}

const CLOSING_MARK = /^[\p{Pe}\p{Pf}.,:;!?'"、。・：；！？ー]/u;

/** Of a terminal as it is opened; a normal answer fits. */
export const SCREEN = 80;

/**
 * On as many lines as it takes, the first behind `first`, the others behind as many spaces, or so many as `further` says. What has no space in it, as an address or a
 * path, is never broken, so that it can be copied.
 */
export function hung(text: string, first = '', further = stringWidth(first)): readonly string[] {
  const indent = ' '.repeat(further);
  const lines: string[] = [];
  let line = first;
  let begun = false;
  for (const word of words(plain(text))) {
    if (begun && stringWidth((line + word).trimEnd()) > SCREEN) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += line === indent && lines.length > 0 ? word.trimStart() : word;
    begun = true;
  }
  return [...lines, line.trimEnd()];
}

/** What is copied into a shell stays on its line. */
const TO_BE_COPIED = /^\s+(?:baton|node|npm) /;

/** Each line that the screen cannot hold goes on below itself, further in; whatever fits stays as it is. */
export function onScreen(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => {
      if (stringWidth(line) <= SCREEN || TO_BE_COPIED.test(line)) return [line];
      const indent = line.slice(0, line.length - line.trimStart().length);
      return hung(line.trimStart(), indent, indent.length + 4);
    })
    .join('\n');
}

/** As the language has them: Latin ones with all that is written to them, Japanese ones with their endings, none parted from its marks, no day from its hour. */
function words(text: string): readonly string[] {
  const found: string[] = [];
  for (const { segment } of new Intl.Segmenter('ja', { granularity: 'word' }).segment(text)) {
    const before = found.at(-1) ?? '';
    if (before !== '' && belongs(segment, before)) found[found.length - 1] = before + segment;
    else found.push(segment);
  }
  return found;
}

function belongs(segment: string, before: string): boolean {
  if (CLOSING_MARK.test(segment) || OPENING_MARK.test(before)) return true;
  if (LATIN.test(segment) && (LATIN_END.test(before) || DAY_BEFORE.test(before))) return true;
  if (segment === ' ') return DAY.test(before);
  return ENDING.test(segment) && STEM.test(before) && stringWidth(before + segment) <= LONGEST_WORD;
}

const OPENING_MARK = /[\p{Ps}\p{Pi}]$/u;
const LATIN_END = /[!-~]$/;
const DAY = /\d{4}-\d\d-\d\d$/;
const DAY_BEFORE = /\d{4}-\d\d-\d\d $/;
const ENDING = /^\p{Script=Hiragana}+$/u;
const STEM = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;
/** Columns: what is joined by its endings is broken again somewhere. */
const LONGEST_WORD = 24;

/** Rows under their heads, each column as wide as it must be and at most its limit. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  limits: readonly number[],
): string {
  const all = [heads, ...rows.map((row) => row.map(plain))];
  const widths = heads.map((_, column) =>
    Math.min(limits[column] ?? 40, Math.max(...all.map((row) => stringWidth(row[column] ?? '')))),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) => padTo(cutTo(cell, widths[column] ?? 0), widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `2026-11-21 18:00` in that zone. */
export function moment(at: string, zone: string): string {
  return Temporal.Instant.from(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
}
