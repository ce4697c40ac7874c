/** Reads the project's own documents: their code blocks, and everything in them that claims to exist (paths, links, scripts, commands). */
import type { Command } from 'commander';

export interface Block {
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks in their order. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```([a-z]*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text: text.trimEnd(),
  }));
}

/** Words between single backticks, outside blocks. */
export function spansOf(markdown: string): readonly string[] {
  return [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
}

/** Targets of links within the project, without their anchors. */
export function linksOf(markdown: string): readonly string[] {
  const targets = [...withoutBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target)).map((target) => target.replace(/#.*$/, ''));
}

/** Rows of all tables, heads and rulers left out; each cell as it is written. */
export function rowsOf(markdown: string): readonly (readonly string[])[] {
  return withoutBlocks(markdown)
    .split(/\n(?!\|)/)
    .flatMap((part) => {
      const lines = part.split('\n').filter((line) => line.startsWith('|'));
      const ruler = lines.findIndex((line) => /^\|[-|: ]+\|$/.test(line));
      return ruler < 0 ? [] : lines.slice(ruler + 1);
    })
    .map((line) => line.slice(1, -1).split(/(?<!\\)\|/))
    .map((cells) => cells.map((cell) => cell.trim()));
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}

/** Everything written as code: spans whole, blocks line by line. */
function codeOf(markdown: string): readonly string[] {
  return [...spansOf(markdown), ...blocksOf(markdown).flatMap(({ text }) => text.split('\n'))];
}

/** Names of npm scripts that are told to be run. */
export function scriptsOf(markdown: string): readonly string[] {
  return codeOf(markdown).flatMap((code) =>
    [...code.matchAll(/\bnpm (?:run (?:-s )?)?([a-z]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !['ci', 'install', 'run', 'link'].includes(name)),
  );
}

/** What is given to `baton` wherever it is told to be run: `arm tasks`, `--home x ledger verify`. */
export function commandsOf(markdown: string): readonly string[] {
  return codeOf(markdown).flatMap((code) =>
    [...code.matchAll(/(?:^|[\s(])(?:npm run (?:-s )?baton --|baton)(?: +([^#|&;'\n]+))/g)]
      .filter(([whole]) => !whole.includes('baton='))
      .map(([, given = '']) => given.trim())
      .filter((given) => /^(--?[a-z]|[a-z])/.test(given)),
  );
}

/** What is wrong with a command line for this program; undefined while all of it exists. Words in <brackets> stand for anything. */
export function wrongWith(program: Command, line: string): string | undefined {
  const words = [...line.matchAll(/"[^"]*"|\S+/g)].map(([word]) => word);
  let at = program;
  let positional = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word.startsWith('-')) {
      const option = [...at.options, ...program.options].find(({ long, short }) => long === word || short === word);
      if (option === undefined) return word === '--help' ? undefined : `no option ${word}`;
      if (option.required || option.optional) index += 1;
    } else if (at.commands.length > 0) {
      const next = at.commands.find((one) => one.name() === word);
      if (next === undefined) return `no command ${word}`;
      at = next;
    } else positional += 1;
  }
  if (at === program && words.some((word) => !word.startsWith('-')) && at.commands.length === 0) return 'no command';
  return positional > at.registeredArguments.length ? `too many words for ${at.name()}` : undefined;
}
