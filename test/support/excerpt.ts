/** Puts what the demo just printed into a README, shortened: `npm run -s demo | node test/support/excerpt.ts README.md`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const HANDED_KEPT = 3;
const EXPLAINED_KEPT = 8;

/** The demo's own lines in their order; what is left out is marked by `…`. */
export function excerptOf(printed: string): string {
  const [weeks, handed, summary, one, explained, ledger] = printed.trim().split('\n\n');
  if (ledger === undefined) throw new Error('this is not what the demo prints');
  const lines = (part = ''): string[] => part.split('\n');
  const [head = '', ...list] = lines(handed);
  const kept = [
    weeks,
    [head, '  …', ...lastOf(list)].join('\n'),
    summary,
    one,
    [...lines(explained).slice(0, EXPLAINED_KEPT), '  …'].join('\n'),
    lines(ledger).slice(0, 2).join('\n'),
  ];
  return kept.join('\n\n');
}

/** The last entries; what goes on below one stands further in. */
function lastOf(list: readonly string[]): readonly string[] {
  const begins = list.flatMap((line, at) => (/^ {2}\S/.test(line) ? [at] : []));
  return list.slice(begins.at(-HANDED_KEPT) ?? 0);
}

/** The third block of a README is the excerpt. */
export function withExcerpt(readme: string, excerpt: string): string {
  let block = 0;
  return readme.replace(/^```[\s\S]*?^```$/gm, (found) => {
    block += 1;
    return block === 3 ? `\`\`\`\n${excerpt}\n\`\`\`` : found;
  });
}

const [, script, readme] = process.argv;
if (script !== undefined && readme !== undefined && import.meta.url === pathToFileURL(script).href) {
  writeFileSync(readme, withExcerpt(readFileSync(readme, 'utf8'), excerptOf(await text(process.stdin))));
}
