/** `npm run soak`: a quarter of any size, its seed and progress printed; it ends with 1 where an invariant was broken. */
import { parseArgs } from 'node:util';
import { onPglite, onPostgres } from '../store/ground.ts';
import { runQuarter } from './quarter.ts';

const { values } = parseArgs({
  options: {
    reps: { type: 'string', default: '200' },
    leads: { type: 'string', default: '20000' },
    days: { type: 'string', default: '90' },
    seed: { type: 'string', default: String(Date.now()) },
    look: { type: 'string', default: '1' },
    turns: { type: 'string', default: '9,14,19' },
    postgres: { type: 'string' },
  },
});
const { seed, postgres } = values;
const [reps, leads, days, lookEvery] = [values.reps, values.leads, values.days, values.look].map(Number);
const turnsAt = values.turns.split(',').map(Number);
if (turnsAt.some((hour) => !(hour >= 0 && hour < 24))) throw new RangeError('--turns are hours of the day: 9,14,19');
if (!reps || !leads || !days || !lookEvery || reps < 2)
  throw new RangeError('--reps (2 or more), --leads, --days and --look are numbers above 0');

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const begun = performance.now();
const elapsed = (): number => (performance.now() - begun) / 60_000;
const minutes = (): string => elapsed().toFixed(1);
/** As if the days to come took as long as those before. */
const left = (day: number): string => ((elapsed() * (Number(days) - day)) / day).toFixed(0);
say(`seed ${seed}: ${reps} reps, ${leads} leads, ${days} days`);
const ground = postgres === undefined ? await onPglite() : await onPostgres(postgres, 'soak');
try {
  await ground.empty();
  const told = await runQuarter({
    ...{ reps, leads, days, seed, ground, lookEvery, turnsAt },
    onBreach: ({ invariant, at, what }) => say(`BROKEN ${invariant}\n       ${at} ${what}`),
    onDay: (day, { entries, tasks, acts, breaches, spent }) =>
      say(
        `${minutes()} min (about ${left(day)} left)  day ${day}/${days}  ${acts} acts  ${entries} entries  ${tasks} tasks  ${breaches} breaches  ${Math.round(process.memoryUsage().rss / 1_048_576)} MB  (processor: ${spent})`,
      ),
  });
  for (const [what, count] of [...told.counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    say(`${String(count).padStart(8)}  ${what}`);
  say(`${told.tasks} tasks, ${told.calls.hubspot} calls to HubSpot, ${told.calls.salesforce} to Salesforce`);
  say(`head ${told.head.seq} ${told.head.hash}`);
  say(
    `${minutes()} min, seed ${seed}: ${told.breaches.length === 0 ? 'every invariant holds' : `${told.breaches.length} breaches`}`,
  );
  if (told.breaches.length > 0) process.exitCode = 1;
} finally {
  await ground.dispose();
}
