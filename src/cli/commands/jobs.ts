/** `baton pull | judge | send`: one step of the way by hand. */
import type { Command } from 'commander';
import { BatonError } from '../../domain/problem.ts';
import type { System } from '../../domain/record.ts';
import { SYSTEMS } from '../../domain/record.ts';
import { type Texts, texts } from '../../domain/texts/index.ts';
import { withBaton } from '../shell.ts';

function systemOf(given: string | undefined): System | undefined {
  if (given === undefined) return undefined;
  const system = SYSTEMS.find((one) => one === given);
  if (system === undefined) throw new BatonError('NO_SUCH_SYSTEM', given, SYSTEMS.join(' | '));
  return system;
}

export function registerJobs(program: Command, t: Texts['cli']): void {
  program
    .command('pull [system]')
    .description(t.commands.pull)
    .action((given: string | undefined, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const reports = await operations.pull({ system: systemOf(given) });
        const { cli, words } = texts(language);
        print(reports, () =>
          reports
            .map(({ system, records, news, activities, newLeads }) =>
              cli.pulled(words.system[system] ?? system, records, news, activities, newLeads),
            )
            .join('\n'),
        );
        return undefined;
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
    .command('send [system]')
    .description(t.commands.send)
    .action((given: string | undefined, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const reports = await operations.send({ system: systemOf(given) });
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
