/** Notices that list people of whom somebody must do something: one line each, gathered. */

import type { Agreement } from './agreement/schema.ts';
import type { AgreementHash } from './facts.ts';
import { missingOf } from './gate.ts';
import { type IsoInstant, momentIn } from './instant.ts';
import { oneLine } from './line.ts';
import type { FactsOf, NoticeFacts, NoticeKind, Person } from './notice.ts';
import { type Language, texts } from './texts/index.ts';

/** What the words need beside the facts. */
export interface NoticeKnowledge {
  readonly language: Language;
  /** In which moments are told. */
  readonly zone: string;
  /** The member to whom it goes, if it goes to one alone. */
  readonly member?: string | undefined;
  /** Whom it concerns, named above it where others read it too. */
  readonly concerns: readonly string[];
  /** How many reminders there are in all. */
  readonly reminders: number;
  /** Versions that were signed, by their hash. */
  readonly versions: ReadonlyMap<AgreementHash, KnownVersion>;
}

export interface KnownVersion {
  readonly terms: Agreement;
  readonly from?: IsoInstant | undefined;
  readonly signatures: readonly { readonly department: string; readonly signer: string; readonly at: IsoInstant }[];
}

const ITEMS_SHOWN = 20;

export interface Parts {
  readonly subject: string;
  readonly body: readonly string[];
}

export type ListedKind =
  | ('deadline-missed' | 'deadline-near' | 'escalated' | 'held')
  | ('approval-asked' | 'approval-denied' | 'word-missing' | 'owner-changed' | 'neglected');

/** Of one kind. */
export function listed(kind: ListedKind, facts: readonly NoticeFacts[], known: NoticeKnowledge): Parts {
  const { notices: t, words } = texts(known.language);
  const deadline = (name: string): string => words.deadline[name] ?? name;
  switch (kind) {
    case 'deadline-missed':
      return parts(t.missed, allOf(kind, facts), known, (one) =>
        t.missed.line(personWords(one, known), deadline(one.deadline), moment(one.dueAt, known), one.holder),
      );
    case 'escalated':
      return parts(t.escalated, allOf(kind, facts), known, (one) =>
        t.missed.line(personWords(one, known), deadline(one.deadline), moment(one.dueAt, known), one.holder),
      );
    case 'deadline-near':
      return parts(t.near, allOf(kind, facts), known, (one) =>
        t.near.line(personWords(one, known), deadline(one.deadline), moment(one.dueAt, known)),
      );
    case 'held':
      return parts(t.held, allOf(kind, facts), known, (one) => heldLine(one, known));
    case 'approval-asked':
      return parts(t.approval, allOf(kind, facts), known, (one) => {
        const who = personWords(one, known);
        const line = t.approval.line(who, handoffLabel(one, known), moment(one.dueAt, known));
        return `${line} (\`baton approve ${one.email} --as ${known.member ?? '<member>'}\`)`;
      });
    case 'approval-denied':
      return parts(t.denied, allOf(kind, facts), known, (one) =>
        t.denied.line(personWords(one, known), handoffLabel(one, known), one.comment ?? ''),
      );
    case 'owner-changed':
      return parts(t.given, allOf(kind, facts), known, (one) => {
        const line = t.given.line(personWords(one, known), one.from, one.holder, one.by);
        return one.dueAt === undefined ? line : t.given.due(line, moment(one.dueAt, known));
      });
    case 'neglected':
      return parts(t.neglected, allOf(kind, facts), known, (one) =>
        t.neglected.line(personWords(one, known), moment(one.since, known), moment(one.dueAt, known), one.holder),
      );
    case 'word-missing':
      return parts(t.word, allOf(kind, facts), known, (one) => t.word.line(personWords(one, known), t.word[one.word]));
  }
}

function allOf<Kind extends NoticeKind>(kind: Kind, facts: readonly NoticeFacts[]): readonly FactsOf<Kind>[] {
  return facts.filter((one): one is FactsOf<Kind> => one.kind === kind);
}

interface ListTexts {
  readonly subject: (count: number) => string;
  readonly opening: string;
}

function parts<Item extends Person>(
  t: ListTexts,
  facts: readonly Item[],
  known: NoticeKnowledge,
  line: (one: Item) => string,
): Parts {
  return { subject: t.subject(facts.length), body: [t.opening, '', ...items(facts, line, known)] };
}

function heldLine(one: FactsOf<'held'>, known: NoticeKnowledge): string {
  const { notices: t, explain, agreement } = texts(known.language);
  const missing = missingOf(versionOf(one.agreement, known).terms, one).map(
    ({ id, label }) => label?.[known.language] ?? explain.field(id),
  );
  return t.held.line(personWords(one, known), handoffLabel(one, known), agreement.list(missing));
}

function handoffLabel(
  { agreement, handoff }: { readonly agreement: AgreementHash; readonly handoff: string },
  known: NoticeKnowledge,
): string {
  const { terms } = versionOf(agreement, known);
  return terms.handoffs.find(({ type }) => type === handoff)?.label[known.language] ?? handoff;
}

function items<Item extends Person>(
  facts: readonly Item[],
  line: (one: Item) => string,
  { language }: NoticeKnowledge,
): readonly string[] {
  const { notices } = texts(language);
  const rest = facts.length - ITEMS_SHOWN;
  return [
    ...facts
      .slice(0, ITEMS_SHOWN)
      .flatMap((one) => [`- ${oneLine(line(one))}`, ...(one.link === undefined ? [] : [`  ${one.link}`])]),
    ...(rest > 0 ? [notices.more(rest)] : []),
  ];
}

/** Name and company, else the address. */
export function personWords({ name, company, email }: Person, { language }: NoticeKnowledge): string {
  return texts(language).agreement.list([name, company].filter((part) => part !== '')) || email;
}

export function versionOf(hash: AgreementHash, { versions }: NoticeKnowledge): KnownVersion {
  const found = versions.get(hash);
  if (found === undefined) throw new TypeError(`agreement ${hash} is not kept`);
  return found;
}

/** `2026-11-20 09:00`, in the reader's zone, which is named. */
export function moment(at: IsoInstant, { zone }: NoticeKnowledge): string {
  return momentIn(at, zone);
}
