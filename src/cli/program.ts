/** Every command that there is, as one program that has not been told yet what to do. Each command is a file of its own in commands/. */
import { Command, Option } from 'commander';
import { type Language, texts } from '../domain/texts/index.ts';
import { registerAsk } from './commands/ask.ts';
import { registerCheck } from './commands/check.ts';
import { registerDemo } from './commands/demo.ts';
import { registerInit } from './commands/init.ts';
import { registerJobs } from './commands/jobs.ts';
import { registerLedger } from './commands/ledger.ts';
import { registerPower } from './commands/power.ts';
import { registerSandbox } from './commands/sandbox.ts';
import { registerSetup } from './commands/setup.ts';
import { registerWeb } from './commands/web.ts';
import { registerWork } from './commands/work.ts';
import { EXIT } from './shell.ts';

/** With help in that language. Wrong use ends the process with its exit code; building does nothing. */
export function buildProgram(language: Language): Command {
  const { cli: t } = texts(language);
  const program = new Command('baton')
    .description(t.about)
    .option('--home <folder>', t.home)
    .option('--json', t.json)
    .addOption(new Option('--language <language>', t.languageOption).choices(['ja', 'en']))
    .showHelpAfterError()
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? EXIT.done : EXIT.usage);
    });
  registerInit(program, t);
  registerDemo(program, t);
  registerSetup(program, t);
  registerWork(program, t);
  registerWeb(program, t);
  registerJobs(program, t);
  registerAsk(program, t);
  registerPower(program, t);
  registerLedger(program, t);
  registerSandbox(program, t);
  registerCheck(program, t);
  return program;
}
