/** Time: whatever is signed and whoever the lead is, nothing changes by itself but at the moments that were promised. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incoherences } from '../../src/domain/agreement/coherence.ts';
import { anyAgreement } from '../support/agreements.ts';
import { anyLife, faultsOf } from '../support/lives.ts';

test('in ninety days in Tokyo nothing changes that was not promised, and promises come to an end', {
  timeout: 600_000,
}, () => {
  fc.assert(
    fc.property(anyLife('Asia/Tokyo'), (life) => {
      expect(faultsOf(life)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('the agreements that are tried are coherent', () => {
  fc.assert(
    fc.property(anyAgreement, (agreement) => {
      expect(incoherences(agreement)).toEqual([]);
    }),
  );
});
