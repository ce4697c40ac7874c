/** One view of a person in a terminal: who is in doubt, and with which command a person settles it. */
import { type Language, texts } from '../../domain/texts/index.ts';
import type { IdentityCase, IdentityReport, SettledReport } from '../../ports/identity.ts';
import { moment, plain } from './columns.ts';

export function renderIdentity({ count, cases }: IdentityReport, language: Language, zone: string): string {
  const { identity: t } = texts(language).people;
  if (cases.length === 0) return t.nothing;
  const told = cases.map((one) => caseLines(one, language, zone).map(plain).join('\n'));
  return [...told, ...(count > cases.length ? [t.more(count - cases.length)] : [])].join('\n\n');
}

function caseLines(one: IdentityCase, language: Language, zone: string): readonly string[] {
  const { identity: t } = texts(language).people;
  const when = one.at === undefined ? '' : `${moment(one.at, zone)}  `;
  return [
    `${when}${t.kind[one.kind]}`,
    ...one.records.map((of) => `  ${line(of.record, of)}`),
    ...one.leads.map((of) => `  ${line(of.lead, of)}${of.by === undefined ? '' : `  ${t.by(of.by.join(', '))}`}`),
    ...commands(one, language).map((command) => `    ${command}`),
  ];
}

function line(id: string, { name, company, email }: { name: string; company: string; email: string }): string {
  return [id, name, company, email].filter((part) => part !== '').join('  ');
}

function commands({ kind, records, leads }: IdentityCase, language: Language): readonly string[] {
  const { how } = texts(language).people.identity;
  const [record, another] = records.map((one) => one.record);
  const [first, second] = leads.map(({ lead }) => lead);
  if (record === undefined || first === undefined) return [];
  if (kind === 'several-records')
    return [...(another === undefined ? [] : [how.join(record, another)]), how.split(another ?? record)];
  const [one, other] = kind === 'ambiguous' ? [record, first] : [first, second ?? first];
  return [how.join(one, other), how.keepApart(one, other)];
}

export function renderSettled({ are, lead, other, withdrawn, placed }: SettledReport, language: Language): string {
  const { identity: t } = texts(language).people;
  const told = are === 'one' ? [t.joined(lead, other, withdrawn)] : [t.apart(lead, other)];
  if (are === 'two' && withdrawn > 0) told.push(t.withdrawn(withdrawn));
  if (placed > 0) told.push(t.placed(placed));
  return told.join('\n');
}
