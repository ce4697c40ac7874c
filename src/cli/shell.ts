/** What every command needs: reach Baton, print for a person or a script, fail with the right exit code. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError, languageOf, type Reached, reachBaton } from '../app.ts';
import { BatonError } from '../domain/problem.ts';
import { type Language, texts } from '../domain/texts/index.ts';
import { onScreen } from './render/columns.ts';

/**
 * Exit codes: 0 done; 1 the answer is *no* (a ledger that does not verify, findings of `doctor` or `check`); 2 a person must mend something first
 * (configuration, signature, lock); 3 wrong use of the command; 70 a bug of Baton.
 */
export const EXIT = { done: 0, no: 1, mend: 2, usage: 3, bug: 70 } as const;

export interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly language?: Language;
}

export function globalOptions(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

/** The folder with baton.yaml. */
export function homeOf({ home }: GlobalOptions): string {
  return home ?? process.env['BATON_HOME'] ?? process.cwd();
}

/** As the option says, else BATON_LANGUAGE, else baton.yaml, else the locale: Japanese, or English. */
export function readerLanguage(options: GlobalOptions): Language {
  const asked = options.language ?? process.env['BATON_LANGUAGE'];
  if (asked === 'ja' || asked === 'en') return asked;
  return languageOf(join(homeOf(options), 'baton.yaml')) ?? localeLanguage();
}

function localeLanguage(): Language {
  const locale = process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? '';
  return locale.startsWith('ja') ? 'ja' : 'en';
}

export interface Shell extends Reached {
  readonly language: Language;
  /** `render` for a person, or the value as JSON. */
  print(value: unknown, render: () => string): void;
}

/** Opens Baton for one command, through the socket of a running `work` where there is one, and closes it again. */
export async function withBaton(command: Command, work: (shell: Shell) => Promise<number | undefined>): Promise<void> {
  const options = globalOptions(command);
  await guarded(options, async () => {
    const reached = await reachBaton(homeOf(options));
    const language = readerLanguage(options);
    try {
      const print = (value: unknown, render: () => string): void =>
        options.json === true ? write(JSON.stringify(value, null, 2)) : tell(render());
      return await work({ ...reached, language, print });
    } finally {
      await reached.close();
    }
  });
}

/** Runs and sets the exit code. */
export async function guarded(options: GlobalOptions, work: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await work()) ?? EXIT.done;
  } catch (error) {
    process.exitCode = fail(error, options);
  }
}

/** Says what went wrong and what to do, or with `--json` as one object, and answers the exit code. What is no person's to mend is a bug. */
export function fail(error: unknown, options: GlobalOptions): number {
  const known = error instanceof BatonError ? error : ofTheSystem(error);
  const { json } = options;
  if (known === undefined) {
    const message = error instanceof Error ? error.message : String(error);
    if (json === true) write(JSON.stringify({ error: { code: 'BUG', message, remedy: '' } }, null, 2));
    console.error(error);
    return EXIT.bug;
  }
  const language = readerLanguage(options);
  const { message, remedy } = inLanguage(known, language);
  const { cli } = texts(language);
  if (json === true) write(JSON.stringify({ error: { code: known.code, message, remedy } }, null, 2));
  else console.error(forReader(`${cli.error(message)}\n${cli.remedy(remedy)}`, process.stderr));
  return known.code === 'WRONG_USE' ? EXIT.usage : EXIT.mend;
}

function inLanguage(error: BatonError, language: Language): { readonly message: string; readonly remedy: string } {
  if (error instanceof ConfigError) return error.in(language);
  const { code, message, remedy, about } = error;
  return texts(language).errors[code](about, { message, remedy });
}

/** Files, folders and ports that the operating system refuses are the admin's to mend. */
function ofTheSystem(error: unknown): BatonError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const { code } = error;
  if ('syscall' in error && error.syscall === 'listen' && 'port' in error) {
    const address = `${'address' in error ? String(error.address) : ''}:${String(error.port)}`;
    return new BatonError(
      'PORT_IN_USE',
      code === 'EADDRINUSE' ? `${address} is in use by another program` : `${address} cannot be listened on (${code})`,
      'choose another port (0 takes any free one); --help names the option',
      { address, code },
    );
  }
  if (!MENDABLE.has(code) || !('path' in error) || typeof error.path !== 'string') return undefined;
  const remedy = 'check that it is there, whose it is, its permissions, and the space left on the disk';
  return new BatonError('PATH', `${error.path} cannot be used (${code})`, remedy, { path: error.path, code });
}

const MENDABLE: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
]);

/** Resolves at Ctrl-C, or when the process is told to end. */
export function untilToldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** For a person. */
export function tell(text: string): void {
  write(forReader(text, process.stdout));
}

/** In a terminal sentences go on below themselves where the screen ends; a file, a pipe or a log gets each on one line, to be searched. */
function forReader(text: string, { isTTY }: { readonly isTTY?: boolean }): string {
  return isTTY === true ? onScreen(text) : text;
}

export function write(text: string): void {
  process.stdout.write(`${text}\n`);
}
