/** Which activities a rule means: by kind, and by what their properties say. */
import type { Activity } from '../activity.ts';
import { listed } from '../reading.ts';
import type { Where } from './vocabulary.ts';

/** Prepared once, asked often. Undefined where the rule asks for nothing: every activity of its kinds is meant. */
export function meant(where: Where | undefined): ((activity: Activity) => boolean) | undefined {
  if (where === undefined) return undefined;
  const tests = Object.entries(where).map(([property, wanted]) => ({ property, holds: listed([wanted].flat()) }));
  return ({ properties }) =>
    tests.every(({ property, holds }) => {
      const value = Object.hasOwn(properties, property) ? properties[property] : undefined;
      return value !== undefined && value !== null && holds(value);
    });
}

/** Newest first; of the same moment, in the fixed order of system, kind and id, so that the order of input is irrelevant. */
export function newestFirst(a: Activity, b: Activity): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt > b.occurredAt ? -1 : 1;
  if (a.system !== b.system) return a.system < b.system ? -1 : 1;
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** In place. The store keeps activities oldest first, so turning them round is mostly enough. */
export function orderNewestFirst(found: Activity[]): void {
  let before: Activity | undefined;
  for (const one of found) {
    if (before !== undefined && before.occurredAt >= one.occurredAt) {
      found.sort(newestFirst);
      return;
    }
    before = one;
  }
  if (found.length > 1) found.reverse();
}
