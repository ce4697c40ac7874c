/** Causes: the one that rules give, and each of them as one short word. */
import type { Cause } from './facts.ts';

export function byRule(rule: string): Cause {
  return { by: 'rule', rule };
}

/** For tables: `rule mql-rule`, `person tanaka`, `time`, `salesforce`, `hubspot automation`. */
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
      return cause.actor === undefined ? cause.system : `${cause.system} ${cause.actor}`;
  }
}
