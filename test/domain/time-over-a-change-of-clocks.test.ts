/** Time where clocks are changed: the same promise over the end of summer time. Apart from the other half, so that both run at once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyLife, faultsOf } from '../support/lives.ts';

test('in ninety days in New York nothing changes that was not promised, and promises come to an end', {
  timeout: 600_000,
}, () => {
  fc.assert(
    fc.property(anyLife('America/New_York'), (life) => {
      expect(faultsOf(life)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
