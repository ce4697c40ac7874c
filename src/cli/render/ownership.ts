/** Who held a lead when, and what somebody holds, with the entries of the ledger that say so. */
import { causeWord, departmentWord, type Language, texts } from '../../domain/texts/index.ts';
import type { HeldLead, OwnershipReport, TenureView } from '../../ports/ledger-answers.ts';
import { cutTo, hung, moment, plain, SCREEN } from './columns.ts';

const INDENT = '    ';

export function renderOwners(report: OwnershipReport, language: Language, zone: string): string {
  const { ownership: t } = texts(language);
  const who = personWords(report);
  if (report.tenures.length === 0) return `${who}\n${t.never}`;
  const lines = report.tenures.flatMap((one) => {
    const till = one.to === undefined ? t.still : moment(one.to, zone);
    return [
      cutTo(`${moment(one.from, zone)} – ${till}  ${holderWord(one, language)}`, SCREEN),
      ...hung(decision(one, language), INDENT),
    ];
  });
  return [who, ...lines].join('\n');
}

export function renderHeld(leads: readonly HeldLead[], who: string, language: Language, zone: string): string {
  const { ownership: t } = texts(language);
  if (leads.length === 0) return t.holdsNothing;
  const lines = leads.flatMap((one) => [
    cutTo(`${moment(one.from, zone)}  ${personWords(one)}`, SCREEN),
    // Of a department it is said who of it.
    ...((one.queue ?? one.member ?? who) === who ? [] : hung(t.holder(holderWord(one, language)), INDENT)),
    ...hung(decision(one, language), INDENT),
  ]);
  return [...lines, t.count(leads.length)].join('\n');
}

function personWords({ name, company, email }: Pick<HeldLead, 'name' | 'company' | 'email'>): string {
  return [name, company, email]
    .filter((word) => word !== '')
    .map(plain)
    .join(' · ');
}

function decision({ seq, kind, handoff, label, cause }: TenureView, language: Language): string {
  const { ownership: t, usage } = texts(language);
  const facts: Readonly<Record<string, string>> = usage.fact;
  const named = label?.[language] ?? handoff;
  const what = `${facts[kind] ?? kind}${named === undefined ? '' : ` (${named})`}`;
  return t.by(
    seq,
    what,
    causeWord(language, cause, (rule) => (rule === handoff ? named : undefined)),
  );
}

function holderWord(
  { department, departmentLabel, member, memberName, queue }: TenureView,
  language: Language,
): string {
  return queue ?? memberName ?? member ?? departmentLabel?.[language] ?? departmentWord(language, department, {});
}
