/** A cause as one short word for tables: `rule mql-rule`, `person tanaka`, `time`, `salesforce`. */
import type { Cause } from './facts.ts';

export function causeWord(cause: Cause | undefined): string {
  if (cause === undefined) return '';
  switch (cause.by) {
    case 'rule':
      return `rule ${cause.rule}`;
    case 'person':
      return cause.user === undefined ? 'person' : `person ${cause.user}`;
    case 'time':
      return 'time';
    case 'system':
      return cause.system;
  }
}
