/** The words of a notice: a subject on one line and a short plain text, in the language of whom it tells. */

import { diffAgreements } from './agreement/difference/index.ts';
import type { Agreement } from './agreement/schema.ts';
import { tellChanges } from './agreement/tell/change.ts';
import { Speaker } from './agreement/tell/speaker.ts';
import { localDate } from './calendar.ts';
import type { AgreementHash } from './facts.ts';
import { type IsoInstant, instantOf } from './instant.ts';
import { cutText, oneLine, plain } from './line.ts';
import type { FactsOf, NoticeFacts } from './notice.ts';
import { listed, moment, type NoticeKnowledge, type Parts, personWords, versionOf } from './notice-lists.ts';
import { departmentWord, texts } from './texts/index.ts';

export type { KnownVersion, NoticeKnowledge } from './notice-lists.ts';

export interface NoticeText {
  readonly subject: string;
  readonly body: string;
}

const SUBJECT_MAX = 200;
const LINE_MAX = 300;
const CHANGES_SHOWN = 12;
/** As many characters of a hash as tell versions apart. */
const HASH = 12;

/** `facts`: one, or several of the same kind that were gathered. Pure. */
export function noticeText(facts: readonly NoticeFacts[], known: NoticeKnowledge): NoticeText {
  const [first] = facts;
  if (first === undefined) throw new TypeError('a notice of nothing');
  const { subject, body } = told(first, facts, known);
  const { notices: t, agreement } = texts(known.language);
  const above = known.concerns.length === 0 ? [] : [t.concerns(agreement.list(known.concerns)), ''];
  return {
    subject: cutText(oneLine(plain(subject)), SUBJECT_MAX),
    body: [...above, ...body, '', '--', t.footer].map((line) => cutText(plain(line), LINE_MAX)).join('\n'),
  };
}

function told(first: NoticeFacts, facts: readonly NoticeFacts[], known: NoticeKnowledge): Parts {
  switch (first.kind) {
    case 'agreement-version':
      return version(first, known);
    case 'agreement-reminder':
      return reminder(first, known);
    case 'handoff':
      return handoff(first, known);
    case 'deadline-missed':
    case 'deadline-near':
    case 'escalated':
    case 'held':
    case 'approval-asked':
    case 'approval-denied':
    case 'word-missing':
    case 'owner-changed':
    case 'neglected':
      return listed(first.kind, facts, known);
    case 'collision':
      return collision(first, known);
    case 'review-due':
    case 'review-overdue':
      return review(first, known);
    case 'unknown-code':
      return unknownCode(first, known);
    case 'test': {
      const { notices: t } = texts(known.language);
      return { subject: t.test.subject, body: [t.test.body(t.channel[first.channel])] };
    }
  }
}

function version({ agreement, from, against }: FactsOf<'agreement-version'>, known: NoticeKnowledge): Parts {
  const { terms, signatures } = versionOf(agreement, known);
  const say = new Speaker(known.language, [terms]);
  const { version: t } = say.texts.notices;
  const name = oneLine(terms.name);
  return {
    subject: t.subject(name),
    body: [
      t.opening(name),
      t.from(moment(from, known)),
      t.hash(agreement.slice(0, HASH)),
      '',
      `${t.signed}:`,
      ...signatures.map(
        ({ department, signer, at }) =>
          `- ${t.signature(say.department(department), oneLine(signer), dayOf(at, known))}`,
      ),
      '',
      ...changes(agreement, against, terms, known),
      '',
      t.whole,
      ...confirm(known, say.texts.notices.confirm.how),
    ],
  };
}

/** The first changes in words; where the one before is not known any more, it is told like a first version. */
function changes(
  agreement: AgreementHash,
  against: AgreementHash | undefined,
  b: Agreement,
  known: NoticeKnowledge,
): readonly string[] {
  const { notices } = texts(known.language);
  const { version: t } = notices;
  const a = against === undefined ? undefined : known.versions.get(against)?.terms;
  if (a === undefined || against === undefined) return [t.first];
  const sentences = tellChanges(diffAgreements(a, b), { a, b }, known.language);
  if (sentences.length === 0) return [t.same];
  const rest = sentences.length - CHANGES_SHOWN;
  return [
    `${t.changed(sentences.length)}:`,
    ...sentences.slice(0, CHANGES_SHOWN).map((sentence) => `- ${oneLine(sentence)}`),
    ...(rest > 0 ? [notices.more(rest)] : []),
    t.allChanges(against.slice(0, HASH), agreement.slice(0, HASH)),
  ];
}

function reminder({ agreement, nth }: FactsOf<'agreement-reminder'>, known: NoticeKnowledge): Parts {
  const { terms, from } = versionOf(agreement, known);
  const { reminder: t } = texts(known.language).notices;
  const name = oneLine(terms.name);
  return {
    subject: t.subject(name),
    body: [
      t.opening(name, from === undefined ? '' : moment(from, known)),
      '',
      t.whole,
      ...confirm(known, t.how),
      ...(nth >= known.reminders ? ['', t.last] : []),
    ],
  };
}

/** A head who is no member is told, and has nothing to confirm. In a conversation everybody puts in their own key. */
function confirm({ member, concerns, language }: NoticeKnowledge, how: (member: string) => string): readonly string[] {
  if (member === undefined && concerns.length === 0) return [];
  return ['', `${texts(language).notices.confirm.title}:`, how(member ?? '<member>')];
}

function handoff({ subject, lines, dueAt, link }: FactsOf<'handoff'>, known: NoticeKnowledge): Parts {
  const { notices } = texts(known.language);
  const { handoff: t } = notices;
  return {
    subject,
    body: [t.opening, '', ...lines, '', t.due(moment(dueAt, known)), link === undefined ? t.find : notices.open(link)],
  };
}

function collision(fact: FactsOf<'collision'>, known: NoticeKnowledge): Parts {
  const { notices, words } = texts(known.language);
  const { collision: t } = notices;
  const who = personWords(fact, known);
  const lines = fact.touches.map(({ at, kind, member, department, lead }) =>
    oneLine(
      t.line(
        moment(at, known),
        `${member} (${departmentWord(known.language, department, fact.departments ?? {})})`,
        words.activity[kind],
        lead,
      ),
    ),
  );
  return {
    subject: t.subject(oneLine(who)),
    body: [
      t.opening[fact.at](fact.withinDays),
      '',
      ...lines.map((line) => `- ${line}`),
      '',
      t.agree,
      ...(fact.link === undefined ? [] : [notices.open(fact.link)]),
    ],
  };
}

function review({ kind, cycle, dueOn }: FactsOf<'review-due' | 'review-overdue'>, known: NoticeKnowledge): Parts {
  const { notices, versions } = texts(known.language);
  const { review: t } = notices;
  const name = versions.cycle[cycle];
  const [subject, text] = kind === 'review-due' ? [t.due, t.dueText] : [t.overdue, t.overdueText];
  return { subject: subject(name), body: [text(name, dueOn), '', t.record(cycle)] };
}

function unknownCode({ system, code, detail }: FactsOf<'unknown-code'>, { language }: NoticeKnowledge): Parts {
  const { notices, words } = texts(language);
  const { unknownCode: t } = notices;
  const systemWord = words.system[system] ?? system;
  return {
    subject: t.subject(systemWord, oneLine(code)),
    body: [t.opening(systemWord), '', t.answer(oneLine(code), oneLine(detail)), '', t.look, t.report],
  };
}

function dayOf(at: IsoInstant, { zone }: NoticeKnowledge): string {
  return localDate(instantOf(at), zone);
}
