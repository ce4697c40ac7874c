/** Question: how much memory does Baton take at its peak, and how much of that is the embedded database, which takes it even when idle? */

import { writeHome } from '../src/app.ts';
import { openSandboxes } from '../src/trial.ts';
import { type Benchmark, type Cell, temporaryFolder, type Watched, watched, watchedDemo } from './support.ts';

/** Far more than the benchmark lasts: one poll is all that happens. */
const POLL_SECONDS = 86_400;

export const memory: Benchmark = {
  name: 'memory',
  question:
    'peak resident memory (MiB) of a process that does this, and how much of it is beyond an idle embedded database',
  run: async ({ quick }) => {
    const { made, again } = await idleDatabase();
    const rows: Cell[][] = [
      row('embedded database and queue, made and left idle', made, made),
      row('the same, opened again', again, again),
    ];
    for (const people of quick ? [200] : [1_000, 10_000]) {
      const cycle = await wholeCycle(people);
      rows.push(
        row(`opened, reads, judges and writes ${people.toLocaleString('en')} contacts of a story`, cycle, again),
      );
    }
    const [people, days] = quick ? [50, 3] : [500, 28];
    const demo = await watchedDemo(people, days);
    rows.push(row(`made; demo of ${people} leads, ${days} days, both sandboxes inside`, demo, made));
    return {
      columns: ['what', 'peak MiB', 'beyond idle', 'heap at most'],
      rows,
      notes: [
        'making the data directory takes more than opening it: each is compared with its like',
        'heap at most: of JavaScript, garbage included; the embedded database lives outside of it',
      ],
    };
  },
};

async function idleDatabase(): Promise<{ made: Watched; again: Watched }> {
  const folder = temporaryFolder();
  try {
    const made = await watched('bench/child.ts', ['idle', folder.path]);
    return { made, again: await watched('bench/child.ts', ['idle', folder.path]) };
  } finally {
    folder.remove();
  }
}

/** The sandboxes are in this process, Baton in the child: nothing but Baton is measured. */
async function wholeCycle(people: number): Promise<Watched> {
  const folder = temporaryFolder();
  const sandboxes = await openSandboxes(() => Temporal.Now.instant(), {
    ports: { hubspot: 0, salesforce: 0 },
    story: { seed: 'memory', people, days: 7 },
  });
  try {
    const { hubspot, salesforce } = sandboxes;
    writeHome(folder.path, {
      language: 'en',
      hubspotBasePath: hubspot.url,
      salesforceUrl: salesforce.url,
      pollSeconds: POLL_SECONDS,
      secrets: {
        HUBSPOT_TOKEN: hubspot.token,
        SALESFORCE_CLIENT_ID: salesforce.clientId,
        SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
      },
    });
    await watched('bench/child.ts', ['make', folder.path]);
    return await watched('bench/child.ts', ['cycle', folder.path]);
  } finally {
    await sandboxes.close();
    folder.remove();
  }
}

/** A cycle says itself how much JavaScript's heap held. */
function row(what: string, { peakMiB, stdout }: Watched, idle: Watched): Cell[] {
  const heap = /^\d+\n$/.test(stdout) ? stdout.trim() : '–';
  if (peakMiB === undefined) return [what, 'not told here', '–', heap];
  return [what, Math.round(peakMiB), Math.round(peakMiB - (idle.peakMiB ?? 0)), heap];
}
