/**
 * The tree over the ledger's entries: one hash for all of them up to a size, grown without reading the old ones again. Its form is that of Certificate
 * Transparency (RFC 9162, 2.1): a leaf is SHA-256(0x00 ‖ entry hash), a node SHA-256(0x01 ‖ left ‖ right).
 */
import { createHash } from 'node:crypto';
import type { IsoInstant } from './instant.ts';

/** The complete subtrees that the first `size` entries fall into, the largest first: all that is needed to go on. Hashes in lower-case hex. */
export interface Frontier {
  readonly size: number;
  readonly peaks: readonly string[];
}

/** What is sealed: the first `size` entries, by the tree's root and by the chain's last hash. */
export interface Checkpoint {
  readonly size: number;
  readonly root: string;
  readonly head: string;
  readonly at: IsoInstant;
}

export const EMPTY: Frontier = { size: 0, peaks: [] };

/** The frontier once the entries with these hashes have followed, in order. */
export function grown({ size, peaks }: Frontier, hashes: readonly string[]): Frontier {
  const stack = [...peaks];
  let count = size;
  for (const hash of hashes) {
    let tree = leaf(hash);
    // Two subtrees of one height make one of the next; how many there are stands in the count's last binary digits.
    for (let rest = count; rest % 2 === 1; rest = Math.floor(rest / 2)) tree = node(stack.pop() ?? '', tree);
    stack.push(tree);
    count += 1;
  }
  return { size: count, peaks: stack };
}

/** The hash of the whole tree; of no entries at all, that of nothing. */
export function rootOf({ peaks }: Frontier): string {
  if (peaks.length === 0) return createHash('sha256').digest('hex');
  return peaks.reduceRight((right, left) => node(left, right));
}

function leaf(hash: string): string {
  return createHash('sha256').update(Uint8Array.of(0)).update(hash, 'hex').digest('hex');
}

function node(left: string, right: string): string {
  return createHash('sha256').update(Uint8Array.of(1)).update(left, 'hex').update(right, 'hex').digest('hex');
}

/** Grows the tree along a chain that is being verified, and holds checkpoints against it. */
export class Tree {
  #frontier = EMPTY;

  /** The hashes that follow, in order, and the checkpoints by size among them; answers the first that does not fit. */
  follow<Held extends Checkpoint>(hashes: readonly string[], checkpoints: readonly Held[]): Held | undefined {
    let taken = 0;
    for (const checkpoint of checkpoints) {
      const upTo = checkpoint.size - this.#frontier.size + taken;
      if (upTo < taken || upTo > hashes.length) return checkpoint;
      this.#frontier = grown(this.#frontier, hashes.slice(taken, upTo));
      taken = upTo;
      const last = taken === 0 ? undefined : hashes[taken - 1];
      if (rootOf(this.#frontier) !== checkpoint.root || (last !== undefined && last !== checkpoint.head))
        return checkpoint;
    }
    this.#frontier = grown(this.#frontier, hashes.slice(taken));
    return undefined;
  }
}
