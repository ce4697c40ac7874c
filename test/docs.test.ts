/** Keeps the documents true: whatever they name exists, and whatever they must name is named. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../src/cli/program.ts';
import { readAgreement } from '../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../src/config/new-home.ts';
import { texts } from '../src/domain/texts/index.ts';
import { blocksOf, commandsOf, linksOf, rowsOf, scriptsOf, spansOf, wrongWith } from './support/markdown.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

const DOCUMENTS = [
  ...['README.md', 'README.ja.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'src/README.md'],
  ...filesBelow('docs').filter((path) => path.endsWith('.md')),
];
const READMES = ['README.md', 'README.ja.md'] as const;

/** Folders of the project; a span that begins with one of them claims to be a path. */
const FOLDERS = ['src', 'connectors', 'mappings', 'test', 'bench', 'docs', '.ci'];
/** Rooms of src, by which its map calls them. */
const ROOMS = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The path that a span claims, from the root; undefined for spans that are none, or that stand for many. */
function claimed(span: string, document: string): string | undefined {
  if (!/^[\w./-]+$/.test(span)) return undefined;
  if (FOLDERS.some((folder) => span.startsWith(`${folder}/`))) return span;
  if (document !== 'src/README.md') return undefined;
  if (span.startsWith('../')) return span.slice('../'.length);
  return ROOMS.some((room) => span.startsWith(`${room}/`)) ? `src/${span}` : undefined;
}

describe('every document', () => {
  test.each(DOCUMENTS)('%s names only paths that exist', (document) => {
    const markdown = read(document);
    const spans = spansOf(markdown).flatMap((span) => claimed(span, document) ?? []);
    const links = linksOf(markdown).map((target) => join(dirname(document), target));
    expect([...spans, ...links].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test.each(DOCUMENTS)('%s names only scripts and commands that exist', (document) => {
    const markdown = read(document);
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    expect(scriptsOf(markdown).filter((name) => scripts[name] === undefined)).toEqual([]);
    const program = buildProgram('en');
    const wrong = commandsOf(markdown).flatMap((line) => {
      const what = wrongWith(program, line);
      return what === undefined ? [] : [`baton ${line}: ${what}`];
    });
    expect(wrong).toEqual([]);
  });

  test('a path, a script or a command that does not exist is found', () => {
    const program = buildProgram('en');
    expect(claimed('src/gone.ts', 'README.md')).toBe('src/gone.ts');
    expect(claimed('jobs/pull.ts', 'src/README.md')).toBe('src/jobs/pull.ts');
    expect(scriptsOf('`npm run nothing` and\n```\nnpm ci && npm test\n```')).toEqual(['nothing', 'test']);
    expect(commandsOf('`baton arm tasks`, not Baton alone; `npm run -s baton -- stop # now`')).toEqual([
      'arm tasks',
      'stop',
    ]);
    const verdicts = ['arm tasks', 'ledger verify', 'handoffs --open', 'arm', '--home <folder> explain <e-mail>'];
    expect(verdicts.map((line) => wrongWith(program, line))).toEqual(verdicts.map(() => undefined));
    expect(wrongWith(program, 'ledger burn')).toBe('no command burn');
    expect(wrongWith(program, 'handoffs --closed')).toBe('no option --closed');
    expect(wrongWith(program, 'arm tasks status')).toBe('too many words for arm');
  });
});

describe.each(READMES)('%s', (readme) => {
  const markdown = read(readme);
  const { demo, ledger } = texts(readme === 'README.md' ? 'en' : 'ja');

  test('begins with the two commands', () => {
    const [demo, tests] = blocksOf(markdown);
    expect([demo?.text, tests?.text]).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });

  test('lists every promise', () => {
    const promises = filesBelow('test/promises').filter((path) => path.endsWith('.test.ts'));
    expect(linksOf(markdown).filter((path) => path.startsWith('test/promises/'))).toEqual(promises);
  });

  test('shows what the demo prints, with figures that fit together', () => {
    const excerpt = blocksOf(markdown)[2]?.text ?? '';
    const t = demo;
    expect(excerpt).toContain(t.opening(500, 28));
    expect(excerpt).toContain(t.signed);
    for (const head of [t.handed, t.summary, t.one]) expect(excerpt).toContain(head);
    const [standing] = figures(excerpt, t.baseline(NUMBER));
    const [toIs] = figures(excerpt, t.toIs(NUMBER));
    const [toFs] = figures(excerpt, t.toFs(NUMBER));
    const [tasks, handoffs] = figures(excerpt, t.tasks(NUMBER, NUMBER));
    expect(figures(excerpt, t.week('2026-11-02', NUMBER, NUMBER, NUMBER, NUMBER))).toEqual([
      handoffs,
      expect.any(Number),
      expect.any(Number),
      toFs,
    ]);
    expect(tasks).toBe(handoffs);
    expect((toIs ?? 0) + (toFs ?? 0)).toBe(handoffs);
    expect(figures(excerpt, t.standing(NUMBER))).toEqual([standing]);
    expect(figures(excerpt, ledger.verified(NUMBER, ''))[0]).toBeGreaterThan(0);
    expect(figures(excerpt, t.calls(NUMBER, NUMBER, NUMBER))).toHaveLength(3);
  });
});

/** Stands for any number in a text of the catalogue. */
const NUMBER = 987_654;

/** The numbers where the pattern has {@link NUMBER}; fails where no line is like it. */
function figures(excerpt: string, like: string): readonly number[] {
  const escaped = like.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(String(NUMBER), '(\\d+)');
  const found = new RegExp(escaped).exec(excerpt);
  expect(found, like).not.toBeNull();
  return [...(found ?? [])].slice(1).map(Number);
}

test('both READMEs name the same paths, links and commands', () => {
  const [english, japanese] = READMES.map((readme) => {
    const markdown = read(readme);
    const links = linksOf(markdown).filter((target) => !READMES.some((other) => other === target));
    return {
      links: [...new Set(links.map((target) => target.replace(/#.*/, '')))].sort(),
      commands: [...new Set(commandsOf(markdown))].sort(),
      blocks: blocksOf(markdown).length,
    };
  });
  expect(japanese).toEqual(english);
});

describe('the map of the code', () => {
  const listed = new Map(
    read('src/README.md')
      .split(/^### /m)
      .slice(1)
      .flatMap((section) => {
        const [, room = ''] = /^`([^`]+)`/.exec(section) ?? [];
        return rowsOf(section).map(
          ([name = '', phrase = '']) => [`${room}${name.replaceAll('`', '')}`, phrase] as const,
        );
      }),
  );

  test('says of every file why it is there', () => {
    const files = [...filesBelow('src'), ...filesBelow('connectors')].filter((path) => path.endsWith('.ts'));
    const folders = [...listed.keys()].filter((path) => path.endsWith('/'));
    expect(files.length).toBeGreaterThan(200);
    expect(files.filter((path) => !listed.has(path) && !folders.some((folder) => path.startsWith(folder)))).toEqual([]);
  });

  test('and names none that is not', () => {
    expect([...listed].filter(([path, phrase]) => !existsSync(join(ROOT, path)) || phrase === '')).toEqual([]);
  });
});

test('how it works names every table, and every fact of the ledger', () => {
  const spans = new Set(spansOf(read('docs/how-it-works.md')));
  const [, tables = ''] = /export interface Tables \{([\s\S]*?)\n\}/.exec(read('src/store/tables.ts')) ?? [];
  const names = [...tables.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name);
  const facts = [...read('src/domain/facts.ts').matchAll(/kind: '([a-z-]+)'/g)].map(([, kind = '']) => kind);
  expect(names.length).toBeGreaterThan(15);
  expect(facts.length).toBeGreaterThan(20);
  expect([...names, ...facts].filter((name) => !spans.has(name))).toEqual([]);
});

test('the agreement in words says the points of the agreement', () => {
  const { terms } = readAgreement({ path: join(SHIPPED_MAPPINGS, 'agreement.yaml') });
  const rows = rowsOf(read('docs/agreement.md'));
  const { attributes, behaviours } = terms.scoring;
  const rules = [
    ...attributes.map(({ label, bands = [], values = [], otherwise }) => ({
      label,
      points: [...bands, ...values].map(({ points }) => points).concat(otherwise === 0 ? [] : [otherwise]),
    })),
    ...behaviours.map(({ label, points }) => ({ label, points: [points] })),
  ];
  const untold = rules.flatMap(({ label, points }) =>
    [label.en, label.ja].flatMap((head) => {
      const said = rows.flatMap(([first, text = '']) => (first === head ? (text.match(/\d+/g) ?? []) : [])).map(Number);
      return points.filter((one) => !said.includes(one)).map((one) => `${head}: ${one}`);
    }),
  );
  expect(untold).toEqual([]);
});
