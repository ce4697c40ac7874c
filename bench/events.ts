/** Question: how many events a second are followed, and with how many calls? Of the same and of different contacts, in requests as HubSpot makes them, on PostgreSQL and Redis. */
import { byPerson } from '../connectors/hubspot/sandbox/index.ts';
import { type HintedWorld, openHintedWorld } from './hinted-world.ts';
import type { Benchmark, Cell } from './support.ts';

const EVERY_MS = 100;
/** Spreads the events over the contacts, so that neighbours seldom are the same. */
const STRIDE = 7_919;
const EDITOR = 1;
/** Of HubSpot at a time (page "Webhooks"). */
const REQUESTS_AT_ONCE = 10;

export const events: Benchmark = {
  name: 'events',
  question:
    'events a second by webhook, followed to their handoffs, on PostgreSQL and Redis; calls to both systems per event',
  run: async ({ quick }) => {
    const size = quick
      ? { contacts: 100, perSecond: 700, seconds: 2 }
      : { contacts: 1_000, perSecond: 1_000, seconds: 10 };
    const world = await openHintedWorld('events', size.contacts);
    if (world === undefined) return { columns: [], rows: [], notes: ['no PostgreSQL or no Redis answers'] };
    try {
      const { row, wrong } = await flood(world, size);
      const answer = {
        columns: [
          'contacts',
          'events',
          'offered/s',
          'taken s',
          'all done s',
          'events/s',
          'calls',
          'per event',
          'processor s',
        ],
        rows: [row],
        notes: [
          'taken: till the last request was answered; all done: till every hint had been read, judged and written',
          'events/s: events by the time till all was done; every contact is handed over by its first event',
        ],
      };
      return wrong.length === 0 ? answer : { ...answer, wrong: wrong.slice(0, 5) };
    } finally {
      await world.close();
    }
  },
};

interface Size {
  readonly contacts: number;
  readonly perSecond: number;
  readonly seconds: number;
}

async function flood(world: HintedWorld, size: Size): Promise<{ row: Cell[]; wrong: string[] }> {
  const { hubspot, salesforce, daemon } = world;
  const calls = (): number => hubspot.server.callCount + salesforce.server.callCount;
  const before = { calls: calls(), cpu: (await daemon.look()).cpuSeconds };
  const count = size.perSecond * size.seconds;
  const perRequest = Math.ceil((size.perSecond * EVERY_MS) / 1_000);
  const began = performance.now();
  const underWay = new Set<Promise<void>>();
  for (let n = 0; n < count; n += perRequest) {
    const dueMs = began + (n / size.perSecond) * 1_000;
    await new Promise((go) => setTimeout(go, Math.max(0, dueMs - performance.now())));
    while (underWay.size >= REQUESTS_AT_ONCE) await Promise.race(underWay);
    const told = Array.from({ length: Math.min(perRequest, count - n) }, (_, k) => ((n + k) * STRIDE) % size.contacts);
    for (const contact of told) happen(world, contact);
    const request: Promise<void> = world.tell(told).then((status) => {
      underWay.delete(request);
      if (status !== 204) throw new Error(`a webhook was answered with ${status}`);
    });
    underWay.add(request);
  }
  await Promise.all(underWay);
  const taken = (performance.now() - began) / 1_000;
  await daemon.rest();
  const all = (performance.now() - began) / 1_000;
  const made = calls() - before.calls;
  const cpu = (await daemon.look()).cpuSeconds - before.cpu;
  const wrong = world.contacts.flatMap((_, n) => {
    const tasks = world.tasks.get(n)?.length ?? 0;
    return tasks === 1 ? [] : [`contact ${n} has ${tasks} tasks`];
  });
  const row = [size.contacts, count, size.perSecond, taken, all, Math.round(count / all), made];
  return { row: [...row, (made / count).toFixed(3), cpu], wrong };
}

/** The first thing that happens completes a contact, further ones give it another phone number. */
function happen({ hubspot, contacts, complete, completed }: HintedWorld, contact: number): void {
  const how = byPerson(EDITOR, Date.now());
  if (!completed.has(contact)) complete(contact);
  else hubspot.world.change('contacts', contacts[contact] ?? '', { phone: String(performance.now()) }, how);
}
