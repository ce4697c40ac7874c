/** Rows in portions, so that a statement never has more parameters than the protocol allows (65,535). */

const ROWS = 500;

export async function inPortions<T>(rows: readonly T[], store: (portion: T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS) await store(rows.slice(from, from + ROWS));
}

export function unique<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}
