/** Two spellings of one address are one person: e-mail addresses in the form in which they are compared. */
import type { SubjectKey } from './record.ts';

/** RFC 5321's longest path. */
const MOST_CHARACTERS = 254;
/** Japanese carriers have given out local parts with doubled and final dots, so dots are not judged there. */
const ADDRESS = /^[^\s@"(),:;<>[\]\\]+@(?:[^\s@"(),:;<>[\]\\./]+\.)+[^\s@"(),:;<>[\]\\./]{2,}$/u;

/** Width folded, invisible characters and outer space dropped, lower case. Undefined for what is no address. */
export function normaliseEmail(text: string): string | undefined {
  const folded = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
  return folded.length <= MOST_CHARACTERS && ADDRESS.test(folded) ? folded : undefined;
}

/** The key under which activities name a person of whom only the address is known. Undefined for what is no address. */
export function emailKey(email: string): SubjectKey | undefined {
  const normal = normaliseEmail(email);
  return normal === undefined ? undefined : (`email/${normal}` as SubjectKey);
}
