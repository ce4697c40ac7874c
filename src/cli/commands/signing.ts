/** `baton agreement sign | history | confirm`: who stands behind which version. */
import type { Command } from 'commander';
import { readAgreement } from '../../app.ts';
import { keptText } from '../../domain/agreement/kept.ts';
import { departmentWord, type Language, texts } from '../../domain/texts/index.ts';
import { moment } from '../render/columns.ts';
import { renderHistory } from '../render/versions.ts';
import { withBaton } from '../shell.ts';

/** Below `baton agreement`. */
export function registerSigning(agreement: Command, language: Language): void {
  const { cli: t, usage, versions } = texts(language);
  agreement
    .command('sign')
    .description(t.commands.sign)
    .requiredOption('--as <department>', usage.option.as)
    .requiredOption('--by <name>', usage.option.by)
    .action((options: { as: string; by: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        // The file as it stands now, not as a worker read it when it began.
        const { terms } = readAgreement({ path: installation.files.agreement });
        const report = await operations.sign({ department: options.as, name: options.by, text: keptText(terms) });
        const { cli } = texts(language);
        const names = (departments: readonly string[]): string =>
          departments.map((one) => departmentWord(language, one, report.departments)).join(', ');
        const rest = report.inForce
          ? cli.inForce
          : report.missing.length > 0
            ? cli.missingSignatures(names(report.missing))
            : cli.inForceFrom(moment(report.from, installation.zone));
        print(report, () => [cli.signed(report.agreement.slice(0, 12), names(report.signedBy)), rest].join('\n'));
        return undefined;
      }),
    );
  agreement
    .command('history')
    .description(versions.commands.history)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        const history = await operations.agreementHistory({});
        print(history, () => renderHistory(history, language, installation.zone));
        return undefined;
      }),
    );
  agreement
    .command('confirm')
    .description(versions.commands.confirm)
    .requiredOption('--as <member>', versions.option.member)
    .action((options: { as: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const read = await operations.confirmRead({ member: options.as });
        print(read, () => texts(language).versions.confirmed(read.reader, read.agreement.slice(0, 12)));
        return undefined;
      }),
    );
}
