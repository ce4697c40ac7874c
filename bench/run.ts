/** `npm run bench`: asks every question that docs/performance.md states, prints the machine and a table for each. `--only <name>`, `--quick`, `--minutes <n>`, `--records <n>`, `--json <file>`. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { padTo } from '../src/cli/render/columns.ts';
import { backfill } from './backfill.ts';
import { backfillSalesforce } from './backfill-salesforce.ts';
import { clock } from './clock.ts';
import { demo } from './demo.ts';
import { events } from './events.ts';
import { hints } from './hints.ts';
import { judging } from './judging.ts';
import { ledger } from './ledger.ts';
import { memory } from './memory.ts';
import { pulling } from './pulling.ts';
import { quota } from './quota.ts';
import { quotaSalesforce } from './quota-salesforce.ts';
import { reading } from './reading.ts';
import { routing } from './routing.ts';
import { scoring } from './score.ts';
import { type Answer, type Benchmark, type Cell, type Machine, machine, type Wishes } from './support.ts';
import { throughput } from './throughput.ts';
import { writing } from './writing.ts';

const BENCHMARKS: readonly Benchmark[] = [
  pulling,
  writing,
  throughput,
  quota,
  quotaSalesforce,
  hints,
  events,
  backfill,
  backfillSalesforce,
  judging,
  scoring,
  reading,
  routing,
  clock,
  demo,
  memory,
  ledger,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    records: { type: 'string' },
    json: { type: 'string' },
  },
});

/** Of a first reading; undefined: the benchmark's own. */
function above0(option: 'minutes' | 'records', given: string | undefined): number | undefined {
  if (given === undefined || Number(given) > 0) return given === undefined ? undefined : Number(given);
  console.error(`--${option} ${given}: a number greater than 0 is wanted, such as 60`);
  process.exit(2);
}

function chosen(names: readonly string[] | undefined): readonly Benchmark[] {
  const unknown = (names ?? []).filter((name) => BENCHMARKS.every((one) => one.name !== name));
  if (unknown.length > 0) {
    console.error(`no benchmark ${unknown.join(', ')}; there are ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
    process.exit(2);
  }
  return names === undefined ? BENCHMARKS : BENCHMARKS.filter(({ name }) => names.includes(name));
}

function tell(here: Machine): void {
  console.log(`${here.at} · ${here.cores} cores, ${here.processor} · ${here.memory} · ${here.system}`);
  const versions = Object.entries(here.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`${versions.join(' · ')} · load ${here.load}`);
}

function table({ columns, rows }: Answer): string {
  const lines = [columns, ...rows].map((cells) => cells.map((cell) => text(cell)));
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) => `  ${cells.map((cell, column) => padTo(cell, widths[column] ?? 0)).join('   ')}`.trimEnd())
    .join('\n');
}

function text(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.toLocaleString('en', { maximumFractionDigits: 1 });
}

const minutes = above0('minutes', values.minutes);
const records = above0('records', values.records);
const wishes: Wishes = {
  quick: values.quick,
  ...(minutes === undefined ? {} : { minutes }),
  ...(records === undefined ? {} : { records }),
};
const here = await machine();
tell(here);
const answers: { name: string; question: string; answer: Answer; seconds: number }[] = [];
for (const { name, question, run } of chosen(values.only)) {
  console.log(`\n${name}: ${question}`);
  const began = performance.now();
  const answer = await run(wishes);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  console.log(table(answer));
  for (const note of answer.notes) console.log(`  · ${note}`);
  for (const fault of answer.wrong ?? []) console.error(`  ! ${fault}`);
  if ((answer.wrong ?? []).length > 0) process.exitCode = 1;
  answers.push({ name, question, answer, seconds });
}
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ machine: here, quick: values.quick, answers }, null, 2)}\n`);
