/** Points for who the lead is, each from the record whose value counts. */
import { MadeLine } from './score-line.ts';
import { capGroups, capPart, type Taking } from './score-taking.ts';

/** The sum, caps taken away; the lines are added to those of the scoring. */
export function scoreAttributes(taking: Taking): number {
  const { lines, ready } = taking;
  const { rules, values, sources } = ready;
  let sum = 0;
  for (let index = 0; index < rules.attributes.length; index += 1) {
    const rule = rules.attributes[index];
    const value = values[index];
    const source = sources[index];
    if (rule === undefined || value === undefined || source === undefined) continue;
    const points = rule.pointsOf(value);
    if (points === 0) continue;
    sum += points;
    if (rule.group !== undefined) rule.group.sum += points;
    lines.push(new MadeLine(rule.head, points, source, undefined));
  }
  return capPart(taking, 'attribute', sum + capGroups(taking, 'attribute'));
}
