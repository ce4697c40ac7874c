/** Keeps the house in order: floors, rooms, purity, sizes and circles, read from the imports; each rule is also seen to fail. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  floorBreaks,
  importCircles,
  impurities,
  type Parsed,
  packageBreaks,
  parse,
  roomOf,
  type Source,
  tooLong,
} from './support/house.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FILE_LINES = 300;
const PORT_LINES = 150;
/** One thing each, though long; the reason stands beside it. */
const LONG_FILES: ReadonlySet<string> = new Set([
  // One contract, read as one list of promises.
  'test/contracts/store-outbox.ts',
]);

function sources(folder: string): Source[] {
  if (!existsSync(join(ROOT, folder))) return [];
  const found = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return (
    found
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      // The engines that bench/score.ts compares with are installed there, and are not ours.
      .filter((path) => !path.split(sep).includes('node_modules'))
      .map((path) => ({ path: relative(ROOT, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))
  );
}

function listed(): ReadonlySet<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const known =
    typeof manifest === 'object' && manifest !== null && 'dependencies' in manifest && manifest.dependencies;
  return new Set(Object.keys(known || {}));
}

const unreadable: string[] = [];
const product = [...sources('src'), ...sources('connectors')].flatMap((source) => {
  try {
    return [parse(source)];
  } catch (error) {
    // Reported by a test of its own, so that the other rules still speak.
    unreadable.push(`${source.path}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
});
const around = [...sources('test'), ...sources('bench')];
const of = (room: string): Parsed[] => product.filter((file) => roomOf(file.path)?.name === room);

describe('the house is in order', () => {
  test('there is a house', () => {
    expect(of('domain').length).toBeGreaterThan(5);
    expect(of('ports').length).toBeGreaterThan(3);
    expect(product.flatMap((file) => file.imports).length).toBeGreaterThan(100);
  });

  test('every file can be read', () => {
    expect(unreadable).toEqual([]);
  });

  test('every file lives in a room and imports only from the floors below', () => {
    expect(product.flatMap(floorBreaks)).toEqual([]);
  });

  test('every package is listed, and each technology stays in its room', () => {
    const dependencies = listed();
    expect(product.flatMap((file) => packageBreaks(file, dependencies))).toEqual([]);
  });

  test('the domain has no clock, no chance, no surroundings and no waiting', () => {
    expect(of('domain').flatMap(impurities)).toEqual([]);
  });

  test('no file imports itself through others', () => {
    expect(importCircles(product)).toEqual([]);
  });

  test('a port fits a screen or two', () => {
    expect(tooLong(of('ports'), PORT_LINES)).toEqual([]);
  });

  test('files are small, and no permission to be long outlives its need', () => {
    expect(tooLong([...product, ...around], FILE_LINES, LONG_FILES)).toEqual([]);
  });
});

describe('each rule sees a planted violation', () => {
  const at = (path: string, text: string): Parsed => parse({ path, text });

  test.each([
    ['a domain that reaches for a port', 'src/domain/x.ts', "import type { Store } from '../ports/store.ts';"],
    ['a port that reaches for a job', 'src/ports/x.ts', "export * from '../jobs/pull.ts';"],
    ['a room that imports its neighbour', 'src/jobs/x.ts', "import { openStore } from '../store/database.ts';"],
    ['a type taken from a neighbour', 'src/queue/x.ts', "let x: import('../store/database.ts').Database;"],
    ['a connector that imports the other', 'connectors/hubspot/x.ts', "export { a } from '../salesforce/read.ts';"],
    ['a kit that imports a connector', 'connectors/kit/x.ts', "const a = await import('../hubspot/read.ts');"],
    ['a command that opens a part itself', 'src/cli/x.ts', "import { openQueue } from '../queue/index.ts';"],
    ['a wiring file that imports a command', 'src/app.ts', "import './cli/main.ts';"],
    ['a product that imports its tests', 'src/web/x.ts', "import '../../test/support/house.ts';"],
    ['an import that is not written out', 'src/web/x.ts', 'const name = "../a.ts"; await import(name);'],
    ['a file in no room', 'src/utils/x.ts', ''],
  ])('%s', (_name, path, text) => {
    expect(floorBreaks(at(path, text))).toHaveLength(1);
  });

  test('and lets through what is allowed', () => {
    expect(
      floorBreaks(at('src/app.ts', "import './queue/index.ts'; import '../connectors/hubspot/index.ts';")),
    ).toEqual([]);
    expect(floorBreaks(at('src/cli/x.ts', "import { openApp } from '../app.ts'; import './y.ts';"))).toEqual([]);
    expect(
      floorBreaks(at('src/jobs/x.ts', "// import '../store/x.ts'\nconst a = \"import '../store/x.ts'\";")),
    ).toEqual([]);
  });

  test('packages: one that is not listed, one out of its room', () => {
    const dependencies = new Set(['jsforce', 'zod', '@hubspot/api-client']);
    const breaks = (path: string, text: string): string[] => packageBreaks(at(path, text), dependencies);
    expect(breaks('src/web/x.ts', "import vitest from 'vitest';")).toHaveLength(1);
    expect(breaks('src/jobs/x.ts', "import type { Connection } from 'jsforce';")).toHaveLength(1);
    expect(breaks('connectors/hubspot/x.ts', "import 'jsforce/lib/query';")).toHaveLength(1);
    expect(
      breaks('connectors/salesforce/x.ts', "import 'jsforce'; import { z } from 'zod'; import 'node:fs';"),
    ).toEqual([]);
  });

  test.each([
    'const now = Temporal.Now.instant();',
    "const now = Temporal['Now'].instant();",
    'const { Now } = Temporal;',
    'const T = Temporal;',
    'const at = new Date(0);',
    'export function f(at: Date): void {}',
    'const chance = Math.random();',
    "const chance = Math['ran' + 'dom']();",
    'const { random } = Math;',
    'const zone = process.env;',
    'setTimeout(() => {}, 1);',
    'export async function f(): void {}',
    'const f = async () => 1;',
    'await 1;',
    'for await (const a of b) a;',
    'export const later = new Promise(() => {});',
    "const a = fetch('https://crm.example');",
    'const g = globalThis;',
    'names.sort((a, b) => a.localeCompare(b));',
    "import { randomUUID } from 'node:crypto';",
    "import * as crypto from 'node:crypto';",
    "import { readFileSync } from 'node:fs';",
    "import { parse } from 'yaml';",
    "export { randomBytes } from 'node:crypto';",
  ])('purity: %s', (text) => {
    expect(impurities(at('src/domain/x.ts', text))).not.toEqual([]);
  });

  test('and lets pure code through', () => {
    const pure = `import { createHash } from 'node:crypto';
      import { z } from 'zod';
      import type { Lead } from './lead.ts';
      /** Neither Date.now() nor process in a comment. */
      export const later = (now: Temporal.Instant): Temporal.Instant => now.add(Temporal.Duration.from({ hours: 1 }));
      export const most = Math.max(1, 2);
      export const label = { process: 'a', Date: 'b', fetch: later }.process;
      interface Kept { readonly Date: string; process(): void }
      const text = 'await fetch()';`;
    expect(impurities(at('src/domain/x.ts', pure))).toEqual([]);
  });

  test('circles: of two, of three, through types, and none where paths only meet', () => {
    const file = (name: string, ...imports: string[]): Parsed =>
      at(`src/domain/${name}.ts`, imports.map((other) => `import type { A } from './${other}.ts';`).join('\n'));
    expect(importCircles([file('a', 'b'), file('b', 'a')])).toEqual(['src/domain/a.ts → src/domain/b.ts']);
    expect(importCircles([file('c', 'b'), file('b', 'a'), file('a', 'c')])).toHaveLength(1);
    expect(importCircles([file('a', 'a')])).toHaveLength(1);
    expect(importCircles([file('a', 'b', 'c'), file('b', 'd'), file('c', 'd'), file('d')])).toEqual([]);
  });

  test('sizes: a file that grew, a permission without need', () => {
    const file = (path: string, lines: number): Source => ({ path, text: 'x\n'.repeat(lines) });
    expect(tooLong([file('src/a.ts', 301)], 300)).toEqual(['src/a.ts has more than 300 lines']);
    expect(tooLong([file('src/a.ts', 300)], 300)).toEqual([]);
    expect(tooLong([file('src/a.ts', 301)], 300, new Set(['src/a.ts']))).toEqual([]);
    expect(tooLong([file('src/a.ts', 300)], 300, new Set(['src/a.ts']))).toEqual(['src/a.ts needs no permission']);
    expect(tooLong([], 300, new Set(['src/gone.ts']))).toEqual(['src/gone.ts needs no permission']);
  });
});
