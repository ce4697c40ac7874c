/** Single values of a row, as far as they are what they should be. */
import { type IsoInstant, toIso } from '../../src/domain/instant.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import { MOMENT, type Row } from './fields.ts';

/** Undefined where it is empty or no text. */
export function textIn(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' && value !== '' ? value.toWellFormed().replaceAll('\0', '') : undefined;
}

/** Bulk results are text all through. */
export function numberIn(row: Row, column: string): number | undefined {
  const value = row[column];
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function instantIn(row: Row, column: string): IsoInstant | undefined {
  const value = row[column];
  return typeof value === 'string' && MOMENT.test(value) ? toIso(value) : undefined;
}

/** Without those that are not known. */
export function present(
  values: Readonly<Record<string, FieldValue | undefined>>,
): Readonly<Record<string, FieldValue>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, FieldValue] => entry[1] !== undefined),
  );
}

/** Whether a row holds what was sent: empty text and null are one to Salesforce; moments are compared as moments. */
export function sameAsKept(kept: unknown, sent: FieldValue): boolean {
  const plain = (value: unknown): unknown => {
    if (value === '' || value === undefined) return null;
    return typeof value === 'string' && MOMENT.test(value) ? toIso(value) : value;
  };
  return plain(kept) === plain(sent);
}
