/** `baton timeline <lead>` and `baton collisions`: all touches in one order, and where two departments met. */
import { type Command, Option } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import { MOST_ENTRIES } from '../../ports/timeline.ts';
import { type AskedMoment, fromDayOrMoment, wholeNumber } from '../command-line.ts';
import { renderCollisions, renderTimeline } from '../render/people.ts';
import { withBaton } from '../shell.ts';

interface Span {
  readonly since?: AskedMoment;
  readonly limit?: number;
}

export function registerTimeline(program: Command, language: Language): void {
  const { people: t, usage } = texts(language);
  const span = (command: Command): Command =>
    command
      .addOption(new Option('--since <instant>', t.option.since).argParser(fromDayOrMoment(usage.counts.moment)))
      .addOption(new Option('--limit <n>', t.option.limit).argParser(wholeNumber(1, MOST_ENTRIES)));
  span(program.command('timeline').argument('<lead>', usage.argument.lead).description(t.commands.timeline))
    .option('--touches', t.option.touches)
    .action((lead: string, { since, limit, touches }: Span & { touches?: boolean }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const report = await operations.timeline({ lead, since: since?.(zone), limit, touches });
        print(report, () => renderTimeline(report, language, zone));
        return undefined;
      }),
    );
  span(program.command('collisions').description(t.commands.collisions)).action(
    ({ since, limit }: Span, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const report = await operations.collisions({ since: since?.(zone), limit });
        print(report, () => renderCollisions(report, language, zone));
        return undefined;
      }),
  );
}
