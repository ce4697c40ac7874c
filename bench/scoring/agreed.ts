/** Whether every contestant says the same of every lead: the total, and where it makes lines, each line whole. */
import type { Contestant, Line, Scored } from './race.ts';

/** What differs from what the first of them says, one sentence for each that differs. */
export async function disagreements(contestants: readonly Contestant[], leads: number): Promise<readonly string[]> {
  const [measure, ...others] = contestants;
  if (measure === undefined) return [];
  const found: string[] = [];
  for (const other of others) {
    let wrong = 0;
    let example = '';
    for (let lead = 0; lead < leads; lead += 1) {
      const says = difference(scored(await measure.score(lead)), await other.score(lead));
      if (says === undefined) continue;
      wrong += 1;
      example ||= `lead ${lead}: ${says}`;
    }
    if (wrong > 0)
      found.push(`MISMATCH: ${other.name} differs from ${measure.name} in ${wrong} of ${leads} leads (${example})`);
  }
  return found;
}

function scored(result: Scored | number): Scored {
  if (typeof result === 'number') throw new Error('the others are compared with one that makes lines');
  const sum = sumOf(result.lines);
  if (sum !== result.total) throw new Error(`a total of ${result.total} with lines that make ${sum}`);
  return result;
}

function difference(wanted: Scored, found: Scored | number): string | undefined {
  const total = typeof found === 'number' ? found : found.total;
  if (total !== wanted.total) return `${total} points, not ${wanted.total}`;
  if (typeof found === 'number') return undefined;
  if (sumOf(found.lines) !== total) return `${total} points, lines that make ${sumOf(found.lines)}`;
  const [theirs, ours] = [content(found.lines), content(wanted.lines)];
  return theirs === ours ? undefined : `${theirs} instead of ${ours}`;
}

function sumOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { points }) => sum + points, 0);
}

function content(lines: readonly Line[]): string {
  return JSON.stringify(
    lines.map(({ rule, label, part, points, evidence, at, url }) => [
      ...[rule, label.en, label.ja, part, points],
      ...[evidence?.system, evidence?.object, evidence?.id, at, url],
    ]),
  );
}
