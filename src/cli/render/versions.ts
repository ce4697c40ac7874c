/** Versions of the agreement, trials and reviews, for a terminal. */
import type { ReviewDue } from '../../domain/reviews.ts';
import { departmentWord, type Language, texts } from '../../domain/texts/index.ts';
import type { TrialReport, VersionView } from '../../ports/versions.ts';
import { cutTo, moment, padTo } from './columns.ts';

/** As many characters of a hash as tell versions apart. */
const HASH = 12;
/** People named of each kind; `--json` has more. */
const PEOPLE = 20;
const NAME = 44;

export function renderHistory(views: readonly VersionView[], language: Language, zone: string): string {
  const { versions: t } = texts(language);
  return views.map((view) => versionLines(view, language, zone).join('\n')).join('\n\n') || t.unsigned;
}

function versionLines(view: VersionView, language: Language, zone: string): readonly string[] {
  const { versions: t } = texts(language);
  const marks = [view.inForce ? t.isInForce : '', view.isFile ? t.isFile : ''].filter((mark) => mark !== '');
  const missing = view.parties.filter((party) => !view.signatures.some(({ department }) => department === party));
  const lines = [
    t.version(view.agreement.slice(0, HASH), view.name) + (marks.length === 0 ? '' : `  [${marks.join(', ')}]`),
    ...view.signatures.map(
      ({ department, signer, at }) =>
        `  ${t.signed(departmentWord(language, department, view.departments), signer, moment(at, zone))}`,
    ),
  ];
  if (view.signatures.length === 0) lines.push(`  ${t.unsigned}`);
  if (missing.length > 0)
    lines.push(`  ${t.toSign(missing.map((party) => departmentWord(language, party, view.departments)).join(', '))}`);
  for (const from of view.activeFrom) lines.push(`  ${t.activeFrom(moment(from, zone))}`);
  const sent = [...new Set(view.sentTo.map(({ reader }) => reader))];
  if (sent.length > 0) lines.push(`  ${t.sent(sent.join(', '))}`);
  if (view.readBy.length > 0) lines.push(`  ${t.read(view.readBy.map(({ reader }) => reader).join(', '))}`);
  if (view.inForce && view.notReadBy.length > 0) lines.push(`  ${t.notRead(view.notReadBy.join(', '))}`);
  return lines;
}

export function renderReviews(reviews: readonly ReviewDue[], language: Language): string {
  const { versions: t } = texts(language);
  return reviews
    .map(({ cycle, every, dueOn, overdueDays, lastHeldOn }) =>
      [
        t.due(t.cycle[cycle], every, dueOn),
        ...(overdueDays > 0 ? [t.overdue(overdueDays)] : []),
        ...(lastHeldOn === undefined ? [] : [t.lastHeld(lastHeldOn)]),
      ].join('  '),
    )
    .join('\n');
}

export function renderTrial(report: TrialReport, language: Language): string {
  const { versions: t, words } = texts(language);
  const { before, after } = report;
  const rows: readonly (readonly [string, keyof typeof after])[] = [
    [t.tally.mql, 'mql'],
    [t.tally.sql, 'sql'],
    [words.temperature.hot, 'hot'],
    [words.temperature.warm, 'warm'],
    [words.temperature.cold, 'cold'],
  ];
  return [
    t.trialOf(report.agreement.slice(0, HASH), report.against?.slice(0, HASH)),
    t.leads(report.leads),
    ...rows.map(
      ([label, key]) => `  ${padTo(label, 20)} ${before === undefined ? '' : `${before[key]} → `}${after[key]}`,
    ),
    ...Object.entries(report.handoffs).map(([type, count]) =>
      t.handoffs(report.labels[type]?.[language] ?? type, count),
    ),
    t.waiting(report.standing, report.held),
    '',
    t.gained(report.gained.count),
    ...people(report.gained, language),
    t.lost(report.lost.count),
    ...people(report.lost, language),
  ].join('\n');
}

function people({ count, people: named }: TrialReport['gained'], language: Language): readonly string[] {
  const { versions: t } = texts(language);
  const shown = named.slice(0, PEOPLE);
  return [
    ...shown.map(
      ({ name, company, before, after }) =>
        `  ${padTo(cutTo(`${name}  ${company}`, NAME), NAME)} ${t.total(before, after)}`,
    ),
    ...(count > shown.length ? [`  ${t.more(count - shown.length)}`] : []),
  ];
}
