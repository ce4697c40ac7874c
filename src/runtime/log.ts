/** The operator's log: one JSON line per event on standard error, by pino; silent unless asked for. */
import pino from 'pino';
import type { Log } from '../ports/runtime.ts';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** Field names whose values never reach the log, wherever they stand. */
const SECRET = [
  'token',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'authorization',
  'password',
  '*.token',
  '*.authorization',
];

export function openLog(level: LogLevel): Log {
  const logger = pino({ level, base: null, redact: { paths: SECRET, censor: '[secret]' } }, pino.destination(2));
  return {
    debug: (event, details) => logger.debug({ ...details }, event),
    info: (event, details) => logger.info({ ...details }, event),
    warn: (event, details) => logger.warn({ ...details }, event),
    error: (event, details) => logger.error({ ...details }, event),
  };
}

/** For tests and simulations. */
export const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
