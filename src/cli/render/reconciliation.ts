/** In a terminal: whether both systems and Baton agree, and where not, why and what mends it. */
import type { DisagreementCause } from '../../domain/reconcile.ts';
import type { FieldValue } from '../../domain/record.ts';
import { detailIn } from '../../domain/texts/details.ts';
import { type Language, remedyOf, texts, valueWord } from '../../domain/texts/index.ts';
import type { ReconcileReport, ReconciliationView } from '../../ports/reconciliation.ts';
import { hung, moment } from './columns.ts';

export function renderReconcile(report: ReconcileReport, language: Language, zone: string): string {
  const { cli, people, words } = texts(language);
  const { reconcile: t } = people;
  const lines = [...systemLines(report, language, zone)];
  for (const { system, problem } of report.unfinished) {
    lines.push(t.incomplete(words.system[system] ?? system));
    if (problem === undefined) continue;
    lines.push(`  ${problem.code}  ${detailIn(language, problem.detail)}`);
    lines.push(`  ${cli.remedy(remedyOf(language, problem))}`);
  }
  lines.push(report.complete || report.disagreements.length > 0 ? whole(report, language) : t.agreeSoFar);
  if (report.mended > 0) lines.push(t.mended(report.mended));
  for (const { person, record, system, about, field, ours, theirs, cause } of report.disagreements) {
    const where =
      record === undefined ? (words.system[system] ?? system) : `${record.system}/${record.object}/${record.id}`;
    const what = field === undefined ? t.about[about] : `${t.about[about]} (${field})`;
    const who = [person.name, person.company, person.email].filter((part) => part !== '').join(', ') || person.lead;
    lines.push(
      `${who}  ${where}`,
      `  ${t.line(what, told(ours, language), told(theirs, language))}`,
      `  ${t.cause[cause]}: ${t.mending[cause]}`,
    );
  }
  return lines.flatMap((line) => hung(line, '', 4)).join('\n');
}

/** One line for `status`. */
export function reconciliationWords(view: ReconciliationView, language: Language, zone: string): string {
  const { reconcile: t } = texts(language).people;
  if (view.systems.length === 0) return t.never;
  return [...systemLines(view, language, zone), whole(view, language)].join(' · ');
}

function systemLines({ systems }: ReconciliationView, language: Language, zone: string): readonly string[] {
  const { people, words } = texts(language);
  return systems.map(({ system, leads, at, live }) =>
    people.reconcile.system(words.system[system] ?? system, leads, moment(at, zone), live),
  );
}

function whole({ differing }: ReconciliationView, language: Language): string {
  const { reconcile: t } = texts(language).people;
  const causes = Object.entries(differing);
  if (causes.length === 0) return t.agree;
  const words: Readonly<Record<string, string>> = t.cause satisfies Record<DisagreementCause, string>;
  return t.differ(causes.map(([cause, leads]) => `${words[cause] ?? cause} ${leads}`).join(', '));
}

function told(value: FieldValue, language: Language): string {
  const { people, words } = texts(language);
  if (value === null || value === '') return people.reconcile.nothing;
  const stages: Readonly<Record<string, string>> = words.stage;
  return stages[String(value)] ?? valueWord(language, value);
}
