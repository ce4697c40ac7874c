/** The house rules as data and as functions over sources, so that each rule can be tried on a planted violation. */
import { posix } from 'node:path';
import { parseAst } from 'vitest/node';

export interface Source {
  /** From the project's root, with slashes: `src/domain/lead.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** A path from the root for a relative one, else as it is written; undefined where it is computed. */
  readonly target: string | undefined;
  readonly names: readonly string[];
}

export interface Parsed extends Source {
  readonly imports: readonly Import[];
  readonly nodes: readonly Node[];
}

/** A node of the syntax tree with its place in the parent; every other property is looked up by name. */
export interface Node {
  readonly type: string;
  readonly parent: Node | undefined;
  /** The parent's property that holds it. */
  readonly as: string;
  get(name: string): unknown;
  child(name: string): Node | undefined;
}

/** What a room's files may import of other rooms, and which packages are its alone. Nobody imports `src/cli`; only tests import tests. */
interface Room {
  readonly name: string;
  readonly folder: RegExp;
  readonly may: readonly string[];
}

const INNER = ['domain', 'ports'];
const side = (name: string): Room => ({ name, folder: new RegExp(`^src/${name}/`), may: INNER });

/** Floor by floor, from the ground. The order of the list has no meaning but for the reader. */
export const ROOMS: readonly Room[] = [
  { name: 'domain', folder: /^src\/domain\//, may: [] },
  { name: 'ports', folder: /^src\/ports\//, may: ['domain'] },
  ...['jobs', 'store', 'queue', 'anchors', 'notify', 'web', 'config', 'runtime'].map(side),
  { name: 'kit', folder: /^connectors\/kit\//, may: INNER },
  { name: 'hubspot', folder: /^connectors\/hubspot\//, may: [...INNER, 'kit'] },
  { name: 'salesforce', folder: /^connectors\/salesforce\//, may: [...INNER, 'kit'] },
  {
    name: 'app',
    folder: /^src\/(app|connect|systems)\.ts$/,
    may: [
      ...INNER,
      'jobs',
      'store',
      'queue',
      'anchors',
      'notify',
      'web',
      'config',
      'runtime',
      'kit',
      'hubspot',
      'salesforce',
    ],
  },
  {
    name: 'trial',
    folder: /^src\/trial\.ts$/,
    may: [...INNER, 'app', 'jobs', 'config', 'runtime', 'kit', 'hubspot', 'salesforce'],
  },
  {
    name: 'worker',
    folder: /^src\/worker\.ts$/,
    may: [...INNER, 'app', 'jobs', 'web', 'config', 'runtime', 'hubspot'],
  },
  { name: 'cli', folder: /^src\/cli\//, may: [...INNER, 'app', 'trial', 'worker'] },
];

/** Each technology is known in these rooms only. */
export const TECHNOLOGIES: Readonly<Record<string, readonly string[]>> = {
  bullmq: ['queue'],
  ioredis: ['queue'],
  kysely: ['store'],
  pg: ['store', 'queue'],
  '@electric-sql/pglite': ['store', 'queue', 'app'],
  jsforce: ['salesforce'],
  '@hubspot/api-client': ['hubspot'],
  nodemailer: ['notify'],
  hono: ['web'],
  commander: ['cli'],
  '@clack/prompts': ['cli'],
  'cli-progress': ['cli'],
};

const DOMAIN_PACKAGES: Readonly<Record<string, readonly string[] | 'all'>> = {
  zod: 'all',
  canonicalize: 'all',
  'node:crypto': ['createHash'],
};

/** Whatever makes two runs of the same program differ, or waits. */
const AMBIENT = new Set(
  'Date process performance crypto fetch setTimeout setInterval setImmediate queueMicrotask globalThis navigator console require eval Promise'.split(
    ' ',
  ),
);
/** Used through a member only, so that no other name can stand for it. */
const HALF_PURE: Readonly<Record<string, string>> = { Math: 'random', Temporal: 'Now' };

export function parse(source: Source): Parsed {
  const nodes: Node[] = [];
  collect(parseAst(source.text, { lang: 'ts', sourceType: 'module' }, source.path), undefined, '', nodes);
  return { ...source, nodes, imports: nodes.flatMap((node) => importOf(node, source.path)) };
}

function collect(value: unknown, parent: Node | undefined, as: string, into: Node[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, parent, as, into);
  else if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string') {
    const children: Node[] = [];
    const properties = new Map<string, unknown>(Object.entries(value));
    const node: Node = {
      type: value.type,
      parent,
      as,
      get: (name) => properties.get(name),
      child: (name) => children.find((child) => child.as === name && child.parent === node),
    };
    into.push(node);
    for (const [name, inner] of properties) collect(inner, node, name, children);
    into.push(...children);
  }
}

function importOf(node: Node, path: string): Import[] {
  const loads = [
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
    'TSImportType',
  ];
  if (!loads.includes(node.type)) return [];
  const source = node.child('source');
  if (source === undefined && node.type === 'ExportNamedDeclaration') return [];
  const written = source?.get('value');
  if (typeof written !== 'string') return [{ target: undefined, names: [] }];
  const specifiers = node.get('specifiers');
  const target = written.startsWith('.') ? posix.join(posix.dirname(path), written) : written;
  return [{ target, names: Array.isArray(specifiers) ? specifiers.map(importedName) : ['*'] }];
}

function importedName(specifier: { imported?: { name?: string }; local?: { name?: string } }): string {
  return specifier.imported?.name ?? '*';
}

/** The room a file lives in; undefined for files of `test`, `bench` and the root, and for files out of place. */
export function roomOf(path: string): Room | undefined {
  return ROOMS.find((room) => room.folder.test(path));
}

/** Floors and rooms: each file lives in a room and imports only what its room may. */
export function floorBreaks(file: Parsed): string[] {
  const room = roomOf(file.path);
  if (room === undefined) return [`${file.path} lives in no room`];
  return file.imports.flatMap(({ target }) => {
    if (target === undefined) return [`${file.path} imports something that is not written out`];
    // What the package says of itself is for every room.
    if (!isInner(target) || target === 'package.json') return [];
    const other = roomOf(target);
    if (other !== undefined && (other === room || room.may.includes(other.name))) return [];
    return [`${file.path} (${room.name}) imports ${target} (${other?.name ?? 'no room'})`];
  });
}

/** Packages: declared as run-time dependencies, and each technology in its room. */
export function packageBreaks(file: Parsed, dependencies: ReadonlySet<string>): string[] {
  const room = roomOf(file.path)?.name ?? '';
  return file.imports.flatMap(({ target }) => {
    if (target === undefined || isInner(target) || target.startsWith('node:')) return [];
    const name = packageOf(target);
    if (!dependencies.has(name)) return [`${file.path} imports ${name}, which package.json does not list`];
    const rooms = TECHNOLOGIES[name];
    return rooms === undefined || rooms.includes(room) ? [] : [`${file.path} (${room}) imports ${name}`];
  });
}

/** The purity of `src/domain`: equal arguments give equal results, at once. */
export function impurities(file: Parsed): string[] {
  const strange = file.imports.flatMap(({ target, names }) => {
    if (target === undefined || isInner(target)) return [];
    const allowed = DOMAIN_PACKAGES[target];
    if (allowed === 'all') return [];
    return names.filter((name) => allowed?.includes(name) !== true).map((name) => `${name} of ${target}`);
  });
  const used = file.nodes.flatMap((node) => impurity(node) ?? []);
  return [...strange, ...used].map((what) => `${file.path} uses ${what}`);
}

function impurity(node: Node): string | undefined {
  if (node.get('async') === true || node.get('await') === true) return 'async';
  if (node.type === 'AwaitExpression' || node.type === 'ImportExpression') return node.type;
  if (node.type === 'MemberExpression') {
    const property = node.child('property');
    const name = property?.get('name') ?? property?.get('value');
    if (name === 'localeCompare' || (typeof name === 'string' && name.startsWith('toLocale'))) return `.${name}`;
    return undefined;
  }
  const name = node.get('name');
  if (node.type !== 'Identifier' || typeof name !== 'string' || isLabel(node)) return undefined;
  if (AMBIENT.has(name)) return name;
  const impure = HALF_PURE[name];
  const inType = node.as === 'left' || node.as === 'typeName' || node.as === 'exprName';
  if (impure === undefined || inType) return undefined;
  if (node.parent?.type !== 'MemberExpression' || node.as !== 'object') return `${name} by another name`;
  const property = node.parent.child('property');
  const plain = node.parent.get('computed') === true ? property?.get('value') : property?.get('name');
  return plain === undefined || plain === impure ? `${name}.${impure}` : undefined;
}

/** Names of properties are no references. */
function isLabel(node: Node): boolean {
  return (
    (node.as === 'property' || node.as === 'key' || node.as === 'imported') && node.parent?.get('computed') !== true
  );
}

/** Circles of imports among the files, type-only ones included; one line per circle, beginning with its first file by name. */
export function importCircles(files: readonly Parsed[]): string[] {
  const edges = new Map(files.map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]));
  const done = new Set<string>();
  const found = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.add(inOrder(trail.slice(start)).join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) if (edges.has(next)) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of [...edges.keys()].sort()) walk(path, []);
  return [...found];
}

function inOrder(circle: readonly string[]): readonly string[] {
  const first = circle.indexOf([...circle].sort()[0] ?? '');
  return [...circle.slice(first), ...circle.slice(0, first)];
}

/** Files longer than `limit` lines that nobody let through, and permissions that nobody needs any more. */
export function tooLong(files: readonly Source[], limit: number, allowed: ReadonlySet<string> = new Set()): string[] {
  const long = files.filter((file) => lineCount(file.text) > limit).map((file) => file.path);
  const grown = long.filter((path) => !allowed.has(path)).map((path) => `${path} has more than ${limit} lines`);
  const stale = [...allowed].filter((path) => !long.includes(path)).map((path) => `${path} needs no permission`);
  return [...grown, ...stale];
}

function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

function isInner(target: string): boolean {
  return /^(src|connectors|test|bench|mappings)\//.test(target) || target.startsWith('..') || target === 'package.json';
}

function packageOf(target: string): string {
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/');
}
