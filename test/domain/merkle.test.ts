/** The tree over the ledger: the roots that Certificate Transparency's own test data give, however it is grown, and checkpoints held against it. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { type Checkpoint, EMPTY, grown, rootOf, Tree } from '../../src/domain/merkle.ts';

/** Leaves in hex, and the root of the tree that ends in each. */
const KNOWN: readonly (readonly [leaf: string, root: string])[] = [
  ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ['00', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ['10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  ['2021', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  ['3031', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  ['40414243', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  ['5051525354555657', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  ['606162636465666768696a6b6c6d6e6f', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
];

const hashes = fc.array(
  fc.integer().map((number) => createHash('sha256').update(String(number)).digest('hex')),
  { maxLength: 70 },
);
const at = '2026-11-20T03:00:00.000Z' as IsoInstant;

test('the roots are those of RFC 9162', () => {
  let frontier = EMPTY;
  for (const [leaf, root] of KNOWN) {
    frontier = grown(frontier, [leaf]);
    expect(rootOf(frontier)).toBe(root);
  }
  expect(rootOf(EMPTY)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('in whatever pieces it grows, the tree is the same, and small', () => {
  fc.assert(
    fc.property(hashes, fc.array(fc.nat(20), { maxLength: 20 }), (all, cuts) => {
      let pieces = EMPTY;
      for (const cut of cuts) pieces = grown(pieces, all.slice(pieces.size, pieces.size + cut));
      pieces = grown(pieces, all.slice(pieces.size));
      expect(pieces).toEqual(grown(EMPTY, all));
      expect(pieces.peaks.length).toBeLessThanOrEqual(7);
    }),
  );
});

describe('checkpoints along a chain', () => {
  const sealed = (all: readonly string[], size: number): Checkpoint => ({
    size,
    root: rootOf(grown(EMPTY, all.slice(0, size))),
    head: all[size - 1] ?? '',
    at,
  });

  test('fit where nothing was changed, page by page; any change before one is found at it', () => {
    fc.assert(
      fc.property(hashes, fc.array(fc.nat(69)), fc.nat(69), fc.integer({ min: 1, max: 30 }), (all, some, bad, page) => {
        fc.pre(all.length > 0);
        const sizes = [...new Set(some.map((one) => (one % all.length) + 1))].sort((a, b) => a - b);
        const checkpoints = sizes.map((size) => sealed(all, size));
        expect(walk(all, checkpoints, page)).toBeUndefined();
        const at = bad % all.length;
        const changed = all.map((hash, index) =>
          index === at ? createHash('sha256').update(hash).digest('hex') : hash,
        );
        expect(walk(changed, checkpoints, page)?.size).toBe(sizes.find((size) => size > at));
      }),
    );
  });

  test('one told twice is held twice', () => {
    const all = ['00', '10', '2021'];
    expect(walk(all, [sealed(all, 2), sealed(all, 2)], 3)).toBeUndefined();
  });

  function walk(all: readonly string[], checkpoints: readonly Checkpoint[], page: number): Checkpoint | undefined {
    const tree = new Tree();
    for (let from = 0; from < all.length; from += page) {
      const hashes = all.slice(from, from + page);
      const found = tree.follow(
        hashes,
        checkpoints.filter(({ size }) => size > from && size <= from + hashes.length),
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }
});
