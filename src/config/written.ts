/** A YAML document as a person wrote it: where everything in it stands, and refused where it is no YAML, ambiguous, or made to do harm. */
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
  type YAMLMap,
} from 'yaml';
import { placeName } from '../domain/agreement/doubt.ts';
import { ConfigError, type ConfigFault } from './faults.ts';
import { DEEPEST, inspect, keyText, MOST_PLACED, unprintable } from './inspect.ts';
import type { About, FaultKey } from './words.ts';

/** The parser's codes that have a clearer sentence than "no valid YAML". Its own sentences are English, and quote the file. */
const CODES: Readonly<Record<string, FaultKey>> = {
  ALIAS_PROPS: 'alias',
  BAD_ALIAS: 'alias',
  MULTIPLE_ANCHORS: 'alias',
  BAD_COLLECTION_TYPE: 'tag',
  MULTIPLE_TAGS: 'tag',
  TAG_RESOLVE_FAILED: 'tag',
  BAD_DIRECTIVE: 'directive',
  BAD_DQ_ESCAPE: 'escape',
  BAD_INDENT: 'indent',
  BAD_SCALAR_START: 'needs-quotes',
  KEY_OVER_1024_CHARS: 'key-not-text',
  NON_STRING_KEY: 'key-not-text',
  MULTIPLE_DOCS: 'several-documents',
  RESOURCE_EXHAUSTION: 'nested-too-deep',
  TAB_AS_INDENT: 'tab',
};
export class Written {
  readonly #name: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;
  readonly #indexes = new WeakMap<YAMLMap, ReadonlyMap<string, unknown>>();

  /** Throws a {@link ConfigError} with all that keeps the text from being read. */
  constructor(name: string, given: string) {
    this.#name = name;
    // A carriage return alone ends a line too (YAML 1.2.2, 5.4), and the parser does not know it.
    const text = given.replace(/^\uFEFF/, '').replace(/\r(?!\n)/g, '\n');
    this.#refuseUnprintable(text);
    // Equal keys are found below: the parser compares each with each, and a file of many keys would take minutes.
    const options = { lineCounter: this.#lines, prettyErrors: false, stringKeys: true, uniqueKeys: false };
    this.#document = parseDocument(text, options);
    this.#refuseOldYaml(text);
    this.#refuseErrors();
    const { faults, beyond } = inspect(this.#document.contents, (node, path, says, about) => ({
      ...this.#at(startOf(node) ?? 0, says, about),
      field: placeName(path),
    }));
    if (faults.length > 0) throw new ConfigError(faults, 'en', beyond);
  }

  /** As plain values. What aliases repeat was counted before. */
  content(): unknown {
    return this.#document.toJS({ maxAliasCount: -1 }) as unknown;
  }

  /** Places the fault at the key or value that the path leads to, or at the nearest section above that exists. */
  fault(path: readonly PropertyKey[], says: FaultKey, about: About = {}, at: 'key' | 'value' = 'value'): ConfigFault {
    return { ...this.#at(this.#offset(path, at), says, about), field: placeName(path) };
  }

  /** Of the key that the path leads to, or of the nearest section above that exists; from 1. */
  lineOf(path: readonly PropertyKey[]): number {
    return Math.max(1, this.#lines.linePos(this.#offset(path, 'key')).line);
  }

  #at(offset: number, says: FaultKey, about: About = {}): ConfigFault {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#name, line: Math.max(1, line), column: Math.max(1, col), field: '', says, about };
  }

  #refuseUnprintable(text: string): void {
    const found = unprintable(text);
    if (found === undefined) return;
    const before = text.slice(0, found.at).split('\n');
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const { name } = found;
    throw new ConfigError([{ file: this.#name, ...place, field: '', says: 'unprintable', about: { name } }]);
  }

  /** In YAML 1.1 `no` is a truth value and 010 is eight; a line on top would turn the meaning of the whole file. */
  #refuseOldYaml(text: string): void {
    const { directives } = this.#document;
    if (directives?.yaml.explicit !== true || directives.yaml.version === '1.2') return;
    throw new ConfigError([this.#at(Math.max(0, text.search(/^%YAML/m)), 'directive')]);
  }

  #refuseErrors(): void {
    const { errors, warnings } = this.#document;
    const limit = String(DEEPEST);
    const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    // Text made to exhaust the recursive parser: what else it says of it means nothing.
    if (exhausted !== undefined) throw new ConfigError([this.#at(exhausted.pos[0], 'nested-too-deep', { limit })]);
    const wrong = [...errors, ...warnings].sort((a, b) => a.pos[0] - b.pos[0]);
    if (wrong.length === 0) return;
    const faults = wrong.slice(0, MOST_PLACED).map(({ code, pos }) => this.#at(pos[0], CODES[code] ?? 'syntax'));
    throw new ConfigError(faults, 'en', wrong.length - faults.length);
  }

  #offset(path: readonly PropertyKey[], at: 'key' | 'value'): number {
    let node: unknown = this.#document.contents;
    let offset = startOf(node) ?? 0;
    for (const [index, part] of path.entries()) {
      const inside = isAlias(node) ? node.resolve(this.#document) : node;
      const found = isMap(inside)
        ? this.#indexOf(inside).get(String(part))
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

  #indexOf(map: YAMLMap): ReadonlyMap<string, unknown> {
    const known = this.#indexes.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair]));
    this.#indexes.set(map, known);
    return known;
  }
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
