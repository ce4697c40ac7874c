/** What may be shown of a name that a file holds: never what looks like a secret, and never so much that it hides the rest. */

/** Tokens by the marks that their makers give them: HubSpot, GitHub, Slack, AWS, SendGrid, Stripe, JSON Web Tokens, private keys. */
const MARKED = /^(?:pat-|gh[a-z]_|github_pat_|xox[a-z]-|AKIA|SG\.|[rsp]k[-_]|eyJ|-{4,}BEGIN)/;
const LEAST_MARKED = 12;
/** Without a mark: long, and letters and digits in a jumble. */
const LEAST_JUMBLE = 20;
const LEAST_OF_EACH = 4;
const WORD = /[^\s,"'()[\]{}]{12,}/g;

/** The text with every word that might be a secret put as `…`, cut to so many characters. */
export function presentable(text: string, longest: number): string {
  // What will be cut off need not be looked at.
  const near = text.length > 2 * longest ? text.slice(0, 2 * longest) : text;
  const shown = near.replace(WORD, (word) => (looksSecret(word) ? '…' : word));
  return shown.length <= longest && near === text ? shown : `${[...shown.slice(0, longest)].slice(0, -1).join('')}…`;
}

/** Whether anybody who sees it would better take it for a credential. */
export function looksSecret(word: string): boolean {
  if (word.length >= LEAST_MARKED && MARKED.test(word)) return true;
  if (word.length < LEAST_JUMBLE) return false;
  return count(word, /\d/g) >= LEAST_OF_EACH && count(word, /[A-Za-z]/g) >= LEAST_OF_EACH;
}

function count(word: string, kind: RegExp): number {
  return word.match(kind)?.length ?? 0;
}
