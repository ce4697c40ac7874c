import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What takes over something that a whole process shares: nock its sockets, vi.mock its modules, a test of certificates the trusted ones. */
const TAKES_OVER = /from 'nock'|\bvi\.(mock|spyOn)\(|\bsetDefaultCACertificates\(/;
/** Helpers of tests, which may do so too. */
const HELPERS = /from '(\.{1,2}\/[^']+\.ts)'/g;

const TESTS = join(import.meta.dirname, 'test');
const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).map((name) => join(TESTS, name));
/** Some tests hold the text of files that are not there. */
const there = new Set(files);
const known = new Map<string, boolean>();

/** Whether this file does, or any of the tests' own files that it needs. */
function takesOver(path: string): boolean {
  const before = known.get(path);
  if (before !== undefined) return before;
  // One that leads back to itself adds nothing.
  known.set(path, false);
  const text = readFileSync(path, 'utf8');
  const needs = [...text.matchAll(HELPERS)].map(([, name = '']) => resolve(dirname(path), name));
  const answer = TAKES_OVER.test(text) || needs.some((need) => there.has(need) && takesOver(need));
  known.set(path, answer);
  return answer;
}

const alone = files
  .filter((file) => file.endsWith('.test.ts') && takesOver(file))
  .map((file) => relative(import.meta.dirname, file).replaceAll('\\', '/'));

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
