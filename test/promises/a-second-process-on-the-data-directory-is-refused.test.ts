import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHome } from '../../src/app.ts';
import { type Daemon, daemon } from '../support/daemon.ts';
import { putDatabase } from '../support/database.ts';
import { baton, type Ran } from '../support/run.ts';

/** Ports of loopback where nobody listens: the worker lists both systems as not reachable and goes on. */
const NOBODY = 'http://127.0.0.1:9';

describe('a second process on the data directory is refused', () => {
  let folder: string;
  let first: Daemon;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-second-'));
    const secrets = { HUBSPOT_TOKEN: 'none', SALESFORCE_ACCESS_TOKEN: 'none' };
    writeHome(folder, { language: 'en', hubspotBasePath: NOBODY, salesforceUrl: NOBODY, secrets });
    await putDatabase(join(folder, 'data'));
    first = await start();
  });
  afterAll(async () => {
    await first.end('SIGKILL');
    await rm(folder, { recursive: true });
  });

  const start = (): Promise<Daemon> => daemon(['--home', folder, 'work', '--log', 'silent'], /at work/);
  const command = (...words: readonly string[]): Promise<Ran> => baton(['--home', folder, ...words]);

  it('by name: its process, host and start, in the language of whoever reads', async () => {
    const [english, japanese, script] = await Promise.all([
      command('work'),
      command('work', '--language', 'ja'),
      command('work', '--json'),
    ]);
    for (const said of [english.stderr, japanese.stderr, script.stdout]) {
      expect(said).toContain(String(first.pid));
      expect(said).toContain(hostname());
      expect(said).toMatch(/\d{4}-\d\d-\d\dT\d\d:\d\d/);
      expect(said).toContain(join(folder, 'data.lock'));
    }
    expect(english.stderr).toContain('in use by process');
    expect(japanese.stderr).toContain('使用中です');
    expect(JSON.parse(script.stdout)).toMatchObject({ error: { code: 'DIRECTORY_IN_USE' } });
    expect([english.code, japanese.code, script.code]).toEqual([2, 2, 2]);
  });

  it('does no harm to the first, which goes on answering', async () => {
    const { code, stdout } = await command('status', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ stopped: false });
  });

  it('after the first was killed, the next start takes over', async () => {
    await first.end('SIGKILL');
    expect(await readFile(join(folder, 'data.lock'), 'utf8')).toContain(String(first.pid));
    first = await start();
    expect(await readFile(join(folder, 'data.lock'), 'utf8')).toContain(String(first.pid));
    expect((await command('status')).code).toBe(0);
    expect(await first.end('SIGTERM')).toBe(0);
  });

  it('a command that opens the directory for a moment takes over as well', async () => {
    first = await start();
    await first.end('SIGKILL');
    const { code, stdout } = await command('ledger', 'verify', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    await expect(readFile(join(folder, 'data.lock'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
