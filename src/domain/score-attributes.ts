/** Points for who the lead is, each from the record whose value counts. */
import { byAge, type Lead } from './lead.ts';
import type { SourceRecord } from './record.ts';
import { capGroups, capPart, type Taking } from './score-line.ts';

/** The sum, caps taken away; the lines are added to those of the scoring. */
export function scoreAttributes(taking: Taking, lead: Lead): number {
  const { rules, lines } = taking;
  const asked = inOrderOfSay(lead);
  let sum = 0;
  for (const rule of rules.attributes) {
    const { field, group } = rule;
    for (const record of asked) {
      const value = record.fields[field];
      if (value === undefined || value === null || value === '') continue;
      if (!rule.isPlain && !Object.hasOwn(record.fields, field)) continue;
      const points = rule.pointsOf(value);
      if (points !== 0) {
        sum += points;
        if (group !== undefined) group.sum += points;
        const { ref: evidence, modifiedAt: at, url } = record;
        lines.push({
          rule: rule.id,
          label: rule.label,
          part: 'attribute',
          points,
          evidence,
          at,
          url,
          changesAt: undefined,
        });
      }
      break;
    }
  }
  return capPart(taking, 'attribute', sum + capGroups(taking, 'attribute'));
}

/** In the order in which {@link mergeFields} lets records have their say, the one asked first first: the person's, then companies', the newest first. */
function inOrderOfSay({ records, companies }: Lead): readonly SourceRecord[] {
  const asked: SourceRecord[] = [];
  pushNewestFirst(records, asked);
  pushNewestFirst(companies, asked);
  return asked;
}

function pushNewestFirst(records: readonly SourceRecord[], asked: SourceRecord[]): void {
  const start = asked.length;
  for (const record of records) {
    if (record.deleted) continue;
    let at = asked.length;
    for (; at > start; at -= 1) {
      const before = asked[at - 1];
      if (before === undefined || byAge(before, record) >= 0) break;
      asked[at] = before;
    }
    asked[at] = record;
  }
}
