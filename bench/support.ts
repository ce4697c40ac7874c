/** What the benchmarks share: the form of an answer, the machine, repeated timing, databases to run on, and children whose memory is watched. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, cpus, freemem, loadavg, platform, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import type { StorePlace } from '../src/store/index.ts';
import { postgresUrl } from '../test/support/services.ts';

export interface Wishes {
  /** Smaller and fewer runs: to see that it works. */
  readonly quick: boolean;
  /** How long a first reading may take before it is ended; what it has read by then is told. */
  readonly minutes?: number;
  /** How many records a first reading is of. */
  readonly records?: number;
}

export type Cell = string | number;

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What must be known to read the figures rightly. */
  readonly notes: readonly string[];
  /** What makes the figures worthless: it is printed, and the process fails. */
  readonly wrong?: readonly string[];
}

export interface Benchmark {
  readonly name: string;
  readonly question: string;
  run(wishes: Wishes): Promise<Answer>;
}

const ROOT = dirname(import.meta.dirname);
const MIB = 1_048_576;

export interface Machine {
  readonly at: string;
  readonly cores: number;
  readonly processor: string;
  readonly memory: string;
  readonly system: string;
  readonly load: string;
  readonly versions: Readonly<Record<string, string>>;
}

export async function machine(): Promise<Machine> {
  const gib = (bytes: number): string => `${(bytes / 1024 / MIB).toFixed(1)} GiB`;
  return {
    at: new Date().toISOString(),
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memory: `${gib(totalmem())}, ${gib(freemem())} free`,
    system: `${platform()} ${arch()}`,
    load: loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
    versions: {
      node: process.version,
      '@electric-sql/pglite': versionOf('@electric-sql/pglite'),
      bullmq: versionOf('bullmq'),
      postgresql: (await postgresVersion()) ?? 'none reachable',
    },
  };
}

function versionOf(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '?';
}

async function postgresVersion(): Promise<string | undefined> {
  const url = await postgresUrl();
  if (url === undefined) return undefined;
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version;
  } finally {
    await client.end();
  }
}

/** Values of several runs: the middle one, the least and the greatest. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
  return { median, low: sorted[0] ?? Number.NaN, high: sorted.at(-1) ?? Number.NaN };
}

/** How many a second, over several runs after one that does not count. `work` answers how many it did. */
export async function rate(runs: number, work: () => Promise<number> | number): Promise<Spread> {
  await work();
  const rates: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    const done = await work();
    rates.push((done / (performance.now() - began)) * 1_000);
  }
  return spreadOf(rates);
}

/** `12,345 (11,000–13,000)`. */
export function shown({ median, low, high }: Spread, digits = 0): string {
  const text = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: digits });
  return `${text(median)} (${text(low)}–${text(high)})`;
}

/** One database to run on, empty, removed afterwards. */
export interface Ground {
  readonly name: 'PGlite' | 'PostgreSQL';
  readonly place: StorePlace;
  dispose(): Promise<void>;
}

/** PGlite in a new folder; PostgreSQL in a schema of its own, where a server is reachable. */
export async function grounds(purpose: string): Promise<readonly Ground[]> {
  const folder = temporaryFolder();
  const embedded: Ground = {
    name: 'PGlite',
    place: { kind: 'embedded', directory: join(folder.path, 'data') },
    dispose: async () => folder.remove(),
  };
  const url = await postgresUrl();
  if (url === undefined) return [embedded];
  const schema = `baton_bench_${purpose.replace(/\W/g, '_')}_${process.pid}`;
  const dispose = async (): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`drop schema if exists ${schema} cascade`);
    await client.end();
  };
  return [embedded, { name: 'PostgreSQL', place: { kind: 'postgres', url, schema }, dispose }];
}

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A bare PGlite of the same version, for comparisons. */
export function barePglite(directory: string): Promise<PGlite> {
  return PGlite.create({ dataDir: directory });
}

export interface Watched {
  readonly stdout: string;
  readonly seconds: number;
  /** Greatest resident memory; undefined where the system does not tell (anything but Linux). */
  readonly peakMiB: number | undefined;
}

const LOOK_EVERY_MS = 50;
const CHILD_LIMIT_MS = 15 * 60_000;

/** Runs a file of this project in a process of its own. Rejects when it fails or does not end. */
export async function watched(file: string, args: readonly string[]): Promise<Watched> {
  const { promise, resolve, reject } = Promise.withResolvers<Watched>();
  const began = performance.now();
  const child = spawn(process.execPath, [join(ROOT, file), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  let peakMiB: number | undefined;
  const look = setInterval(() => {
    peakMiB = peakOf(child.pid) ?? peakMiB;
  }, LOOK_EVERY_MS);
  const limit = setTimeout(() => child.kill('SIGKILL'), CHILD_LIMIT_MS);
  child.once('error', reject);
  child.once('close', (code) => {
    clearInterval(look);
    clearTimeout(limit);
    if (code === 0) resolve({ stdout: said.out, seconds: (performance.now() - began) / 1_000, peakMiB });
    else reject(new Error(`${file} ${args.join(' ')} ended with ${code}\n${said.out}\n${said.err}`));
  });
  return promise;
}

/** `baton demo --json` in a home of its own, removed afterwards. */
export async function watchedDemo(people: number, days: number): Promise<Watched> {
  const home = temporaryFolder();
  try {
    const size = ['--people', `${people}`, '--days', `${days}`];
    return await watched('src/cli/main.ts', ['--home', home.path, '--json', 'demo', ...size]);
  } finally {
    home.remove();
  }
}

/** VmHWM of /proc/<pid>/status (proc(5)): the kernel's own high-water mark, so looking seldom misses little. */
function peakOf(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/status`;
  if (pid === undefined || !existsSync(path)) return undefined;
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8')) ?? [];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    // It ended between the two looks; what was seen before stands.
    return undefined;
  }
}
