/** `baton setup`: makes what Baton needs in HubSpot; touches nothing that exists. */
import type { Command } from 'commander';
import { setUp } from '../../app.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { renderDoctor } from '../render/lists.ts';
import { EXIT, globalOptions, guarded, homeOf, write } from '../shell.ts';

export function registerSetup(program: Command, language: Language): void {
  const { cli: t } = texts(language);
  program
    .command('setup')
    .description(t.commands.setup)
    .action(async (_: unknown, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const folder = homeOf(global);
        const findings = await setUp(folder);
        write(global.json === true ? JSON.stringify(findings, null, 2) : renderDoctor(findings, language));
        return findings.every(({ ok }) => ok) ? EXIT.done : EXIT.no;
      });
    });
}
