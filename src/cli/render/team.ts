/** The team, and who would get a lead, for a terminal. */
import { departmentWord, type Language, texts } from '../../domain/texts/index.ts';
import type { MemberView, RouteReport, TeamReport } from '../../ports/team.ts';
import { plain, table } from './columns.ts';

export function renderTeam({ capacity, cells, members }: TeamReport, language: Language): string {
  const { team: t, agreement } = texts(language);
  const { key, name, department, pools, weight, open, cap, now } = t.columns;
  const rows = members.map((member) => [
    member.key,
    member.name,
    departmentWord(language, member.department),
    member.pools.join(', '),
    String(member.weight),
    String(member.open),
    member.cap === undefined ? '' : String(member.cap),
    nowWords(member, language),
  ]);
  const heads = [key, name, department, pools, weight, open, cap, now];
  const room = t.room(t.capacity[capacity], cells === undefined ? undefined : agreement.list(cells));
  return `${room}\n\n${table(heads, rows, [16, 20, 22, 24, 6, 6, 6, 48])}`;
}

function nowWords({ active, atWork, absences }: MemberView, language: Language): string {
  const { team: t } = texts(language);
  const [next] = absences;
  if (!active) return t.inactive;
  return [atWork ? t.atWork : t.offHours, ...(next === undefined ? [] : [t.away(next.from, next.to)])].join(', ');
}

export function renderRoute(report: RouteReport, language: Language): string {
  const { team: t } = texts(language);
  const lines = [t.wouldGo(report.name || report.email, report.to, report.handoff)];
  if (!report.due) lines.push(t.notDue);
  for (const { pool, route, member, reason, skipped } of report.asked) {
    lines.push('', t.pool(pool, route));
    lines.push(`  ${member === undefined ? t.nobody : t.chosen(member, t.reason[reason])}`);
    for (const one of skipped) lines.push(`  ${t.skipped(one.member, t.because[one.because])}`);
  }
  return lines.map(plain).join('\n');
}
