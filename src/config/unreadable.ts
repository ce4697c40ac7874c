/** Says why a text is no YAML, by a second parser that goes on after a fault and knows each by a name of its own. It is loaded only then: it takes five times as long. */
import { createRequire } from 'node:module';
import type { FaultKey } from './words.ts';

/** What is wrong at an offset into the text. */
export interface Unreadable {
  readonly at: number;
  readonly says: FaultKey;
}

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

/** In the order of the text; `known` where that parser finds nothing wrong. */
export function whyUnreadable(text: string, known: readonly Unreadable[]): readonly Unreadable[] {
  const { parseDocument }: typeof import('yaml') = createRequire(import.meta.url)('yaml');
  // Equal keys are found elsewhere: the parser compares each with each, and a file of many keys would take minutes.
  const { errors, warnings } = parseDocument(text, { prettyErrors: false, stringKeys: true, uniqueKeys: false });
  const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  // Text made to exhaust the recursive parser: what else it says of it means nothing.
  const wrong = exhausted === undefined ? [...errors, ...warnings] : [exhausted];
  if (wrong.length === 0) return known;
  const found = wrong.map(({ code, pos: [at] }): Unreadable => ({ at, says: CODES[code] ?? 'syntax' }));
  return first(
    found.sort((a, b) => a.at - b.at),
    text,
  );
}

/** What a parser cannot read keeps it from understanding the rest: of faults without a name of their own only the first is told, by what stands there. */
function first(found: readonly Unreadable[], text: string): readonly Unreadable[] {
  const cause = found.find(({ says }) => VAGUE.has(says));
  if (cause === undefined) return found;
  const clear = found.filter(({ says, at }) => !VAGUE.has(says) && at < cause.at);
  // A tab that begins the line explains it.
  if (clear.some(({ at }) => lineOf(text, at) === lineOf(text, cause.at))) return clear;
  return [...clear, wideNear(text, cause.at) ?? cause];
}

const VAGUE: ReadonlySet<FaultKey> = new Set<FaultKey>(['syntax', 'indent']);
/** What a Japanese keyboard writes: a space that indents nothing, a colon that ends no key. */
const WIDE: readonly (readonly [RegExp, FaultKey])[] = [
  [/^[ \t]*\u3000/, 'wide-space'],
  [/^[ ]*(?:- +)?[\w-]+[ ]*(?=：)/, 'wide-colon'],
];

/** On that line or the one before, where parsers notice only later. */
function wideNear(text: string, at: number): Unreadable | undefined {
  const number = lineOf(text, at);
  const lines = text.split('\n');
  for (const line of [number - 1, number]) {
    const start = lines.slice(0, Math.max(0, line)).reduce((sum, one) => sum + one.length + 1, 0);
    for (const [form, says] of WIDE) {
      const match = form.exec(lines[line] ?? '');
      if (match !== null) return { at: start + (says === 'wide-colon' ? match[0].length : match[0].length - 1), says };
    }
  }
  return undefined;
}

/** From 0. */
function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length - 1;
}
