/** `baton setup`: makes what Baton needs in HubSpot and Salesforce, or takes away what it made; touches nothing else. */
import type { Command } from 'commander';
import { stopsWork } from '../../domain/finding.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import type { SetupReport } from '../../ports/findings.ts';
import { isSure, requireTerminal } from '../confirm.ts';
import { toldFindings } from '../render/findings.ts';
import { renderSetup } from '../render/setup.ts';
import { EXIT, globalOptions, type Shell, withBaton, write } from '../shell.ts';

interface Options {
  readonly dryRun?: boolean;
  readonly remove?: boolean;
  readonly yes?: boolean;
}

export function registerSetup(program: Command, language: Language): void {
  const { cli: t, setup } = texts(language);
  program
    .command('setup')
    .description(t.commands.setup)
    .option('--dry-run', setup.option.dryRun)
    .option('--remove', setup.option.remove)
    .option('--yes', setup.option.yes)
    .action(({ dryRun, remove, yes }: Options, command: Command) =>
      withBaton(command, async (shell) => {
        const { operations, print, language } = shell;
        const json = globalOptions(command).json === true;
        if (remove === true && dryRun !== true && yes !== true && !(await mayRemove(shell, json))) return EXIT.mend;
        const reports = await operations.setup({ dryRun, remove });
        print(
          reports.map((report) => ({ ...report, findings: toldFindings(report.findings, language) })),
          () => reports.map((report) => renderSetup(report, language)).join('\n\n'),
        );
        return reports.every(isWell) ? EXIT.done : EXIT.no;
      }),
    );
}

function isWell({ steps, findings }: SetupReport): boolean {
  return !stopsWork(findings) && steps.every(({ state }) => state === 'done' || state === 'planned');
}

/** Shows what would go, and asks. Where nobody can be asked, nothing goes. */
async function mayRemove({ operations, language }: Shell, json: boolean): Promise<boolean> {
  const { setup: t, words } = texts(language);
  requireTerminal(json, { look: 'baton setup --remove --dry-run', yes: 'baton setup --remove --yes' });
  const planned = await operations.setup({ dryRun: true, remove: true });
  const count = planned.reduce((sum, { steps }) => sum + steps.length, 0);
  if (count === 0) return true;
  write(planned.map((report) => renderSetup(report, language)).join('\n\n'));
  const going = planned.filter(({ steps }) => steps.length > 0).map(({ system }) => system);
  for (const system of going) write(t.whatGoes[system] ?? '');
  const names = going.map((system) => words.system[system] ?? system).join(', ');
  return isSure({ language, question: t.sure(count, names), kept: t.kept });
}
