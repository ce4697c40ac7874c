/** One scoring under way, and the caps that several rules share. */
import { isoOf } from './instant.ts';
import { type LineHead, MadeLine, type ScoreLine } from './score-line.ts';
import type { ReadyLead } from './score-ready.ts';

export interface Taking {
  readonly ready: ReadyLead;
  readonly lines: ScoreLine[];
  readonly nowMs: number;
  /** When time alone changes any of it, as far as was seen. */
  nextMs: number;
  /** Whether lines say when they change. */
  readonly tells: boolean;
}

/** What is above the caps that rules share is taken away, each group's by the part that goes over it; answers the (negative) sum of it. */
export function capGroups({ ready, lines }: Taking, part: LineHead['part']): number {
  let taken = 0;
  for (const group of ready.rules.groups) {
    const over = group.sum - group.cap;
    if (over <= 0) continue;
    group.sum = group.cap;
    taken -= over;
    const changesAt = Number.isFinite(group.changesMs) ? isoOf(group.changesMs) : undefined;
    lines.push(new MadeLine(group.capHead[part], -over, undefined, changesAt));
  }
  return taken;
}

/** The same of a part's own cap; answers what is left of the sum. */
export function capPart({ ready, lines, tells, nextMs }: Taking, part: LineHead['part'], sum: number): number {
  const cap = ready.rules.caps?.[part];
  if (cap === undefined || sum <= cap.most) return sum;
  const changesAt = tells && Number.isFinite(nextMs) ? isoOf(nextMs) : undefined;
  lines.push(new MadeLine(cap.head, cap.most - sum, undefined, changesAt));
  return cap.most;
}
