/** Where a data directory lies, kept inside it: one that was copied elsewhere knows that it is a copy, and of what. */
import { realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Transaction } from '../ports/store.ts';

const shape = z.object({
  host: z.string(),
  path: z.string(),
  /** The file system's own number of the directory: moving it keeps the number, copying it gives another. */
  file: z.string(),
});
export type Whereabouts = z.infer<typeof shape>;

const NAME = 'whereabouts';

export async function whereaboutsOf(directory: string): Promise<Whereabouts> {
  const path = await realpath(directory);
  const { ino } = await stat(path, { bigint: true });
  return { host: hostname(), path, file: String(ino) };
}

/**
 * Keeps where the directory lies now; answers where its original lay, if this is a copy. One that was moved, or put back into its own place, is none: neither
 * leaves another behind that could go on working.
 */
export async function keepWhereabouts(tx: Transaction, now: Whereabouts): Promise<Whereabouts | undefined> {
  const before = shape.safeParse(await tx.installation.get(NAME)).data;
  if (before !== undefined && before.host === now.host && before.path === now.path && before.file === now.file)
    return undefined;
  await tx.installation.set(NAME, now);
  const isElsewhere = before?.host !== now.host || before.path !== now.path;
  return before !== undefined && before.file !== now.file && isElsewhere ? before : undefined;
}
