/** Reads a CSV file as people make them (either usual encoding of Japan, any order of columns) and collects what is wrong with it, cell by cell. */
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { BatonError } from '../../../src/domain/problem.ts';

export interface CsvFile {
  /** For messages. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface CsvRow {
  /** Where the row begins, counted from 1. */
  readonly line: number;
  /** By the column's heading as it stands in the file; empty cells are left out. */
  readonly cells: ReadonlyMap<string, string>;
}

export interface CsvTable {
  readonly file: string;
  readonly headings: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** One thing wrong. */
export interface Complaint {
  readonly line: number;
  /** The column's heading. */
  readonly column: string;
  readonly what: string;
  readonly remedy: string;
}

const MAX_TOLD = 20;

/** Collects complaints about one file. */
export class Complaints {
  readonly #file: string;
  readonly #list: Complaint[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  add(complaint: Complaint): void {
    this.#list.push(complaint);
  }

  /** Throws if there is any: one error that names the first twenty, each with file, line, column and remedy. */
  raise(): void {
    if (this.#list.length === 0) return;
    const told = this.#list
      .slice(0, MAX_TOLD)
      .map(({ line, column, what, remedy }) => `${this.#file}, line ${line}, column "${column}": ${what} ${remedy}`);
    const rest = this.#list.length - told.length;
    throw new BatonError(
      'CSV_INVALID',
      [...told, ...(rest > 0 ? [`… and ${rest} more.`] : [])].join('\n'),
      `Mend ${this.#file} as each line says and load it again; nothing of it was loaded.`,
    );
  }
}

/** UTF-8 with or without a mark; Shift_JIS, as spreadsheets of Japan write it, when the bytes are not UTF-8. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: the only other encoding in use for such files.
    return new TextDecoder('shift_jis').decode(bytes);
  }
}

/** Throws BatonError if the file is no CSV or has no heading row. */
export function readCsv({ name, bytes }: CsvFile): CsvTable {
  const records = parseRecords(name, decode(bytes));
  const [head, ...body] = records;
  if (head === undefined) {
    throw new BatonError('CSV_EMPTY', `${name} is empty.`, 'Give a file whose first line names the columns.');
  }
  const headings = head.cells.map((cell) => cell.trim());
  const rows = body.map(({ line, cells }) => ({
    line,
    cells: new Map(
      cells
        .map((cell, place): [string, string] => [headings[place] ?? '', cell.trim()])
        .filter(([heading, cell]) => heading !== '' && cell !== ''),
    ),
  }));
  return { file: name, headings, rows: rows.filter((row) => row.cells.size > 0) };
}

/** What the parser answers with `info`, which its types do not say. */
const parsedRecords = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) }));

function parseRecords(name: string, text: string): { line: number; cells: string[] }[] {
  try {
    const records: unknown = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, info: true });
    return parsedRecords.parse(records).map(({ record, info }) => {
      const broken = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      return { line: info.lines - broken, cells: record };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The library tells where it lost the thread; that is all a person needs.
    throw new BatonError(
      'CSV_INVALID',
      `${name}: ${error.message}`,
      'Save the file again as CSV, cells with commas in quotes.',
    );
  }
}
