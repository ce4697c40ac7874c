/** `baton work`: the daemon. It pulls, judges, sends and watches the clock until told to stop, and answers every other command meanwhile. */
import type { Command } from 'commander';
import { openWorker } from '../../app.ts';
import { type Texts, texts } from '../../domain/texts/index.ts';
import { globalOptions, guarded, homeOf, write } from '../shell.ts';

export function registerWork(program: Command, t: Texts['cli']): void {
  program
    .command('work')
    .description(t.commands.work)
    .option('--log <level>', 'silent | error | warn | info | debug', 'info')
    .action(async (options: { log: string }, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const worker = await openWorker(homeOf(global), { log: options.log });
        const { cli } = texts(global.language ?? worker.installation.language);
        write(
          global.json === true
            ? JSON.stringify({ working: worker.folder, pid: process.pid })
            : cli.working(worker.folder),
        );
        const stopping = new AbortController();
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
        stopping.signal.addEventListener('abort', () => {
          if (global.json !== true) write(cli.draining);
        });
        await worker.run(stopping.signal);
        await worker.close();
        return undefined;
      });
    });
}
