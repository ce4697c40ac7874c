/** `baton team [capacity | away | back]` and `baton route --try <lead>`: whose turn it is, and what changes that from day to day. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { CAPACITIES, type Capacity } from '../../domain/team.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { renderRoute, renderTeam } from '../render/team.ts';
import { withBaton } from '../shell.ts';

export function registerRoute(program: Command, language: Language): void {
  const { team: t } = texts(language);
  program
    .command('route')
    .description(t.commands.route)
    .requiredOption('--try <lead>', t.option.try)
    .action((options: { try: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const report = await operations.routeTry({ lead: options.try });
        print(report, () => renderRoute(report, language));
        return undefined;
      }),
    );
}

export function registerTeam(program: Command, language: Language): void {
  const { team: t } = texts(language);
  const team = program
    .command('team')
    .description(t.commands.team)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const report = await operations.team({});
        print(report, () => renderTeam(report, language));
        return undefined;
      }),
    );
  team
    .command('capacity')
    .addArgument(new Argument('<capacity>', t.argument.capacity).choices(CAPACITIES))
    .description(t.commands.capacity)
    .requiredOption('--by <name>', t.option.by)
    .action((capacity: Capacity, options: { by: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const report = await operations.setCapacity({ capacity, by: options.by });
        print(report, () => renderTeam(report, language));
        return undefined;
      }),
    );
  team
    .command('away')
    .argument('<member>', t.argument.member)
    .description(t.commands.away)
    .addOption(new Option('--from <day>', t.option.from).argParser(dayOf(t.day)).makeOptionMandatory())
    .addOption(new Option('--to <day>', t.option.to).argParser(dayOf(t.day)).makeOptionMandatory())
    .action((member: string, options: { from: string; to: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const report = await operations.setAway({ member, ...options });
        print(report, () => renderTeam(report, language));
        return undefined;
      }),
    );
  team
    .command('back')
    .argument('<member>', t.argument.member)
    .description(t.commands.back)
    .action((member: string, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const report = await operations.setBack({ member });
        print(report, () => renderTeam(report, language));
        return undefined;
      }),
    );
}

/** For `argParser`: a day that the calendar has. */
function dayOf(allowed: string): (given: string) => string {
  return (given) => {
    try {
      if (/^\d{4}-\d\d-\d\d$/.test(given)) return Temporal.PlainDate.from(given, { overflow: 'reject' }).toString();
    } catch (error) {
      // No such day.
      if (!(error instanceof RangeError)) throw error;
    }
    throw new InvalidArgumentError(allowed);
  };
}
