/** `baton agreement sign | arm | admit | stop | resume`: what Baton may do. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ARM_STEPS, type ArmStep } from '../../domain/mapping.ts';
import { BatonError } from '../../domain/problem.ts';
import { type Texts, texts } from '../../domain/texts/index.ts';
import { moment } from '../render/columns.ts';
import { withBaton } from '../shell.ts';

function stepOf(given: string): ArmStep {
  const step = ARM_STEPS.find((one) => one === given);
  if (step === undefined) throw new BatonError('NO_SUCH_STEP', given, ARM_STEPS.join(' | '));
  return step;
}

function paceOf(given: string): 'none' | 'all' | number {
  if (given === 'none' || given === 'all') return given;
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1) throw new BatonError('BAD_PACE', given, 'none | all | 1, 2, 3 …');
  return count;
}

export function registerPower(program: Command, t: Texts['cli']): void {
  program
    .command('agreement')
    .description(t.commands.agreement)
    .command('sign')
    .description(t.commands.sign)
    .requiredOption('--as <department>')
    .requiredOption('--by <name>')
    .action((options: { as: string; by: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const report = await operations.sign({ department: options.as, name: options.by });
        const { cli } = texts(language);
        print(report, () =>
          [
            cli.signed(report.agreement.slice(0, 12), report.signedBy.join(', ')),
            report.inForce ? cli.inForce : cli.missingSignatures(report.missing.join(', ')),
          ].join('\n'),
        );
        return undefined;
      }),
    );
  program
    .command('arm <step>')
    .description(t.commands.arm)
    .action((given: string, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation }) => {
        const report = await operations.arm({ step: stepOf(given) });
        print(report, () =>
          texts(language).cli.armed(report.armed.join(', '), moment(report.baselineAt, installation.zone)),
        );
        return undefined;
      }),
    );
  program
    .command('admit <pace>')
    .description(t.commands.admit)
    .action((given: string, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const report = await operations.admit({ pace: paceOf(given) });
        await operations.watch({});
        print(report, () => texts(language).cli.admitted(String(report.pace), report.standing));
        return undefined;
      }),
    );
  program
    .command('stop')
    .description(t.commands.stop)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, stopFile }) => {
        // The file holds even where the worker is too busy to answer: every writing call looks for it first.
        writeFileSync(stopFile, '');
        const report = await operations.stop({});
        print(report, () => texts(language).cli.stopped);
        return undefined;
      }),
    );
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
