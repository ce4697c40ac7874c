/** Lists in a terminal: handoffs, ledger entries, problems, findings. */
import { type Language, texts } from '../../domain/texts/index.ts';
import type { DoctorReport, HandoffView, LedgerRow, ProblemView } from '../../ports/answers.ts';
import { moment, plain, table } from './columns.ts';

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
  const { cli: t } = texts(language);
  if (rows.length === 0) return t.nothing;
  const { seq, when, kind, cause, hash } = t.columns;
  return table(
    [seq, when, kind, cause, hash, ''],
    rows.map((row) => [
      String(row.seq),
      moment(row.at, zone),
      row.kind,
      row.cause,
      row.hash.slice(0, 12),
      factWords(row),
    ]),
    [8, 16, 20, 22, 12, 60],
  );
}

/** The plain members of a fact, without its long ones. */
function factWords({ fact }: LedgerRow): string {
  return Object.entries(fact)
    .filter(([name, value]) => name !== 'kind' && (typeof value === 'string' || typeof value === 'number'))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

export function renderProblems(problems: readonly ProblemView[], language: Language, zone: string): string {
  const { cli, problems: t } = texts(language);
  if (problems.length === 0) return cli.nothing;
  return problems
    .map((problem) => {
      const about =
        problem.record === undefined
          ? (problem.system ?? '')
          : `${problem.record.system}/${problem.record.object}/${problem.record.id}`;
      return [
        `${moment(problem.at, zone)}  ${t.category[problem.category]}  ${about}  ${problem.code}`,
        `  ${problem.detail}`,
        `  ${cli.remedy(t.remedy[problem.category])} (${t.mover[problem.mover]})`,
      ]
        .map(plain)
        .join('\n');
    })
    .join('\n');
}

export function renderDoctor(findings: DoctorReport, language: Language): string {
  const { cli, problems: t, words } = texts(language);
  return findings
    .map((finding) => {
      const mark = finding.ok ? '✓' : '✗';
      const line = `${mark} ${words.system[finding.system] ?? finding.system}  ${t.finding[finding.name]}  ${plain(finding.detail)}`;
      return finding.problem === undefined ? line : `${line}\n  ${cli.remedy(t.remedy[finding.problem.category])}`;
    })
    .join('\n');
}
