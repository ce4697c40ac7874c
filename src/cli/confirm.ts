/** Asks before what cannot be taken back. */
import { confirm, isCancel } from '@clack/prompts';
import { BatonError } from '../domain/problem.ts';
import { type Language, texts } from '../domain/texts/index.ts';
import { write } from './shell.ts';

interface Question {
  readonly language: Language;
  readonly question: string;
  /** Said where the answer is no. */
  readonly kept: string;
}

/** No is the answer that costs nothing: also where the question is broken off. */
export async function isSure({ language, question, kept }: Question): Promise<boolean> {
  const { agree, disagree } = texts(language).cli.init;
  const answer = await confirm({ message: question, active: agree, inactive: disagree, initialValue: false });
  if (!isCancel(answer) && answer) return true;
  write(kept);
  return false;
}

/** Throws BatonError where nobody can be asked; `look` and `yes` are the commands that show it first, and do it. */
export function requireTerminal(json: boolean, commands: { readonly look: string; readonly yes: string }): void {
  if (!json && process.stdin.isTTY) return;
  const { look, yes } = commands;
  throw new BatonError(
    'NEEDS_YES',
    'removing has to be confirmed, and nobody can be asked here; nothing was removed',
    `look first with \`${look}\`, then \`${yes}\``,
    { look, yes },
  );
}
