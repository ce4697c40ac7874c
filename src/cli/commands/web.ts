/** `baton web`: health for an orchestrator. */
import type { Command } from 'commander';
import { openWeb } from '../../app.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { PORTS, wholeNumber } from '../command-line.ts';
import { globalOptions, guarded, homeOf, untilToldToEnd, write } from '../shell.ts';

export function registerWeb(program: Command, language: Language): void {
  const { cli: t } = texts(language);
  program
    .command('web')
    .description(t.commands.web)
    .option('--host <address>', t.web.host, '127.0.0.1')
    .option('--port <port>', t.web.port, wholeNumber(...PORTS), 4300)
    .action(async (options: { host: string; port: number }, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const web = await openWeb(homeOf(global), options);
        write(global.json === true ? JSON.stringify({ url: web.url }) : t.web.running(web.url));
        await untilToldToEnd();
        await web.close();
        return undefined;
      });
    });
}
