/** Starts a command of Baton that goes on until it is told to end, and listens to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'src', 'cli', 'main.ts');
const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 60_000;

export interface Daemon {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly opening: string;
  said(): string;
  /** Sends the signal and waits for the end; answers the exit code, undefined where the signal itself ended it. */
  end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | undefined>;
}

/** Resolves when it has said `ready`; rejects when it ends before, with what it had said. */
export async function daemon(words: readonly string[], ready: RegExp): Promise<Daemon> {
  const child = spawn(process.execPath, [MAIN, ...words], { env: { ...process.env, BATON_LANGUAGE: 'en' } });
  const ended = new Promise<number | undefined>((resolve) => child.once('exit', (code) => resolve(code ?? undefined)));
  let said = '';
  const opening = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${words.join(' ')} was not ready in time:\n${said}`));
    }, START_LIMIT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (ready.test(said)) {
          clearTimeout(timer);
          resolve(said);
        }
      });
    }
    void ended.then((code) => {
      clearTimeout(timer);
      reject(new Error(`${words.join(' ')} ended with ${code}:\n${said}`));
    });
  });
  return {
    pid: child.pid ?? 0,
    opening,
    said: () => said,
    end: (signal) => end(child, ended, signal),
  };
}

async function end(
  child: ChildProcess,
  ended: Promise<number | undefined>,
  signal: NodeJS.Signals,
): Promise<number | undefined> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}
