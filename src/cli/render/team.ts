/** The team, and who would get a lead, for a terminal. */
import { departmentWord, type Language, texts } from '../../domain/texts/index.ts';
import type { MemberView, RouteReport, TeamReport } from '../../ports/team.ts';
import { hung } from './columns.ts';

export function renderTeam({ capacity, cellNames, departments, members }: TeamReport, language: Language): string {
  const { team: t, agreement } = texts(language);
  const { pools, weight, open, cap } = t.columns;
  const lines = members.flatMap((member) => {
    const who = `${member.key}  ${member.name} (${departmentWord(language, member.department, departments)})`;
    const load = [
      nowWords(member, language),
      `${open} ${member.open}${member.cap === undefined ? '' : ` (${cap} ${member.cap})`}`,
      `${weight} ${member.weight}`,
      ...(member.pools.length === 0 ? [] : [`${pools} ${member.pools.join(', ')}`]),
    ];
    return [...hung(who, '', 2), ...hung(load.join(' · '), '    ')];
  });
  const cells = cellNames === undefined ? undefined : agreement.list(cellNames.map((name) => name[language]));
  const room = hung(t.room(t.capacity[capacity], cells), '', 2).join('\n');
  return [room, '', ...lines].join('\n');
}

function nowWords({ active, atWork, absences }: MemberView, language: Language): string {
  const { team: t } = texts(language);
  const [next] = absences;
  if (!active) return t.inactive;
  return [atWork ? t.atWork : t.offHours, ...(next === undefined ? [] : [t.away(next.from, next.to)])].join(', ');
}

export function renderRoute(report: RouteReport, language: Language): string {
  const { team: t } = texts(language);
  const lines = [t.wouldGo(report.name || report.email, report.to, report.label[language])];
  if (!report.due) lines.push(t.notDue);
  for (const { pool, route, member, reason, skipped } of report.asked) {
    lines.push('', t.pool(pool, route?.[language]));
    lines.push(`  ${member === undefined ? t.nobody : t.chosen(member, t.reason[reason])}`);
    for (const one of skipped) lines.push(`  ${t.skipped(one.member, t.because[one.because])}`);
  }
  return lines.flatMap((line) => hung(line, '', 4)).join('\n');
}
