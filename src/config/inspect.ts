/** Looks at every node of a YAML document before it becomes values: depth, aliases, tags, keys, and characters that nobody can see. */
import { isAlias, isCollection, isMap, isScalar, isSeq, type Pair } from 'yaml';
import type { ConfigFault } from './faults.ts';
import type { About, FaultKey } from './words.ts';

/** Collections within collections; the agreement's own deepest place is at some twenty. */
export const DEEPEST = 40;
/** Of a file that is wrong throughout so many faults are placed, the others counted. */
export const MOST_PLACED = 1_000;
/** Nodes that all aliases of a file repeat, taken together ("billion laughs"). */
const MOST_REPEATED = 10_000;

/** Control characters but tab and line breaks, halves of surrogate pairs, and marks that no editor shows. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|[\p{Cs}\uFEFF\uFFFE\uFFFF]/u;

/** `U+0000` for the first character that may not stand in a file, escaped or not. */
export function unprintable(text: string): { readonly at: number; readonly name: string } | undefined {
  const found = UNPRINTABLE.exec(text);
  if (found === null) return undefined;
  const code = found[0].codePointAt(0) ?? 0;
  return { at: found.index, name: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` };
}

export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

type Path = readonly PropertyKey[];
type Place = (node: unknown, path: Path, says: FaultKey, about?: About) => ConfigFault;

export interface Inspected {
  /** In the order of the document, at most {@link MOST_PLACED}. */
  readonly faults: readonly ConfigFault[];
  /** So many more. */
  readonly beyond: number;
}

/** Time and memory grow with the size of the text, whatever is in it. A zero below zero becomes zero: no text of an agreement can tell them apart. */
export function inspect(contents: unknown, place: Place): Inspected {
  const inspector = new Inspector(place);
  inspector.look(contents, [], 1);
  return inspector;
}

/** Levels below a node, and how many nodes it holds with all that its own aliases repeat. */
interface Extent {
  readonly height: number;
  readonly size: number;
}
const LEAF: Extent = { height: 0, size: 1 };

class Inspector implements Inspected {
  readonly faults: ConfigFault[] = [];
  beyond = 0;
  readonly #place: Place;
  /** By anchor; `open` while its own node is being looked at: an alias to it would have no end. */
  readonly #anchors = new Map<string, Extent | 'open'>();
  #repeated = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  look(node: unknown, path: Path, depth: number): Extent {
    if (depth > DEEPEST) {
      this.#found(node, path, 'nested-too-deep', { limit: String(DEEPEST) });
      return LEAF;
    }
    if (isAlias(node)) return this.#alias(node, path, depth);
    if (!isCollection(node) && !isScalar(node)) return LEAF;
    if (node.tag !== undefined) this.#found(node, path, 'tag');
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const extent = isScalar(node) ? this.#scalar(node, path) : this.#collection(node, path, depth);
    if (anchor !== undefined) this.#anchors.set(anchor, extent);
    return extent;
  }

  #alias(node: { readonly source: string }, path: Path, depth: number): Extent {
    const extent = this.#anchors.get(node.source);
    if (extent === undefined || extent === 'open') {
      this.#found(node, path, 'alias');
      return LEAF;
    }
    this.#repeated += extent.size;
    if (this.#repeated > MOST_REPEATED) {
      if (this.#repeated - extent.size <= MOST_REPEATED) this.#found(node, path, 'too-many-aliases');
      return LEAF;
    }
    if (depth + extent.height > DEEPEST) this.#found(node, path, 'nested-too-deep', { limit: String(DEEPEST) });
    return extent;
  }

  #scalar(node: { value: unknown }, path: Path): Extent {
    if (Object.is(node.value, -0)) node.value = 0;
    const bad = typeof node.value === 'string' ? unprintable(node.value) : undefined;
    if (bad !== undefined) this.#found(node, path, 'unprintable', { name: bad.name });
    return LEAF;
  }

  #collection(node: unknown, path: Path, depth: number): Extent {
    const inside: Extent[] = [];
    if (isSeq(node)) {
      node.items.forEach((item, index) => {
        inside.push(this.look(item, [...path, index], depth + 1));
      });
    }
    if (isMap(node)) {
      const keys = new Set<string>();
      for (const pair of node.items) inside.push(this.#pair(pair, path, depth, keys));
    }
    const height = inside.reduce((most, one) => Math.max(most, one.height), 0) + 1;
    return { height, size: inside.reduce((sum, one) => sum + one.size, 1) };
  }

  #pair({ key, value }: Pair, path: Path, depth: number, keys: Set<string>): Extent {
    if (!isScalar(key) || key.tag !== undefined) {
      this.#found(key, path, 'key-not-text');
      return LEAF;
    }
    const name = keyText(key);
    const here = [...path, name];
    const bad = unprintable(name);
    if (bad !== undefined) this.#found(key, path, 'unprintable', { name: bad.name });
    else if (keys.has(name)) this.#found(key, here, 'key-twice');
    else if (name === '<<') this.#found(key, here, 'merge-key');
    else if (name === '__proto__') this.#found(key, here, 'unknown-key', { name });
    keys.add(name);
    if (key.anchor !== undefined) this.#anchors.set(key.anchor, LEAF);
    return this.look(value, here, depth + 1);
  }

  #found(node: unknown, path: Path, says: FaultKey, about?: About): void {
    if (this.faults.length < MOST_PLACED) this.faults.push(this.#place(node, path, says, about));
    else this.beyond += 1;
  }
}
