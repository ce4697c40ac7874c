/** `baton agreement check | show | diff | sign`: the document that both departments sign. */
import type { Command } from 'commander';
import { agreementJsonSchema, sayFault } from '../../app.ts';
import { diffAgreements } from '../../domain/agreement/difference/index.ts';
import { leftOut } from '../../domain/agreement/left-out.ts';
import { tellChanges } from '../../domain/agreement/tell/change.ts';
import { tellAgreement } from '../../domain/agreement/tell/index.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { OWN, resolveVersion, signedVersionsOf, type Version } from '../agreement-version.ts';
import { renderAgreement, renderChanges } from '../render/agreement.ts';
import { type GlobalOptions, globalOptions, guarded, homeOf, tell, write } from '../shell.ts';
import { registerSigning } from './signing.ts';

export function registerAgreement(program: Command, language: Language): void {
  const { cli: t } = texts(language);
  const agreement = program.command('agreement').description(t.commands.agreement);
  registerCheck(agreement, language);
  registerShow(agreement, language);
  registerDiff(agreement, language);
  registerSchema(agreement, language);
  registerSigning(agreement, language);
}

function registerCheck(agreement: Command, language: Language): void {
  const { agreement: words, cli: t, usage } = texts(language);
  agreement
    .command('check')
    .argument('[file]', usage.argument.version)
    .description(t.commands.agreementCheck)
    .action((file: string | undefined, _: unknown, command: Command) =>
      reading(command, async (options) => {
        const { hash, terms, doubts = [], accepted = [] } = await version(file, options);
        const without = leftOut(terms);
        print(options, { hash, name: terms.name, doubts, accepted, leftOut: without }, () =>
          [
            ...without.map((part) => words.leftOut(part, words.without[part])),
            ...doubts.map((doubt) => t.check.doubt(sayFault(doubt, language))),
            t.wellFormed(terms.name, hash, doubts.length, accepted.length),
          ].join('\n'),
        );
      }),
    );
}

function registerShow(agreement: Command, language: Language): void {
  const { cli: t, usage } = texts(language);
  agreement
    .command('show')
    .argument('[file]', usage.argument.version)
    .description(t.commands.agreementShow)
    .action((file: string | undefined, _: unknown, command: Command) =>
      reading(command, async (options) => {
        const { hash, terms } = await version(file, options);
        print(options, { hash, agreement: terms }, () => renderAgreement(tellAgreement(terms, language)));
      }),
    );
}

function registerDiff(agreement: Command, language: Language): void {
  const { cli: t, changes: words, usage } = texts(language);
  agreement
    .command('diff')
    .argument('<a>', usage.argument.version)
    .argument('<b>', usage.argument.version)
    .description(t.commands.agreementDiff)
    .action((from: string, to: string, _: unknown, command: Command) =>
      reading(command, async (options) => {
        const [a, b] = [await version(from, options), await version(to, options)];
        const changes = diffAgreements(a.terms, b.terms);
        print(options, { from: a.hash, to: b.hash, changes }, () =>
          changes.length === 0
            ? words.none
            : renderChanges(words.count(changes.length), tellChanges(changes, { a: a.terms, b: b.terms }, language)),
        );
      }),
    );
}

function registerSchema(agreement: Command, language: Language): void {
  agreement
    .command('schema')
    .description(texts(language).cli.commands.agreementSchema)
    .action((_: unknown, command: Command) => reading(command, async () => write(agreementJsonSchema().trimEnd())));
}

/** Reads files; data is opened only for a signed version. */
function reading(command: Command, work: (options: GlobalOptions) => Promise<void>): Promise<void> {
  const options = globalOptions(command);
  return guarded(options, async () => {
    await work(options);
    return undefined;
  });
}

function version(given: string | undefined, options: GlobalOptions): Promise<Version> {
  const home = homeOf(options);
  return resolveVersion(given ?? OWN, { home, signed: signedVersionsOf(home) });
}

function print({ json }: GlobalOptions, value: unknown, render: () => string): void {
  if (json === true) write(JSON.stringify(value, null, 2));
  else tell(render());
}
