/** `baton agreement`: the document that is signed, checked, shown and compared from the command line, without any data being opened. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveVersion } from '../../src/cli/agreement-version.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { keptText } from '../../src/domain/agreement/kept.ts';
import { leftOut } from '../../src/domain/agreement/left-out.ts';
import { SMALL_FILE, small } from '../support/changed-agreements.ts';
import { mappingText } from '../support/judging.ts';
import { batonHere } from '../support/run-here.ts';

let home: string;
let changed: string;
const env = { BATON_LANGUAGE: undefined, HUBSPOT_TOKEN: undefined, SALESFORCE_ACCESS_TOKEN: undefined };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'baton-agreement-'));
  const text = await readFile(SMALL_FILE, 'utf8');
  changed = join(home, 'changed.yaml');
  await writeFile(changed, text.replace('score: total, atLeast: 70', 'score: total, atLeast: 65'));
  await writeFile(join(home, 'faulty.yaml'), text.replace('points: 20', 'points: twenty'));
  await writeFile(join(home, 'own.yaml'), text);
  await writeFile(
    join(home, 'baton.yaml'),
    'baton: 1\nlanguage: ja\nsystems:\n  salesforce: { instanceUrl: https://kaede.my.salesforce.com }\nfiles: { agreement: own.yaml }\n',
  );
});
afterAll(() => rm(home, { recursive: true }));

const agreement = (...words: readonly string[]) => batonHere(['--home', home, 'agreement', ...words], { env });

test('schema prints what stands beside the shipped agreement', async () => {
  const { code, stdout } = await agreement('schema');
  expect(code).toBe(0);
  expect(stdout).toBe(mappingText('agreement.schema.json'));
});

describe('diff', () => {
  test('says what changed, in the reader’s language, and as data', async () => {
    const [japanese, english, script] = await Promise.all([
      agreement('diff', 'file', changed),
      agreement('diff', SMALL_FILE, changed, '--language', 'en'),
      agreement('diff', 'file', changed, '--json'),
    ]);
    expect([japanese.code, english.code, script.code]).toEqual([0, 0, 0]);
    expect(japanese.stdout).toBe('変更 1件：\n- MQLのしきい値(合計スコア)：70点 → 65点\n');
    expect(english.stdout).toBe('1 change:\n- MQL threshold (total score): 70 → 65\n');
    const { from, to, changes } = JSON.parse(script.stdout);
    expect([from, to]).toEqual([agreementHash(small), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(changes).toEqual([expect.objectContaining({ what: 'threshold', how: 'changed', from: 70, to: 65 })]);
  });

  test('says that nothing did', async () => {
    const { code, stdout } = await agreement('diff', 'file', SMALL_FILE);
    expect([code, stdout]).toEqual([0, '二つの合意書に違いはありません。\n']);
  });
});

describe('show', () => {
  test('prints the installation’s own, which needs no secrets, and any file', async () => {
    const [own, file, script] = await Promise.all([
      agreement('show'),
      agreement('show', changed, '--language', 'en'),
      agreement('show', '--json'),
    ]);
    expect([own.code, file.code, script.code]).toEqual([0, 0, 0]);
    const reviewed = new URL('../domain/texts/agreement.ja.txt', import.meta.url);
    expect(own.stdout).toBe(await readFile(reviewed, 'utf8'));
    expect(file.stdout).toContain('total score at least 65');
    expect(JSON.parse(script.stdout)).toEqual({
      hash: agreementHash(small),
      agreement: JSON.parse(JSON.stringify(small)),
    });
  });
});

describe('check', () => {
  test('says that it is well formed, with its hash', async () => {
    const [text, script] = await Promise.all([agreement('check'), agreement('check', 'file', '--json')]);
    expect(text.stdout).toContain(agreementHash(small));
    // Nobody has signed it: what stands in the file is all that can be said.
    expect(text.stdout).not.toMatch(/両部門|署名/);
    expect(JSON.parse(script.stdout)).toMatchObject({ hash: agreementHash(small), name: small.name });
  });

  test('says what goes without a part that was left out', async () => {
    const [text, script] = await Promise.all([agreement('check'), agreement('check', 'file', '--json')]);
    expect(text.stdout).toContain('collision なし：');
    expect(text.stdout).toContain('誰にも知らせません');
    expect(JSON.parse(script.stdout).leftOut).toEqual(leftOut(small));
    expect(leftOut({ ...small, collision: { within: '7 days' } })).not.toContain('collision');
  });

  test('names the faults of a file, and where nothing is meant by a name', async () => {
    const [faulty, gone, nowhere] = await Promise.all([
      agreement('check', join(home, 'faulty.yaml')),
      agreement('check', join(home, 'gone.yaml')),
      agreement('check', 'no-such-thing'),
    ]);
    expect([faulty.code, gone.code, nowhere.code]).toEqual([2, 2, 2]);
    expect(faulty.stderr).toMatch(/faulty\.yaml:\d+:\d+ scoring\.behaviours\[0\]\.points: .*[ぁ-ん]/);
    expect(gone.stderr).toMatch(/gone\.yaml: .*[ぁ-ん]/);
    expect(nowhere.stderr).toMatch(/no-such-thing .*[ぁ-ん]/);
  });
});

describe('a signed version', () => {
  const hash = agreementHash(small);
  const signed = async (asked: string) => {
    if (asked !== 'in-force' && !hash.startsWith(asked)) throw new Error(`asked for ${asked}`);
    return { hash, text: keptText(small) };
  };

  test('is asked for by the beginning of its hash, or as the one in force; nothing else is', async () => {
    for (const given of ['in-force', hash.slice(0, 4), hash])
      expect(await resolveVersion(given, { home, signed })).toEqual({ hash, terms: small });
    await expect(resolveVersion('abc', { home, signed })).rejects.toThrow('there is no agreement abc');
    await expect(resolveVersion('in-forc', { home, signed })).rejects.toThrow('there is no agreement in-forc');
    expect((await resolveVersion(changed, { home, signed })).hash).not.toBe(hash);
  });
});
