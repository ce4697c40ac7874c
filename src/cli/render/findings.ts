/** Findings in a terminal: how grave each is, what, where, what to do and whose move it is. */
import { relative } from 'node:path';
import { moverOf, severityOf } from '../../domain/finding.ts';
import { detailIn } from '../../domain/texts/details.ts';
import { type Language, remedyOf, texts } from '../../domain/texts/index.ts';
import type { DoctorReport, PlacedFinding } from '../../ports/findings.ts';
import { hung, plain } from './columns.ts';

const MARK = { fine: '✓', note: '·', warning: '!', stops: '✗' } as const;

interface Told {
  readonly what: string;
  /** Empty where there is nothing to do. */
  readonly remedy: string;
}

/** In the reader's language. What has no sentence of its own is told by its problem: the system's words, and the remedy of their kind. */
function told({ says, about = {}, detail, problem }: PlacedFinding, language: Language): Told {
  const { findings } = texts(language);
  if (says !== undefined) return findings.says[says](about);
  if (problem === undefined) return { what: detail, remedy: '' };
  return { what: `${detail}: ${detailIn(language, problem.detail)}`, remedy: remedyOf(language, problem) };
}

/** Each with its sentences, for scripts too. */
export function toldFindings(report: DoctorReport, language: Language): readonly unknown[] {
  return report.map((finding) => ({
    ...finding,
    severity: severityOf(finding),
    ...told(finding, language),
    ...(moverOf(finding) === undefined ? {} : { mover: moverOf(finding) }),
  }));
}

/** What is to be done is said once where several in a row need the same. */
export function renderFindings(report: DoctorReport, language: Language): readonly string[] {
  const { cli, findings: t, problems, words } = texts(language);
  const remedies = report.map((finding) => toDo(finding, language));
  return report.flatMap((finding, index) => {
    const severity = severityOf(finding);
    const { what } = told(finding, language);
    const grave = severity === 'fine' ? '' : `${t.severity[severity]}: `;
    const head = `${MARK[severity]} ${words.system[finding.system] ?? finding.system}  ${t.name[finding.name]}`;
    const line = `${head}  ${grave}${plain(what)}${placeWords(finding)}`;
    const remedy = remedies[index] ?? '';
    const lines = hung(line, '', 4);
    if (remedy === '' || remedy === remedies[index + 1]) return lines;
    const mover = moverOf(finding);
    const whose = mover === undefined || severity === 'note' ? '' : ` (${problems.mover[mover]})`;
    return [...lines, ...hung(`${cli.remedy(remedy)}${whose}`, '    ')];
  });
}

function toDo(finding: PlacedFinding, language: Language): string {
  return severityOf(finding) === 'fine' ? '' : plain(told(finding, language).remedy);
}

/** The gravest last, where the eye is when the command ends; then what they come to. */
export function renderDoctor(report: DoctorReport, language: Language): string {
  const { findings: t } = texts(language);
  const order = ['fine', 'note', 'warning', 'stops'] as const;
  const sorted = order.flatMap((severity) => report.filter((finding) => severityOf(finding) === severity));
  const count = (severity: (typeof order)[number]) => sorted.filter((one) => severityOf(one) === severity).length;
  return [...renderFindings(sorted, language), '', t.sum(count('stops'), count('warning'), count('note'))].join('\n');
}

/** From where the reader stands, if that is shorter. */
function placeWords({ where }: PlacedFinding): string {
  if (where === undefined) return '';
  const near = relative(process.cwd(), where.file);
  const file = near.length < where.file.length ? near : where.file;
  return `  [${file}${where.line === undefined ? '' : `:${where.line}`}]`;
}
