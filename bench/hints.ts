/** Question: how long is it from a webhook to the task? Ten a second, on PostgreSQL and Redis; the worker is a process of its own, the sandboxes another. */
import { type HintedWorld, openHintedWorld } from './hinted-world.ts';
import type { Benchmark, Cell } from './support.ts';

const EVERY_MS = 100;
/** The first few find connections, plans and code that nobody has used yet: they are told apart. */
const WARM = 30;
const MOST_WAIT_MS = 20_000;

export const hints: Benchmark = {
  name: 'hints',
  question: 'milliseconds from a signed webhook to the task in Salesforce, ten a second, on PostgreSQL and Redis',
  run: async ({ quick }) => {
    const count = quick ? 40 : 330;
    const world = await openHintedWorld('hints', count);
    if (world === undefined) return { columns: [], rows: [], notes: ['no PostgreSQL or no Redis answers'] };
    try {
      const way = await follow(world, count);
      const wrong = way.flatMap(({ tasks }, n) => (tasks === 1 ? [] : [`contact ${n} has ${tasks} tasks`]));
      const some = way.slice(Math.min(WARM, count / 2));
      const rows = (['stored', 'read', 'sent', 'task'] as const).map((step): Cell[] => {
        const sorted = some.map((one) => one[step]).toSorted((a, b) => a - b);
        const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
        return [step, some.length, at(0.5), at(0.9), at(0.99), sorted.at(-1) ?? 0];
      });
      const answer = {
        columns: ['till', 'hints', 'p50 ms', 'p90 ms', 'p99 ms', 'most'],
        rows,
        notes: [
          'stored: the webhook is answered, the hint stands in the database; read: HubSpot is asked for the contact; sent: the handoff arrives at Salesforce; task: it exists there',
          `the first ${WARM} hints are not counted; calls take no time but their own on loopback`,
        ],
      };
      return wrong.length === 0 ? answer : { ...answer, wrong: wrong.slice(0, 5) };
    } finally {
      await world.close();
    }
  },
};

type Way = Readonly<Record<'stored' | 'read' | 'sent' | 'task' | 'tasks', number>>;

async function follow(world: HintedWorld, count: number): Promise<readonly Way[]> {
  const asked = { hubspot: [] as number[], salesforce: [] as number[] };
  listen(world.hubspot, '/batch/read', asked.hubspot);
  listen(world.salesforce, '/composite/graph', asked.salesforce);
  const told: { readonly began: number; stored: number }[] = [];
  const first = performance.now();
  const telling: Promise<void>[] = [];
  for (let n = 0; n < count; n += 1) {
    await new Promise((go) => setTimeout(go, Math.max(0, first + n * EVERY_MS - performance.now())));
    world.complete(n);
    const one = { began: performance.now(), stored: Number.NaN };
    told.push(one);
    telling.push(
      world.tell([n]).then((status) => {
        if (status !== 204) throw new Error(`a webhook was answered with ${status}`);
        one.stored = performance.now();
      }),
    );
  }
  await Promise.all(telling);
  const till = performance.now() + MOST_WAIT_MS;
  while (world.tasks.size < count && performance.now() < till) await new Promise((go) => setTimeout(go, EVERY_MS));
  return told.map(({ began, stored }, n) => {
    const [task = Number.NaN, ...more] = world.tasks.get(n) ?? [];
    const after = (all: readonly number[]): number => (all.find((at) => at >= began) ?? Number.NaN) - began;
    return {
      stored: stored - began,
      read: after(asked.hubspot),
      sent: after(asked.salesforce),
      task: task - began,
      tasks: (Number.isNaN(task) ? 0 : 1) + more.length,
    };
  });
}

/** Notes when calls arrive whose path holds that part. */
function listen(
  { world }: Pick<HintedWorld['hubspot'], 'world'> | Pick<HintedWorld['salesforce'], 'world'>,
  part: string,
  at: number[],
): void {
  const handle = world.handle.bind(world);
  world.handle = (request) => {
    if (request.path.includes(part)) at.push(performance.now());
    return handle(request);
  };
}
