/** Reads a CSV file into rows that still know their line, and collects what is wrong with it, so that a person can mend all of it at once. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { BatonError } from '../../../src/domain/problem.ts';
import type { Value } from './values.ts';

export interface CsvFile {
  /** The name alone, e.g. `Lead.csv`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface CsvRow {
  readonly file: string;
  /** Of the row's first character; the header is line 1. */
  readonly line: number;
  /** By column name; absent where the file has no such column. */
  readonly cells: Readonly<Record<string, string>>;
}

/** A record read from a row. */
export interface ExportedRow {
  readonly object: string;
  readonly fields: Readonly<Record<string, Value>>;
  readonly at: CsvRow;
}

const MOST_ROWS = 200_000;
const MOST_LISTED = 20;
const MOST_FILES = 100;

/** The CSV files of a folder, in order of name. */
export async function csvFilesIn(folder: string): Promise<readonly CsvFile[]> {
  const names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.csv')).sort();
  return Promise.all(
    names.slice(0, MOST_FILES).map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })),
  );
}

/** What is wrong, place by place; thrown together. */
export class CsvFaults {
  readonly #found: string[] = [];

  add(
    at: { readonly file: string; readonly line: number },
    column: string | undefined,
    what: string,
    remedy: string,
  ): void {
    const where = column === undefined ? '' : `, column ${column}`;
    this.#found.push(`${at.file}, line ${at.line}${where}: ${what} → ${remedy}`);
  }

  throwIfAny(): void {
    const more = this.#found.length - MOST_LISTED;
    if (this.#found.length === 0) return;
    const listed = this.#found.slice(0, MOST_LISTED);
    if (more > 0) listed.push(`… and ${more} more`);
    throw new BatonError('CSV', listed.join('\n'), 'Mend these places and load the files again.');
  }
}

/** The rows below the header. UTF-8 with or without BOM; bytes that are not valid UTF-8 are read as Shift_JIS, as Excel in Japan saves. */
export function readTable({ name: file, bytes }: CsvFile, faults: CsvFaults): readonly CsvRow[] {
  const text = decode(bytes);
  if (text === undefined) {
    faults.add({ file, line: 1 }, undefined, 'neither UTF-8 nor Shift_JIS', 'save the file as CSV UTF-8');
    return [];
  }
  const [header, ...rest] = records(file, text, faults);
  if (header === undefined) {
    faults.add({ file, line: 1 }, undefined, 'the file is empty', 'its first line names the columns');
    return [];
  }
  if (rest.length > MOST_ROWS) {
    faults.add({ file, line: MOST_ROWS + 1 }, undefined, `more than ${MOST_ROWS} rows`, 'split the file');
    return [];
  }
  const columns = header.cells.map((column) => column.trim());
  return rest.flatMap(({ line, cells }) => {
    if (cells.length !== columns.length) {
      const what = `${cells.length} values under ${columns.length} columns`;
      faults.add({ file, line }, undefined, what, 'check for a missing comma or quote');
      return [];
    }
    return [{ file, line, cells: Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])) }];
  });
}

const parsedSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));
const csvErrorSchema = z.object({ lines: z.number() });

function records(file: string, text: string, faults: CsvFaults): readonly { line: number; cells: readonly string[] }[] {
  try {
    const options = { info: true, bom: true, skip_empty_lines: true, relax_column_count: true };
    const parsed = parsedSchema.parse(parse(text.replace(/\r\n?/g, '\n'), options));
    return parsed.map(({ record, info }) => {
      // The parser tells a record's last line; line breaks inside its cells lead back to the first. It would count CR LF as two.
      const breaks = record.reduce((sum, cell) => sum + (cell.split('\n').length - 1), 0);
      return { line: info.lines - breaks, cells: record };
    });
  } catch (error) {
    const at = csvErrorSchema.safeParse(error);
    if (!at.success || !(error instanceof Error)) throw error;
    faults.add(
      { file, line: at.data.lines },
      undefined,
      error.message,
      'close every quote and double quotes inside one',
    );
    return [{ line: 1, cells: [''] }];
  }
}

function decode(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'shift_jis']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // TypeError: not this encoding; the next is tried.
    }
  }
  return undefined;
}
