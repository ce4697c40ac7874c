/** Where time goes, and what lies untouched, for a terminal. */
import { type DelayFigures, WAITERS, type Waiter } from '../../domain/delays.ts';
import { type Language, texts } from '../../domain/texts/index.ts';
import type { DelaysReport, NeglectedLead } from '../../ports/delays.ts';
import { cutTo, hung, moment, SCREEN, table } from './columns.ts';

const HOUR_MS = 3_600_000;

export function renderDelays({ over, open, all, byType, labels }: DelaysReport, language: Language): string {
  const { delays: t } = texts(language).team;
  const parts = [t.opening(over, open), `\n${t.all}\n${figures(all, language)}`];
  for (const [type, own] of Object.entries(byType))
    parts.push(`\n${labels[type]?.[language] ?? type}\n${figures(own, language)}`);
  return parts.join('\n');
}

function figures(by: Readonly<Record<Waiter, DelayFigures>>, language: Language): string {
  const { delays: t } = texts(language).team;
  const hours = (ms: number): string => t.hours((ms / HOUR_MS).toFixed(1));
  const rows = WAITERS.map((waiter) => {
    const { meanMs, medianMs, p95Ms } = by[waiter];
    return [t.waiter[waiter], hours(meanMs), hours(medianMs), hours(p95Ms)];
  });
  const { waiter, mean, median, p95 } = t.columns;
  return table([waiter, mean, median, p95], rows, [24, 12, 12, 18]);
}

export function renderNeglected(leads: readonly NeglectedLead[], language: Language, zone: string): string {
  const { cli, team, words } = texts(language);
  const { delays: t } = team;
  if (leads.length === 0) return cli.nothing;
  return leads
    .flatMap((one) => {
      const who = [one.name || one.email, one.company].filter((part) => part !== '').join('  ');
      const what = [
        words.stage[one.stage],
        ...(one.owner === undefined ? [] : [`${t.owner} ${one.owner}`]),
        `${t.idleBy[one.by]} ${moment(one.since, zone)}`,
        `${t.due} ${moment(one.dueAt, zone)}`,
      ];
      return [cutTo(who, SCREEN), ...hung(what.join(' · '), '    ')];
    })
    .join('\n');
}
