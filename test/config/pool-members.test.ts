/** Who stands in a pool without being of the department that it is asked for. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { sayFault } from '../../src/config/faults.ts';
import { openTeam, strangersInPools } from '../../src/config/team.ts';
import { MAPPINGS, mappingText } from '../support/judging.ts';

const agreement = readAgreement({ path: join(MAPPINGS, 'agreement.yaml') });

test('a member of a pool who is of another department than it is asked for is named, in both languages; a pool that stands in is not', () => {
  const text = mappingText('team.yaml');
  const said = (from: string, to: string, terms = agreement.terms) => {
    const faults = strangersInPools(terms, openTeam({ name: 'team.yaml', text: text.replace(from, to) }, agreement));
    return (['en', 'ja'] as const).map((language) => faults.map((fault) => sayFault(fault, language)));
  };
  expect(said('name: Anna Miller', 'name: Anna Miller')).toEqual([[], []]);
  const [english, japanese] = said('[tanaka, suzuki, miller]', '[tanaka, weber, miller]');
  expect(english).toEqual([
    expect.stringMatching(
      /^team\.yaml:\d+:\d+ pools\.inside-sales\.members\[1\]: "weber" is of field-sales, .* handed to inside-sales: .* → .*leave it\.$/,
    ),
  ]);
  expect(japanese).toEqual([expect.stringMatching(/「weber」はfield-salesの担当者ですが、.*inside-salesへの.* → /)]);
  // By a route the pool is asked for field sales as well; a pool that only stands in is asked for nobody.
  const { handoffs } = agreement.terms;
  const name = { en: 'x', ja: 'x' };
  const route = { name, pool: 'inside-sales', when: { score: 'total' as const, atLeast: 1 } };
  const routed = handoffs.map((one) => (one.to === 'field-sales' ? { ...one, routes: [route] } : one));
  const helping = ['[tanaka, suzuki, miller]', '[tanaka, weber, miller]'] as const;
  expect(said(...helping, { ...agreement.terms, handoffs: routed })).toEqual([[], []]);
  const others = handoffs.filter(({ to }) => to !== 'inside-sales');
  const standsIn = { ...agreement.terms, handoffs: others, fallback: { 'field-sales': 'inside-sales' } };
  expect(said(...helping, standsIn)).toEqual([[], []]);
});
