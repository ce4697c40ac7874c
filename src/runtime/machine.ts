/** The machine's own time and chance. */
import { randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import type { Log, Runtime } from '../ports/runtime.ts';
import { type ClockMeans, SteadyClock } from './steady.ts';

/** 15 random bytes: two ids of any two processes never meet. */
const ID_BYTES = 15;

const MACHINE: Omit<ClockMeans, 'onSet'> = {
  wallMs: () => Date.now(),
  goneMs: () => performance.now(),
  upSeconds: () => uptime(),
};

export function machineRuntime(log: Log, machine = MACHINE): Runtime {
  const clock = new SteadyClock({
    ...machine,
    onSet: (byMs) => log.error('clock.set', { bySeconds: Math.round(byMs / 1_000), followed: false }),
  });
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(Math.round(clock.nowMs())),
    machineMs: () => Math.round(clock.nowMs()),
    heard: (at) => clock.heard(at.epochMilliseconds),
    setByMs: () => clock.setByMs,
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
