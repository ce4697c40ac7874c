/** Problems in a terminal: each with its number, cause in plain words, remedy, and whose move it is. */
import { detailIn } from '../../domain/texts/details.ts';
import { type Language, remedyOf, texts } from '../../domain/texts/index.ts';
import type { ProblemDetails, ProblemView } from '../../ports/problems.ts';
import { hung, moment } from './columns.ts';

/** The list, and how more is asked of one. */
export function renderProblems(problems: readonly ProblemView[], language: Language, zone: string): string {
  const [first] = problems;
  if (first === undefined) return texts(language).cli.nothing;
  const listed = problems.map((problem) => renderOne(problem, language, zone));
  return [...listed, '', texts(language).problems.more(first.no)].join('\n');
}

export function renderOne(problem: ProblemView, language: Language, zone: string): string {
  return linesOf(problem, language, zone).flatMap(screenLines).join('\n');
}

/** All that is known of one. */
export function renderProblem(problem: ProblemDetails, language: Language, zone: string): string {
  const { problems: t } = texts(language);
  const { person, write, again } = problem;
  return [
    ...linesOf(problem, language, zone),
    ...(person === undefined
      ? []
      : [`  ${t.about([person.name, person.company, person.email].filter((part) => part !== '').join(', '))}`]),
    ...(problem.field === undefined ? [] : [`  ${t.field(problem.field)}`]),
    ...(write === undefined ? [] : [`  ${t.write(t.writes[write.kind], write.attempts)}`]),
    ...(problem.retryAt === undefined ? [] : [`  ${t.notBefore(moment(problem.retryAt, zone))}`]),
    `  ${t.byRetry(problem.no)}: ${t.again[again]}`,
  ]
    .flatMap(screenLines)
    .join('\n');
}

function linesOf(problem: ProblemView, language: Language, zone: string): readonly string[] {
  const { cli, problems: t } = texts(language);
  const { record, ignored } = problem;
  const about = record === undefined ? (problem.system ?? '') : `${record.system}/${record.object}/${record.id}`;
  return [
    `${problem.no}  ${moment(problem.at, zone)}  ${t.category[problem.category]}  ${about}  ${problem.code}`,
    `  ${detailIn(language, problem.detail)}`,
    `  ${cli.remedy(remedyOf(language, problem))} (${t.mover[problem.mover]})`,
    ...(ignored === undefined ? [] : [`  ${t.ignored(ignored.by, moment(ignored.at, zone), ignored.reason)}`]),
  ];
}

/** What goes on below it stands further in. */
function screenLines(line: string): readonly string[] {
  return hung(line, '', 4);
}
