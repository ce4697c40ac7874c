/** Lists in a terminal: handoffs, ledger entries. */
import { z } from 'zod';
import { type Language, texts } from '../../domain/texts/index.ts';
import type { HandoffView } from '../../ports/answers.ts';
import type { LedgerRow } from '../../ports/ledger-answers.ts';
import { moment, table } from './columns.ts';

export function renderHandoffs(views: readonly HandoffView[], language: Language, zone: string): string {
  const { cli: t } = texts(language);
  if (views.length === 0) return t.nothing;
  const rows = views.map(({ handoff, name, company, to }) => {
    const due = handoff.due.find(({ deadline }) => deadline === 'first-contact');
    const late = handoff.missed.includes('first-contact') ? ` ${t.late}` : '';
    const how = handoff.firstContactHow === undefined ? '' : ` ${t[handoff.firstContactHow]}`;
    return [
      moment(handoff.decidedAt, zone),
      name,
      company,
      handoff.type,
      to,
      String(handoff.score.total),
      due === undefined ? '' : moment(due.dueAt, zone),
      handoff.firstContactAt === undefined ? late.trim() : `${moment(handoff.firstContactAt, zone)}${how}${late}`,
      t.handoffStatus[handoff.status] ?? handoff.status,
    ];
  });
  const { when, lead, company, handoff, to, score, due, contact, status } = t.columns;
  return table(
    [when, lead, company, handoff, to, score, due, contact, status],
    rows,
    [16, 18, 22, 16, 14, 5, 16, 32, 14],
  );
}

export function renderLedger(rows: readonly LedgerRow[], language: Language, zone: string): string {
  const { cli: t, usage } = texts(language);
  if (rows.length === 0) return t.nothing;
  const { seq, when, kind, cause, hash } = t.columns;
  const facts: Readonly<Record<string, string>> = usage.fact;
  return table(
    [seq, when, kind, cause, hash, ''],
    rows.map((row) => [
      String(row.seq),
      moment(row.at, zone),
      facts[row.kind] ?? row.kind,
      row.cause,
      row.hash.slice(0, 12),
      factWords(row.fact, zone),
    ]),
    [8, 16, 20, 22, 12, 160],
  );
}

/** Who and why stand first, and are not cut away. */
const FIRST = ['type', 'from', 'to', 'reason'];

/** The members of a fact in one line, its lists left out: `--json` has them all. */
function factWords(fact: LedgerRow['fact'], zone: string): string {
  const names = Object.keys(fact).filter((name) => name !== 'kind' && !FIRST.includes(name));
  return [...FIRST, ...names]
    .flatMap((name) => {
      const said = valueWords(fact[name], zone);
      return said === '' ? [] : [`${name}=${said}`];
    })
    .join(' ');
}

/** Hashes are told by their beginning; a record by its place; a holder by department and member. */
function valueWords(value: unknown, zone: string): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && INSTANT.test(value)) return moment(value, zone);
  if (typeof value === 'string') return /^[a-z]{0,2}[0-9a-f]{32,}$/.test(value) ? value.slice(0, 12) : value;
  const known = member.safeParse(value).data;
  if (known === undefined) return '';
  if ('text' in known) return known.text ?? '…';
  if ('ref' in known) return known.ref === null ? '…' : `${known.ref.system}/${known.ref.object}/${known.ref.id}`;
  return known.member === undefined ? known.department : `${known.department}/${known.member ?? '…'}`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The members of facts that are more than a word. */
const member = z.union([
  z.object({ text: z.string().nullable() }),
  z.object({ ref: z.object({ system: z.string(), object: z.string(), id: z.string() }).nullable() }),
  z.object({ department: z.string(), member: z.string().nullish() }),
]);
