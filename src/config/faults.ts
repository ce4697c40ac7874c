/** What is wrong in a file that a company owns: where, what, and what to do about it, in either language. */
import { BatonError } from '../domain/problem.ts';
import { presentable } from './presentable.ts';
import type { About, FaultKey, Language, Words } from './words.ts';
import { en } from './words-en.ts';
import { ja } from './words-ja.ts';

const WORDS: Readonly<Record<Language, Words>> = { en, ja };

export interface ConfigFault {
  /** As the reader knows it: the path that was given. */
  readonly file: string;
  /** From 1. Absent where the file itself is the matter. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** `scoring.attributes[0].points`; empty for the whole file. */
  readonly field: string;
  readonly says: FaultKey;
  readonly about: About;
  /** The line of the other place that it is about. */
  readonly also?: number | undefined;
}

/** More would hide the first cause. */
export const MOST_FAULTS = 20;

/**
 * Code `CONFIG`. The message has one line per fault, at most {@link MOST_FAULTS} of them and a count of the rest. No values of the file appear in it, and of
 * names nothing that looks like a secret.
 */
export class ConfigError extends BatonError {
  readonly faults: readonly ConfigFault[];
  readonly #beyond: number;

  /** `beyond`: so many more than these, which nobody placed. */
  constructor(faults: readonly ConfigFault[], language: Language = 'en', beyond = 0) {
    const shown = faults.map(shownFault);
    super('CONFIG', sayFaults(shown, language, beyond), WORDS[language].overall);
    this.name = 'ConfigError';
    this.faults = shown;
    this.#beyond = beyond;
  }

  /** The same error for a reader of that language. */
  in(language: Language): ConfigError {
    return new ConfigError(this.faults, language, this.#beyond);
  }
}

/** What the file itself calls things, and what it may. */
const LONGEST_NAME = 300;
const LONGEST_LIST = 2_000;

function shownFault(fault: ConfigFault): ConfigFault {
  const { name, nearest, options } = fault.about;
  const about: About = {
    ...fault.about,
    ...(name === undefined ? {} : { name: presentable(name, LONGEST_NAME) }),
    ...(nearest === undefined ? {} : { nearest: presentable(nearest, LONGEST_NAME) }),
    ...(options === undefined ? {} : { options: presentable(options, LONGEST_LIST) }),
  };
  return { ...fault, field: presentable(fault.field, LONGEST_NAME), about };
}

/** `mappings/agreement.yaml:12:5 temperature.hot.from: What is wrong. → What to do.` */
export function sayFault(fault: ConfigFault, language: Language): string {
  const { what, remedy } = WORDS[language].faults[fault.says](fault.about);
  const place = fault.line === undefined ? fault.file : `${fault.file}:${fault.line}:${fault.column ?? 1}`;
  const also = fault.also === undefined ? '' : ` (${WORDS[language].also(fault.also)})`;
  return `${place}${fault.field === '' ? '' : ` ${fault.field}`}: ${what}${also} → ${remedy}`;
}

function sayFaults(faults: readonly ConfigFault[], language: Language, beyond: number): string {
  const shown = faults.slice(0, MOST_FAULTS).map((fault) => sayFault(fault, language));
  const rest = faults.length - shown.length + beyond;
  return [...shown, ...(rest > 0 ? [WORDS[language].more(rest)] : [])].join('\n');
}
