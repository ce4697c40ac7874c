/** Runs a command of Baton as its user would: a process of its own, with a bound. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Ran {
  /** The exit code; undefined when the process was ended by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}
export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to the process's standard input, which is closed then. */
  readonly input?: string;
  /** After this long the process is killed and the promise rejected. */
  readonly limitMs?: number;
}

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const MAIN = join(ROOT, 'src', 'cli', 'main.ts');
const LIMIT_MS = 60_000;
/** Output beyond this is a fault of its own. */
const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

/** `baton <args>` with this Node. Rejects when it does not end in time, with what it had said until then. */
export async function baton(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(process.execPath, [MAIN, ...args], options);
}

/** Any program, bounded alike. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>();
  const limitMs = options.limitMs ?? LIMIT_MS;
  const child = spawn(program, args, { cwd: options.cwd ?? ROOT, env: { ...process.env, ...options.env } });
  const said = { stdout: '', stderr: '' };
  const stop = (reason: string): void => {
    child.kill('SIGKILL');
    reject(new Error(`${[program, ...args].join(' ')} ${reason}\n${said.stdout}\n${said.stderr}`));
  };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (said[name].length > MOST_OUTPUT_BYTES) stop(`wrote more than ${MOST_OUTPUT_BYTES} bytes`);
    });
  }
  const timer = setTimeout(() => stop(`did not end within ${limitMs} ms`), limitMs);
  child.once('error', reject);
  child.once('close', (code) => resolve({ code: code ?? undefined, ...said }));
  // A process that ends without reading its input breaks the pipe; its exit code says all that matters.
  child.stdin.on('error', () => {}).end(options.input ?? '');
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
