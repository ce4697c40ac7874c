/** A YAML document as a person wrote it: where everything in it stands, and refused where it is no YAML, ambiguous, or made to do harm. */
import { YAMLException } from 'js-yaml';
import { placeName } from '../domain/agreement/doubt.ts';
import { ConfigError, type ConfigFault } from './faults.ts';
import { DEEPEST, inspect, MOST_PLACED, unprintable } from './inspect.ts';
import { readNodes, type SectionNode, type YamlNode } from './nodes.ts';
import { type Unreadable, whyUnreadable } from './unreadable.ts';
import type { About, FaultKey } from './words.ts';

/** The parser goes no deeper. It is deeper than anything may be, so that what is too deep by a little is named with its place in the sections. */
const PARSED_DEPTH = 5 * DEEPEST;
/** Of what the parser says: the one fault that is its bound and not the text's. */
const TOO_DEEP = /^nesting exceeded/;
/** In YAML 1.1 `no` is a truth value and 010 is eight; a line on top would turn the meaning of the whole file. */
const DIRECTIVE = /^(?:[ \t]+%|%(?!YAML 1\.2[ \t]*$))/m;
/** All that may stand before a document: empty lines, comments, directives. */
const HEAD = /^(?:(?:[ \t]*(?:[#%][^\r\n]*)?)(?:\r?\n|$))*/;

/**
 * Where parsers of YAML differ: a line so long that it may hold a longer key than is allowed (1,024 characters; YAML 1.2.2, 7.4.2), the end of a document, a tab,
 * a named (&) section that begins on the line of its key, a name with a bracket at its end, the depth of a text told by a number. The second parser, which is
 * stricter, has its say then too.
 */
const DISPUTED = /^(?:.{1025}|\.\.\.)|\t|:[ ]+&\S+[ ]+(?![[{#]).*:(?:\s|$)|&[^\s,[\]{}]*[,[\]{}]|[|>][-+]?\d/m;
/** The mark of a document for one parser, a text for the other. */
const MARK_FURTHER_IN = /^[ ]+(?=---(?:\s|$))/;

export class Written {
  readonly #name: string;
  readonly #text: string;
  readonly #head: string;
  readonly #root: YamlNode | undefined;
  readonly #indexes = new WeakMap<SectionNode, ReadonlyMap<string, Pair>>();
  #lineStarts: readonly number[] | undefined;

  /** Throws a {@link ConfigError} with all that keeps the text from being read. */
  constructor(name: string, given: string) {
    this.#name = name;
    // A carriage return alone ends a line too (YAML 1.2.2, 5.4), and not every parser knows it.
    this.#text = given.replace(/^\uFEFF/, '').replace(/\r(?!\n)/g, '\n');
    this.#head = HEAD.exec(this.#text)?.[0] ?? '';
    this.#refuseUnprintable();
    this.#refuseDirectives();
    this.#root = this.#read();
    if (this.#root === undefined) return;
    const { faults, beyond } = inspect(this.#root, (at, path, says, about) => ({
      ...this.#at(at, says, about),
      field: placeName(path),
    }));
    if (faults.length > 0) throw new ConfigError(faults, 'en', beyond);
  }

  /** As plain values; what an alias repeats is the same object again. */
  content(): unknown {
    return this.#root === undefined ? null : plain(this.#root, new Map());
  }

  /** Places the fault at the key or value that the path leads to, or at the nearest section above that exists. */
  fault(path: readonly PropertyKey[], says: FaultKey, about: About = {}, at: 'key' | 'value' = 'value'): ConfigFault {
    return { ...this.#at(this.#offset(path, at), says, about), field: placeName(path) };
  }

  /** Of the key that the path leads to, or of the nearest section above that exists; from 1. */
  lineOf(path: readonly PropertyKey[]): number {
    return this.#placeOf(this.#offset(path, 'key')).line;
  }

  #at(offset: number, says: FaultKey, about: About = {}): ConfigFault {
    return { file: this.#name, ...this.#placeOf(offset), field: '', says, about };
  }

  /** From 1, as editors count. */
  #placeOf(offset: number): { readonly line: number; readonly column: number } {
    this.#lineStarts ??= lineStarts(this.#text);
    const starts = this.#lineStarts;
    let line = 0;
    for (let beyond = starts.length; beyond - line > 1; ) {
      const middle = (line + beyond) >> 1;
      if ((starts[middle] ?? 0) <= offset) line = middle;
      else beyond = middle;
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  }

  #refuseUnprintable(): void {
    const found = unprintable(this.#text);
    if (found !== undefined) throw new ConfigError([this.#at(found.at, 'unprintable', { name: found.name })]);
  }

  #refuseDirectives(): void {
    const found = DIRECTIVE.exec(this.#head);
    if (found !== null) throw new ConfigError([this.#at(found.index, 'directive')]);
  }

  #read(): YamlNode | undefined {
    const text = this.#text;
    const further = MARK_FURTHER_IN.exec(text.slice(this.#head.length));
    if (further !== null) throw this.#refusal([{ at: this.#head.length + further[0].length, says: 'indent' }]);
    try {
      const { root, count } = readNodes(text, PARSED_DEPTH);
      if (count > 1) throw this.#refusal(whyUnreadable(text, [{ at: 0, says: 'several-documents' }]));
      const wrong = DISPUTED.test(text) ? whyUnreadable(text, []) : [];
      if (wrong.length > 0) throw this.#refusal(wrong);
      return root;
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const at = error.mark?.position ?? 0;
      if (TOO_DEEP.test(error.reason)) throw this.#refusal([{ at, says: 'nested-too-deep' }]);
      throw this.#refusal(whyUnreadable(text, [{ at, says: 'syntax' }]));
    }
  }

  #refusal(wrong: readonly Unreadable[]): ConfigError {
    const about = { limit: String(DEEPEST) };
    const faults = wrong
      .slice(0, MOST_PLACED)
      .map(({ at, says }) => this.#at(at, says, says === 'nested-too-deep' ? about : {}));
    return new ConfigError(faults, 'en', wrong.length - faults.length);
  }

  #offset(path: readonly PropertyKey[], at: 'key' | 'value'): number {
    let node = this.#root;
    let offset = node?.start ?? 0;
    for (const [index, part] of path.entries()) {
      const inside = node?.kind === 'alias' ? node.target : node;
      const [key, value] =
        inside?.kind === 'section'
          ? (this.#indexOf(inside).get(String(part)) ?? [])
          : [undefined, inside?.kind === 'list' ? inside.items[Number(part)] : undefined];
      if (value === undefined) return offset;
      node = value;
      const last = index === path.length - 1;
      if (key === undefined || (last ? at === 'value' : value.kind === 'scalar')) offset = value.start;
      else offset = key.start;
    }
    return offset;
  }

  #indexOf(section: SectionNode): ReadonlyMap<string, Pair> {
    const named = ([key, value]: Pair): [string, Pair] => [key.kind === 'scalar' ? key.text : '', [key, value]];
    const known = this.#indexes.get(section) ?? new Map(section.pairs.map(named));
    this.#indexes.set(section, known);
    return known;
  }
}

type Pair = SectionNode['pairs'][number];

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function plain(node: YamlNode, known: Map<YamlNode, unknown>): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'alias')
    return node.target === undefined ? undefined : (known.get(node.target) ?? plain(node.target, known));
  if (node.kind === 'list') {
    const items = node.items.map((item) => plain(item, known));
    known.set(node, items);
    return items;
  }
  const section = Object.fromEntries(
    node.pairs.map(([key, value]) => [key.kind === 'scalar' ? key.text : '', plain(value, known)]),
  );
  known.set(node, section);
  return section;
}
