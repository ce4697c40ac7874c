/** The rules as one JsonLogic rule, compiled by json-logic-engine. */
import { z } from 'zod';
import { COUNTED, ENTRIES, type Entry, type Facts } from './facts.ts';
import { callable, type Engine, named, peer } from './peers.ts';

interface LogicEngine {
  build(rule: object): (facts: Facts) => number;
}

export function jsonLogic(): Engine<Facts> {
  const { LogicEngine } = peer('json-logic-engine', z.object({ LogicEngine: callable<new () => LogicEngine>() }));
  return { name: `${named('json-logic-engine')}, compiled`, score: new LogicEngine().build(rule()) };
}

const read = (name: string): object => ({ var: name });

function rule(): object {
  const entries = ENTRIES.map((entry) => ({ if: [holds(entry), entry.points, 0] }));
  const counted = COUNTED.map(({ type, page, days, points, bound, most }) => {
    const meant = [
      { '==': [read('current.type'), type] },
      { '<=': [read('current.age'), days] },
      ...(page === '' ? [] : [{ '==': [read('current.page'), page] }]),
    ];
    const count = { '+': [read('accumulator'), { if: [{ and: meant }, 1, 0] }] };
    return { [bound]: [{ '*': [points, { reduce: [read('events'), count, 0] }] }, most] };
  });
  return { '+': [...entries, ...counted] };
}

function holds(entry: Entry): object {
  const value = read(entry.field);
  if ('in' in entry) return { in: [value, entry.in] };
  if ('contains' in entry) return { or: entry.contains.map((word) => ({ in: [word, value] })) };
  const above = { '>=': [value, entry.from] };
  return entry.below === undefined ? above : { and: [above, { '<': [value, entry.below] }] };
}
