/** Entries of the ledger in a terminal: what, when, by whom, and below it what the fact says, in words. */
import { z } from 'zod';
import type { Bilingual } from '../../domain/agreement/schema.ts';
import { causeWord, departmentWord, type Language, texts, valueWord } from '../../domain/texts/index.ts';
import type { LedgerRow } from '../../ports/ledger-answers.ts';
import { hung, moment, table } from './columns.ts';

/** Together with what stands between them as wide as a screen. */
const WIDTHS = [8, 16, 20, 16, 12];
const INDENT = '    ';

export function renderLedger(rows: readonly LedgerRow[], language: Language, zone: string): string {
  const { cli: t, usage } = texts(language);
  if (rows.length === 0) return t.nothing;
  const { seq, when, kind, cause, hash } = t.columns;
  const facts: Readonly<Record<string, string>> = usage.fact;
  const [heads = '', ...entries] = table(
    [seq, when, kind, cause, hash],
    rows.map((row) => [
      String(row.seq),
      moment(row.at, zone),
      facts[row.kind] ?? row.kind,
      causeWord(language, row.cause, (rule) => nameIn(row.names, rule, language)),
      row.hash.slice(0, 12),
    ]),
    WIDTHS,
  ).split('\n');
  return [
    heads,
    ...rows.flatMap((row, index) => {
      const said = factWords(row, language, zone);
      return [entries[index] ?? '', ...(said === '' ? [] : hung(said, INDENT))];
    }),
  ].join('\n');
}

function nameIn(names: Readonly<Record<string, Bilingual>>, id: string, language: Language): string | undefined {
  return Object.hasOwn(names, id) ? names[id]?.[language] : undefined;
}

/** Who and why stand first. */
const FIRST = ['type', 'stage', 'holder', 'from', 'to', 'deadline', 'outcome', 'score', 'missing', 'reason'];
/** Told by others, or of use to machines alone: `--json` has them all. */
const UNTOLD: ReadonlySet<string> = new Set(['kind', 'evidence', 'deadlines', 'due', 'records', 'turn', 'pool']);

function factWords({ kind, fact, names }: LedgerRow, language: Language, zone: string): string {
  const { usage } = texts(language);
  const say = (name: string): string => wordsOf(name, fact[name], { language, zone, names });
  const moved = [say('from'), say('to')].filter((part) => part !== '');
  const others = Object.keys(fact).filter((name) => !UNTOLD.has(name) && !FIRST.includes(name));
  const members = [...FIRST, ...others].flatMap((name) => {
    if (moved.length === 2 && (name === 'from' || name === 'to')) return [];
    // Frozen in the language of whoever got it; its handoff and its points say the same.
    if (kind === 'handoff-decided' && name === 'reason') return [];
    const said = say(name);
    const named = name === 'handoff' && Object.hasOwn(names, String(fact[name])) ? 'type' : name;
    return said === '' ? [] : [`${usage.member[named] ?? name}: ${said}`];
  });
  return [...(moved.length === 2 ? [moved.join(' → ')] : []), ...members].join(', ');
}

interface Reader extends Pick<LedgerRow, 'names'> {
  readonly language: Language;
  readonly zone: string;
}

function wordsOf(name: string, value: unknown, reader: Reader): string {
  const { language, zone, names } = reader;
  const { usage, explain } = texts(language);
  if (typeof value === 'number') return String(value);
  // What is not so says nothing.
  if (typeof value === 'boolean') return value ? usage.yes : '';
  if (Array.isArray(value))
    return name === 'missing'
      ? value.map((one) => nameIn(names, String(one), language) ?? explain.field(String(one))).join(' / ')
      : '';
  if (typeof value === 'string') return INSTANT.test(value) ? moment(value, zone) : termOf(name, value, reader);
  const known = member.safeParse(value).data;
  if (known === undefined) return '';
  if ('total' in known) return String(known.total);
  if ('text' in known) return known.text === null ? '…' : termOf(name, known.text, reader);
  if ('ref' in known) return known.ref === null ? '…' : `${known.ref.system}/${known.ref.object}/${known.ref.id}`;
  const department = departmentWord(language, known.department, names);
  return known.member === undefined ? department : `${known.member ?? '…'} (${department})`;
}

/** Hashes are told by their beginning; what Baton or the agreement has a word for, by that. */
function termOf(name: string, value: string, { language, names }: Reader): string {
  if (/^[a-z]{0,2}[0-9a-f]{32,}$/.test(value)) return value.slice(0, 12);
  const { cli, explain, usage, words } = texts(language);
  const known: Readonly<Record<string, string>> | undefined = {
    from: { ...words.stage, ...words.temperature },
    to: { ...words.stage, ...words.temperature },
    stage: words.stage,
    deadline: words.deadline,
    outcome: words.outcome,
    priority: words.priority,
    reason: usage.standingFor,
    status: usage.deal,
    system: words.system,
    how: { evidenced: cli.evidenced, reported: cli.reported },
  }[name];
  if (known !== undefined && Object.hasOwn(known, value)) return known[value] ?? value;
  if (name === 'field') return explain.field(value);
  return nameIn(names, value, language) ?? valueWord(language, value);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The members of facts that are more than a word. */
const member = z.union([
  z.object({ total: z.number(), lines: z.array(z.unknown()) }),
  z.object({ text: z.string().nullable() }),
  z.object({ ref: z.object({ system: z.string(), object: z.string(), id: z.string() }).nullable() }),
  z.object({ department: z.string(), member: z.string().nullish() }),
]);
