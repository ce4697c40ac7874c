/** The command line in both languages: its help, and what it says when something is wrong, with the right exit code. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import stringWidth from 'fast-string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import about from '../../package.json' with { type: 'json' };
import { dayOrMoment } from '../../src/cli/command-line.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { BatonError, ERROR_CODES } from '../../src/domain/problem.ts';
import { texts } from '../../src/domain/texts/index.ts';
import { baton } from '../support/run.ts';
import { batonHere } from '../support/run-here.ts';

const LANGUAGES = ['ja', 'en'] as const;
/** A closing mark may stand in the margin. */
const COLUMNS = 82;

function everyCommand(program: Command): readonly Command[] {
  return [program, ...program.commands.flatMap(everyCommand)];
}

describe.each(LANGUAGES)('help in %s', (language) => {
  const commands = everyCommand(buildProgram(language)).filter((command) => command.name() !== 'help');

  test('there is one for each command, and every option and argument is explained', () => {
    expect(commands.length).toBeGreaterThan(25);
    for (const command of commands) {
      expect(command.description(), command.name()).not.toBe('');
      for (const { flags, description } of command.options) expect(description, flags).not.toBe('');
      for (const argument of command.registeredArguments) expect(argument.description, argument.name()).not.toBe('');
    }
  });

  test('it fits the screen', () => {
    for (const command of commands) {
      for (const line of command.helpInformation().split('\n'))
        expect(stringWidth(line), line).toBeLessThanOrEqual(COLUMNS);
    }
  });

  test('it is in that language throughout', () => {
    const ours = texts(language).usage.title;
    for (const command of commands) {
      const help = command.helpInformation();
      expect(help).toContain(ours.usage);
      if (language === 'ja')
        expect(help).not.toMatch(/Usage:|Options:|Arguments:|Commands:|default:|display help|choices/);
    }
  });
});

test.each([['--version'], ['-V'], ['status', '--version']])('%j says which version this is', async (...words) => {
  expect(await baton(words)).toMatchObject({ code: 0, stdout: `${about.version}\n`, stderr: '' });
});

describe('what a person must mend', () => {
  test.each(LANGUAGES)('has a sentence and a remedy in %s, whatever it is about', (language) => {
    const own = { message: 'own message', remedy: 'own remedy' };
    for (const code of ERROR_CODES) {
      const { message, remedy } = texts(language).errors[code]({ path: '/x', code: 'EACCES' }, own);
      expect(message, code).not.toBe('');
      expect(remedy, code).not.toBe('');
    }
  });

  test('says in Japanese who holds the directory, also where that cannot be told', () => {
    const { DIRECTORY_IN_USE } = texts('ja').errors;
    const error = new BatonError('DIRECTORY_IN_USE', '', '');
    expect(DIRECTORY_IN_USE({ path: '/d.lock', pid: '7', host: 'h', since: 's' }, error).message).toContain(
      'プロセス 7',
    );
    expect(DIRECTORY_IN_USE({ path: '/d.lock' }, error).message).toContain('他のプロセス');
  });
});

describe('a command line that cannot be understood ends with 3 and names what explains it', () => {
  test.each([
    [['burn'], 'burn', 'baton --help'],
    [['pull', '--bogus'], '--bogus', 'baton pull --help'],
    // What was probably meant is named, also where the command that has sub-commands answers on its own.
    [['pln'], 'plan', 'baton --help'],
    [['ledger', 'shwo'], 'show', 'baton ledger --help'],
    [['team', 'awy'], 'away', 'baton team --help'],
    [['plan', '--trail'], '--trial', 'baton plan --help'],
    [['plan', '--jsno'], '--json', 'baton plan --help'],
    [['explain', '山田', '太郎'], '太郎', 'baton explain --help'],
    [['pull', 'sugarcrm'], 'hubspot, salesforce', 'baton pull --help'],
    [['arm'], '<step>', 'baton arm --help'],
    [['arm', 'everything'], 'tasks, status, owner', 'baton arm --help'],
    [['admit', '0'], '0', 'baton admit --help'],
    [['agreement', 'sign', '--as', 'marketing'], '--by', 'baton agreement sign --help'],
    [['ledger', 'show', 'a', 'b'], '', 'baton ledger show --help'],
    [['demo', '--days', '0'], '1 … 365', 'baton demo --help'],
    [['explain', 'x', '--at', '2026-02-30'], '2026-02-30', 'baton explain --help'],
    [['explain', 'x', '--at', '2026-11-20T09:00'], '2026-11-20T18:00+09:00', 'baton explain --help'],
    [['explain', 'x', '--at', 'yesterday'], 'yesterday', 'baton explain --help'],
    [['explain', 'x', '--hindsight'], '--at', 'baton explain --help'],
    [['sandbox', '--hubspot-port', '70000'], '70000', 'baton sandbox --help'],
  ])('%j', async (words, name, help) => {
    const [japanese, script] = await Promise.all([
      batonHere(words, { env: { BATON_LANGUAGE: 'ja' } }),
      batonHere([...words, '--json'], { env: { BATON_LANGUAGE: 'en' } }),
    ]);
    expect([japanese.code, script.code]).toEqual([3, 3]);
    expect(japanese.stdout).toBe('');
    expect(japanese.stderr).toMatch(/^エラー: .+\n対処: /);
    expect(japanese.stderr).toContain(name);
    expect(japanese.stderr).toContain(help);
    const { error } = JSON.parse(script.stdout);
    expect(error).toEqual({ code: 'WRONG_USE', message: expect.stringContaining(name), remedy: help });
  });
});

describe('a past moment', () => {
  test.each([
    ['2026-11-20', 'Asia/Tokyo', '2026-11-20T14:59:59.999Z'],
    ['2026-11-20', 'UTC', '2026-11-20T23:59:59.999Z'],
    // The clock is set back that night: the day has 25 hours.
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T22:59:59.999Z'],
    ['2026-11-20T18:00+09:00', 'UTC', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20T09:00:00Z', 'Asia/Tokyo', '2026-11-20T09:00:00.000Z'],
  ])('%s in %s is %s', (given, zone, instant) => {
    expect(dayOrMoment('')(given)(zone)).toBe(instant);
  });

  test.each([
    '2026-02-30',
    '2026-11-20T25:00Z',
    '2026-11-20T09:00',
    '-000001-01-01T00:00Z',
    '1763596800',
    '',
  ])('%j is none', (given) => {
    expect(() => dayOrMoment('a day')(given)).toThrow('a day');
  });
});

describe('a faulty configuration', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'baton-line-'));
    await writeFile(join(home, 'baton.yaml'), 'baton: 1\nlanguage: ja\nsystems: {}\nzon: Asia/Tokyo\n');
  });
  afterAll(() => rm(home, { recursive: true }));

  test('a demo touches no folder that is somebody’s already', async () => {
    const { code, stderr } = await baton(['demo', '--home', home, '--people', '20', '--days', '1', '--language', 'ja']);
    expect(code).toBe(2);
    expect(stderr).toContain(home);
  });

  test('ends with 2, told in the language that the file itself asks for, or that the reader asks for', async () => {
    const env = { BATON_LANGUAGE: undefined, LC_ALL: 'C.UTF-8' };
    const [asWritten, asAsked, script, nowhere] = await Promise.all([
      batonHere(['--home', home, 'status'], { env }),
      batonHere(['--home', home, 'status'], { env: { ...env, BATON_LANGUAGE: 'en' } }),
      batonHere(['--home', home, 'status', '--json'], { env }),
      batonHere(['--home', join(home, 'none'), 'status'], { env: { ...env, LC_ALL: 'ja_JP.UTF-8' } }),
    ]);
    expect([asWritten.code, asAsked.code, script.code, nowhere.code]).toEqual([2, 2, 2, 2]);
    expect(asWritten.stderr).toMatch(/baton\.yaml:4:1 zon: .*[ぁ-ん]/);
    expect(asAsked.stderr).toMatch(/baton\.yaml:4:1 zon: .*zone/);
    expect(asAsked.stderr).not.toMatch(/[ぁ-ん]/);
    expect(JSON.parse(script.stdout)).toMatchObject({
      error: { code: 'CONFIG', message: expect.stringContaining('zon') },
    });
    expect(nowhere.stderr).toMatch(/エラー: .*[ぁ-ん]/);
  });
});
