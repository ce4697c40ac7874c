/** Question: how many leads are scored a second, with evidence lines, beside other engines and beside straight-line code that also makes evidence lines? */
import { score } from '../src/domain/score.ts';
import { disagreements } from './scoring/agreed.ts';
import { heapFigures, readingFigures } from './scoring/besides.ts';
import { scoreByHand } from './scoring/by-hand.ts';
import { startsAt, totalByHand } from './scoring/by-hand-points.ts';
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
    const { limit, baton, bare } = ours(leads);
    const { engines, missing } = others(leads);
    const contestants = [limit, baton, bare, ...engines];
    const wrong = await disagreements(contestants, size.leads);
    const timed: Row[] = [];
    for (const contestant of contestants) timed.push({ contestant, timed: await race(contestant, limit, near) });
    const asBaton = timed[1]?.timed.ofLimit.median ?? Number.NaN;
    const besides = [...(await heapFigures()), ...(await readingFigures(quick ? 1 : 5))];
    return {
      columns: ['what', 'gives', 'leads a second: median (range)', 'of the limit', 'Baton is so many times as fast'],
      rows: [
        ...timed.map((row) => cells(row, asBaton)),
        await sweep(limit, baton, far),
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
  'the limit reads the same leads, merges the same records, compares the same timestamps, folds texts as Baton does (width, case, outer space) and remembers what came of one; it finds neither temperature nor the moment of the next change, and trusts the order of activities, which Baton may not',
  'the other engines make no lines and read no records; facts made beforehand are merged, folded, with ages in days, before the clock starts; filtrex is also given leads, made flat within its time as quickly as by hand',
];

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
  return [`${baton.name}, all leads in one sweep`, 'evidence lines', shown(rate), shown(ofLimit, 2), '–'];
}

function ours(leads: Leads): Readonly<Record<'limit' | 'baton' | 'bare', Contestant>> {
  const agreement = agreementOfRules();
  const starts = startsAt(NOW);
  return {
    limit: {
      name: 'straight-line code (the limit)',
      lines: true,
      score: (lead) => scoreByHand(at(leads, lead), starts),
    },
    baton: { name: 'Baton', lines: true, score: (lead) => score(at(leads, lead), agreement, NOW) },
    bare: { name: 'straight-line code', lines: false, score: (lead) => totalByHand(at(leads, lead), starts) },
  };
}

/** The engines that are there, and of each that is not, why. */
function others(leads: Leads): { readonly engines: readonly Contestant[]; readonly missing: readonly string[] } {
  const facts = leads.map((lead) => factsOf(lead, NOW));
  const why = installed();
  const missing: string[] = [];
  const engines: Contestant[] = [];
  const enter = <Given>(name: string, given: readonly Given[], what: string, open: () => Engine<Given>): void => {
    try {
      const { name: version, score: scoreOf } = open();
      engines.push({ name: `${version}, ${what}`, lines: false, score: (lead) => scoreOf(at(given, lead)) });
    } catch (error) {
      // A missing engine is no reason to leave the others out; the reader is told.
      const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
      missing.push(`${name} (${why ?? reason})`);
    }
  };
  enter('filtrex', leads, 'on leads', () => filtrexOnLeads(NOW));
  for (const [name, open] of ENGINES) enter(name, facts, 'on facts made beforehand', open);
  return { engines, missing };
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
