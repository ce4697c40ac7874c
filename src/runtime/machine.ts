/** The machine's own time and chance. */
import { randomBytes } from 'node:crypto';
import type { Log, Runtime } from '../ports/runtime.ts';

/** 15 random bytes: two ids of any two processes never meet. */
const ID_BYTES = 15;

export function machineRuntime(log: Log): Runtime {
  return {
    now: () => Temporal.Now.instant(),
    machineMs: () => Date.now(),
    id: (prefix) => `${prefix}${randomBytes(ID_BYTES).toString('base64url')}`,
    log,
  };
}

/** So long, or until the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    const wake = (): void => {
      clearTimeout(timer);
      // Else one more would listen with every pause.
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake, { once: true });
  });
}
