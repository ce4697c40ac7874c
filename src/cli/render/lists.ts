/** Handoffs in a terminal: of each who, to whom, by when, and what became of it. */
import { departmentWord, type Language, texts } from '../../domain/texts/index.ts';
import type { HandoffView } from '../../ports/answers.ts';
import { cutTo, hung, moment, SCREEN } from './columns.ts';

const INDENT = '  ';
const BETWEEN = ' · ';

/** Three lines each, the oldest first. */
export function renderHandoffs(views: readonly HandoffView[], language: Language, zone: string): string {
  const { cli: t } = texts(language);
  if (views.length === 0) return t.nothing;
  return views.flatMap((view) => linesOf(view, language, zone)).join('\n');
}

function linesOf(
  { handoff, name, company, to, toLabel, label }: HandoffView,
  language: Language,
  zone: string,
): readonly string[] {
  const { cli: t, explain } = texts(language);
  const { columns } = t;
  const due = handoff.due.find(({ deadline }) => deadline === 'first-contact');
  const how = handoff.firstContactHow === undefined ? '' : ` (${t[handoff.firstContactHow]})`;
  const contact = [
    ...(due === undefined ? [] : [`${columns.due} ${moment(due.dueAt, zone)}`]),
    ...(handoff.firstContactAt === undefined
      ? []
      : [`${columns.contact} ${moment(handoff.firstContactAt, zone)}${how}`]),
    ...(handoff.missed.includes('first-contact') ? [t.late] : []),
  ];
  const what = [
    `${label?.[language] ?? handoff.type}: ${toLabel?.[language] ?? departmentWord(language, to, {})}`,
    explain.points(handoff.score.total),
    statusWord(handoff, language),
  ];
  const who = [name, company].filter((part) => part !== '').join('  ');
  return [
    cutTo(`${moment(handoff.decidedAt, zone)}  ${who}`, SCREEN),
    ...hung(what.join(BETWEEN), INDENT),
    ...(contact.length === 0 ? [] : hung(contact.join(BETWEEN), INDENT)),
  ];
}

/** A handoff that is over says how it ended. */
function statusWord({ status, outcome }: HandoffView['handoff'], language: Language): string {
  const { cli: t, words } = texts(language);
  const said = t.handoffStatus[status] ?? status;
  return outcome === undefined ? said : `${said} (${words.outcome[outcome]})`;
}
