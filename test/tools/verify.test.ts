/** What tools/verify says to somebody who has nothing but an export: also what it could not show, and what is no export at all. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import canonicalize from 'canonicalize';
import { afterAll, beforeAll, expect, test } from 'vitest';

const VERIFIER = fileURLToPath(new URL('../../tools/verify/verify.mjs', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-verify-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Said {
  readonly code: number;
  readonly text: string;
}

async function verify(words: readonly string[], language = 'en'): Promise<Said> {
  const { promise, resolve } = Promise.withResolvers<Said>();
  execFile(process.execPath, [VERIFIER, ...words, '--language', language], (error, stdout, stderr) =>
    resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
  );
  return promise;
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As `baton ledger export` writes it; `kinds` of its entries, each with a body. */
function exported(entries: readonly (readonly [kind: string, body: object])[]): readonly string[] {
  let prev = '0'.repeat(64);
  const lines = entries.map(([kind, body], index) => {
    const entry = { v: 1, seq: index + 1, prev, stream: 'baton', version: index + 1, kind, body };
    const text = canonicalize(entry) ?? '';
    prev = sha256(text);
    return JSON.stringify({ seq: entry.seq, hash: prev, text });
  });
  return [JSON.stringify({ 'baton-ledger': 1, entries: entries.length, head: prev }), ...lines];
}

const LEDGER = exported([
  ['stopped', {}],
  ['resumed', {}],
  ['stopped', {}],
]);

test('without anchors it says what cannot be shown, in both languages', async () => {
  const path = await file('ledger.jsonl', LEDGER.join('\n'));
  expect(await verify([path])).toMatchObject({
    code: 0,
    text: expect.stringMatching(/^The ledger is whole: 3 entries.*\nHead: .*\nNo anchors were given\./),
  });
  expect(await verify([path], 'ja')).toMatchObject({
    code: 0,
    text: expect.stringContaining('アンカーが指定されていません。'),
  });
});

test('anchors that came after an older export are counted as not compared', async () => {
  const path = await file('ledger.jsonl', LEDGER.join('\n'));
  const anchors = await file('anchors.jsonl', JSON.stringify({ size: 9, root: 'ab', at: '2026-11-27T00:00:00Z' }));
  const said = await verify([path, '--anchors', anchors, '--may-be-older']);
  expect(said).toMatchObject({ code: 0, text: expect.stringContaining('1 anchors are of entries after the end') });
  expect(said.text).not.toContain('No anchors were given');
});

test('what was lost, and accepted as lost, is told', async () => {
  const lines = exported([
    ['stopped', {}],
    ['loss-accepted', { from: 2, to: 5 }],
  ]);
  expect((await verify([await file('lost.jsonl', lines.join('\n'))])).text).toContain('Entries 2 to 5');
});

test('a byte-order mark before the first line, line ends of Windows and empty lines change nothing; lines are counted as an editor does', async () => {
  const path = await file('windows.jsonl', `\uFEFF${LEDGER.join('\r\n\r\n')}\r\n`);
  expect((await verify([path])).code).toBe(0);
  const changed = LEDGER.join('\n\n').replace('resumed', 'stopped');
  expect((await verify([await file('changed.jsonl', changed)])).text).toContain('Entry 2, line 5: its hash');
});

test('another file is said to be no export, and no ledger is accused', async () => {
  const anchors = JSON.stringify({ size: 9, root: 'ab', at: '2026-11-27T00:00:00Z' });
  for (const content of [anchors, 'Ledger__c,Size__c\n', Buffer.from(LEDGER.join('\n'), 'utf16le')]) {
    const path = await file('other', content);
    const said = await verify([path]);
    expect(said).toMatchObject({ code: 2, text: expect.stringContaining('is no ledger export') });
    expect(said.text).not.toContain('NOT whole');
  }
});

test('it explains itself, and says in the reader’s language which option there is not', async () => {
  expect(await verify(['--help'])).toMatchObject({ code: 0, text: expect.stringMatching(/^node verify\.mjs/) });
  expect(await verify(['x', '--anchor', 'y'], 'ja')).toMatchObject({
    code: 2,
    text: expect.stringMatching(/^--anchor というオプションはない.*\nnode verify\.mjs <書き出した/),
  });
});
