/** An exported ledger as somebody would forge it, line by line. */
import { createHash } from 'node:crypto';

/** The line at that place with another text, and the hash that fits it. */
export function reworded(all: readonly string[], at: number, change: (text: string) => string): string[] {
  const line = JSON.parse(all[at] ?? '');
  const text = change(line.text);
  return all.with(at, JSON.stringify({ ...line, text, hash: createHash('sha256').update(text).digest('hex') }));
}
