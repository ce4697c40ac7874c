/** `baton init`: asks what it must and writes everything the company owns into one folder; ends in a look at the connections. */
import { resolve } from 'node:path';
import { confirm, intro, isCancel, outro, select, text } from '@clack/prompts';
import { type Command, Option } from 'commander';
import {
  ConfigError,
  type HomeWritten,
  hasApi,
  isSafe,
  PRESETS,
  type Preset,
  reachBaton,
  writeHome,
} from '../../app.ts';
import { stopsWork } from '../../domain/finding.ts';
import { BatonError } from '../../domain/problem.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import type { DoctorReport } from '../../ports/findings.ts';
import { renderDoctor, toldFindings } from '../render/findings.ts';
import { EXIT, globalOptions, guarded, homeOf, tell, write } from '../shell.ts';

interface Options {
  readonly yes?: boolean;
  readonly salesforceUrl?: string;
  readonly hubspotUrl?: string;
  readonly preset?: Preset;
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
    .addOption(new Option('--preset <name>', t.init.preset).choices(PRESETS))
    .action(async (options: Options, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const unattended = options.yes === true || global.json === true || !process.stdin.isTTY;
        const folder = homeOf(global);
        const answers = unattended ? unasked(options, folder, language) : await ask(options, folder, language);
        const { hubspotUrl, preset } = options;
        const result = writeHome(answers.folder, {
          language: answers.language,
          salesforceUrl: answers.salesforceUrl,
          ...(hubspotUrl === undefined ? {} : { hubspotBasePath: hubspotUrl }),
          ...(preset === undefined ? {} : { preset }),
        });
        if (global.json !== true) tellWritten(answers, result);
        const findings = await lookAtConnections(answers.folder);
        const told = findings === undefined ? undefined : toldFindings(findings, answers.language);
        if (global.json === true) write(JSON.stringify({ folder: answers.folder, ...result, findings: told }, null, 2));
        else tellNext(answers.language, findings);
        return stopsWork(findings ?? []) ? EXIT.no : EXIT.done;
      });
    });
}

function unasked(options: Options, folder: string, language: Language): Answers {
  const { salesforceUrl } = options;
  if (salesforceUrl === undefined || !isAddress(salesforceUrl)) {
    throw new BatonError(
      'NEEDS_URL',
      salesforceUrl === undefined
        ? texts('en').cli.init.needsUrl
        : `${salesforceUrl} is not where Salesforce's API is: the My Domain address is needed`,
      'baton init --salesforce-url https://<domain>.my.salesforce.com',
      salesforceUrl === undefined ? {} : { given: salesforceUrl },
    );
  }
  return { folder: resolve(folder), language, salesforceUrl };
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
      validate: (value) => (isAddress(value ?? '') ? undefined : init.needsUrl),
    }),
  );
  const agreed = await confirm({ message: init.confirm(place), active: init.agree, inactive: init.disagree });
  if (!answered(agreed)) throw cancelled();
  outro(place);
  return { folder: resolve(place), language: chosen, salesforceUrl };
}

function isAddress(given: string): boolean {
  return URL.canParse(given) && isSafe(given) && hasApi(given);
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw cancelled();
  return answer as Exclude<T, symbol>;
}

function cancelled(): BatonError {
  return new BatonError('CANCELLED', texts('en').cli.init.cancelled, 'baton init');
}

function tellWritten({ folder, language }: Answers, { written, kept }: HomeWritten): void {
  const { init } = texts(language).cli;
  tell(written.length > 0 ? init.written(folder) : init.nothingWritten(folder));
  for (const file of written) write(`  ${file}`);
  for (const file of kept) write(`  ${init.exists(file)}`);
}

/** Undefined where credentials are not filled in yet: then there is nothing to look at. */
async function lookAtConnections(folder: string): Promise<DoctorReport | undefined> {
  try {
    const reached = await reachBaton(folder);
    try {
      return await reached.operations.doctor({});
    } finally {
      await reached.close();
    }
  } catch (error) {
    // Missing secrets are the next step, not a failure; any other fault is one.
    if (error instanceof ConfigError && error.faults.every(({ says }) => says === 'no-variable')) return undefined;
    throw error;
  }
}

function tellNext(language: Language, findings: DoctorReport | undefined): void {
  const { init } = texts(language).cli;
  tell(findings === undefined ? `\n${init.env}` : `\n${renderDoctor(findings, language)}`);
  tell(`\n${init.next}`);
}
