/** Who held a lead when, and what somebody holds, with the entries of the ledger that say so. */
import { departmentWord, type Language, texts } from '../../domain/texts/index.ts';
import type { HeldLead, OwnershipReport, TenureView } from '../../ports/ledger-answers.ts';
import { moment, plain, table } from './columns.ts';

export function renderOwners(report: OwnershipReport, language: Language, zone: string): string {
  const { ownership: t, cli } = texts(language);
  const { name, company, email, tenures } = report;
  const who = [name, company, email]
    .filter((word) => word !== '')
    .map(plain)
    .join(' · ');
  if (tenures.length === 0) return `${who}\n${t.never}`;
  const { from, to, holder, entry } = t.columns;
  const rows = tenures.map((one) => [
    moment(one.from, zone),
    one.to === undefined ? t.still : moment(one.to, zone),
    holderWord(one, language),
    ...decision(one, language),
  ]);
  return `${who}\n${table([from, to, holder, entry, cli.columns.kind, cli.columns.cause], rows, [16, 16, 24, 8, 36, 30])}`;
}

export function renderHeld(leads: readonly HeldLead[], language: Language, zone: string): string {
  const { ownership: t, cli } = texts(language);
  if (leads.length === 0) return t.holdsNothing;
  const { from, entry } = t.columns;
  const { lead, company, kind, cause } = cli.columns;
  const rows = leads.map((one) => [
    moment(one.from, zone),
    one.name,
    one.company,
    one.email,
    ...decision(one, language),
  ]);
  return `${table([from, lead, company, '', entry, kind, cause], rows, [16, 18, 22, 30, 8, 36, 30])}\n${t.count(leads.length)}`;
}

function decision({ seq, kind, handoff, cause }: TenureView, language: Language): readonly string[] {
  const facts: Readonly<Record<string, string>> = texts(language).usage.fact;
  const what = facts[kind] ?? kind;
  return [String(seq), handoff === undefined ? what : `${what} (${handoff})`, cause];
}

function holderWord({ department, member, memberName, queue }: TenureView, language: Language): string {
  return queue ?? memberName ?? member ?? departmentWord(language, department);
}
