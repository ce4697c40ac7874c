/** Reads a YAML file that a person wrote, and says of everything that is wrong in it where it stands and what to do. */
import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { ConfigError, type ConfigFault } from './faults.ts';
import { issueFaults } from './issues.ts';
import type { About, FaultKey } from './words.ts';
import { Written } from './written.ts';

/** A file on disk, or text under the name by which its reader knows it. */
export type YamlSource = { readonly path: string } | { readonly name: string; readonly text: string };

export interface YamlFile<T> {
  readonly name: string;
  readonly value: T;
  /** A fault that only a look at other files or sections can find, with its place in this one. */
  fault(path: readonly PropertyKey[], says: FaultKey, about?: About, at?: 'key' | 'value'): ConfigFault;
  /** The line of a key. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Some fifteen times the shipped agreement. The parser takes some four seconds for a megabyte that was made to exhaust it. */
export const MOST_BYTES = 256 * 1024;
const LIMIT = { limit: '256 KB' };

/** The checked content. Throws one {@link ConfigError} with all that is wrong. */
export function readYaml<Schema extends z.ZodType>(source: YamlSource, schema: Schema): z.output<Schema> {
  return openYaml(source, schema).value;
}

/** Like {@link readYaml}, and remembers where everything stands. */
export function openYaml<Schema extends z.ZodType>(source: YamlSource, schema: Schema): YamlFile<z.output<Schema>> {
  const name = 'path' in source ? source.path : source.name;
  const written = new Written(name, 'path' in source ? readText(source.path) : checkedText(name, source.text));
  const raw = written.content();
  const result = schema.safeParse(raw, { jitless: true });
  if (!result.success) {
    const { faults, beyond } = issueFaults(result.error.issues, schema, raw, written);
    throw new ConfigError(inOrder(faults), 'en', beyond);
  }
  const fault: YamlFile<unknown>['fault'] = (path, says, about, at) => written.fault(path, says, about, at);
  return { name, value: result.data, fault, lineOf: (path) => written.lineOf(path) };
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
    const about = statSync(path);
    // A pipe or a device might never end.
    if (!about.isFile()) throw fileError(path, 'no-file');
    if (about.size > MOST_BYTES) throw fileError(path, 'too-large', LIMIT);
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
    throw new ConfigError([{ file: path, ...firstBroken(bytes), field: '', says: 'not-utf8', about: {} }]);
  }
}

/** Where bytes that are no UTF-8 begin. */
function firstBroken(bytes: Buffer): { readonly line: number; readonly column: number } {
  const before = new TextDecoder().decode(bytes).split('\uFFFD', 1)[0]?.split('\n') ?? [];
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function checkedText(name: string, text: string): string {
  if (Buffer.byteLength(text) > MOST_BYTES) throw fileError(name, 'too-large', LIMIT);
  return text;
}

function fileError(file: string, says: FaultKey, about: About = {}): ConfigError {
  return new ConfigError([{ file, field: '', says, about }]);
}
