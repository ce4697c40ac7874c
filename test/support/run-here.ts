/** Runs a command of Baton in this process: a process for each of a hundred wrong words would take a second each. */
import { format } from 'node:util';
import { run } from '../../src/cli/run.ts';
import type { Ran, RunOptions } from './run.ts';

let turn: Promise<unknown> = Promise.resolve();

/** `baton <args>`, one after the other. What a process of its own does otherwise (signals, terminals, locks) is not tried by it. */
export function batonHere(args: readonly string[], options: Pick<RunOptions, 'env'> = {}): Promise<Ran> {
  const ran = turn.then(() => runHere(args, options));
  turn = ran.catch(() => {});
  return ran;
}

async function runHere(args: readonly string[], { env = {} }: Pick<RunOptions, 'env'>): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const before = { env: { ...process.env }, exitCode: process.exitCode };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const write = stream.write;
    stream.write = (chunk: string | Uint8Array): boolean => {
      said[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  // The tests' own console goes past them.
  const { console: theirs } = globalThis;
  for (const [name, stream] of [
    ['log', 'stdout'],
    ['error', 'stderr'],
  ] as const) {
    const real = theirs[name];
    theirs[name] = (...told: unknown[]): void => {
      said[stream] += `${format(...told)}\n`;
    };
    restore.push(() => {
      theirs[name] = real;
    });
  }
  for (const [name, value] of Object.entries(env))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  try {
    return { code: await run(args), ...said };
  } finally {
    for (const back of restore) back();
    for (const name of Object.keys(env))
      if (before.env[name] === undefined) delete process.env[name];
      else process.env[name] = before.env[name];
    process.exitCode = before.exitCode;
  }
}
