/** What a process does while it is watched from outside: `idle <folder>`, `make <home>`, `cycle <home>`, `work <home> [armed]`. */
import { join } from 'node:path';
import { openBaton, readHome, startWork } from '../src/app.ts';
import { SYSTEMS } from '../src/domain/record.ts';
import { onFile } from '../src/jobs/which-agreement.ts';
import type { Pointer } from '../src/ports/queue.ts';
import { openQueue } from '../src/queue/index.ts';
import { SILENT } from '../src/runtime/log.ts';
import { openStore } from '../src/store/index.ts';
import { setUp } from '../src/trial.ts';
import { openWebhooks } from '../src/worker.ts';

const IDLE_MS = 1_000;
const LOOK_EVERY_MS = 250;
const MIB = 1_048_576;

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

/** The data directory is made and both systems are set up: commands of their own, which end before the work begins. */
async function make(folder: string): Promise<void> {
  await (await openBaton(readHome(folder))).close();
  await setUp(folder);
}

/** Everything is read, signed, armed, judged again and written. Says how much JavaScript's heap held at most, in MiB, garbage included. */
async function cycle(folder: string): Promise<void> {
  const home = readHome(folder);
  const { work, baton, close } = await startWork(home);
  let heapMiB = 0;
  const look = setInterval(() => {
    heapMiB = Math.max(heapMiB, used().heapMiB);
  }, LOOK_EVERY_MS);
  await work.settle();
  for (const { department, head } of onFile(home.settings).terms.parties)
    await baton.operations.sign({ department, name: head });
  await baton.operations.arm({ step: 'status' });
  await work.settle();
  clearInterval(look);
  await close();
  console.log(Math.round(heapMiB));
}

/** The daemon, which is told by its parent when to begin and tells it what it has done. It looks at what is due once a second, as always. */
async function work(folder: string, power?: string): Promise<void> {
  await setUp(folder);
  const home = readHome(folder);
  const { work: daemon, queue, baton, close } = await startWork(home, { events: { onDone: tell } });
  for (const { department, head } of onFile(home.settings).terms.parties)
    await baton.operations.sign({ department, name: head });
  if (power === 'armed') await baton.operations.arm({ step: 'status' });
  if (power === 'tasks') await baton.operations.arm({ step: 'tasks' });
  const webhooks = await openWebhooks(home.installation.hubspot.webhooks, baton.context, daemon);
  const orders: Readonly<Record<string, () => Promise<unknown>>> = {
    tick: () => daemon.tick(),
    pull: () => queue.wake({ verb: 'pull', of: 'hubspot' }),
    'pull salesforce': () => queue.wake({ verb: 'pull', of: 'salesforce' }),
    both: async () => {
      for (const of of SYSTEMS) await queue.wake({ verb: 'pull', of });
    },
    idle: () => queue.idle(),
    look: async () => {},
    end: async () => {
      await webhooks?.close();
      await close();
    },
  };
  process.on('message', async (order: string) => {
    const carryOut = orders[order];
    if (carryOut === undefined) throw new TypeError(`no order ${order}`);
    await carryOut();
    if (order === 'end') process.disconnect?.();
    else process.send?.({ did: order, ...used() });
  });
  process.send?.({ did: 'start', ...used() });
}

/** Processor time so far; memory of the process, and what of it is JavaScript's own: the embedded database lives outside the heap. */
function used() {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuSeconds: (user + system) / 1_000_000, rssMiB: rss / MIB, heapMiB: heapUsed / MIB };
}

function tell({ verb, of }: Pointer, report: object): void {
  process.send?.({ verb, of, report });
}

const [what, folder = '', power] = process.argv.slice(2);
const tasks: Readonly<Record<string, (folder: string, power?: string) => Promise<void>>> = { idle, make, cycle, work };
await tasks[what ?? '']?.(folder, power);
