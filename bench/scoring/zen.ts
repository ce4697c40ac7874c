/** The rules as a decision of zen-engine: the entries a table that collects points, the behaviours expressions. */
import { z } from 'zod';
import { COUNTED, ENTRIES, type Entry, type Facts } from './facts.ts';
import { callable, type Engine, named, peer } from './peers.ts';

interface ZenEngine {
  createDecision(content: object): { evaluate(facts: Facts): Promise<{ readonly result: unknown }> };
}

const outcome = z.object({ attribute: z.number(), behaviour: z.number() });

export function zen(): Engine<Facts> {
  const { ZenEngine } = peer('@gorules/zen-engine', z.object({ ZenEngine: callable<new () => ZenEngine>() }));
  const decision = new ZenEngine().createDecision(content());
  const score = async (facts: Facts): Promise<number> => {
    const { attribute, behaviour } = outcome.parse((await decision.evaluate(facts)).result);
    return attribute + behaviour;
  };
  return { name: named('@gorules/zen-engine'), score };
}

function content(): object {
  const node = (id: string, type: string, inside?: object): object => ({
    id,
    type,
    name: id,
    position: { x: 0, y: 0 },
    ...(inside === undefined ? {} : { content: inside }),
  });
  const edge = (id: string, sourceId: string, targetId: string): object => ({ id, type: 'edge', sourceId, targetId });
  return {
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      node('in', 'inputNode'),
      node('table', 'decisionTableNode', table()),
      node('sum', 'expressionNode', expressions([['attribute', 'sum(map($root, #.points))']])),
      node('behaviours', 'expressionNode', expressions(counted())),
      node('out', 'outputNode'),
    ],
    edges: [
      edge('1', 'in', 'table'),
      edge('2', 'table', 'sum'),
      edge('3', 'in', 'behaviours'),
      edge('4', 'sum', 'out'),
      edge('5', 'behaviours', 'out'),
    ],
  };
}

const PLAIN = { passThrough: false, executionMode: 'single', inputField: null, outputPath: null };

function table(): object {
  const fields = [...new Set(ENTRIES.map(({ field }) => field))];
  return {
    ...PLAIN,
    hitPolicy: 'collect',
    inputs: fields.map((field) => ({ id: `in-${field}`, name: field, field })),
    outputs: [{ id: 'points', name: 'points', field: 'points' }],
    rules: ENTRIES.map((entry) => ({
      _id: entry.id,
      ...Object.fromEntries(fields.map((field) => [`in-${field}`, field === entry.field ? cell(entry) : ''])),
      points: `${entry.points}`,
    })),
  };
}

function cell(entry: Entry): string {
  if ('in' in entry) return entry.in.map((value) => `"${value}"`).join(', ');
  if ('contains' in entry) return entry.contains.map((word) => `contains($, "${word}")`).join(' or ');
  return entry.below === undefined ? `>= ${entry.from}` : `[${entry.from}..${entry.below})`;
}

function expressions(pairs: readonly (readonly [key: string, value: string])[]): object {
  return { ...PLAIN, expressions: pairs.map(([key, value]) => ({ id: key, key, value })) };
}

function counted(): readonly (readonly [string, string])[] {
  const each = COUNTED.map(({ type, page, days, points, bound, most }, index): readonly [string, string] => {
    const meant = `#.type == "${type}" and #.age <= ${days}${page === '' ? '' : ` and #.page == "${page}"`}`;
    return [`b${index}`, `${bound}([count(events, ${meant}) * ${points}, ${most}])`];
  });
  return [...each, ['behaviour', each.map(([key]) => `$.${key}`).join(' + ')]];
}
