/** What tests wait on and listen to instead of sleeping. */
import type { Log, LogDetails } from '../../src/ports/runtime.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly details: LogDetails | undefined;
}

/** A log that remembers. */
export function memoryLog(): { readonly log: Log; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (event: string, details?: LogDetails) =>
    void lines.push({ level, event, details });
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

/** A promise with its handle outside. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: () => resolve() };
}

/** Lets everything that is ready run. */
export const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
