/** What every command needs: reach Baton, print for a person or a script, fail with the right exit code. */
import type { Command } from 'commander';
import { type Reached, reachBaton } from '../app.ts';
import { BatonError } from '../domain/problem.ts';
import { type Language, texts } from '../domain/texts/index.ts';

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

/** Before a folder is known: as the environment says, Japanese or else English. */
export function environmentLanguage({ language }: GlobalOptions): Language {
  if (language !== undefined) return language;
  const locale = process.env['BATON_LANGUAGE'] ?? process.env['LC_ALL'] ?? process.env['LANG'] ?? '';
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
    const language = options.language ?? reached.installation.language;
    try {
      const print = (value: unknown, render: () => string): void =>
        write(options.json === true ? JSON.stringify(value, null, 2) : render());
      return await work({ ...reached, language, print });
    } finally {
      await reached.close();
    }
  });
}

/** Runs and sets the exit code; a person's error is said in two lines, with `--json` as one object. */
export async function guarded(options: GlobalOptions, work: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await work()) ?? EXIT.done;
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    process.exitCode = EXIT.mend;
    const { cli } = texts(environmentLanguage(options));
    const { code, message, remedy } = error;
    if (options.json === true) write(JSON.stringify({ error: { code, message, remedy } }, null, 2));
    else console.error(`${cli.error(message)}\n${cli.remedy(remedy)}`);
  }
}

export function write(text: string): void {
  process.stdout.write(`${text}\n`);
}
