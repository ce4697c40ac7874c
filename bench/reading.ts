/** Question: how long is the largest agreement that is shipped read and checked: once the process is warm, and the first time in a process? */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PRESETS, presetAgreement, SHIPPED_MAPPINGS } from '../src/config/new-home.ts';
import { type Benchmark, shown, spreadOf } from './support.ts';

const WANTED_MS = 50;
const WARM_UP = 40;
const CHILD = join(import.meta.dirname, 'reading-child.ts');

interface Measured {
  readonly importMs: number;
  readonly firstMs: number;
  readonly firstCpuMs: number;
  readonly warmMs: number;
}

export const reading: Benchmark = {
  name: 'reading',
  question: `ms to read and check the largest agreement that is shipped (wanted: ${WANTED_MS})`,
  run: async ({ quick }) => {
    const path = largest();
    const runs = quick ? 3 : 15;
    const cache = mkdtempSync(join(tmpdir(), 'baton-reading-'));
    try {
      // As `baton` runs: what was compiled once is kept. The first fills it.
      await measured(path, cache);
      const cached: Measured[] = [];
      const bare: Measured[] = [];
      for (let run = 0; run < runs; run += 1) {
        cached.push(await measured(path, cache));
        bare.push(await measured(path, undefined));
      }
      const row = (what: string, of: readonly Measured[], value: (one: Measured) => number) =>
        [what, shown(spreadOf(of.map(value)))] as const;
      return {
        columns: ['what', 'ms: median (range)'],
        rows: [
          row('again in the same process', bare, ({ warmMs }) => warmMs),
          row('the first time in a process, as `baton` runs', cached, ({ firstMs }) => firstMs),
          row('  of which processor time', cached, ({ firstCpuMs }) => firstCpuMs),
          row('the first time, nothing kept compiled', bare, ({ firstMs }) => firstMs),
          row('  of which processor time', bare, ({ firstCpuMs }) => firstCpuMs),
          row('beside it: loading the code, as `baton` runs', cached, ({ importMs }) => importMs),
          row('beside it: loading the code, nothing kept compiled', bare, ({ importMs }) => importMs),
        ],
        notes: [
          `${path.slice(SHIPPED_MAPPINGS.length + 1)}, ${statSync(path).size} bytes; a process of its own for each run, the median of ${WARM_UP} readings after as many`,
          'reading and checking: the file, YAML with places, the schema, coherence, doubts, the hash',
        ],
      };
    } finally {
      rmSync(cache, { recursive: true });
    }
  },
};

function largest(): string {
  const paths = [join(SHIPPED_MAPPINGS, 'agreement.yaml'), ...PRESETS.map(presetAgreement)];
  const sized = paths.map((path) => ({ path, bytes: statSync(path).size })).sort((a, b) => b.bytes - a.bytes);
  const [first] = sized;
  if (first === undefined) throw new Error('no agreement is shipped');
  return first.path;
}

async function measured(path: string, cache: string | undefined): Promise<Measured> {
  const words = [CHILD, path, String(WARM_UP), ...(cache === undefined ? [] : [cache])];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout);
}
