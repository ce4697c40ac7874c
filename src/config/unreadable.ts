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
  return wrong.map(({ code, pos: [at] }) => ({ at, says: CODES[code] ?? 'syntax' })).sort((a, b) => a.at - b.at);
}
