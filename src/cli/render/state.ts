/** The plan and the status in a terminal. */

import type { Bilingual } from '../../domain/agreement/schema.ts';
import { choiceWord } from '../../domain/own-fields.ts';
import type { FieldValue } from '../../domain/record.ts';
import { departmentWord, type Language, texts } from '../../domain/texts/index.ts';
import type { PlanReport, StatusReport } from '../../ports/answers.ts';
import type { BudgetReport } from '../../ports/budget.ts';
import type { PersonView } from '../../ports/plain.ts';
import { hung, moment } from './columns.ts';
import { heldWords } from './explain.ts';
import { reconciliationWords } from './reconciliation.ts';

/** Rows of each part that a terminal shows; `--json` has them all. */
const SHOWN = 20;

export function renderPlan(plan: PlanReport, language: Language, zone: string): string {
  const { cli } = texts(language);
  const t = cli.plan;
  const opening = plan.because === undefined ? t.waiting : t.because[plan.because];
  const lines = [opening, ...(plan.gateOpen ? [] : [cli.status.gate]), '', t.handoffs(plan.handoffs.length)];
  for (const one of plan.handoffs.slice(0, SHOWN))
    lines.push(
      `  + ${who(one)} → ${departmentWord(language, one.to, plan.departments)}: ${reasonWords(one, language)}`,
    );
  if (plan.handoffs.length > SHOWN) lines.push(`  ${t.more(plan.handoffs.length - SHOWN)}`);
  lines.push('', t.fields(plan.fields.length));
  for (const one of plan.fields.slice(0, SHOWN)) {
    lines.push(`  ${one.record.system}/${one.record.object}/${one.record.id} ${one.name} <${one.email}>`);
    for (const { field, from, to } of one.changes) {
      const say = (value: FieldValue): string =>
        `${fieldName(field, language)}: ${shown(field, value, language, zone)}`;
      if (!isEmpty(from)) lines.push(`    - ${say(from)}`);
      lines.push(`    + ${say(to)}`);
    }
  }
  if (plan.fields.length > SHOWN) lines.push(`  ${t.more(plan.fields.length - SHOWN)}`);
  lines.push('', t.standing(plan.standing.length));
  for (const one of plan.standing.slice(0, SHOWN)) lines.push(`  ${String(one.total).padStart(4)}  ${who(one)}`);
  if (plan.standing.length > SHOWN) lines.push(`  ${t.more(plan.standing.length - SHOWN)}`);
  if (plan.held.length > 0) lines.push('', t.held(plan.held.length));
  for (const one of plan.held.slice(0, SHOWN))
    lines.push(`  ${who(one)}: ${heldWords(one.asked, plan.departments, language)}`);
  if (plan.held.length > SHOWN) lines.push(`  ${t.more(plan.held.length - SHOWN)}`);
  if (plan.approvals.length > 0) lines.push('', t.approvals(plan.approvals.length));
  for (const one of plan.approvals.slice(0, SHOWN))
    lines.push(
      `  ${who(one)}: ${t.approval(departmentWord(language, one.of, plan.departments), one.status, one.missed)}`,
    );
  return lines.flatMap((line) => hung(line, '', indentOf(line) + 4)).join('\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** In the reader's language; what is frozen with the handoff is in its new owner's. */
export function reasonWords(
  one: { readonly label?: Bilingual | undefined; readonly type: string; readonly total: number },
  language: Language,
): string {
  return `${one.label?.[language] ?? one.type}, ${texts(language).explain.points(one.total)}`;
}

function who({ name, company, email }: PersonView): string {
  return `${name}${company === '' ? '' : `, ${company}`} <${email}>`;
}

function isEmpty(value: FieldValue): boolean {
  return value === null || value === '';
}

/** By its label, with its name in the mapping. */
function fieldName(field: string, language: Language): string {
  const { explain, ownFields } = texts(language);
  const label = Object.hasOwn(ownFields.field, field) ? ownFields.field[field]?.label : explain.field(field);
  return label === undefined || label === field ? field : `${label} (${field})`;
}

function shown(field: string, value: FieldValue, language: Language, zone: string): string {
  if (isEmpty(value)) return texts(language).cli.plan.empty;
  const text = String(value);
  return INSTANT.test(text) ? moment(text, zone) : choiceWord(field, text, language).replaceAll('\n', ' / ');
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Purposes that took the most calls; the others are a matter for `--json`. */
const PURPOSES_SHOWN = 4;

function budgetLine(budget: BudgetReport, language: Language, zone: string): string {
  const { status: t } = texts(language).cli;
  const most = Object.entries(budget.byPurpose)
    .sort(([, a], [, b]) => b - a)
    .slice(0, PURPOSES_SHOWN)
    .map(([purpose, calls]) => `${purpose} ${calls}`);
  return [
    t.budgetSpent(budget),
    ...(budget.left === undefined ? [] : [t.budgetLeft(budget.left)]),
    ...(most.length === 0 ? [] : [most.join(', ')]),
    ...(budget.closedTill === undefined ? [] : [t.budgetClosed(moment(budget.closedTill, zone))]),
  ].join(' · ');
}

export function renderStatus(status: StatusReport, language: Language, zone: string, embedded: boolean): string {
  const { cli, ledger, versions, words } = texts(language);
  const t = cli.status;
  const { inForce, file, broken } = status.agreement;
  const rows: (readonly [string, string])[] = [
    [t.agreement, inForce === undefined ? t.unsigned : inForce.slice(0, 12)],
    ...(file === undefined
      ? []
      : [
          [
            t.file,
            `${file.slice(0, 12)}${inForce !== undefined && inForce !== file ? ` (${t.differs})` : ''}`,
          ] as const,
        ]),
    ...status.scheduled.map(
      ({ agreement, from }) =>
        [versions.scheduled, versions.fromThen(agreement.slice(0, 12), moment(from, zone))] as const,
    ),
    [t.armed, status.armed.join(', ') || cli.none],
    [
      t.leads,
      Object.entries(status.leads)
        .map(([stage, count]) => `${words.stage[stage as keyof typeof words.stage]} ${count}`)
        .join(', '),
    ],
    [t.standing, String(status.standing)],
    [t.admission, cli.pace(status.admission)],
    [t.held, String(status.held)],
    ...(status.approval === 0 ? [] : [[t.approval, String(status.approval)] as const]),
    ...(status.outside === 0 ? [] : [[t.outside, String(status.outside)] as const]),
    [t.open, String(status.openHandoffs)],
    [t.waiting, String(status.waitingWrites)],
    [t.problems, String(status.problems)],
    [texts(language).people.reconcile.label, reconciliationWords(status.reconciliation, language, zone)],
    [t.ledger, `${status.ledger.seq}  ${status.ledger.hash.slice(0, 12)}  ${t.sealed(status.ledger.sealed)}`],
    ...status.firstReadings.map(({ system, stream, done, total, perSecond, secondsLeft }) => {
      const left = secondsLeft === undefined ? undefined : t.seconds(secondsLeft);
      return [
        t.firstReading,
        t.soFar(`${words.system[system] ?? system} ${stream}`, done, total, perSecond, left),
      ] as const;
    }),
    [
      t.calls,
      Object.entries(status.spent)
        .map(([system, { calls }]) => `${words.system[system] ?? system} ${calls}`)
        .join(', '),
    ],
    ...Object.entries(status.budgets).map(
      ([system, budget]) => [t.budget(words.system[system] ?? system), budgetLine(budget, language, zone)] as const,
    ),
  ];
  const lines = rows.map(([label, value]) => `${label}: ${value}`);
  // In one line, with its place, as faults are told everywhere.
  const fault =
    broken === undefined
      ? undefined
      : inForce === undefined
        ? cli.agreementBrokenAlone(broken[language])
        : cli.agreementBroken(broken[language]);
  if (fault !== undefined) lines.unshift(fault);
  const [next] = [...status.reviews].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  if (next !== undefined && next.overdueDays === 0)
    lines.push(`${versions.nextReview}: ${versions.due(versions.cycle[next.cycle], next.every, next.dueOn)}`);
  for (const { cycle, dueOn, overdueDays } of status.reviews)
    if (overdueDays > 0) lines.push(versions.overdueReview(versions.cycle[cycle], dueOn));
  if (status.copyOf !== undefined) lines.unshift(t.copyOf(status.copyOf.path, status.copyOf.host));
  else if (status.stopped) lines.unshift(t.stopped);
  if (status.distrusted !== undefined)
    lines.unshift(t.distrusted(status.distrusted.seq, ledger.faults[status.distrusted.fault]));
  if (!status.gateOpen) lines.push(t.gate);
  if (status.baselineAt !== undefined) lines.push(`${t.baseline}: ${moment(status.baselineAt, zone)}`);
  if (embedded) lines.push(t.embedded);
  return lines.flatMap((line) => (line === fault ? [line] : hung(line, '', 2))).join('\n');
}
