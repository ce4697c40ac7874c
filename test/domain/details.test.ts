/** Whoever reads Japanese reads Baton's own sentences in problems in Japanese; a vendor's stand as the vendor wrote them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DETAILS, detailIn } from '../../src/domain/texts/details.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What is wrong in a file of the company's is told in both languages where it is found. */
const sources = ['src/!(config)/**/*.ts', 'connectors/**/*.ts'].flatMap((pattern) =>
  globSync(pattern, { cwd: ROOT })
    .filter((path) => !path.includes('/sandbox') && !path.endsWith('texts/details.ts'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8')),
);

/** What is written after `detail`, its values put in; `s` and a count are no words. */
const written = sources.flatMap((text) => {
  const chosen = [...text.matchAll(/\bdetail\]? =[^'`;{]*\?([^;]*);/g)].flatMap(([, choice = '']) =>
    literalsIn(choice, /(['`])/g),
  );
  return [...literalsIn(text, /\bdetail(?:: | = )(['`])/g), ...chosen].map((sentence) =>
    sentence.replaceAll(/\$\{[^}]*(?:\{[^}]*\}[^}]*)*\}/g, 'X1'),
  );
});

/** Whatever stands between the mark that the pattern ends with and the next like it, on one line. */
function literalsIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(new RegExp(`${pattern.source}((?:(?!\\1)[^\\n])+)\\1`, 'g'))].map(
    ([, , inside = '']) => inside,
  );
}

/** A form of a value, asked for in a file, is no problem's. */
const sentences = written.filter(
  (text) => text !== 'the path of a file that can be read' && (text.match(/\b[a-z]{2,}\b/g) ?? []).length >= 3,
);

test('every sentence that a problem is made with has its Japanese', () => {
  expect(sentences.length).toBeGreaterThan(15);
  expect(sentences.filter((sentence) => detailIn('ja', sentence) === sentence)).toEqual([]);
});

test('no Japanese is kept for a sentence that is written nowhere', () => {
  const all = sources
    .join('\n')
    .replaceAll(/\$\{[^}]*\}/g, '\0')
    .replaceAll(/`\s*\+\s*`/g, '');
  for (const en of Object.keys(DETAILS)) {
    const [longest = ''] = en.split(/\{\d\}/).sort((a, b) => b.length - a.length);
    expect({ en, written: all.includes(longest) }).toEqual({ en, written: true });
  }
});

test.each(Object.entries(DETAILS))('%s', (en, ja) => {
  const places = (text: string): readonly string[] => [...new Set(text.match(/\{\d\}/g))].sort();
  expect(places(ja)).toEqual(places(en));
  const filled = (text: string): string => text.replaceAll(/\{(\d)\}/g, (_, place: string) => `value (${place})`);
  expect(detailIn('ja', filled(en))).toBe(filled(ja));
  expect(detailIn('en', filled(en))).toBe(filled(en));
  expect(ja).not.toMatch(/[（）]/);
});

test('what stands behind the sentence of a notice stays', () => {
  expect(detailIn('ja', 'no connection came about (handed-over: sato, suzuki)')).toBe(
    '接続できませんでした (handed-over: sato, suzuki)',
  );
});

test('a vendor is quoted', () => {
  const vendor = 'FIELD_CUSTOM_VALIDATION_EXCEPTION: Phone is required (00Q)';
  expect(detailIn('ja', vendor)).toBe(vendor);
});
