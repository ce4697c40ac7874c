/** `baton web`: health for an orchestrator. */
import type { Command } from 'commander';
import { openWeb } from '../../app.ts';
import { BatonError } from '../../domain/problem.ts';
import { type Texts, texts } from '../../domain/texts/index.ts';
import { environmentLanguage, globalOptions, guarded, homeOf, write } from '../shell.ts';

export function registerWeb(program: Command, t: Texts['cli']): void {
  program
    .command('web')
    .description(t.commands.web)
    .option('--host <address>', t.web.host, '127.0.0.1')
    .option('--port <port>', t.web.port, '4300')
    .action(async (options: { host: string; port: string }, command: Command) => {
      const global = globalOptions(command);
      await guarded(global, async () => {
        const port = Number(options.port);
        if (!Number.isInteger(port) || port < 0 || port > 65_535)
          throw new BatonError('BAD_PORT', options.port, '0 … 65535');
        const web = await openWeb(homeOf(global), { host: options.host, port });
        write(
          global.json === true
            ? JSON.stringify({ url: web.url })
            : texts(environmentLanguage(global)).cli.web.running(web.url),
        );
        await new Promise<void>((resolve) => {
          for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
        });
        await web.close();
        return undefined;
      });
    });
}
