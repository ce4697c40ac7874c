/** One scoring under way, and the caps that several rules share. */
import { type IsoInstant, isoOf } from './instant.ts';
import { capLine, type ScoreLine } from './score-line.ts';
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
export function capGroups({ ready, lines }: Taking, part: ScoreLine['part']): number {
  let taken = 0;
  for (const group of ready.rules.groups) {
    const over = group.sum - group.cap;
    if (over <= 0) continue;
    group.sum = group.cap;
    taken -= over;
    const changesAt = Number.isFinite(group.changesMs) ? isoOf(group.changesMs) : undefined;
    lines.push(capLine(group.capId, group.label, part, -over, changesAt));
  }
  return taken;
}

export function capPart(
  { ready, lines, tells }: Taking,
  part: ScoreLine['part'],
  sum: number,
  changesAt?: IsoInstant | undefined,
): number {
  const { caps } = ready.rules;
  if (caps === undefined || sum <= caps[part]) return sum;
  lines.push(capLine(`cap/${part}`, caps.label, part, caps[part] - sum, tells ? changesAt : undefined));
  return caps[part];
}
