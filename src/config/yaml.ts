/** Reads a YAML file that a person wrote, and says of everything that is wrong in it where it stands and what to do. */
import { readFileSync, statSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { z } from 'zod';
import { ConfigError, type ConfigFault, fieldName } from './faults.ts';
import { issueFaults } from './issues.ts';
import type { About, FaultKey } from './words.ts';

/** A file on disk, or text under the name by which its reader knows it. */
export type YamlSource = { readonly path: string } | { readonly name: string; readonly text: string };

export interface YamlFile<T> {
  readonly name: string;
  readonly value: T;
  /** A fault that only a look at other files or sections can find, with its place in this one. */
  fault(path: readonly PropertyKey[], says: FaultKey, about?: About, at?: 'key' | 'value'): ConfigFault;
}

export const MOST_BYTES = 1024 * 1024;
const DEEPEST = 40;
/** Collections that aliases may make in all (the parser's guard against "billion laughs"). */
const MOST_ALIASES = 50;

/** The checked content. Throws one {@link ConfigError} with all that is wrong. */
export function readYaml<Schema extends z.ZodType>(source: YamlSource, schema: Schema): z.output<Schema> {
  return openYaml(source, schema).value;
}

/** Like {@link readYaml}, and remembers where everything stands. */
export function openYaml<Schema extends z.ZodType>(source: YamlSource, schema: Schema): YamlFile<z.output<Schema>> {
  const name = 'path' in source ? source.path : source.name;
  const written = new Written(name, 'path' in source ? readText(source.path) : checkedText(name, source.text));
  const raw = written.content();
  const result = schema.safeParse(raw);
  if (!result.success) throw new ConfigError(inOrder(issueFaults(result.error.issues, schema, raw, written)));
  const fault: YamlFile<unknown>['fault'] = (path, says, about, at) => written.fault(path, says, about, at);
  return { name, value: result.data, fault };
}

function inOrder(faults: readonly ConfigFault[]): readonly ConfigFault[] {
  const before = (a: ConfigFault, b: ConfigFault): number =>
    (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
  const seen = new Set<string>();
  return [...faults].sort(before).filter((fault) => {
    const key = JSON.stringify(fault);
    return seen.size < seen.add(key).size;
  });
}

function readText(path: string): string {
  let bytes: Buffer;
  try {
    if (statSync(path).size > MOST_BYTES) throw fileError(path, 'too-large', { limit: '1 MB' });
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // Absent, a folder, or not permitted: the same remedy for all of them.
    throw fileError(path, 'no-file');
  }
  try {
    return checkedText(path, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // The decoder has no other failure than bytes that are no UTF-8.
    throw fileError(path, 'not-utf8');
  }
}

function checkedText(name: string, text: string): string {
  if (Buffer.byteLength(text) > MOST_BYTES) throw fileError(name, 'too-large', { limit: '1 MB' });
  return text;
}

function fileError(file: string, says: FaultKey, about: About = {}): ConfigError {
  return new ConfigError([{ file, field: '', says, about }]);
}

/** The parser's own codes that have a clearer sentence than its own. */
const CODES: Readonly<Record<string, FaultKey>> = {
  DUPLICATE_KEY: 'key-twice',
  TAB_AS_INDENT: 'tab',
  MULTIPLE_DOCS: 'several-documents',
};

/** The document as it was written, with the place of every node. */
export class Written {
  readonly #name: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(name: string, text: string) {
    this.#name = name;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const wrong = [...this.#document.errors, ...this.#document.warnings];
    // Text made to exhaust the recursive parser: what else it says of it means nothing.
    if (wrong.some(({ code }) => code === 'RESOURCE_EXHAUSTION'))
      throw fileError(name, 'nested-too-deep', { limit: String(DEEPEST) });
    if (wrong.length > 0) {
      const faults = wrong.map(({ code, message, pos }) => {
        const [line, column] = this.#placeOf(pos[0]);
        const says = CODES[code] ?? 'syntax';
        return { file: name, line, column, field: '', says, about: says === 'syntax' ? { detail: message } : {} };
      });
      throw new ConfigError(faults);
    }
    this.#refuseDepth();
  }

  /** As plain values. */
  content(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
    } catch (error) {
      // The parser says so of aliases that lead nowhere or multiply, and of nothing else.
      if (error instanceof ReferenceError) throw fileError(this.#name, 'too-many-aliases');
      throw error;
    }
  }

  /** Places the fault at the key or value that the path leads to, or at the nearest section above that exists. */
  fault(path: readonly PropertyKey[], says: FaultKey, about: About = {}, at: 'key' | 'value' = 'value'): ConfigFault {
    const [line, column] = this.#placeOf(this.#offset(path, at));
    return { file: this.#name, line, column, field: fieldName(path), says, about };
  }

  #placeOf(offset: number): [line: number, column: number] {
    const { line, col } = this.#lines.linePos(offset);
    return [Math.max(1, line), Math.max(1, col)];
  }

  #offset(path: readonly PropertyKey[], at: 'key' | 'value'): number {
    let node: unknown = this.#document.contents;
    let offset = startOf(node) ?? 0;
    for (const [index, part] of path.entries()) {
      const inside = isAlias(node) ? node.resolve(this.#document) : node;
      const found = isMap(inside)
        ? inside.items.find((pair) => keyText(pair.key) === String(part))
        : isSeq(inside)
          ? inside.items[Number(part)]
          : undefined;
      if (found === undefined) return offset;
      node = isPair(found) ? found.value : found;
      const key = isPair(found) ? startOf(found.key) : undefined;
      const last = index === path.length - 1;
      const wanted = (last && at === 'value') || isScalar(node) ? (startOf(node) ?? key) : (key ?? startOf(node));
      offset = (last && at === 'key' ? key : undefined) ?? wanted ?? offset;
    }
    return offset;
  }

  #refuseDepth(): void {
    const waiting: { node: unknown; depth: number }[] = [{ node: this.#document.contents, depth: 1 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { node, depth } = next;
      if (depth > DEEPEST) throw fileError(this.#name, 'nested-too-deep', { limit: String(DEEPEST) });
      if (isMap(node)) {
        for (const pair of node.items) {
          if (keyText(pair.key) === '__proto__')
            throw new ConfigError([this.fault([], 'unknown-key', { name: '__proto__' })]);
          waiting.push({ node: pair.key, depth: depth + 1 }, { node: pair.value, depth: depth + 1 });
        }
      } else if (isSeq(node)) {
        for (const item of node.items) waiting.push({ node: item, depth: depth + 1 });
      }
    }
  }
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
