/** `baton work`: the daemon. It pulls, judges, sends and watches the clock until told to stop, and answers every other command meanwhile. */
import { type Command, Option } from 'commander';
import { type Language, texts } from '../../domain/texts/index.ts';
import { openWorker } from '../../worker.ts';
import { globalOptions, guarded, homeOf, tell, write } from '../shell.ts';

const LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

export function registerWork(program: Command, language: Language): void {
  const { cli: t, usage } = texts(language);
  program
    .command('work')
    .description(t.commands.work)
    .addOption(new Option('--log <level>', usage.option.log).choices(LEVELS).default('info'))
    .action(async (options: { log: (typeof LEVELS)[number] }, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const worker = await openWorker(homeOf(global), { log: options.log });
        const stopping = new AbortController();
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
        stopping.signal.addEventListener('abort', () => {
          if (global.json !== true) write(t.draining);
        });
        write(
          global.json === true
            ? JSON.stringify({ working: worker.folder, pid: process.pid, agreementBroken: worker.agreementBroken })
            : t.working(worker.folder),
        );
        if (global.json !== true && worker.agreementBroken !== undefined)
          tell(t.agreementBroken(worker.agreementBroken[language]));
        await worker.run(stopping.signal);
        await worker.close();
        return undefined;
      });
    });
}
