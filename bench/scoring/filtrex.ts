/** The rules as one filtrex expression. It walks no lists, so events are counted by a function that it is given. */
import { z } from 'zod';
import { iso } from '../../src/domain/instant.ts';
import type { Lead } from '../../src/domain/lead.ts';
import {
  COUNTED,
  countOfActivities,
  countOfEvents,
  ENTRIES,
  type Entry,
  type Facts,
  type Flat,
  flatOf,
} from './facts.ts';
import { callable, type Engine, named, peer } from './peers.ts';

type Compile = (
  expression: string,
  options: { readonly extraFunctions: Readonly<Record<string, (...values: never[]) => unknown>> },
) => (flat: Flat) => number;

/** On facts that stand ready. */
export function filtrex(): Engine<Facts> {
  let current: Facts | undefined;
  const run = compile((rule) => (current === undefined ? 0 : countOfEvents(current, rule)));
  return {
    name: named('filtrex'),
    score: (facts) => {
      current = facts;
      return run(facts);
    },
  };
}

/** On the lead itself, which has to be made flat first. */
export function filtrexOnLeads(now: Temporal.Instant): Engine<Lead> {
  const until = iso(now);
  const begins = new Map(COUNTED.map((rule) => [rule, iso(now.subtract({ hours: 24 * rule.days }))]));
  let current: Lead | undefined;
  const run = compile((rule) => {
    const from = begins.get(rule);
    return current === undefined || from === undefined ? 0 : countOfActivities(current.activities, rule, from, until);
  });
  return {
    name: named('filtrex'),
    score: (lead) => {
      current = lead;
      return run(flatOf(lead));
    },
  };
}

function compile(countOf: (rule: (typeof COUNTED)[number]) => number): (flat: Flat) => number {
  const { compileExpression } = peer('filtrex', z.object({ compileExpression: callable<Compile>() }));
  return compileExpression(expression(), {
    extraFunctions: {
      has: (text: string, word: string) => text.includes(word),
      count: (index: number) => {
        const rule = COUNTED[index];
        return rule === undefined ? 0 : countOf(rule);
      },
    },
  });
}

function expression(): string {
  const entries = ENTRIES.map((entry) => `(if (${holds(entry)}) then ${number(entry.points)} else 0)`);
  const counted = COUNTED.map(
    ({ points, bound, most }, index) => `${bound}(count(${index}) * ${number(points)}, ${number(most)})`,
  );
  return [...entries, ...counted].join(' + ');
}

function holds(entry: Entry): string {
  const { field } = entry;
  if ('in' in entry) return entry.in.map((value) => `${field} == "${value}"`).join(' or ');
  if ('contains' in entry) return entry.contains.map((word) => `has(${field}, "${word}")`).join(' or ');
  const above = `${field} >= ${entry.from}`;
  return entry.below === undefined ? above : `${above} and ${field} < ${entry.below}`;
}

function number(value: number): string {
  return value < 0 ? `(0 - ${-value})` : `${value}`;
}
