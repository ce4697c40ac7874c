import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { texts } from '../../src/domain/texts/index.ts';
import type { HandoffView } from '../../src/ports/answers.ts';
import { openSandboxes, type Sandboxes } from '../../src/trial.ts';
import { daemon } from '../support/daemon.ts';
import { blocksOf, commandsOf, spansOf } from '../support/markdown.ts';
import { baton, type Ran, run } from '../support/run.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** The whole demo, on a computer that is busy with other tests. */
const DEMO_LIMIT_MS = 400_000;

const npm = (words: readonly string[], limitMs = 60_000): Promise<Ran> => run('npm', words, { cwd: ROOT, limitMs });

/** What npm itself says stands above. */
function jsonOf<T>({ stdout }: Ran): T {
  return JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as T;
}

/** `npm ci && npm run demo` → `npm`, `run`, `demo`. */
function afterInstall(block: string | undefined): readonly string[] {
  const [install, command = ''] = (block ?? '').split(' && ');
  expect(install).toBe('npm ci');
  return command.split(' ').slice(1);
}

describe('the README commands work as written', () => {
  const [demo, tests] = blocksOf(README).map(({ text }) => text);
  let room: string;

  beforeAll(async () => {
    room = await mkdtemp(join(tmpdir(), 'baton-readme-'));
  });
  afterAll(() => rm(room, { recursive: true }));

  it('the first tells the whole story, and what it leaves can be asked', { timeout: DEMO_LIMIT_MS }, async () => {
    const home = join(room, 'demo');
    const told = await npm([...afterInstall(demo), '--', '--json', '--home', home], DEMO_LIMIT_MS);
    expect(told.code).toBe(0);
    const result = jsonOf<Record<string, unknown>>(told);
    const { leads, handoffs, tasks, ledgerEntries, ledgerVerified, calls } = result;
    expect(Object.keys(result).sort()).toEqual(
      ['calls', 'handoffs', 'leads', 'ledgerEntries', 'ledgerVerified', 'seconds', 'tasks'].sort(),
    );
    expect(leads).toBeGreaterThan(400);
    expect(handoffs).toBeGreaterThan(30);
    expect(tasks).toBe(handoffs);
    expect(ledgerEntries).toBeGreaterThan(1_000);
    expect(ledgerVerified).toBe(true);
    expect(calls).toEqual({ hubspot: expect.any(Number), salesforce: expect.any(Number) });

    const list = await npm(['run', 'baton', '--', '--home', home, 'handoffs', '--json']);
    const email = jsonOf<readonly HandoffView[]>(list).at(-1)?.email ?? '';
    const next = commandsOf(
      texts('en')
        .demo.commands(home)
        .map((line) => `\`${line}\``)
        .join('\n'),
    );
    expect(next).toContain(`--home ${home} ledger verify`);
    const said = spansOf(README).flatMap((span) =>
      /^(explain|ledger show) <e-mail>$|^status$/.test(span) ? [span] : [],
    );
    for (const line of [
      ...next.filter((one) => one.startsWith('--home')),
      ...said.map((one) => `--home ${home} ${one}`),
    ]) {
      const { code, stdout, stderr } = await baton(wordsOf(line.replace('<e-mail>', email)));
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
      expect(stdout.length).toBeGreaterThan(20);
    }
  });

  it('the second runs the tests', async () => {
    const { code, stdout } = await npm([...afterInstall(tests), '--', 'test/domain/normalise.test.ts']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/passed/);
  });

  describe('those of a real start, in their order, against the sandboxes', () => {
    let sandboxes: Sandboxes;
    const home = () => join(room, 'home');
    /** Every `baton …` of the steps under "Start for real". */
    const steps = commandsOf(README.slice(README.indexOf('1. **A folder'), README.indexOf('## What keeps it safe')));

    beforeAll(async () => {
      sandboxes = await openSandboxes(() => Temporal.Now.instant(), {
        ports: { hubspot: 0, salesforce: 0 },
        story: { seed: 'readme', people: 15, days: 3 },
      });
    });
    afterAll(() => sandboxes.close());

    it('are all there', () => {
      for (const step of ['init', 'setup', 'doctor', 'check', 'pull', 'judge', 'plan', 'arm tasks', 'work']) {
        expect(steps).toContain(step);
      }
    });

    it('prepare a folder', async () => {
      const { hubspot, salesforce } = sandboxes;
      const addresses = ['--hubspot-url', hubspot.url, '--salesforce-url', salesforce.url];
      const made = await npm(['run', '-s', 'baton', '--', '--home', home(), 'init', '--yes', ...addresses]);
      expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
      expect(made.stdout).toContain('.env.example');
      expect(existsSync(join(home(), '.env'))).toBe(false);
      const env = readFileSync(join(home(), '.env.example'), 'utf8')
        .replace('HUBSPOT_TOKEN=', `HUBSPOT_TOKEN=${hubspot.token}`)
        .replace('SALESFORCE_CLIENT_ID=', `SALESFORCE_CLIENT_ID=${salesforce.clientId}`)
        .replace('SALESFORCE_CLIENT_SECRET=', `SALESFORCE_CLIENT_SECRET=${salesforce.clientSecret}`);
      await writeFile(join(home(), '.env'), env);
    });

    it('run', { timeout: 300_000 }, async () => {
      let email = '';
      for (const step of steps.filter((one) => one !== 'init')) {
        if (step === 'work') {
          const worker = await daemon(['--home', home(), 'work'], /at work/);
          expect(await worker.end('SIGINT')).toBe(0);
          continue;
        }
        const words = wordsOf(step.replace('<e-mail>', email));
        const { code, stdout, stderr } = await baton(['--home', home(), ...words]);
        expect({ step, code, stderr }).toEqual({ step, code: 0, stderr: '' });
        if (step === 'plan') email = /<([^>]+@[^>]+)>/.exec(stdout)?.[1] ?? '';
        if (step.startsWith('agreement sign')) await signTheRest();
      }
      const status = await npm(['run', '-s', 'baton', '--', '--home', home(), 'status', '--json']);
      expect(JSON.parse(status.stdout)).toMatchObject({ armed: ['tasks', 'status', 'owner'] });
    });

    /** "… and the same for each party." */
    async function signTheRest(): Promise<void> {
      const sign = ['agreement', 'sign', '--as', 'field-sales', '--by', '高橋 誠'];
      expect((await baton(['--home', home(), ...sign])).code).toBe(0);
    }
  });
});

/** As a shell would cut it. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}
