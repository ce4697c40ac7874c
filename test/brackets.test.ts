/** Japanese is written with one kind of brackets, half-width ones: in what Baton prints, in what it writes for the company to edit, and in what is read about it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const FULL_WIDTH = /[（）［］]/;
/** What a person typed, as examples hold it, and names that go into a CRM stay as they are. */
const whole = [
  'README.ja.md',
  'docs/*.md',
  'tools/**/*.{md,mjs}',
  'src/config/{new-home,words-ja,doubts-ja,incoherence-ja}.ts',
  'src/domain/texts/**/*.ts',
  'src/cli/**/*.ts',
];
const comments = ['mappings/**/*.yaml'];
const labels = ['mappings/agreement.yaml', 'mappings/presets/*/agreement.yaml'];

function linesOf(patterns: readonly string[], part: (line: string) => string): readonly string[] {
  return patterns.flatMap((pattern) =>
    globSync(pattern, { cwd: ROOT }).flatMap((path) =>
      readFileSync(join(ROOT, path), 'utf8')
        .split('\n')
        .flatMap((line, index) => (FULL_WIDTH.test(part(line)) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    ),
  );
}

test('in texts, documents and the files that are written for a company', () => {
  expect(linesOf(whole, (line) => line)).toEqual([]);
});

test('in the comments of files that a company owns', () => {
  expect(linesOf(comments, (line) => /(?:^|\s)#.*/.exec(line)?.[0] ?? '')).toEqual([]);
});

test('in agreements, whose sentences are printed', () => {
  expect(linesOf(labels, (line) => line)).toEqual([]);
});
