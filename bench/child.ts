/** What a process does while its memory is watched from outside: `idle <folder>`, `make <home>` or `cycle <home>`. */
import { join } from 'node:path';
import { openBaton, readHome, startWork } from '../src/app.ts';
import { onFile } from '../src/jobs/which-agreement.ts';
import { openQueue } from '../src/queue/index.ts';
import { SILENT } from '../src/runtime/log.ts';
import { openStore } from '../src/store/index.ts';
import { setUp } from '../src/trial.ts';

const IDLE_MS = 1_000;

/** The database and the queue on it, opened and left alone. */
async function idle(folder: string): Promise<void> {
  const place = { kind: 'embedded' as const, directory: join(folder, 'data') };
  const store = await openStore(place, { leaseMs: 60_000, id: (prefix) => prefix });
  if (store.pglite === undefined) throw new Error('no embedded database');
  const queue = await openQueue({ kind: 'pglite', pglite: store.pglite }, { log: SILENT, concurrency: 1 });
  await queue.work(async () => {});
  await new Promise((go) => setTimeout(go, IDLE_MS));
  await queue.close(0);
  await store.close();
}

/** The data directory is made, and no more. */
async function make(folder: string): Promise<void> {
  await (await openBaton(readHome(folder))).close();
}

/** Everything is read, signed, armed, judged again and written. */
async function cycle(folder: string): Promise<void> {
  await setUp(folder);
  const home = readHome(folder);
  const { work, baton, close } = await startWork(home);
  await work.settle();
  for (const { department, head } of onFile(home.settings).terms.parties)
    await baton.operations.sign({ department, name: head });
  await baton.operations.arm({ step: 'status' });
  await work.settle();
  await close();
}

const [what, folder = ''] = process.argv.slice(2);
const tasks: Readonly<Record<string, (folder: string) => Promise<void>>> = { idle, make, cycle };
await tasks[what ?? '']?.(folder);
