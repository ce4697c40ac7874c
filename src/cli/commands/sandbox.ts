/** `baton sandbox`: both vendors' APIs on this machine, for Baton or any other client. */
import type { Command } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import type { SandboxWishes } from '../../trial.ts';
import { PORTS, webAddress, wholeNumber } from '../command-line.ts';
import { globalOptions, guarded, untilToldToEnd, write } from '../shell.ts';

interface Options {
  readonly empty?: boolean;
  readonly seed: string;
  readonly people: number;
  readonly hubspotPort: number;
  readonly salesforcePort: number;
  readonly hubspotWebhooks?: string;
  readonly hubspotCsv?: string;
  readonly salesforceCsv?: string;
  readonly activitiesCsv?: string;
}

export function registerSandbox(program: Command, language: Language): void {
  const { cli: t } = texts(language);
  program
    .command('sandbox')
    .description(t.commands.sandbox)
    .option('--empty', t.sandbox.empty)
    .option('--seed <text>', t.sandbox.seed, 'hikari')
    .option('--people <count>', t.sandbox.people, wholeNumber(1, 5_000), 500)
    .option('--hubspot-port <port>', t.sandbox.port, wholeNumber(...PORTS), 4301)
    .option('--salesforce-port <port>', t.sandbox.port, wholeNumber(...PORTS), 4302)
    .option('--hubspot-webhooks <url>', t.sandbox.hubspotWebhooks, webAddress)
    .option('--hubspot-csv <file>', t.sandbox.hubspotCsv)
    .option('--salesforce-csv <folder>', t.sandbox.salesforceCsv)
    .option('--activities-csv <file>', t.sandbox.activitiesCsv)
    .action(async (options: Options, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const { openSandboxes } = await import('../../trial.ts');
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
        const { loaded } = open;
        write(
          global.json === true
            ? JSON.stringify(loaded === undefined ? shown : { ...shown, loaded }, null, 2)
            : [
                ...(loaded === undefined ? [] : [t.sandbox.loaded(loaded), '']),
                t.sandbox.running(describe(shown.hubspot), describe(shown.salesforce)),
              ].join('\n'),
        );
        await untilToldToEnd();
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
    ports: { hubspot: options.hubspotPort, salesforce: options.salesforcePort },
    ...(options.hubspotWebhooks === undefined ? {} : { hubspotWebhooks: options.hubspotWebhooks }),
    ...(options.empty === true || loaded ? {} : { story: { seed: options.seed, people: options.people, days: 28 } }),
    ...(loaded ? { csv } : {}),
  };
}

function describe(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `  ${name.padEnd(13)} ${value}`)
    .join('\n');
}
