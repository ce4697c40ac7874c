/** The agreement and its changes in a terminal: at most 100 columns a line. */
import type { Line, Section } from '../../domain/agreement/tell/index.ts';
import { folded, plain, table } from './columns.ts';

const COLUMNS = 100;
const INDENT = '  ';
/** Columns of the matrix's head, and of each of its at most five steps. */
const HEAD = 20;
const CELLS = COLUMNS - HEAD - 2 * INDENT.length;

export function renderAgreement(sections: readonly Section[]): string {
  return sections
    .map(({ title, lines }) => [...hanging(title, ''), ...lines.flatMap((line) => lineText(line))].join('\n'))
    .join('\n\n');
}

function lineText(line: Line): readonly string[] {
  const indent = INDENT.repeat(line.level + 1);
  if ('text' in line) return hanging(line.text, indent);
  const { heads, rows } = line;
  // Columns stand two apart.
  const most = Math.floor(CELLS / (heads.length - 1)) - 2;
  const limits = heads.map((_, column) => (column === 0 ? HEAD : most));
  return table(heads, rows, limits)
    .split('\n')
    .map((row) => indent + row);
}

/** What does not fit on a line goes on below it, a little further in. */
function hanging(text: string, first: string): readonly string[] {
  const further = `${' '.repeat(first.length)}${INDENT}`;
  // A closing mark may stand in the margin.
  return folded(plain(text), COLUMNS - further.length - 2).map((one, index) => (index === 0 ? first : further) + one);
}

/** Under their head, one mark each. */
export function renderChanges(head: string, sentences: readonly string[]): string {
  return [head, ...sentences.flatMap((text) => hanging(text, '- '))].join('\n');
}
