/** `baton connect hubspot` and `baton connect salesforce`: consent to an OAuth app in the browser, and the tokens kept. */
import type { Command } from 'commander';
import type { ConnectWishes } from '../../connect.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { PORTS, wholeNumber } from '../command-line.ts';
import { globalOptions, guarded, homeOf, write } from '../shell.ts';

const PORT = 4310;

export function registerConnect(program: Command, language: Language): void {
  const { cli: t } = texts(language);
  const connect = program.command('connect').description(t.commands.connect);
  const add = (name: string, what: Connecting): void => {
    connect
      .command(name)
      .description(what.description)
      .option('--port <port>', t.connect.port, wholeNumber(...PORTS), PORT)
      .action(async ({ port }: { port: number }, command: Command) => {
        const global = globalOptions(command);
        await guarded(global, async () => {
          const json = global.json === true;
          // The answer alone goes to standard output where a script reads it.
          const tell = (address: string, redirectUri: string): void =>
            (json ? console.error : write)(t.connect.open(address, redirectUri));
          const { done, refused } = t.connect;
          const account = await what.connect({ folder: homeOf(global), port, tell, says: { done, refused } });
          write(json ? JSON.stringify({ [what.key]: account }, null, 2) : t.connect.connected(what.system, account));
          return undefined;
        });
      });
  };
  add('hubspot', {
    description: t.connect.hubspot,
    key: 'portal',
    system: 'HubSpot',
    connect: async (wishes) => (await import('../../connect.ts')).connectHubSpot(wishes),
  });
  add('salesforce', {
    description: t.connect.salesforce,
    key: 'organization',
    system: 'Salesforce',
    connect: async (wishes) => (await import('../../connect.ts')).connectSalesforce(wishes),
  });
}

interface Connecting {
  readonly description: string;
  readonly key: string;
  readonly system: string;
  connect(wishes: ConnectWishes): Promise<string>;
}
