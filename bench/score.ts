/** Question: how many leads are scored a second, with evidence lines, beside other engines and beside straight-line code that also makes evidence lines? */
import { ready, score, scoreReady } from '../src/domain/score.ts';
import { disagreements } from './scoring/agreed.ts';
import { heapFigures, readingFigures } from './scoring/besides.ts';
import { scoreByHand } from './scoring/by-hand.ts';
import { startsAt, totalByHand } from './scoring/by-hand-points.ts';
import { factsWithSources, scoreFactsByHand } from './scoring/by-hand-ready.ts';
import { type Facts, factsOf } from './scoring/facts.ts';
import { filtrex, filtrexOnLeads } from './scoring/filtrex.ts';
import { jsonLogic } from './scoring/json-logic.ts';
import { jsonRules } from './scoring/json-rules.ts';
import { ACTIVITIES_EACH, makeLeads, NOW } from './scoring/leads.ts';
import { type Engine, installed } from './scoring/peers.ts';
import { type Contestant, type Course, race, type Timed } from './scoring/race.ts';
import { ATTRIBUTES, agreementOfRules, RULE_COUNT } from './scoring/rules.ts';
import { zen } from './scoring/zen.ts';
import { type Benchmark, type Cell, shown } from './support.ts';

const SEED = 20_261_120;
/** As judging claims them. */
const BATCH = 100;

type Leads = ReturnType<typeof makeLeads>;

export const scoring: Benchmark = {
  name: 'score',
  question: `leads scored a second by ${RULE_COUNT} rules, ${ATTRIBUTES.length} attributes and ${ACTIVITIES_EACH} activities each, every contestant beside the limit`,
  run: async ({ quick }) => {
    const size = quick ? { leads: 1_000, rounds: 3 } : { leads: 10_000, rounds: 15 };
    const near: Course = { ...size, batch: BATCH, inARow: 10 };
    const far: Course = { ...size, batch: size.leads, inARow: 1 };
    const leads = makeLeads(size.leads, SEED);
    const missing: string[] = [];
    const onLeads = fieldOnLeads(leads, missing);
    const fields = [onLeads, fieldOnFacts(leads, missing)];
    const rows: Cell[][] = [];
    for (const field of fields) rows.push(...(await raceOf(field, near)));
    const wrong = await disagreements(
      fields.flatMap(({ limit, baton, others }) => [limit, baton, ...others]),
      size.leads,
    );
    const besides = [...(await heapFigures()), ...(await readingFigures(quick ? 1 : 5))];
    return {
      columns: ['what', 'gives', 'leads a second: median (range)', 'of the limit', 'Baton is so many times as fast'],
      rows: [
        ...rows,
        await sweep(onLeads.limit, onLeads.baton, far),
        ...besides.map(([what, figure]): Cell[] => [what, '–', figure, '–', '–']),
      ],
      notes: [...NOTES, ...missing.map((why) => `not measured: ${why}`)],
      wrong,
    };
  },
};

const NOTES = [
  `the leads come in batches of ${BATCH}, as judging claims them, each batch ten times in a row: just loaded, it is still near the processor; in one sweep over all of them memory is waited for, which hides what code costs`,
  'all totals, and every line of those that make lines, are compared lead by lead, and were equal unless a mismatch stands below',
  'on leads: records are merged, texts folded and timestamps compared within the time. The limit reads the same leads, merges the same records, compares the same timestamps, folds texts as Baton does (width, case, outer space) and remembers what came of one; it finds neither temperature nor the moment of the next change, and trusts the order of activities, which Baton may not',
  'on facts made beforehand: merged, folded and dated before the clock starts, for Baton (which keeps them so for leads that it scores at many moments) as for the limit and the engines. Every rule is applied within the time, by all of them; Baton and the limit make every evidence line anew, the engines make none',
];

/** Those who are given the same, each to be measured beside the limit. */
interface Field {
  readonly given: 'on leads' | 'on facts made beforehand';
  readonly limit: Contestant;
  readonly baton: Contestant;
  readonly others: readonly Contestant[];
}

async function raceOf({ limit, baton, others }: Field, course: Course): Promise<Cell[][]> {
  const timed: Row[] = [];
  for (const contestant of [limit, baton, ...others])
    timed.push({ contestant, timed: await race(contestant, limit, course) });
  const asBaton = timed[1]?.timed.ofLimit.median ?? Number.NaN;
  return timed.map((row) => cells(row, asBaton));
}

interface Row {
  readonly contestant: Contestant;
  readonly timed: Timed;
}

function cells({ contestant: { name, lines }, timed: { rate, ofLimit } }: Row, asBaton: number): Cell[] {
  const times = { median: asBaton / ofLimit.median, low: asBaton / ofLimit.high, high: asBaton / ofLimit.low };
  const digits = (value: number): number => (value < 0.1 ? 4 : 2);
  return [
    name,
    lines ? 'evidence lines' : 'the total',
    shown(rate),
    shown(ofLimit, digits(ofLimit.median)),
    shown(times, 2),
  ];
}

async function sweep(limit: Contestant, baton: Contestant, course: Course): Promise<Cell[]> {
  const { rate, ofLimit } = await race(baton, limit, course);
  return [`${baton.name}, all in one sweep`, 'evidence lines', shown(rate), shown(ofLimit, 2), '–'];
}

function fieldOnLeads(leads: Leads, missing: string[]): Field {
  const agreement = agreementOfRules();
  const starts = startsAt(NOW);
  const given = 'on leads';
  return {
    given,
    limit: {
      name: `straight-line code (the limit), ${given}`,
      lines: true,
      score: (lead) => scoreByHand(at(leads, lead), starts),
    },
    baton: { name: `Baton, ${given}`, lines: true, score: (lead) => score(at(leads, lead), agreement, NOW) },
    others: [
      {
        name: `straight-line code, ${given}`,
        lines: false,
        score: (lead) => totalByHand(at(leads, lead), starts),
      },
      ...opened('filtrex', { given, all: leads, open: () => filtrexOnLeads(NOW) }, missing),
    ],
  };
}

function fieldOnFacts(leads: Leads, missing: string[]): Field {
  const agreement = agreementOfRules();
  const given = 'on facts made beforehand';
  const sourced = leads.map((lead) => factsWithSources(lead, NOW));
  const made = leads.map((lead) => ready(lead, agreement));
  const all = leads.map((lead) => factsOf(lead, NOW));
  return {
    given,
    limit: {
      name: `straight-line code (the limit), ${given}`,
      lines: true,
      score: (lead) => scoreFactsByHand(at(sourced, lead)),
    },
    baton: { name: `Baton, ${given}`, lines: true, score: (lead) => scoreReady(at(made, lead), NOW) },
    others: ENGINES.flatMap(([name, open]) => opened(name, { given, all, open }, missing)),
  };
}

interface Entrant<Given> {
  readonly given: Field['given'];
  readonly all: readonly Given[];
  readonly open: () => Engine<Given>;
}

/** The engine, if it is there; if not, why is added to what is missing. */
function opened<Given>(name: string, { given, all, open }: Entrant<Given>, missing: string[]): readonly Contestant[] {
  const why = installed();
  try {
    const { name: version, score: scoreOf } = open();
    return [{ name: `${version}, ${given}`, lines: false, score: (lead) => scoreOf(at(all, lead)) }];
  } catch (error) {
    // A missing engine is no reason to leave the others out; the reader is told.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    missing.push(`${name} (${why ?? reason})`);
    return [];
  }
}

const ENGINES: readonly (readonly [name: string, open: () => Engine<Facts>])[] = [
  ['filtrex', filtrex],
  ['json-logic-engine', jsonLogic],
  ['@gorules/zen-engine', zen],
  ['json-rules-engine', jsonRules],
];

function at<T>(all: readonly T[], index: number): T {
  const one = all[index];
  if (one === undefined) throw new Error(`there is no lead ${index}`);
  return one;
}
