/** The parts of the brief that look back and ahead: what became of the lead the last times, and how it is sent back. */
import { BEHAVIOUR_KINDS } from './activity.ts';
import type { Agreement } from './agreement/schema.ts';
import type { Circumstances } from './circumstances.ts';
import type { IsoInstant } from './instant.ts';
import type { Lead } from './lead.ts';
import { cutText, oneLine } from './line.ts';
import type { Fields } from './record.ts';
import { type Language, texts } from './texts/index.ts';

/** The newest send-backs; who qualifies more often has more to be asked about than fits here. */
const TIMES_SHOWN = 3;
const COMMENT_MAX = 500;
const MAILS: ReadonlySet<string> = new Set(['mail-sent', 'mail-opened', 'mail-clicked']);

interface Told {
  readonly agreement: Agreement;
  readonly circumstances: Circumstances;
  readonly language: Language;
  day(at: IsoInstant): string;
}

/** Sent back, to whom it had gone, why, and what nurture brought since. Nothing for a lead that qualifies for the first time. */
export function timesBefore(
  lead: Lead,
  fields: Fields,
  { agreement, circumstances, language, day }: Told,
): readonly string[] {
  const t = texts(language).brief;
  const times = lead.state.handoffs.filter(({ outcome }) => outcome === 'sent-back').slice(-TIMES_SHOWN);
  const last = times.at(-1)?.closedAt;
  if (last === undefined) return [];
  const { returned } = lead.state;
  const given = returned?.reason ?? String(fields['returnReason'] ?? '');
  const reason = agreement.sendBack?.reasons.find(({ id }) => id === given)?.label[language];
  const why = [reason ?? given, returned?.comment ?? String(fields['returnComment'] ?? '')]
    .map((text) => cutText(oneLine(text), COMMENT_MAX))
    .filter((text) => text !== '');
  const since = lead.activities.filter(({ occurredAt }) => occurredAt > last);
  const mails = (kind: string): number => since.filter((one) => one.kind === kind).length;
  const did = since.filter(({ kind }) => BEHAVIOUR_KINDS.has(kind) && !MAILS.has(kind)).length;
  return [
    `■ ${t.before}`,
    ...times.map(({ closedAt, to, toQueue }) => {
      const who = to.member === undefined ? undefined : circumstances.people.member(to.member)?.name;
      return t.sentBack(closedAt === undefined ? '' : day(closedAt), who ?? toQueue ?? to.department);
    }),
    ...(why.length === 0 ? [] : [t.why(why.join(' / '))]),
    t.since(mails('mail-sent'), mails('mail-opened'), mails('mail-clicked'), did),
  ];
}

/** As the agreement says it. Nothing where leads do not go back. */
export function sendingBack({ sendBack }: Agreement, language: Language): readonly string[] {
  if (sendBack === undefined) return [];
  const t = texts(language).brief;
  return [
    `■ ${t.howBack}`,
    ...sendBack.criteria.map((criterion) => `・${criterion[language]}`),
    ...sendBack.steps.map((step, index) => `${index + 1}. ${step[language]}`),
    t.reasons(sendBack.reasons.map(({ label }) => label[language])),
  ];
}
