/** `baton plan | explain | handoffs | status | doctor`: questions that change nothing. */
import { type Command, Option } from 'commander';
import { keptText } from '../../domain/agreement/kept.ts';
import { stopsWork } from '../../domain/finding.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { OWN, resolveVersion } from '../agreement-version.ts';
import { type AskedMoment, dayOrMoment } from '../command-line.ts';
import { renderDelays, renderNeglected } from '../render/delays.ts';
import { renderExplain } from '../render/explain.ts';
import { renderDoctor, toldFindings } from '../render/findings.ts';
import { renderHandoffs } from '../render/lists.ts';
import { renderPlan, renderStatus } from '../render/state.ts';
import { renderTrial } from '../render/versions.ts';
import { EXIT, globalOptions, homeOf, withBaton } from '../shell.ts';

/** As Commander says that an option is needed. */
const MISSING = { code: 'commander.missingMandatoryOptionValue' };

export function registerAsk(program: Command, language: Language): void {
  const { cli: t, usage, versions, team } = texts(language);
  program
    .command('plan')
    .description(t.commands.plan)
    .option('--trial [file]', versions.option.trial)
    .action((options: { trial?: string | true }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        if (options.trial !== undefined) {
          const home = homeOf(globalOptions(command));
          const given = options.trial === true ? OWN : options.trial;
          const { terms } = await resolveVersion(given, {
            home,
            // The data is open already.
            signed: (version) => operations.agreementText({ version }),
          });
          const report = await operations.trial({ text: keptText(terms) });
          print(report, () => renderTrial(report, language));
          return undefined;
        }
        const plan = await operations.plan({});
        print(plan, () => renderPlan(plan, language, installation.zone));
        return undefined;
      }),
    );
  program
    .command('explain')
    .argument('<lead>', usage.argument.lead)
    .description(t.commands.explain)
    .addOption(new Option('--at <instant>', usage.option.at).argParser(dayOrMoment(usage.counts.moment)))
    .option('--hindsight', usage.option.hindsight)
    .action((lead: string, { at, hindsight }: { at?: AskedMoment; hindsight?: boolean }, command: Command) => {
      if (hindsight === true && at === undefined) command.error("'--at'", MISSING);
      return withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const report = await operations.explain({ lead, at: at?.(zone), hindsight });
        print(report, () => renderExplain(report, language, zone));
        return undefined;
      });
    });
  program
    .command('handoffs')
    .description(t.commands.handoffs)
    .option('--open', usage.option.open)
    .option('--neglected', team.delays.neglected)
    .action((options: { open?: boolean; neglected?: boolean }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        if (options.neglected === true) {
          const leads = await operations.neglected({});
          print(leads, () => renderNeglected(leads, language, installation.zone));
          return undefined;
        }
        const views = await operations.handoffs({ open: options.open });
        print(views, () => renderHandoffs(views, language, installation.zone));
        return undefined;
      }),
    );
  program
    .command('delays')
    .description(team.delays.command)
    .addOption(new Option('--since <instant>', team.delays.since).argParser(dayOrMoment(usage.counts.moment)))
    .action(({ since }: { since?: AskedMoment }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        const report = await operations.delays({ since: since?.(installation.zone) });
        print(report, () => renderDelays(report, language));
        return undefined;
      }),
    );
  program
    .command('status')
    .description(t.commands.status)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        const status = await operations.status({});
        print(status, () => renderStatus(status, language, installation.zone, installation.store.kind === 'embedded'));
        return undefined;
      }),
    );
  program
    .command('doctor')
    .description(t.commands.doctor)
    .option('--confirm-account <id>', texts(language).setup.option.confirmAccount)
    .action(({ confirmAccount }: { confirmAccount?: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const findings = await operations.doctor({ confirmAccount });
        print(toldFindings(findings, language), () => renderDoctor(findings, language));
        return stopsWork(findings) ? EXIT.no : EXIT.done;
      }),
    );
}
