/** `baton notify`: tells what waits to be told; with `--test`, whether a member can be reached at all. */
import type { Command } from 'commander';
import { detailIn } from '../../domain/texts/details.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { plain } from '../render/columns.ts';
import { EXIT, withBaton } from '../shell.ts';

export function registerNotify(program: Command, language: Language): void {
  const { cli: t, usage } = texts(language);
  program
    .command('notify')
    .description(t.commands.notify)
    .option('--test <member>', usage.option.test)
    .action(({ test }: { test?: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const { cli, notices } = texts(language);
        if (test === undefined) {
          const report = await operations.notify({});
          print(report, () => cli.notified(report.sent, report.failed, report.waiting));
          return undefined;
        }
        const tried = await operations.testNotice({ member: test });
        print(tried, () =>
          tried
            .map(({ channel, problem }) =>
              plain(cli.tested(notices.channel[channel], problem && detailIn(language, problem.detail))),
            )
            .join('\n'),
        );
        return tried.every(({ sent }) => sent) ? EXIT.done : EXIT.no;
      }),
    );
}
