/** `baton erase <lead>`: takes out all that is kept of one person, on their request. */
import type { Command } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import { isSure, requireTerminal } from '../confirm.ts';
import { renderErasure } from '../render/erasure.ts';
import { EXIT, globalOptions, withBaton, write } from '../shell.ts';

interface Options {
  readonly by: string;
  readonly ticket?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function registerErase(program: Command, language: Language): void {
  const { usage, erasing: t } = texts(language);
  program
    .command('erase')
    .argument('<lead>', usage.argument.lead)
    .description(t.command)
    .requiredOption('--by <name>', t.option.by)
    .option('--ticket <text>', t.option.ticket)
    .option('--dry-run', t.option.dryRun)
    .option('--yes', t.option.yes)
    .action((lead: string, { by, ticket, dryRun, yes }: Options, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        if (dryRun !== true && yes !== true) {
          const erase = `baton erase ${lead} --by "${by}"`;
          requireTerminal(globalOptions(command).json === true, { look: `${erase} --dry-run`, yes: `${erase} --yes` });
          const planned = await operations.erase({ lead, by, ticket, dryRun: true });
          write(renderErasure(planned, language));
          if (!(await isSure({ language, question: t.sure(planned.email), kept: t.kept }))) return EXIT.mend;
        }
        const report = await operations.erase({ lead, by, ticket, dryRun });
        print(report, () => renderErasure(report, language));
        return undefined;
      }),
    );
}
