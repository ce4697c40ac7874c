/** `baton approve | accept | decline <lead> --as <member>`: somebody's yes or no to what is asked of them. */
import type { Command } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import { withBaton } from '../shell.ts';

const REPLIES = {
  approve: { yes: true, to: 'approval' },
  accept: { yes: true, to: 'acceptance' },
  decline: { yes: false, to: undefined },
} as const;

export function registerReply(program: Command, language: Language): void {
  const { team: t, usage } = texts(language);
  for (const name of ['approve', 'accept', 'decline'] as const) {
    const command = program
      .command(name)
      .argument('<lead>', usage.argument.lead)
      .description(t.commands[name])
      .requiredOption('--as <member>', usage.option.member);
    if (name === 'decline') command.option('--because <text>', usage.option.because);
    command.action((lead: string, options: { as: string; because?: string }, ran: Command) =>
      withBaton(ran, async ({ operations, print, language }) => {
        const report = await operations.reply({
          ...REPLIES[name],
          lead,
          member: options.as,
          comment: options.because,
        });
        print(report, () => texts(language).team.replied(report.to, report.yes, report.handoffs));
        return undefined;
      }),
    );
  }
}
