/** `baton arm | admit | stop | resume`: what Baton may do. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import { ARM_STEPS, type ArmStep } from '../../domain/mapping.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { wholeNumber } from '../command-line.ts';
import { moment } from '../render/columns.ts';
import { globalOptions, homeOf, withBaton } from '../shell.ts';

/** A pace above this is `all`. */
const MOST_A_DAY = 100_000;

/** For `argParser`. */
function pace(allowed: string): (given: string) => 'none' | 'all' | number {
  const count = wholeNumber(1, MOST_A_DAY);
  return (given) => {
    if (given === 'none' || given === 'all') return given;
    if (/^[1-9]\d*$/.test(given)) return count(given);
    throw new InvalidArgumentError(allowed);
  };
}

export function registerPower(program: Command, language: Language): void {
  const { cli: t, usage } = texts(language);
  program
    .command('arm')
    .addArgument(new Argument('<step>', usage.argument.step).choices(ARM_STEPS))
    .description(t.commands.arm)
    .action((step: ArmStep, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        const report = await operations.arm({ step });
        print(report, () =>
          texts(language).cli.armed(report.armed.join(', '), moment(report.baselineAt, installation.zone)),
        );
        return undefined;
      }),
    );
  program
    .command('admit')
    .addArgument(new Argument('<pace>', usage.argument.pace).argParser(pace(usage.counts.pace)))
    .description(t.commands.admit)
    .action((chosen: 'none' | 'all' | number, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print }) => {
        const report = await operations.admit({ pace: chosen });
        const { admitted } = await operations.watch({});
        const standing = report.standing - admitted;
        print({ pace: report.pace, admitted, standing }, () => t.admitted(t.pace(report.pace), admitted, standing));
        return undefined;
      }),
    );
  program
    .command('stop')
    .description(t.commands.stop)
    .action((_: unknown, command: Command) => {
      // First of all, and whatever else fails: every writing call looks for this file.
      const folder = homeOf(globalOptions(command));
      if (existsSync(join(folder, 'baton.yaml'))) writeFileSync(join(folder, 'STOP'), '');
      return withBaton(command, async ({ operations, print, language }) => {
        const report = await operations.stop({});
        print(report, () => texts(language).cli.stopped);
        return undefined;
      });
    });
  program
    .command('resume')
    .description(t.commands.resume)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        const report = await operations.resume({});
        print(report, () => texts(language).cli.resumed(moment(report.baselineAt, installation.zone)));
        return undefined;
      }),
    );
}
