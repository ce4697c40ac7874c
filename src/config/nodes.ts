/** The nodes of a YAML document, each with the place where it stands, made from what the parser tells of the text. */
import {
  boolCoreTag,
  EVENT_ID,
  type Event,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';

/** Offsets into the text count from 0, as its own indexes do. */
interface Placed {
  readonly start: number;
  readonly anchor: string | undefined;
  /** Where the tag (!) stands that is before it. */
  readonly tag: number | undefined;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  /** As it is read: escapes and folded lines resolved, a number still as it is written. */
  readonly text: string;
  /** As YAML 1.2 means it (chapter 10.3, the core schema); there is no zero below zero. */
  readonly value: string | number | boolean | null;
}

export interface ListNode extends Placed {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface SectionNode extends Placed {
  readonly kind: 'section';
  readonly pairs: readonly (readonly [key: YamlNode, value: YamlNode])[];
}

export interface AliasNode extends Placed {
  readonly kind: 'alias';
  readonly name: string;
  /** What bore the name last before it; undefined where nothing did. */
  readonly target: YamlNode | undefined;
}

export type YamlNode = ScalarNode | ListNode | SectionNode | AliasNode;

export interface YamlDocuments {
  /** Undefined where no document has begun. */
  readonly root: YamlNode | undefined;
  readonly count: number;
}

/** Throws the parser's {@link YAMLException} where the text is no YAML, or nested deeper than `deepest`. */
export function readNodes(text: string, deepest: number): YamlDocuments {
  const events = parseEvents(text, { maxDepth: deepest });
  const count = events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length;
  return { root: count === 0 ? undefined : new Nodes(text, events).next(), count };
}

const PLAIN = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag];

function plainValue(text: string): ScalarNode['value'] {
  for (const tag of PLAIN) {
    const value = tag.resolve(text, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value === 0 ? 0 : value;
  }
  // Beyond what a number can be: the parser leaves it a text.
  const number = /^[-+]?[.\d]/.test(text) ? Number(text) : 0;
  return Number.isFinite(number) || Number.isNaN(number) ? text : number;
}

/** Between what was read last and a value that nobody wrote: up to the sign that promises one. */
const UP_TO_NOTHING = /(?:[\s,]|#.*)*(?:---|[-:?])?/y;

class Nodes {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, YamlNode>();
  /** The next event; the document's own is the first. */
  #place = 1;
  /** Where that ended in the text which was read last. */
  #end = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  next(): YamlNode {
    const event = this.#events[this.#place];
    this.#place += 1;
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.SEQUENCE: {
        const items: YamlNode[] = [];
        const list = this.#known({ kind: 'list', items, start: event.start, ...this.#properties(event) });
        while (!this.#isOver()) items.push(this.next());
        return list;
      }
      case EVENT_ID.MAPPING: {
        const pairs: [YamlNode, YamlNode][] = [];
        const section = this.#known({ kind: 'section', pairs, start: event.start, ...this.#properties(event) });
        while (!this.#isOver()) pairs.push([this.next(), this.next()]);
        return section;
      }
      case EVENT_ID.ALIAS: {
        const { anchorStart, anchorEnd } = event;
        const name = this.#text.slice(anchorStart, anchorEnd);
        this.#end = anchorEnd;
        // The name begins after its asterisk.
        const start = anchorStart - 1;
        return { kind: 'alias', name, target: this.#anchors.get(name), start, anchor: undefined, tag: undefined };
      }
      default:
        throw new Error('the parser told of no node where one must be');
    }
  }

  #scalar(event: ScalarEvent): YamlNode {
    const properties = this.#properties(event);
    const start = this.#startOf(event);
    this.#end = Math.max(this.#end, event.valueEnd);
    const text = getScalarValue(this.#text, event);
    const value = event.style === SCALAR_STYLE.PLAIN ? plainValue(text) : text;
    return this.#known({ kind: 'scalar', text, value, start, ...properties });
  }

  /** The quotation mark or sign that it begins with; of nothing, where it should stand. */
  #startOf({ style, valueStart }: ScalarEvent): number {
    if (valueStart < 0) {
      UP_TO_NOTHING.lastIndex = this.#end;
      return this.#end + (UP_TO_NOTHING.exec(this.#text)?.[0].length ?? 0);
    }
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return valueStart - 1;
    if (style === SCALAR_STYLE.PLAIN) return valueStart;
    return this.#text.indexOf(style === SCALAR_STYLE.LITERAL_BLOCK ? '|' : '>', this.#end);
  }

  #properties({ anchorStart, anchorEnd, tagStart, tagEnd }: Exclude<Event, { type: 1 | 5 | 6 }>): {
    readonly anchor: string | undefined;
    readonly tag: number | undefined;
  } {
    this.#end = Math.max(this.#end, anchorEnd, tagEnd);
    const anchor = anchorStart < 0 ? undefined : this.#text.slice(anchorStart, anchorEnd);
    return { anchor, tag: tagStart < 0 ? undefined : tagStart };
  }

  /** A section bears its name while it is being read: what is inside may lead back to it. */
  #known<Node extends YamlNode>(node: Node): Node {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    return node;
  }

  #isOver(): boolean {
    const over = this.#events[this.#place]?.type === EVENT_ID.POP;
    if (over) this.#place += 1;
    return over;
  }
}
