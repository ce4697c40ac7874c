/** `baton init`, asked in a terminal and unattended: what it writes, how it ends, and what it says of answers that will not do. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import stringWidth from 'fast-string-width';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PRESETS } from '../../src/config/new-home.ts';
import { openSandboxes } from '../../src/trial.ts';
import { baton, type Ran } from '../support/run.ts';
import { batonHere } from '../support/run-here.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const LIMIT_MS = 45_000;
/** A closing mark may stand in the margin. */
const COLUMNS = 82;
const ENTER = '\r';
const CTRL_U = '\u0015';
const CTRL_C = '\u0003';

let room: string;
beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'baton-init-'));
});
afterEach(() => rm(room, { recursive: true }));

/** Talks to the command through a terminal of its own: at each text that appears, the keys beside it are typed. */
async function inTerminal(home: string, talk: readonly (readonly [RegExp, string])[], command = 'init') {
  // A terminal without a size would be one column wide.
  const line = `stty cols 100 rows 40; '${process.execPath}' '${MAIN}' --home '${home}' ${command}`;
  const env = { ...process.env, BATON_LANGUAGE: 'ja', TERM: 'xterm' };
  const child = spawn('script', ['-qfec', line, '/dev/null'], { env });
  const waiting = [...talk];
  let said = '';
  let since = '';
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    since += text;
    const [next] = waiting;
    if (next === undefined || !next[0].test(since)) return;
    waiting.shift();
    since = '';
    child.stdin.write(next[1]);
  });
  const code = await new Promise<number | undefined>((done) => child.once('close', (end) => done(end ?? undefined)));
  clearTimeout(timer);
  return { code, said, unasked: waiting.map(([text]) => String(text)) };
}

describe('asked in a terminal', () => {
  test('it takes language, folder and address, refuses an address that will not do, and says what comes next', async () => {
    const home = join(room, 'home');
    const { code, said, unasked } = await inTerminal(home, [
      [/ToDo・メモ・レポートの言語/, ENTER],
      [/フォルダー/, ENTER],
      [/「私のドメイン」のURL/, `http://elsewhere.example${ENTER}`],
      [/が必要です/, `${CTRL_U}https://kaede.my.salesforce.com${ENTER}`],
      [/作成しますか/, ENTER],
    ]);
    expect({ code, unasked }, said).toEqual({ code: 0, unasked: [] });
    expect(said).toContain('baton doctor');
    expect(said).toContain('baton arm tasks');
    const written = readFileSync(join(home, 'baton.yaml'), 'utf8');
    expect(written).toContain('instanceUrl: https://kaede.my.salesforce.com');
    expect(written).toContain('language: ja');
    expect(existsSync(join(home, '.env'))).toBe(false);
    // Before any credentials, the files alone are already good, and it is said what was not looked at.
    const bare = { HUBSPOT_TOKEN: undefined, SALESFORCE_CLIENT_ID: undefined, SALESFORCE_ACCESS_TOKEN: undefined };
    const checked = await batonHere(['--home', home, 'check'], { env: bare });
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toContain('HUBSPOT_TOKEN, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET');
    const withSecrets = await batonHere(['--home', home, 'check'], {
      env: { HUBSPOT_TOKEN: 'x', SALESFORCE_ACCESS_TOKEN: 'x' },
    });
    expect(withSecrets.code).toBe(0);
    expect(withSecrets.stdout).not.toContain('HUBSPOT_TOKEN');
    // What opens a system still asks.
    expect(await batonHere(['--home', home, 'status'], { env: bare })).toMatchObject({ code: 2 });
  });

  test('without a terminal it names the address that will not do, and says when it had nothing to write', async () => {
    const home = join(room, 'unattended');
    const init = (url: string): Promise<Ran> =>
      baton(['--home', home, '--language', 'en', 'init', '--salesforce-url', url]);
    expect(await init('https://kaede.lightning.force.com')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Error: https:\/\/kaede\.lightning\.force\.com is not where Salesforce's API is/),
    });
    expect((await init('https://kaede.my.salesforce.com')).stdout).toContain(`Written to ${home}:`);
    const again = await init('https://kaede.my.salesforce.com');
    expect(again.stdout).toContain('nothing was written');
    expect(again.stdout).not.toContain('Written to');
  });

  test('an example that does not hold is named with its file and line, as every fault is, and in a terminal all of it fits the screen', async () => {
    const home = join(room, 'unattended');
    await baton(['--home', home, 'init', '--salesforce-url', 'https://kaede.my.salesforce.com']);
    const agreement = join(home, 'mappings', 'agreement.yaml');
    await writeFile(agreement, readFileSync(agreement, 'utf8').replace('met: [approved]', 'met: [aproved]'));
    for (const language of ['en', 'ja']) {
      const checked = await batonHere(['--home', home, '--language', language, 'check']);
      expect(checked.code).toBe(1);
      expect(checked.stdout).toMatch(/agreement\.yaml:\d+:\d+\s+evidence\.budget\.met\[0\]/);
      expect(checked.stdout).toMatch(/sql\.yaml:17: /);
      const { code, said } = await inTerminal(home, [], `check --language ${language}`);
      expect(code).toBe(1);
      const wide = said.split(/\r?\n/).filter((line) => line.trim().includes(' ') && stringWidth(line) > COLUMNS);
      expect(wide).toEqual([]);
    }
  });

  test('it writes nothing when it is cancelled', async () => {
    const home = join(room, 'home');
    const { code, said } = await inTerminal(home, [
      [/ToDo・メモ・レポートの言語/, ENTER],
      [/フォルダー/, CTRL_C],
    ]);
    expect(code).toBe(2);
    expect(said).toContain('何も作成していません');
    expect(existsSync(home)).toBe(false);
  });
});

describe('unattended', () => {
  test.each(PRESETS)('it takes the preset %s, whose examples hold', async (preset) => {
    const ran = await baton([
      '--home',
      room,
      'init',
      '--salesforce-url',
      'https://kaede.my.salesforce.com',
      '--preset',
      preset,
    ]);
    expect(ran).toMatchObject({ code: 0 });
    expect(existsSync(join(room, 'mappings/presets'))).toBe(false);
    const text = readFileSync(join(room, 'mappings/agreement.yaml'), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./agreement.schema.json');
    await writeFile(join(room, '.env'), 'HUBSPOT_TOKEN=x\nSALESFORCE_ACCESS_TOKEN=x\n');
    const checked = await batonHere(['--home', room, '--json', 'check']);
    expect(checked).toMatchObject({ code: 0 });
    const { doubts, examples } = JSON.parse(checked.stdout);
    expect(examples.length).toBeGreaterThan(3);
    const strangers = (all: readonly { readonly says: string; readonly line?: number }[]) =>
      all.filter(({ says }) => says === 'of-another-department');
    expect(strangers(doubts)).toEqual([]);
    const team = join(room, 'mappings/team.yaml');
    const slip = readFileSync(team, 'utf8').replace('members: [takahashi, ', 'members: [sato, takahashi, ');
    await writeFile(team, slip);
    const { doubts: told } = JSON.parse((await batonHere(['--home', room, '--json', 'check'])).stdout);
    const line = slip.split('\n').findIndex((text) => text.includes('members: [sato')) + 1;
    expect(strangers(told)).toMatchObject([{ line, file: team, about: { name: 'sato' } }]);
  });

  test('it ends in what doctor finds: once all is there it is content', async () => {
    const { hubspot, salesforce, close } = await openSandboxes(() => Temporal.Now.instant(), {
      ports: { hubspot: 0, salesforce: 0 },
    });
    try {
      await writeFile(
        join(room, '.env'),
        `HUBSPOT_TOKEN=${hubspot.token}\nSALESFORCE_ACCESS_TOKEN=${salesforce.accessToken}\n`,
      );
      const words = ['--home', room, 'init', '--yes', '--salesforce-url', salesforce.url, '--hubspot-url', hubspot.url];
      const first = await baton([...words, '--json']);
      expect(first.code).toBe(1);
      const { written, kept, findings } = JSON.parse(first.stdout);
      expect(written).toContain('baton.yaml');
      expect(kept).toEqual([]);
      expect(findings).toContainEqual(expect.objectContaining({ system: 'hubspot', name: 'field', ok: false }));
      expect((await baton(['--home', room, 'setup'])).code).toBe(0);
      const second = await baton([...words, '--language', 'ja']);
      expect(second.code).toBe(0);
      expect(second.stdout).toContain('baton.yaml は既にあるため、そのままにしました');
      expect(second.stdout).toMatch(/✓ Salesforce/);
    } finally {
      await close();
    }
  });

  test.each([
    [[]],
    [['--salesforce-url', 'http://elsewhere.example']],
    [['--salesforce-url', 'https://x.lightning.force.com']],
  ])('it asks for an address that will do: %j', async (given) => {
    const { code, stderr } = await baton(['--home', room, 'init', '--yes', ...given, '--language', 'ja']);
    expect(code).toBe(2);
    expect(stderr).toContain('「私のドメイン」のURLが必要です');
    expect(existsSync(join(room, 'baton.yaml'))).toBe(false);
  });
});
