/** What a command prints, as its reader gets it, asked of a stage as of a running worker. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'fast-string-width';
import { expect, vi } from 'vitest';
import { writeHome } from '../../src/app.ts';
import { SCREEN } from '../../src/cli/render/columns.ts';
import { run } from '../../src/cli/run.ts';
import type { Language } from '../../src/domain/texts/index.ts';
import { serveSocket } from '../../src/web/socket.ts';
import { socketPath } from '../../src/web/socket-path.ts';
import type { Stage } from './stage.ts';

export interface Printing {
  /** Holds it against its reviewed text, which every line of must fit a screen. */
  reviewed(fixture: string, words: readonly string[], language: Language): Promise<void>;
  close(): Promise<void>;
}

/** Sentences about a command line that went wrong stand on one line each, for whoever searches for them. */
const ONE_LINE = /^(?:Error|What to do|エラー|対処): /;

export async function printing(stage: Stage): Promise<Printing> {
  const home = mkdtempSync(join(tmpdir(), 'baton-printed-'));
  writeHome(home, {
    language: 'en',
    salesforceUrl: 'https://example.my.salesforce.com',
    secrets: { HUBSPOT_TOKEN: 'not-used', SALESFORCE_CLIENT_ID: 'not-used', SALESFORCE_CLIENT_SECRET: 'not-used' },
  });
  const server = await serveSocket(socketPath(home), stage.operations);
  return {
    async reviewed(fixture, words, language) {
      const said = await printed([...words, '--home', home, '--language', language]);
      expect(said).not.toMatch(/undefined|\[object |NaN/);
      for (const line of said.split('\n'))
        if (!ONE_LINE.test(line)) expect(stringWidth(line), line).toBeLessThanOrEqual(SCREEN);
      const file = join(import.meta.dirname, '../cli/texts', `${fixture}.${language}.txt`);
      await expect(said).toMatchFileSnapshot(file);
    },
    async close() {
      await server.close();
      rmSync(home, { recursive: true });
    },
  };
}

/** Both streams, in the order in which they were written. */
async function printed(words: readonly string[]): Promise<string> {
  let said = '';
  const take = (text: unknown): boolean => {
    said += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(take),
    vi.spyOn(console, 'error').mockImplementation((text) => take(`${text}\n`)),
  ];
  const before = process.exitCode;
  try {
    await run(words);
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
  return withoutChance(said);
}

/** Hashes say nothing to a reader, and change with everything before them; ports are taken as they are free; clocks differ as they do. */
function withoutChance(said: string): string {
  return said
    .replaceAll(/\b[0-9a-f]{12,64}\b/g, '<hash>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replaceAll(/(differ by |差は)\d+/g, '$1<n>');
}
