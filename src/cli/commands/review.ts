/** `baton review [hold <cycle>]`: which reviews of the agreement are due, and a record of those held. */
import { Argument, type Command } from 'commander';
import { REVIEWS, type ReviewCycle } from '../../domain/agreement/vocabulary.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { renderReviews } from '../render/versions.ts';
import { EXIT, withBaton } from '../shell.ts';

export function registerReview(program: Command, language: Language): void {
  const { versions: t } = texts(language);
  const review = program
    .command('review')
    .description(t.commands.review)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const due = await operations.reviews({});
        print(due, () => renderReviews(due, language));
        return due.some(({ overdueDays }) => overdueDays > 0) ? EXIT.no : EXIT.done;
      }),
    );
  review
    .command('hold')
    .addArgument(new Argument('<cycle>', t.argument.cycle).choices(REVIEWS))
    .description(t.commands.reviewHold)
    .requiredOption('--by <name>', t.option.reviewer)
    .option('--figures <text>', t.option.figures)
    .option('--decisions <text>', t.option.decisions)
    .action((cycle: ReviewCycle, options: { by: string; figures?: string; decisions?: string }, command: Command) =>
      withBaton(command, async ({ operations, print, language }) => {
        const due = await operations.holdReview({ cycle, ...options });
        print(due, () => renderReviews(due, language));
        return undefined;
      }),
    );
}
