/** Writes the ledger line by line: a header, entries in order, each checkpoint after the last entry that it seals, and with `open` what is behind the hashes. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { LedgerPage } from '../ports/ledger-answers.ts';
import type { Operations } from '../ports/operations.ts';

export interface ExportOptions {
  /** A file, made anew for its owner's eyes; standard output unless given. */
  readonly to?: string;
  readonly open?: boolean;
}

/** As far as the ledger reached when it began. */
export async function exportLedger(
  operations: Pick<Operations, 'ledgerPage'>,
  { to, open }: ExportOptions,
): Promise<{ readonly entries: number; readonly checkpoints: number; readonly head: string }> {
  let page = await operations.ledgerPage({ after: 0, open });
  const { seq: entries, hash: head } = page.head;
  const out = to === undefined ? process.stdout : createWriteStream(to, { mode: 0o600 });
  const write = lineWriter(out);
  await write({ 'baton-ledger': 1, entries, head });
  const opened = new Set<string>();
  let after = 0;
  let checkpoints = 0;
  while (after < entries && page.entries.length > 0) {
    for (const line of linesOf(page, entries, opened)) {
      if ('checkpoint' in line) checkpoints += 1;
      await write(line);
    }
    after = page.entries.at(-1)?.seq ?? entries;
    if (after < entries) page = await operations.ledgerPage({ after, open });
  }
  if (to !== undefined) {
    out.end();
    await finished(out);
  }
  return { entries, checkpoints, head };
}

type Line = Readonly<Record<string, unknown>>;

function* linesOf({ entries, checkpoints, openings }: LedgerPage, upTo: number, opened: Set<string>): Iterable<Line> {
  const sealing = new Map(checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]));
  for (const entry of entries) {
    if (entry.seq > upTo) return;
    yield { ...entry };
    const checkpoint = sealing.get(entry.seq);
    if (checkpoint !== undefined) yield { checkpoint };
  }
  for (const { ref, ...to } of openings?.refs ?? []) {
    // A record is spoken of on many pages.
    if (opened.has(ref)) continue;
    opened.add(ref);
    yield { ref, ...to };
  }
  for (const open of openings?.texts ?? []) yield { open };
}

function lineWriter(out: Writable): (line: Line) => Promise<void> {
  return async (line) => {
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
  };
}
