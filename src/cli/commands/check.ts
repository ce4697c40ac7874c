/** `baton check`: everything that the company owns, read and judged by its own examples. */
import type { Command } from 'commander';
import { checkHome, sayFault } from '../../app.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import { EXIT, globalOptions, guarded, homeOf, readerLanguage, tell, write } from '../shell.ts';

export function registerCheck(program: Command, language: Language): void {
  const { cli: t } = texts(language);
  program
    .command('check')
    .description(t.commands.check)
    .action(async (_: unknown, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const { installation, agreement, doubts, examples } = checkHome(homeOf(global));
        const { unset } = installation;
        const { check } = t;
        const failed = examples.filter(({ ok }) => !ok);
        const told = examples.map(({ differences, ...example }) => ({
          ...example,
          what: differences.map(({ what, expected, actual }) => `${what}: ${actual} ≠ ${expected}`).join('; '),
        }));
        const lines = [
          ...doubts.map((doubt) => check.doubt(sayFault(doubt, readerLanguage(global)))),
          ...failed.map(({ file, line, name, differences }) =>
            check.failed(
              `${file}:${line}`,
              name,
              differences.map(({ what, expected, actual }) => check.differs(what, expected, actual)).join('; '),
            ),
          ),
        ];
        if (unset.length > 0) lines.push(check.unset(unset.join(', ')));
        if (failed.length === 0) lines.push(check.good(agreement.slice(0, 12), examples.length, doubts.length));
        if (global.json === true) write(JSON.stringify({ agreement, doubts, examples: told, unset }, null, 2));
        else tell(lines.join('\n'));
        return failed.length === 0 ? EXIT.done : EXIT.no;
      });
    });
}
