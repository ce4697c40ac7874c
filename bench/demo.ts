/** Question: how long does the demo's work take, its weeks passing without any waiting? */
import { type Benchmark, type Cell, shown, spreadOf, watchedDemo } from './support.ts';

export const demo: Benchmark = {
  name: 'demo',
  question:
    'seconds of `baton demo` from start to report: both sandboxes, HTTP, the embedded database and queue in one process',
  run: async ({ quick }) => {
    const [people, days, runs] = quick ? [50, 3, 1] : [500, 28, 3];
    const seconds: number[] = [];
    let last: Readonly<Record<string, unknown>> = {};
    for (let run = 0; run < runs; run += 1) {
      const { stdout } = await watchedDemo(people, days);
      last = JSON.parse(stdout);
      seconds.push(Number(last['seconds']));
    }
    const rows: Cell[][] = [
      [people, days, runs, shown(spreadOf(seconds), 1), `${last['handoffs']}`, `${last['ledgerEntries']}`, calls(last)],
    ];
    return {
      columns: ['leads', 'days', 'runs', 'seconds: median (range)', 'handoffs', 'ledger entries', 'calls'],
      rows,
      notes: [
        'the sandboxes’ own work, about a tenth, is in it; in production that is done on other people’s machines',
      ],
    };
  },
};

function calls({ calls: counted }: Readonly<Record<string, unknown>>): string {
  const given = typeof counted === 'object' && counted !== null ? Object.entries(counted) : [];
  return given.map(([system, count]) => `${system} ${count}`).join(', ');
}
