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
