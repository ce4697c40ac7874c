/** `baton ledger show | verify`. */
import type { Command } from 'commander';
import { type Texts, texts } from '../../domain/texts/index.ts';
import { renderLedger } from '../render/lists.ts';
import { EXIT, withBaton } from '../shell.ts';

export function registerLedger(program: Command, t: Texts['cli']): void {
  const ledger = program.command('ledger').description(t.commands.ledger);
  ledger
    .command('show <lead>')
    .description(t.commands.ledgerShow)
    .action((lead: string, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        const rows = await operations.ledgerShow({ lead });
        print(rows, () => renderLedger(rows, language, installation.zone));
        return undefined;
      }),
    );
  ledger
    .command('verify')
    .description(t.commands.ledgerVerify)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const result = await operations.ledgerVerify({});
        const { cli } = texts(language);
        print(result, () =>
          result.ok
            ? cli.verified(result.entries, result.head)
            : cli.notVerified(result.seq, cli.faults[result.fault] ?? result.fault),
        );
        return result.ok ? EXIT.done : EXIT.no;
      }),
    );
}
