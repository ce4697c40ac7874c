/** `baton sandbox`: both vendors' APIs on this machine, for Baton or any other client. */
import type { Command } from 'commander';
import { BatonError } from '../../domain/problem.ts';
import { type Texts, texts } from '../../domain/texts/index.ts';
import { openSandboxes, type SandboxWishes } from '../../trial.ts';
import { environmentLanguage, globalOptions, guarded, write } from '../shell.ts';

interface Options {
  readonly empty?: boolean;
  readonly seed: string;
  readonly people: string;
  readonly hubspotPort: string;
  readonly salesforcePort: string;
  readonly hubspotCsv?: string;
  readonly salesforceCsv?: string;
  readonly activitiesCsv?: string;
}

export function registerSandbox(program: Command, t: Texts['cli']): void {
  program
    .command('sandbox')
    .description(t.commands.sandbox)
    .option('--empty', t.sandbox.empty)
    .option('--seed <text>', t.sandbox.seed, 'baton')
    .option('--people <count>', t.sandbox.people, '500')
    .option('--hubspot-port <port>', t.sandbox.port, '4301')
    .option('--salesforce-port <port>', t.sandbox.port, '4302')
    .option('--hubspot-csv <file>', t.sandbox.hubspotCsv)
    .option('--salesforce-csv <folder>', t.sandbox.salesforceCsv)
    .option('--activities-csv <file>', t.sandbox.activitiesCsv)
    .action(async (options: Options, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const { sandbox } = texts(environmentLanguage(global)).cli;
        const open = await openSandboxes(() => Temporal.Now.instant(), sandboxOptions(options));
        const { hubspot, salesforce } = open;
        const shown = {
          hubspot: {
            url: hubspot.url,
            token: hubspot.token,
            clientId: hubspot.clientId,
            clientSecret: hubspot.clientSecret,
            refreshToken: hubspot.refreshToken,
          },
          salesforce: {
            url: salesforce.url,
            clientId: salesforce.clientId,
            clientSecret: salesforce.clientSecret,
            accessToken: salesforce.accessToken,
          },
        };
        write(
          global.json === true
            ? JSON.stringify(shown, null, 2)
            : sandbox.running(describe(shown.hubspot), describe(shown.salesforce)),
        );
        await new Promise<void>((resolve) => {
          for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
        });
        await open.close();
        return undefined;
      });
    });
}

function sandboxOptions(options: Options): SandboxWishes {
  const csv = {
    ...(options.hubspotCsv === undefined ? {} : { hubspot: options.hubspotCsv }),
    ...(options.salesforceCsv === undefined ? {} : { salesforce: options.salesforceCsv }),
    ...(options.activitiesCsv === undefined ? {} : { activities: options.activitiesCsv }),
  };
  const loaded = Object.keys(csv).length > 0;
  return {
    ports: { hubspot: port(options.hubspotPort), salesforce: port(options.salesforcePort) },
    ...(options.empty === true || loaded
      ? {}
      : { story: { seed: options.seed, people: Number(options.people), days: 28 } }),
    ...(loaded ? { csv } : {}),
  };
}

function port(given: string): number {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new BatonError('BAD_PORT', given, '0 … 65535');
  return number;
}

function describe(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `  ${name.padEnd(13)} ${value}`)
    .join('\n');
}
