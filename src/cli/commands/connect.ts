/** `baton connect hubspot`: an account's consent to an OAuth app, and its tokens kept. */
import type { Command } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import { PORTS, wholeNumber } from '../command-line.ts';
import { globalOptions, guarded, homeOf, write } from '../shell.ts';

const PORT = 4310;

export function registerConnect(program: Command, language: Language): void {
  const { cli: t } = texts(language);
  const connect = program.command('connect').description(t.commands.connect);
  connect
    .command('hubspot')
    .description(t.connect.hubspot)
    .option('--port <port>', t.connect.port, wholeNumber(...PORTS), PORT)
    .action(async ({ port }: { port: number }, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const { connectHubSpot } = await import('../../connect.ts');
        const json = global.json === true;
        // The answer alone goes to standard output where a script reads it.
        const tell = (address: string, redirectUri: string): void =>
          (json ? console.error : write)(t.connect.open(address, redirectUri));
        const { done, refused } = t.connect;
        const portal = await connectHubSpot({ folder: homeOf(global), port, tell, says: { done, refused } });
        write(json ? JSON.stringify({ portal }, null, 2) : t.connect.connected(portal));
        return undefined;
      });
    });
}
