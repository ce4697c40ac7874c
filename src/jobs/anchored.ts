/** What stands outside the database, in the anchors: the checkpoints that the ledger is held against. */
import type { Checkpoint } from '../domain/merkle.ts';
import type { AnchorRead } from '../ports/ledger-answers.ts';
import type { Behind, Transaction } from '../ports/store.ts';
import { anchorsOf } from './anchoring.ts';
import type { JobContext } from './context.ts';

/** A checkpoint, and where it was found. */
export interface Anchored extends Checkpoint {
  readonly anchor: string;
}

export interface Outside {
  /** By size; without those of what a person has accepted as lost. */
  readonly checkpoints: readonly Anchored[];
  readonly places: readonly AnchorRead[];
}

/** All that the places outside keep; a place that cannot be read says nothing against the ledger, and nothing for it. */
export async function anchored(context: JobContext): Promise<Outside> {
  const { store, runtime } = context;
  const losses = await store.transaction(acceptedLosses);
  const all: Anchored[] = [];
  const places: AnchorRead[] = [];
  for (const anchor of anchorsOf(context)) {
    const { name } = anchor;
    try {
      const found = await anchor.read();
      if (found === undefined) continue;
      const kept = found.filter(({ size }) => !losses.some(({ from, to }) => size >= from && size <= to));
      all.push(...kept.map((checkpoint) => ({ ...checkpoint, anchor: name })));
      places.push({ anchor: name, checkpoints: kept.length });
    } catch (error) {
      runtime.log.warn('anchor not read', { anchor: name, why: String(error) });
      places.push({ anchor: name });
    }
  }
  return { checkpoints: all.sort((a, b) => a.size - b.size), places };
}

/** How the database stands behind the newest of them: it ends before it, or has another entry there. Undefined where they agree. */
export async function behindAnchors(
  { store }: JobContext,
  outside: readonly Anchored[],
): Promise<(Behind & { readonly denies: Anchored }) | undefined> {
  const newest = outside.at(-1);
  if (newest === undefined) return undefined;
  const { size, head } = newest;
  const denies = newest;
  return store.transaction(async (tx) => {
    const { seq: dbSeq } = await tx.ledger.head();
    if (dbSeq < size) return { fileSeq: size, dbSeq, differs: false, denies };
    const [entry] = await tx.ledger.entries(size - 1, 1);
    return entry?.hash === head ? undefined : { fileSeq: size, dbSeq, differs: true, denies };
  });
}

/**
 * The first of them that the database denies; each later one it denies too, since every entry holds the hash of the one before. Undefined where it denies
 * none.
 */
export async function firstDenied({ store }: JobContext, outside: readonly Anchored[]): Promise<Anchored | undefined> {
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
