/** One lead explained: at most 25 lines of 80 columns; the first three say stage, owner and what is missing. */
import stringWidth from 'fast-string-width';
import type { Leaf } from '../../domain/agreement/condition.ts';
import { CAPACITY, type Missing } from '../../domain/gate.ts';
import { type Departments, departmentWord, type Language, texts, valueWord } from '../../domain/texts/index.ts';
import type { HandoffView } from '../../ports/answers.ts';
import type { AccountView, ExplainReport } from '../../ports/explanation.ts';
import { cutTo, moment, padTo, plain, wrapTo } from './columns.ts';

const COLUMNS = 80;
const LINES = 25;
const LABEL = 11;
/** What is missing may take so many lines, BANT so many. */
const MISSING_LINES = 5;
const BANT_LINES = 2;
const AS_OF_LINES = 2;
/** Changes by themselves that are shown. */
const CHANGES = 2;

/** Widths of a score line's rule and day. */
const RULE = 22;
const DAY = 10;

type Row = readonly [label: string, text: string];

export function renderExplain(report: ExplainReport, language: Language, zone: string): string {
  const { explain: t, words } = texts(language);
  const rows: Row[] = [];
  const stage = words.stage[report.stage];
  rows.push([t.stage, report.stageSince === undefined ? stage : t.since(stage, moment(report.stageSince, zone))]);
  rows.push([
    t.owner,
    `${report.owner ?? words.nobody} (${departmentWord(language, report.department, report.names.department)})`,
  ]);
  rows.push(...wrapped(t.missing, missing(report, language, zone), MISSING_LINES));
  rows.push(['', `${report.name}  ${report.company}  ${report.email}`]);
  rows.push(...asOfRows(report, language, zone));
  const tail = tailRows(report, language, zone);
  const { score } = report;
  const head: Row[] = [
    [t.score, t.total(score.total, score.attribute, score.behaviour, words.temperature[report.temperature])],
    ...qualityRows(report, language),
  ];
  const room = LINES - rows.length - head.length - tail.length;
  const lines = [...score.lines].sort((a, b) => b.points - a.points);
  const shown = lines.length <= room ? lines : lines.slice(0, Math.max(0, room - 1));
  for (const line of shown) {
    const when = line.at === undefined ? '' : moment(line.at, zone).slice(0, 10);
    const what = padTo(cutTo(line.label[language], RULE), RULE);
    head.push(['', `${String(line.points).padStart(4)}  ${what} ${padTo(when, DAY)}  ${evidenceWords(line)}`]);
  }
  if (shown.length < lines.length) head.push(['', t.more(lines.length - shown.length)]);
  return [...rows, ...head, ...tail]
    .map(([label, text]) => cutTo(`${padTo(label, LABEL)} ${text}`.trimEnd(), COLUMNS))
    .join('\n');
}

/** Whole, as far as it has room; else without what the rule says already. */
function evidenceWords({ evidence }: ExplainReport['score']['lines'][number]): string {
  if (evidence === undefined) return '';
  const { system, object, id } = evidence;
  const room = COLUMNS - LABEL - 1 - 4 - 2 - RULE - 1 - DAY - 2;
  const forms = [`${system}/${object}/${id}`, `${object}/${id}`, id].map(plain);
  return forms.find((form) => stringWidth(form) <= room) ?? forms[0] ?? '';
}

function wrapped(label: string, text: string, most: number): readonly Row[] {
  return wrapTo(text, COLUMNS - LABEL - 1, most).map((line, index) => [index === 0 ? label : '', line]);
}

/** Of a day before: which, whether it was known then, and under which version. */
function asOfRows({ asOf, agreement, inForce }: ExplainReport, language: Language, zone: string): readonly Row[] {
  if (asOf === undefined) return [];
  const { explain: t } = texts(language);
  const when = moment(asOf.at, zone);
  const { known, hindsight, firstSeenAt } = asOf;
  const first = firstSeenAt === undefined ? '' : t.firstSeen(moment(firstSeenAt, zone).slice(0, 10));
  const how = known ? (hindsight ? t.hindsight(when) : t.knownThen(when)) : `${t.notKnown(when)}${first}`;
  const hash = agreement.slice(0, 12);
  return wrapped(t.asOf, `${how}${inForce ? t.under(hash) : t.rehearsed(hash)}`, AS_OF_LINES);
}

function missing(report: ExplainReport, language: Language, zone: string): string {
  const { explain: t, words } = texts(language);
  if (report.outside !== undefined) {
    const { since } = report.outside;
    return t.outside(since === undefined ? undefined : moment(since, zone));
  }
  if (report.excluded.length > 0) return t.excluded(report.excluded.map(({ label }) => label[language]).join(', '));
  if (report.standing !== undefined) return report.standing === 'gate' ? t.gate : t.standing;
  if (report.missing.length > 0) return heldWords(report.missing, report.names.department, language);
  if (report.againAt !== undefined) return t.again(moment(report.againAt, zone));
  if (report.next === undefined) return t.notByRule;
  const { stage, verdict } = report.next;
  if (verdict.holds === 'yes') {
    const { idle, asOf } = report;
    if (idle === undefined) return t.holds(words.stage[stage]);
    return t.holdsIdle(words.stage[stage], asOf === undefined ? t.idle[idle] : t.idleThen);
  }
  const leaves: readonly Leaf[] = verdict.holds === 'unknown' ? verdict.missing : verdict.because;
  const said = leaves.map((leaf) => t.leaf(leaf, (kind, id) => report.names[kind]?.[id]?.[language] ?? id));
  return t.forStage(words.stage[stage], said.join('; '));
}

/** What must be known, and who is asked for it; that sales has no room is nobody's to find out. */
export function heldWords(missing: readonly Missing[], departments: Departments, language: Language): string {
  const { brief, explain: t } = texts(language);
  const asked = missing.filter(({ id }) => id !== CAPACITY);
  const room = asked.length === missing.length ? [] : [t.noRoom];
  const items = asked.map(({ id, label, ask }) =>
    brief.toAsk(label?.[language] ?? t.field(id), departmentWord(language, ask, departments)),
  );
  return [...(items.length === 0 ? [] : [t.held(items.join(', '))]), ...room].join('; ');
}

/** The grade and the place in the matrix, on one line; nothing where the agreement has neither. */
function qualityRows({ grade, quality, placing, names }: ExplainReport, language: Language): readonly Row[] {
  const { brief, explain: t } = texts(language);
  const parts: string[] = [];
  if (grade !== undefined) parts.push(t.grade(`${grade.fit}${grade.engagement}`));
  if (quality?.grade !== undefined) parts.push(t.byAxes(quality.grade));
  if (placing !== undefined) {
    const { cell, provisional } = placing;
    const name = cell === undefined ? undefined : (names.cell[cell]?.[language] ?? cell);
    parts.push(name === undefined ? t.notPlaced : provisional ? brief.provisional(name) : name);
  }
  return parts.length === 0 ? [] : [[t.quality, parts.join('  ')]];
}

/** What will change by itself, the next first; else when something at least is looked at again. */
function changeRows({ forecast, changesAt }: ExplainReport, language: Language, zone: string): readonly Row[] {
  const { explain: t, words } = texts(language);
  const [first] = forecast;
  const soon = changesAt !== undefined && (first === undefined || changesAt < first.at);
  const told = [
    ...(soon ? [t.byItself(moment(changesAt, zone))] : []),
    ...forecast.map(({ at, points, total, temperature, mql, sql }) => {
      const what = points.map(({ change, label }) => `${change > 0 ? '+' : '−'}${Math.abs(change)} ${label[language]}`);
      if (mql !== undefined) what.push(t.ruleBecomes('MQL', mql));
      if (sql !== undefined) what.push(t.ruleBecomes('SQL', sql));
      return `${moment(at, zone).slice(0, 10)} ${what.join(', ')} ${t.afterwards(total, words.temperature[temperature])}`;
    }),
  ];
  if (told.length === 0) told.push(t.never);
  return told.slice(0, CHANGES).map((text, index) => [index === 0 ? t.changes : '', text]);
}

function tailRows(report: ExplainReport, language: Language, zone: string): readonly Row[] {
  const { explain: t } = texts(language);
  const bant = report.evidence.map(
    (item) =>
      `${item.label[language]} ${t.status[item.status]}${item.value === null || item.value === undefined ? '' : ` (${valueWord(language, item.value)})`}`,
  );
  const rows: Row[] = [];
  if (bant.length > 0) rows.push(...wrapped(t.bant, bant.join(', '), BANT_LINES));
  // Two handoffs of at most three lines each leave room for the score.
  const recent = report.handoffs.slice(-2);
  if (recent.length === 0) rows.push([t.handoffs, t.noHandoff]);
  recent.forEach((view, index) => {
    handoffLines(view, language, zone).forEach((line, at) => {
      rows.push([index === 0 && at === 0 ? t.handoffs : '', line]);
    });
  });
  rows.push(...changeRows(report, language, zone));
  const { account } = report;
  if (account !== undefined) rows.push([t.account, accountWords(account, language)]);
  const hash = report.agreement.slice(0, 12);
  if (report.asOf === undefined) rows.push([t.agreement, report.inForce ? t.inForce(hash) : t.trial(hash)]);
  rows.push([t.records, report.records.map(({ system, object, id }) => `${system}/${object}/${id}`).join('  ')]);
  return rows;
}

function accountWords(account: AccountView, language: Language): string {
  const { explain: t, words } = texts(language);
  if (account.by === 'several') return t.accounts(account.count);
  return t.accountBy[account.by](account.name || account.record.id, account.owner ?? words.nobody);
}

function handoffLines(
  { handoff, to, toLabel, label }: HandoffView,
  language: Language,
  zone: string,
): readonly string[] {
  const { explain: t, cli, words } = texts(language);
  const due = handoff.due.find(({ deadline }) => deadline === 'first-contact');
  const lines = [
    t.handed(
      moment(handoff.decidedAt, zone),
      label?.[language] ?? handoff.type,
      toLabel?.[language] ?? departmentWord(language, to, {}),
    ),
  ];
  lines.push(
    `  ${handoff.taskId === undefined || due === undefined ? t.noTask : t.taskMade(handoff.taskId, moment(due.dueAt, zone))}`,
  );
  const missed = handoff.missed.map((deadline) => words.deadline[deadline] ?? deadline);
  const late = missed.length === 0 ? '' : `${t.missedDeadline}: ${missed.join(', ')}  `;
  const how = handoff.firstContactHow === undefined ? '' : cli[handoff.firstContactHow];
  const contact = handoff.firstContactAt === undefined ? '' : t.contacted(moment(handoff.firstContactAt, zone), how);
  if (late !== '' || contact !== '') lines.push(`  ${late}${contact}`);
  return lines;
}
