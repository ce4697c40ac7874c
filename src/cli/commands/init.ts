/** `baton init`: asks what it must and writes everything the company owns into one folder; ends in a look at the connections. */
import { resolve } from 'node:path';
import { confirm, intro, isCancel, outro, select, text } from '@clack/prompts';
import type { Command } from 'commander';
import { reachBaton, writeHome } from '../../app.ts';
import { BatonError } from '../../domain/problem.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { renderDoctor } from '../render/lists.ts';
import { EXIT, globalOptions, guarded, homeOf, readerLanguage, write } from '../shell.ts';

interface Options {
  readonly yes?: boolean;
  readonly salesforceUrl?: string;
  readonly hubspotUrl?: string;
}

interface Answers {
  readonly folder: string;
  readonly language: Language;
  readonly salesforceUrl: string;
}

export function registerInit(program: Command, language: Language): void {
  const { cli: t } = texts(language);
  program
    .command('init')
    .description(t.commands.init)
    .option('--yes', t.init.yes)
    .option('--salesforce-url <url>', t.init.salesforceUrl)
    .option('--hubspot-url <url>', t.init.hubspotUrl)
    .action(async (options: Options, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const asked = options.yes === true || global.json === true || !process.stdin.isTTY;
        const answers = asked
          ? unasked(options, homeOf(global), language)
          : await ask(options, homeOf(global), language);
        const { hubspotUrl } = options;
        const result = writeHome(answers.folder, {
          language: answers.language,
          salesforceUrl: answers.salesforceUrl,
          ...(hubspotUrl === undefined ? {} : { hubspotBasePath: hubspotUrl }),
        });
        const { cli } = texts(answers.language);
        if (global.json === true) {
          write(JSON.stringify({ folder: answers.folder, ...result }, null, 2));
        } else {
          write(cli.init.written(answers.folder));
          for (const file of result.written) write(`  ${file}`);
          for (const file of result.kept) write(`  ${cli.init.exists(file)}`);
        }
        return lookAtConnections(answers, global.json === true);
      });
    });
}

function unasked(options: Options, folder: string, language: Language): Answers {
  if (options.salesforceUrl === undefined) {
    throw new BatonError(
      'NEEDS_URL',
      texts(language).cli.init.needsUrl,
      'baton init --salesforce-url https://<domain>.my.salesforce.com',
    );
  }
  return { folder: resolve(folder), language, salesforceUrl: options.salesforceUrl };
}

async function ask(options: Options, folder: string, language: Language): Promise<Answers> {
  intro('Baton');
  const chosen = answered(
    await select<Language>({
      message: texts(language).cli.init.language,
      options: [
        { value: 'ja', label: '日本語' },
        { value: 'en', label: 'English' },
      ],
      initialValue: language,
    }),
  );
  const { init } = texts(chosen).cli;
  const place = answered(await text({ message: init.folder, initialValue: resolve(folder) }));
  const salesforceUrl = answered(
    await text({
      message: init.salesforceUrl,
      placeholder: 'https://example.my.salesforce.com',
      initialValue: options.salesforceUrl ?? '',
      validate: (value) => (URL.canParse(value ?? '') ? undefined : init.needsUrl),
    }),
  );
  if (!answered(await confirm({ message: init.confirm(place) })))
    throw new BatonError('CANCELLED', init.cancelled, 'baton init');
  outro(place);
  return { folder: resolve(place), language: chosen, salesforceUrl };
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new BatonError('CANCELLED', texts(readerLanguage({})).cli.init.cancelled, 'baton init');
  return answer as Exclude<T, symbol>;
}

/** Without credentials there is nothing to look at yet: the next step is said instead. */
async function lookAtConnections({ folder, language }: Answers, json: boolean): Promise<number> {
  const { init } = texts(language).cli;
  try {
    const reached = await reachBaton(folder);
    try {
      const findings = await reached.operations.doctor({});
      if (!json) write(`\n${renderDoctor(findings, language)}\n\n${init.next}`);
      return findings.every(({ ok }) => ok) ? EXIT.done : EXIT.no;
    } finally {
      await reached.close();
    }
  } catch (error) {
    // Credentials are not filled in yet: said as the next step, not as a failure.
    if (!(error instanceof BatonError) || error.code !== 'CONFIG') throw error;
    if (!json) write(`\n${init.env}\n${init.next}`);
    return EXIT.done;
  }
}
