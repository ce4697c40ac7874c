/** `baton reconcile`: both systems against Baton, on command. */
import type { Command } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import { renderReconcile } from '../render/reconciliation.ts';
import { EXIT, withBaton } from '../shell.ts';

export function registerReconcile(program: Command, language: Language): void {
  const { people: t } = texts(language);
  program
    .command('reconcile')
    .description(t.commands.reconcile)
    .option('--dry-run', t.reconcile.dryRun)
    .action(({ dryRun }: { dryRun?: boolean }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const report = await operations.reconcile({ dryRun });
        print(report, () => renderReconcile(report, language, zone));
        return report.complete && report.disagreements.length === 0 ? EXIT.done : EXIT.no;
      }),
    );
}
