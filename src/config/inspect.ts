/** Looks at every node of a YAML document before it becomes values: depth, aliases, tags, keys, and characters that nobody can see. */
import type { ConfigFault } from './faults.ts';
import type { AliasNode, ListNode, ScalarNode, SectionNode, YamlNode } from './nodes.ts';
import type { About, FaultKey } from './words.ts';

/** Collections within collections; the agreement's own deepest place is at some twenty. */
export const DEEPEST = 40;
/** Of a file that is wrong throughout so many faults are placed, the others counted. */
export const MOST_PLACED = 1_000;
/** Nodes that all aliases of a file repeat, taken together ("billion laughs"). */
const MOST_REPEATED = 10_000;

/** Control characters but tab and line breaks, halves of surrogate pairs, and marks that no editor shows. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|[\p{Cs}\uFEFF\uFFFE\uFFFF]/u;

/** Of an anchor. */
const PLAIN_NAME = /^[\p{L}\p{N}_-]+$/u;

/** `U+0000` for the first character that may not stand in a file, escaped or not. */
export function unprintable(text: string): { readonly at: number; readonly name: string } | undefined {
  const found = UNPRINTABLE.exec(text);
  if (found === null) return undefined;
  const code = found[0].codePointAt(0) ?? 0;
  return { at: found.index, name: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` };
}

type Path = readonly PropertyKey[];
type Place = (at: number, path: Path, says: FaultKey, about?: About) => ConfigFault;

export interface Inspected {
  /** In the order of the document, at most {@link MOST_PLACED}. */
  readonly faults: readonly ConfigFault[];
  /** So many more. */
  readonly beyond: number;
}

/** Time and memory grow with the size of the text, whatever is in it. */
export function inspect(root: YamlNode, place: Place): Inspected {
  const inspector = new Inspector(place);
  inspector.look(root, [], 1);
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

  look(node: YamlNode, path: Path, depth: number): Extent {
    if (depth > DEEPEST) {
      this.#found(node, path, 'nested-too-deep', { limit: String(DEEPEST) });
      return LEAF;
    }
    if (node.kind === 'alias') return this.#alias(node, path, depth);
    if (node.tag !== undefined) this.#foundAt(node.tag, path, 'tag');
    this.#name(node, path, 'open');
    const extent = node.kind === 'scalar' ? this.#scalar(node, path) : this.#collection(node, path, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, extent);
    return extent;
  }

  #name(node: YamlNode, path: Path, extent: Extent | 'open'): void {
    if (node.anchor === undefined) return;
    // `&a: b` is a text for one reader, and a key with a name for another.
    if (!PLAIN_NAME.test(node.anchor)) this.#found(node, path, 'alias');
    this.#anchors.set(node.anchor, extent);
  }

  #alias(node: AliasNode, path: Path, depth: number): Extent {
    const extent = this.#anchors.get(node.name);
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

  #scalar(node: ScalarNode, path: Path): Extent {
    const bad = unprintable(node.text);
    if (bad !== undefined) this.#found(node, path, 'unprintable', { name: bad.name });
    return LEAF;
  }

  #collection(node: ListNode | SectionNode, path: Path, depth: number): Extent {
    const keys = new Set<string>();
    const inside =
      node.kind === 'list'
        ? node.items.map((item, index) => this.look(item, [...path, index], depth + 1))
        : node.pairs.map((pair) => this.#pair(pair, path, depth, keys));
    const height = inside.reduce((most, one) => Math.max(most, one.height), 0) + 1;
    return { height, size: inside.reduce((sum, one) => sum + one.size, 1) };
  }

  #pair([key, value]: SectionNode['pairs'][number], path: Path, depth: number, keys: Set<string>): Extent {
    if (key.kind !== 'scalar' || key.tag !== undefined || key.text === '') {
      this.#found(key, path, 'key-not-text');
      return LEAF;
    }
    const name = key.text;
    const here = [...path, name];
    const bad = unprintable(name);
    if (bad !== undefined) this.#found(key, path, 'unprintable', { name: bad.name });
    else if (keys.has(name)) this.#found(key, here, 'key-twice');
    else if (name === '<<') this.#found(key, here, 'merge-key');
    else if (name === '__proto__') this.#found(key, here, 'unknown-key', { name });
    keys.add(name);
    this.#name(key, here, LEAF);
    return this.look(value, here, depth + 1);
  }

  #found({ start }: YamlNode, path: Path, says: FaultKey, about?: About): void {
    this.#foundAt(start, path, says, about);
  }

  #foundAt(at: number, path: Path, says: FaultKey, about?: About): void {
    if (this.faults.length < MOST_PLACED) this.faults.push(this.#place(at, path, says, about));
    else this.beyond += 1;
  }
}
