/** Departments in team.yaml that the agreement does not know: doubted where they stand, for a misspelt one would silently be another. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { sayFault } from '../../src/config/faults.ts';
import { openTeam, otherDepartments } from '../../src/config/team.ts';
import { MAPPINGS, mappingText } from '../support/judging.ts';

const agreement = readAgreement({ path: join(MAPPINGS, 'agreement.yaml') });
const shipped = mappingText('team.yaml');

test('a department that the agreement does not know is doubted, with the one that was meant', () => {
  const doubted = (text: string): readonly string[] =>
    otherDepartments(agreement, openTeam({ name: 'team.yaml', text })).map((fault) => sayFault(fault, 'en'));
  expect(doubted(shipped)).toEqual([]);
  const [said, ...more] = doubted(shipped.replace('department: inside-sales', 'department: insidesales'));
  expect(said).toMatch(
    /^team\.yaml:15:17 members\[1\]\.department: The agreement has no department "insidesales".* Did you mean "inside-sales"\?/,
  );
  expect(more).toEqual([]);
  const heads = '\nheads:\n  marketting: { email: head@baton-demo.example, language: ja }\n';
  expect(doubted(`${shipped}${heads}`)).toEqual([
    expect.stringContaining('heads.marketting: The agreement has no department "marketting"'),
  ]);
});
