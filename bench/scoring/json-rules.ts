/** The rules of json-rules-engine, one of its rules for each. Counts stand in the facts when it begins, which is the quicker of its two ways. */
import { z } from 'zod';
import { bounded, COUNTED, countOfEvents, ENTRIES, type Entry, type Facts } from './facts.ts';
import { callable, type Engine, named, peer } from './peers.ts';

interface RulesEngine {
  addOperator(name: string, holds: (value: string, words: readonly string[]) => boolean): void;
  addRule(rule: object): void;
  run(facts: Readonly<Record<string, unknown>>): Promise<{ readonly events: readonly { readonly type: string }[] }>;
}

type Condition = { readonly fact: string; readonly operator: string; readonly value: unknown };

export function jsonRules(): Engine<Facts> {
  const { Engine } = peer('json-rules-engine', z.object({ Engine: callable<new () => RulesEngine>() }));
  const engine = new Engine();
  engine.addOperator('containsAny', (text, words) => words.some((word) => text.includes(word)));
  const points = new Map<string, (counts: readonly number[]) => number>();
  for (const entry of ENTRIES) {
    engine.addRule({ name: entry.id, conditions: { all: conditions(entry) }, event: { type: entry.id } });
    points.set(entry.id, () => entry.points);
  }
  for (const [index, rule] of COUNTED.entries()) {
    const all: Condition[] = [{ fact: rule.id, operator: 'greaterThan', value: 0 }];
    engine.addRule({ name: rule.id, conditions: { all }, event: { type: rule.id } });
    points.set(rule.id, (counts) => bounded(counts[index] ?? 0, rule));
  }
  const score = async (facts: Facts): Promise<number> => {
    const counts = COUNTED.map((rule) => countOfEvents(facts, rule));
    const given: Record<string, unknown> = { ...facts };
    for (const [index, { id }] of COUNTED.entries()) given[id] = counts[index];
    const { events } = await engine.run(given);
    return events.reduce((sum, { type }) => sum + (points.get(type)?.(counts) ?? 0), 0);
  };
  return { name: named('json-rules-engine'), score };
}

function conditions(entry: Entry): readonly Condition[] {
  const fact = entry.field;
  if ('in' in entry) return [{ fact, operator: 'in', value: entry.in }];
  if ('contains' in entry) return [{ fact, operator: 'containsAny', value: entry.contains }];
  const above: Condition = { fact, operator: 'greaterThanInclusive', value: entry.from };
  return entry.below === undefined ? [above] : [above, { fact, operator: 'lessThan', value: entry.below }];
}
