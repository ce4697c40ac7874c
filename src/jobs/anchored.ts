/** What stands outside the database, in the anchors: the checkpoints that the ledger is held against. */
import type { Checkpoint } from '../domain/merkle.ts';
import type { Behind, Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';

/** All that the places outside keep, by size; a place that cannot be read is told in the log, and says nothing against the ledger. */
export async function anchored({ anchors, store, runtime }: JobContext): Promise<readonly Checkpoint[]> {
  const losses = await store.transaction(acceptedLosses);
  const kept: Checkpoint[] = [];
  for (const anchor of anchors) {
    try {
      kept.push(...((await anchor.read()) ?? []));
    } catch (error) {
      runtime.log.warn('anchor not read', { anchor: anchor.name, why: String(error) });
    }
  }
  return kept
    .filter(({ size }) => !losses.some(({ from, to }) => size >= from && size <= to))
    .sort((a, b) => a.size - b.size);
}

/** How the database stands behind the newest of them: it ends before it, or has another entry there. Undefined where they agree. */
export async function behindAnchors(
  { store }: JobContext,
  outside: readonly Checkpoint[],
): Promise<Behind | undefined> {
  const newest = outside.at(-1);
  if (newest === undefined) return undefined;
  const { size, head } = newest;
  return store.transaction(async (tx) => {
    const { seq: dbSeq } = await tx.ledger.head();
    if (dbSeq < size) return { fileSeq: size, dbSeq, differs: false };
    const [entry] = await tx.ledger.entries(size - 1, 1);
    return entry?.hash === head ? undefined : { fileSeq: size, dbSeq, differs: true };
  });
}

/**
 * The first of them that the database denies; each later one it denies too, since every entry holds the hash of the one before. Undefined where it denies
 * none.
 */
export async function firstDenied(
  { store }: JobContext,
  outside: readonly Checkpoint[],
): Promise<Checkpoint | undefined> {
  return store.transaction(async (tx) => {
    let [from, to] = [0, outside.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const checkpoint = outside[middle];
      const [entry] = checkpoint === undefined ? [] : await tx.ledger.entries(checkpoint.size - 1, 1);
      if (entry?.seq === checkpoint?.size && entry?.hash === checkpoint?.head) from = middle + 1;
      else to = middle;
    }
    return outside[from];
  });
}

/** Checkpoints of what is lost stay outside for ever; a person has looked at them. */
async function acceptedLosses(tx: Transaction): Promise<readonly { readonly from: number; readonly to: number }[]> {
  const entries = (await tx.ledger.ofStream('installation')).filter(({ kind }) => kind === 'loss-accepted');
  return (await tx.ledger.reveal(entries)).flatMap(({ fact }) => (fact.kind === 'loss-accepted' ? [fact] : []));
}
