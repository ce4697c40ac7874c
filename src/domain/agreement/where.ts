/** Which activities a rule means: by kind, and by what their properties say. */
import type { Activity } from '../activity.ts';
import { listed, remembering } from '../reading.ts';
import type { Where } from './vocabulary.ts';

/** Prepared once, asked often. Undefined where the rule asks for nothing: every activity of its kinds is meant. */
export function meant(where: Where | undefined): ((activity: Activity) => boolean) | undefined {
  if (where === undefined) return undefined;
  const tests = Object.entries(where).map(([property, wanted]) => ({
    property,
    holds: remembering(listed([wanted].flat())),
  }));
  return ({ properties }) => {
    for (const { property, holds } of tests) {
      const value = Object.hasOwn(properties, property) ? properties[property] : undefined;
      if (value === undefined || value === null || !holds(value)) return false;
    }
    return true;
  };
}

/** Newest first; of the same moment, in the fixed order of system, kind and id, so that the order of input is irrelevant. */
export function newestFirst(a: Activity, b: Activity): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt > b.occurredAt ? -1 : 1;
  if (a.system !== b.system) return a.system < b.system ? -1 : 1;
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** The first `count` of them, in place. The store keeps activities oldest first and they are gathered from the end, so there is mostly nothing to do. */
export function orderNewestFirst(found: Activity[], count: number = found.length): void {
  for (let index = 1; index < count; index += 1) {
    const before = found[index - 1];
    const one = found[index];
    if (before === undefined || one === undefined || before.occurredAt > one.occurredAt) continue;
    found.length = count;
    found.sort(newestFirst);
    return;
  }
}
