/** Every command that there is, as one program that has not been told yet what to do. Each command is in a file of commands/. */
import { type Language, texts } from '../domain/texts/index.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { registerAgreement } from './commands/agreement.ts';
import { registerAsk } from './commands/ask.ts';
import { registerCheck } from './commands/check.ts';
import { registerConnect } from './commands/connect.ts';
import { registerDemo } from './commands/demo.ts';
import { registerErase } from './commands/erase.ts';
import { registerIdentity } from './commands/identity.ts';
import { registerInit } from './commands/init.ts';
import { registerJobs } from './commands/jobs.ts';
import { registerLedger } from './commands/ledger.ts';
import { registerNotify } from './commands/notify.ts';
import { registerPower } from './commands/power.ts';
import { registerProblems } from './commands/problems.ts';
import { registerReconcile } from './commands/reconcile.ts';
import { registerReview } from './commands/review.ts';
import { registerSandbox } from './commands/sandbox.ts';
import { registerSetup } from './commands/setup.ts';
import { registerTimeline } from './commands/timeline.ts';
import { registerWeb } from './commands/web.ts';
import { registerWork } from './commands/work.ts';

/** With help in that language; building does nothing. Wrong use is thrown. */
export function buildProgram(language: Language): CommandLine {
  const { group } = texts(language).usage;
  const program = commandLine(language);
  program.commandsGroup(group.begin);
  registerInit(program, language);
  registerConnect(program, language);
  registerSetup(program, language);
  registerCheck(program, language);
  program.commandsGroup(group.work);
  registerWork(program, language);
  registerJobs(program, language);
  registerNotify(program, language);
  registerWeb(program, language);
  program.commandsGroup(group.ask);
  registerAsk(program, language);
  registerProblems(program, language);
  registerTimeline(program, language);
  registerReconcile(program, language);
  registerIdentity(program, language);
  registerLedger(program, language);
  registerReview(program, language);
  program.commandsGroup(group.power);
  registerAgreement(program, language);
  registerPower(program, language);
  registerErase(program, language);
  program.commandsGroup(group.trial);
  registerDemo(program, language);
  registerSandbox(program, language);
  return program;
}
