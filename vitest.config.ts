import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What takes over something that a whole process shares: nock its sockets (also by way of those two files), vi.mock its modules, a test of certificates the trusted ones. */
const TAKES_OVER = /from 'nock'|\/salesforce-(rows|setup)\.ts'|\bvi\.(mock|spyOn)\(|\bsetDefaultCACertificates\(/;

const all = readdirSync(join(import.meta.dirname, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`);
const alone = all.filter((file) => TAKES_OVER.test(readFileSync(join(import.meta.dirname, file), 'utf8')));

/** Modules are loaded once for many files, which saves a third of the time; a file that would disturb others has them to itself. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    env: { TZ: 'UTC', http_proxy: '', https_proxy: '', HTTP_PROXY: '', HTTPS_PROXY: '' },
    projects: [
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: alone, isolate: false } },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
