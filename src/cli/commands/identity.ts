/** `baton identity [join | keep-apart | split]`: who may be one person, and a person's word on it. */
import type { Command } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import type { SettledReport } from '../../ports/identity.ts';
import type { Operations } from '../../ports/operations.ts';
import { renderIdentity, renderSettled } from '../render/people.ts';
import { withBaton } from '../shell.ts';

interface Named {
  readonly by: string;
}

export function registerIdentity(program: Command, language: Language): void {
  const { people: t } = texts(language);
  const identity = program
    .command('identity')
    .description(t.commands.identity)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const report = await operations.identity({});
        print(report, () => renderIdentity(report, language, zone));
        return undefined;
      }),
    );
  identity
    .command('join')
    .argument('<a>', t.argument.side)
    .argument('<b>', t.argument.side)
    .description(t.commands.join)
    .requiredOption('--by <name>', t.option.by)
    .action((one: string, other: string, { by }: Named, command: Command) =>
      settled(command, (operations) => operations.identityJoin({ one, other, by })),
    );
  identity
    .command('keep-apart')
    .argument('<a>', t.argument.side)
    .argument('<b>', t.argument.side)
    .description(t.commands.keepApart)
    .requiredOption('--by <name>', t.option.by)
    .action((one: string, other: string, { by }: Named, command: Command) =>
      settled(command, (operations) => operations.identityKeepApart({ one, other, by })),
    );
  identity
    .command('split')
    .argument('<record>', t.argument.record)
    .description(t.commands.split)
    .requiredOption('--by <name>', t.option.by)
    .action((record: string, { by }: Named, command: Command) =>
      settled(command, (operations) => operations.identitySplit({ record, by })),
    );
}

function settled(command: Command, say: (operations: Operations) => Promise<SettledReport>): Promise<void> {
  return withBaton(command, async ({ operations, print, language }) => {
    const report = await say(operations);
    print(report, () => renderSettled(report, language));
    return undefined;
  });
}
