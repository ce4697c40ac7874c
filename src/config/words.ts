/** The sentences of configuration faults: what each catalogue (words-en.ts, words-ja.ts) must hold; a key that one of them lacks does not compile. */
import type { DoubtKey } from '../domain/agreement/doubt.ts';
import type { INCOHERENCES } from '../domain/agreement/incoherence.ts';

export type Language = 'ja' | 'en';

/** The names and numbers in a sentence: names that the file gives are shown as far as they cannot be secrets, other values of it never. */
export interface About {
  readonly name?: string | undefined;
  readonly nearest?: string | undefined;
  readonly options?: string | undefined;
  /** The one in which a member works. */
  readonly department?: string | undefined;
  readonly limit?: string | undefined;
  /** The schema's own words for a form, in English; `FORMS` of each catalogue. */
  readonly detail?: string | undefined;
  readonly expected?: Expected | undefined;
}

export type Expected = 'text' | 'number' | 'whole-number' | 'yes-no' | 'list' | 'section';

export type FaultKey =
  | (typeof INCOHERENCES)[number]
  | DoubtKey
  // The file.
  | 'no-file'
  | 'no-assignment'
  | 'too-large'
  | 'not-utf8'
  | 'syntax'
  | 'tab'
  | 'wide-space'
  | 'wide-colon'
  | 'key-twice'
  | 'several-documents'
  | 'nested-too-deep'
  | 'alias'
  | 'too-many-aliases'
  | 'merge-key'
  | 'tag'
  | 'directive'
  | 'escape'
  | 'indent'
  | 'needs-quotes'
  | 'key-not-text'
  | 'unprintable'
  | 'empty-file'
  | 'other-document'
  // The shape.
  | 'unknown-key'
  | 'secret-in-file'
  | 'not-together'
  | 'missing'
  | 'nothing-there'
  | 'wrong-type'
  | 'quoted-number'
  | 'wide-number'
  | 'not-finite'
  | 'unquoted-text'
  | 'not-yes-no'
  | 'one-of'
  | 'wrong-form'
  | 'bad-name'
  | 'too-small'
  | 'too-big'
  | 'too-few'
  | 'too-many'
  | 'no-shape'
  // What several files must agree on.
  | 'no-such-member'
  | 'no-such-pool'
  | 'of-another-department'
  | 'field-not-read'
  | 'other-department'
  | 'own-manager'
  | 'backwards'
  | 'no-such-stage'
  | 'no-such-object'
  | 'written-twice'
  | 'read-elsewhere'
  | 'needs-create-lead'
  | 'not-safe'
  | 'mail-not-safe'
  | 'channel-off'
  // The environment.
  | 'no-variable'
  | 'bad-variable';

export interface Said {
  readonly what: string;
  readonly remedy: string;
}

export interface Words {
  readonly overall: string;
  more(count: number): string;
  /** The other line that a doubt is about. */
  also(line: number): string;
  readonly faults: Readonly<Record<FaultKey, (about: About) => Said>>;
}
