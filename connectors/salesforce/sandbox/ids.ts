/** Salesforce record ids: 15 case-sensitive characters, and the 18-character form that survives case-blind programs. */

const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The 18-character form of an id; undefined if the text is no id. Three characters follow, one per block of five; bit i of each says that
 * character i of the block is a capital. An 18-character id is repaired from its suffix, as the vendor does for ids whose case was lost.
 */
export function to18(text: string): string | undefined {
  if (!/^[0-9A-Za-z]+$/.test(text)) return undefined;
  if (text.length === 15) return text + suffixOf(text);
  if (text.length !== 18) return undefined;
  const head = recase(text.slice(0, 15), text.slice(15).toUpperCase());
  if (head === undefined) return undefined;
  return head + suffixOf(head);
}

/** The 15-character form, as reports and the messages about duplicates show it. */
export function to15(id: string): string {
  return id.slice(0, 15);
}

/** The n-th id of an object: its three-character prefix, the sandbox's instance, a counter of base 62. Text order is the order of making. */
export function idOf(prefix: string, n: number): string {
  let rest = n;
  let counter = '';
  for (let place = 0; place < 7; place += 1) {
    counter = (DIGITS[rest % 62] ?? '0') + counter;
    rest = Math.floor(rest / 62);
  }
  const head = `${prefix}5g000${counter}`;
  return head + suffixOf(head);
}

function suffixOf(head: string): string {
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let i = 0; i < 5; i += 1) if (/[A-Z]/.test(head.charAt(block * 5 + i))) bits |= 1 << i;
    suffix += SUFFIX.charAt(bits);
  }
  return suffix;
}

function recase(head: string, suffix: string): string | undefined {
  let cased = '';
  for (let block = 0; block < 3; block += 1) {
    const bits = SUFFIX.indexOf(suffix.charAt(block));
    if (bits < 0) return undefined;
    for (let i = 0; i < 5; i += 1) {
      const letter = head.charAt(block * 5 + i);
      cased += (bits & (1 << i)) === 0 ? letter.toLowerCase() : letter.toUpperCase();
    }
  }
  return cased;
}
