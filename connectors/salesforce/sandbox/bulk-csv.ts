/** CSV as Bulk API 2.0 takes and gives it: uploads are cut into portions before they are parsed, so that none is held as a whole in parsed form. */
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Value } from './values.ts';

export const DELIMITERS = { BACKQUOTE: '`', CARET: '^', COMMA: ',', PIPE: '|', SEMICOLON: ';', TAB: '\t' } as const;
export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;

/** How the values of one job are set apart. */
export interface CsvForm {
  readonly columnDelimiter: keyof typeof DELIMITERS;
  readonly lineEnding: keyof typeof LINE_ENDINGS;
}

/** One line, its ending included; every value in quotes, as the vendor answers. */
export function csvLine(cells: readonly string[], form: CsvForm): string {
  const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`);
  return quoted.join(DELIMITERS[form.columnDelimiter]) + LINE_ENDINGS[form.lineEnding];
}

/** A value as bulk results write it: empty for null, moments with `Z` where REST says `+0000`. */
export function csvCell(value: Value): string {
  if (value === null) return '';
  return typeof value === 'string' && /T\d\d:\d\d:\d\d\.000\+0000$/.test(value)
    ? value.replace(/\+0000$/, 'Z')
    : String(value);
}

/**
 * Where the portion of at most `most` records that starts at `from` ends: behind a line end outside quotes, or at the end of the text. A doubled
 * quote inside a value opens and closes at once, so counting quotes is enough.
 */
export function portionEnd(text: string, from: number, most: number): number {
  let records = 0;
  let quoted = false;
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) quoted = !quoted;
    else if (code === NEWLINE && !quoted) {
      records += 1;
      if (records === most) return i + 1;
    }
  }
  return text.length;
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;

const tableSchema = z.array(z.array(z.string()));

/** The records of a portion; undefined where it is no CSV. Empty lines are no records. */
export function readPortion(text: string, form: CsvForm): readonly (readonly string[])[] | undefined {
  try {
    return tableSchema.parse(
      parse(text, {
        bom: true,
        delimiter: DELIMITERS[form.columnDelimiter],
        record_delimiter: LINE_ENDINGS[form.lineEnding],
        relax_column_count: true,
        skip_empty_lines: true,
      }),
    );
  } catch {
    // csv-parse throws on quotes that do not close; the job fails with the vendor's own words.
    return undefined;
  }
}
