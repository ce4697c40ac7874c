/** `baton problems [list | show | retry | ignore]` and `baton retry`: what needs a person, and what a person does about it. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { PROBLEM_CATEGORIES, type ProblemCategory } from '../../domain/problem.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { renderOne, renderProblem, renderProblems } from '../render/problems.ts';
import { withBaton } from '../shell.ts';

interface Asked {
  readonly category?: ProblemCategory;
  readonly all?: boolean;
}

export function registerProblems(program: Command, language: Language): void {
  const { cli: t, problems: p } = texts(language);
  const problems = listing(program.command('problems').description(t.commands.problems), language);
  listing(problems.command('list').description(p.commands.list), language);
  problems
    .command('show')
    .argument('<problem>', p.argument.problem, aNumber(language))
    .description(p.commands.show)
    .action((problem: string, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const details = await operations.showProblem({ problem });
        print(details, () => renderProblem(details, language, zone));
        return undefined;
      }),
    );
  problems
    .command('retry')
    .argument('[problem]', p.argument.problem, aNumber(language))
    .description(p.commands.retry)
    .action((problem: string | undefined, _: unknown, command: Command) =>
      problem === undefined
        ? retryAll(command)
        : withBaton(command, async ({ operations, print, language }) => {
            const report = await operations.retryProblem({ problem });
            if (report.how === 'judged-again' || report.how === 'placed-again') await operations.judge({});
            await operations.send({});
            await operations.notify({});
            print(report, () => texts(language).problems.again[report.how]);
            return undefined;
          }),
    );
  problems
    .command('ignore')
    .argument('<problem>', p.argument.problem, aNumber(language))
    .description(p.commands.ignore)
    .requiredOption('--by <name>', p.option.by)
    .requiredOption('--reason <text>', p.option.reason)
    .action((problem: string, { by, reason }: { by: string; reason: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const ignored = await operations.ignoreProblem({ problem, by, reason });
        print(ignored, () => renderOne(ignored, language, zone));
        return undefined;
      }),
    );
  program
    .command('retry')
    .description(t.commands.retry)
    .action((_: unknown, command: Command) => retryAll(command));
}

function listing(command: Command, language: Language): Command {
  const { option } = texts(language).problems;
  return command
    .addOption(new Option('--category <name>', option.category).choices(PROBLEM_CATEGORIES))
    .option('--all', option.all)
    .action((_: unknown, given: Command) => {
      const { category, all } = given.optsWithGlobals<Asked>();
      return withBaton(given, async ({ operations, print, language, installation: { zone } }) => {
        const listed = await operations.problems({ category, all });
        print(listed, () => renderProblems(listed, language, zone));
        return undefined;
      });
    });
}

function retryAll(command: Command): Promise<void> {
  return withBaton(command, async ({ operations, print, language }) => {
    const report = await operations.retry({});
    await operations.send({});
    await operations.notify({});
    print(report, () => texts(language).cli.retried(report.retried, report.notices));
    return undefined;
  });
}

/** As the list shows it, or its beginning. */
function aNumber(language: Language): (given: string) => string {
  return (given) => {
    if (/^[0-9a-f]{2,64}$/i.test(given)) return given;
    throw new InvalidArgumentError(texts(language).usage.counts.problem);
  };
}
