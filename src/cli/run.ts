/** Runs one command line from its words to its exit code. */
import { CommanderError } from 'commander';
import { BatonError } from '../domain/problem.ts';
import { texts } from '../domain/texts/index.ts';
import type { CommandLine } from './command-line.ts';
import { buildProgram } from './program.ts';
import { EXIT, fail, type GlobalOptions, readerLanguage } from './shell.ts';

/** Runs one command line and answers the exit code. */
export async function run(words: readonly string[]): Promise<number> {
  const options = early(words);
  const program = buildProgram(readerLanguage(options));
  process.exitCode = EXIT.done;
  try {
    if (words.length === 0) return nothingAsked(program, options);
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode);
  } catch (error) {
    // Help that was asked for ends the parsing in this way too; help instead of a missing sub-command has another code.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return fail(error, options);
  }
}

/** Known before parsing, so that help and faults of the command line itself are in the reader's language. */
function early(words: readonly string[]): GlobalOptions {
  const after = (name: string): string | undefined => {
    const place = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
    const word = words[place];
    return word === name ? words[place + 1] : word?.slice(name.length + 1);
  };
  const language = after('--language');
  const home = after('--home');
  return {
    ...(words.includes('--json') ? { json: true } : {}),
    ...(home === undefined ? {} : { home }),
    ...(language === 'ja' || language === 'en' ? { language } : {}),
  };
}

function nothingAsked(program: CommandLine, options: GlobalOptions): number {
  const { wrong, seeHelp } = texts(readerLanguage(options)).usage;
  program.outputHelp({ error: true });
  process.stderr.write('\n');
  return fail(new BatonError('WRONG_USE', wrong.nothing, seeHelp('baton')), options);
}
