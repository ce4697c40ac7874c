/** `baton setup`: makes what Baton needs in HubSpot and Salesforce, or takes away what it made; touches nothing else. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { stopsWork } from '../../domain/finding.ts';
import { BatonError } from '../../domain/problem.ts';
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
  readonly source?: string;
}

export function registerSetup(program: Command, language: Language): void {
  const { cli: t, setup } = texts(language);
  program
    .command('setup')
    .description(t.commands.setup)
    .option('--dry-run', setup.option.dryRun)
    .option('--remove', setup.option.remove)
    .option('--yes', setup.option.yes)
    .option('--source <folder>', setup.option.source)
    .action(({ dryRun, remove, yes, source }: Options, command: Command) =>
      withBaton(command, async (shell) => {
        const { operations, print, language } = shell;
        if (source !== undefined) return writeSource(shell, source);
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

/** Into a folder that is new or empty, or that it was written into before: anything else stays as it is. */
async function writeSource({ operations, print, language }: Shell, folder: string): Promise<number> {
  const { setup: t } = texts(language);
  const reports = await operations.setup({ source: true });
  const files = reports.flatMap(({ files: some = [] }) => some);
  const there = existsSync(folder) ? await readdir(folder) : [];
  if (there.length > 0 && !there.includes('sfdx-project.json'))
    throw new BatonError('FOLDER_IN_USE', `${folder} holds other things`, 'Name a new or empty folder.', { folder });
  for (const { path, text } of files) {
    const to = join(folder, ...path.split('/'));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, text);
  }
  print({ folder, files: files.map(({ path }) => path) }, () => t.written(files.length, folder));
  return EXIT.done;
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
