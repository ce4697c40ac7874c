/** What is asked of scoring beside its speed: that it leaves nothing in memory, and that an agreement is read and checked quickly. Each in processes of its own. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { shown, spreadOf, watched } from '../support.ts';

const CHILD = 'bench/scoring/child.ts';
const ROOT = join(import.meta.dirname, '../..');

/** What is measured, and its figure. */
type Figure = readonly [what: string, figure: string];

const heapAnswer = z.object({ once: z.number(), onceMiB: z.number(), often: z.number(), oftenMiB: z.number() });

export async function heapFigures(): Promise<readonly Figure[]> {
  const { once, onceMiB, often, oftenMiB } = heapAnswer.parse(JSON.parse((await watched(CHILD, ['heap'])).stdout));
  const figure = (leads: number, mib: number): Figure => [
    `heap, collected, after ${leads.toLocaleString('en')} leads were scored`,
    `${mib.toFixed(2)} MiB`,
  ];
  return [figure(once, onceMiB), figure(often, oftenMiB)];
}

const spread = z.object({ median: z.number(), low: z.number(), high: z.number() });
const readAnswer = z.object({ firstMs: z.number(), warmMs: spread });

/** The first reading of a process takes longest: it is measured in several. */
export async function readingFigures(processes: number): Promise<readonly Figure[]> {
  const path = largestAgreement();
  const answers: z.output<typeof readAnswer>[] = [];
  for (let process = 0; process < processes; process += 1)
    answers.push(readAnswer.parse(JSON.parse((await watched(CHILD, ['read', path])).stdout)));
  const name = relative(ROOT, path);
  const warm = spreadOf(answers.map(({ warmMs }) => warmMs.median));
  return [
    [
      `${name} read and checked, the first time in a process`,
      `${shown(spreadOf(answers.map((answer) => answer.firstMs)), 1)} ms`,
    ],
    [`${name} read and checked again`, `${shown(warm, 1)} ms`],
  ];
}

/** By size, of the shipped one and the presets. */
function largestAgreement(): string {
  const mappings = join(ROOT, 'mappings');
  const presets = join(mappings, 'presets');
  const folders = existsSync(presets) ? readdirSync(presets).map((preset) => join(presets, preset)) : [];
  const files = [mappings, ...folders]
    .map((folder) => join(folder, 'agreement.yaml'))
    .filter((path) => existsSync(path));
  const [largest] = files.sort((a, b) => statSync(b).size - statSync(a).size);
  if (largest === undefined) throw new Error('no agreement is shipped');
  return largest;
}
