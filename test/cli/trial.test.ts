/** `baton plan --trial` takes whatever names a version, also one that is signed, while the command itself holds the data. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeHome } from '../../src/config/new-home.ts';
import { putDatabase } from '../support/database.ts';
import { baton } from '../support/run.ts';

const NOBODY = 'http://127.0.0.1:9';
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'baton-trial-'));
  const secrets = { HUBSPOT_TOKEN: 'x', SALESFORCE_ACCESS_TOKEN: 'x' };
  writeHome(home, { language: 'en', hubspotBasePath: NOBODY, salesforceUrl: NOBODY, secrets });
  await putDatabase(join(home, 'data'));
  for (const [department, name] of [
    ['marketing', 'Akiko Sato'],
    ['field-sales', 'Makoto Takahashi'],
  ] as const)
    await baton(['--home', home, 'agreement', 'sign', '--as', department, '--by', name]);
});
afterAll(() => rm(home, { recursive: true }));

test.each(['in-force', 'file', 'nine-criteria'])('%s', async (version) => {
  const { code, stdout, stderr } = await baton(['--home', home, '--json', 'plan', '--trial', version]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { agreement, against, leads } = JSON.parse(stdout);
  expect(leads).toBe(0);
  expect(against).toMatch(/^[0-9a-f]{64}$/);
  expect(agreement === against).toBe(version !== 'nine-criteria');
});

test('a name that is no version is refused with what would do', async () => {
  const { code, stdout } = await baton(['--home', home, '--json', 'plan', '--trial', 'ten-criteria']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'NO_SUCH_VERSION' });
});
