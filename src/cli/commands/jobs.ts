/** `baton pull | judge | send`: one step of the way by hand. */
import { Argument, type Command } from 'commander';
import { SYSTEMS, type System } from '../../domain/record.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { EXIT, withBaton } from '../shell.ts';

export function registerJobs(program: Command, language: Language): void {
  const { cli: t, usage } = texts(language);
  const system = (): Argument => new Argument('[system]', usage.argument.system).choices(SYSTEMS);
  program
    .command('pull')
    .addArgument(system())
    .description(t.commands.pull)
    .action((only: System | undefined, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const reports = await operations.pull({ system: only });
        const { cli, words } = texts(language);
        print(reports, () =>
          reports
            .flatMap(({ system, records, news, activities, newLeads, failed }) => {
              const name = words.system[system] ?? system;
              const pulled = cli.pulled(name, records, news, activities, newLeads);
              return failed ? [pulled, cli.notRead(name)] : [pulled];
            })
            .join('\n'),
        );
        return reports.some(({ failed }) => failed) ? EXIT.no : EXIT.done;
      }),
    );
  program
    .command('judge')
    .description(t.commands.judge)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const { judged, handoffs, facts, rehearsed } = await operations.judge({});
        print({ judged, handoffs, facts, rehearsed }, () =>
          texts(language).cli.judged(judged, handoffs, facts, rehearsed),
        );
        return undefined;
      }),
    );
  program
    .command('send')
    .addArgument(system())
    .description(t.commands.send)
    .action((only: System | undefined, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const reports = await operations.send({ system: only });
        const { cli, words } = texts(language);
        print(reports, () =>
          reports
            .map(({ system, done, rejected, waiting }) =>
              cli.sent(words.system[system] ?? system, done, rejected, waiting),
            )
            .join('\n'),
        );
        return undefined;
      }),
    );
}
