/** The cause that rules give. */
import type { Cause } from './facts.ts';

export function byRule(rule: string): Cause {
  return { by: 'rule', rule };
}
