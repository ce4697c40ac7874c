/** `baton ledger show | owner | held | export | verify | accept-loss`. */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import type { AnchorRead, VerifyReport } from '../../ports/ledger-answers.ts';
import { type AskedMoment, dayOrMoment } from '../command-line.ts';
import { type ExportOptions, exportLedger } from '../ledger-export.ts';
import { moment } from '../render/columns.ts';
import { renderLedger } from '../render/ledger.ts';
import { renderHeld, renderOwners } from '../render/ownership.ts';
import { EXIT, withBaton } from '../shell.ts';

export function registerLedger(program: Command, language: Language): void {
  const { ledger: t, usage, ownership } = texts(language);
  const ledger = program.command('ledger').description(t.commands.about);
  ledger
    .command('show')
    .argument('<lead>', usage.argument.lead)
    .description(t.commands.show)
    .action((lead: string, _: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, installation }) => {
        const rows = await operations.ledgerShow({ lead });
        print(rows, () => renderLedger(rows, language, installation.zone));
        return undefined;
      }),
    );
  const at = () => new Option('--at <instant>', ownership.option.at).argParser(dayOrMoment(usage.counts.moment));
  ledger
    .command('owner')
    .argument('<lead>', usage.argument.lead)
    .addOption(at())
    .description(ownership.commands.owner)
    .action((lead: string, options: { at?: AskedMoment }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const report = await operations.owners({ lead, at: options.at?.(zone) });
        print(report, () => renderOwners(report, language, zone));
        return undefined;
      }),
    );
  ledger
    .command('held')
    .argument('<who>', ownership.argument.who)
    .addOption(at())
    .description(ownership.commands.held)
    .action((by: string, options: { at?: AskedMoment }, command: Command) =>
      withBaton(command, async ({ operations, print, language, installation: { zone } }) => {
        const leads = await operations.held({ by, at: options.at?.(zone) });
        print(leads, () => renderHeld(leads, by, language, zone));
        return undefined;
      }),
    );
  ledger
    .command('export')
    .option('--to <file>', usage.option.exportTo)
    .option('--open', usage.option.openings)
    .description(t.commands.export)
    .action((options: ExportOptions, command: Command) =>
      withBaton(command, async ({ operations, print, installation: { anchors } }) => {
        const written = await exportLedger(operations, options);
        const { to } = options;
        if (to === undefined) return undefined;
        // Alone it only fits itself: what stands outside the database says that it was not rewritten.
        const outside = existsSync(anchors.file) ? ` --anchors ${anchors.file}` : '';
        print(written, () => t.exported(written.entries, written.checkpoints, to, `${to}${outside}`));
        return undefined;
      }),
    );
  ledger
    .command('verify')
    .description(t.commands.verify)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, installation: { zone } }) => {
        const result = await operations.ledgerVerify({});
        print(result, () => renderVerification(result, language, zone));
        return result.ok ? EXIT.done : EXIT.no;
      }),
    );
  ledger
    .command('accept-loss')
    .description(t.commands.acceptLoss)
    .action((_: unknown, command: Command) =>
      withBaton(command, async ({ operations, print, installation: { zone } }) => {
        const result = await operations.acceptLoss({});
        print(result, () => `${result.ok ? `${t.lossAccepted}\n` : ''}${renderVerification(result, language, zone)}`);
        return result.ok ? EXIT.done : EXIT.no;
      }),
    );
}

function renderVerification(result: VerifyReport, language: Language, zone: string): string {
  const { ledger: t } = texts(language);
  if (result.ok) return [t.verified(result.entries, result.head), ...result.anchors.map(compared)].join('\n');
  const { seq, fault, denies } = result;
  return [
    t.notVerified(seq, t.faults[fault]),
    ...(denies === undefined ? [] : [t.denied(denies.anchor, denies.size, moment(denies.at, zone))]),
    t.howToSettle(fault === 'lost' || fault === 'replaced'),
  ].join('\n');

  function compared({ anchor, checkpoints }: AnchorRead): string {
    return checkpoints === undefined ? t.anchorUnread(anchor) : t.anchorAgrees(anchor, checkpoints);
  }
}
