/** Every text that a person reads, in one catalogue per language: a key that one language lacks does not compile. */
import { en } from './en/index.ts';
import { ja } from './ja/index.ts';

export type Language = 'ja' | 'en';
export type Texts = typeof en;

const CATALOGUES: Readonly<Record<Language, Texts>> = { en, ja };

/** The catalogue of that language. */
export function texts(language: Language): Texts {
  return CATALOGUES[language];
}
