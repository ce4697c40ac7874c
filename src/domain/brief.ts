/** The brief: what the new owner reads in the task, so that nobody has to ask marketing what this lead is about. */
import { aboutAmong, saysItself } from './about.ts';
import type { Activity } from './activity.ts';
import { BEHAVIOUR_KINDS } from './activity.ts';
import { departmentsOf } from './agreement/names.ts';
import type { Agreement, HandoffTerms } from './agreement/schema.ts';
import type { Approach } from './approach.ts';
import { sendingBack, timesBefore } from './brief-history.ts';
import type { Circumstances } from './circumstances.ts';
import type { DeadlineTerm, Stage } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import { instantOf } from './instant.ts';
import { flatFields, type Lead, mergeFields } from './lead.ts';
import { cutText, oneLine, plain } from './line.ts';
import type { EvidenceState } from './qualify.ts';
import { readNumber } from './reading.ts';
import type { Fields, FieldValue } from './record.ts';
import type { Score } from './score.ts';
import type { TeamMember } from './team.ts';
import { departmentWord, type Language, texts, valueWord } from './texts/index.ts';

/** Salesforce's own limits: Task.Subject 255, Task.Description 32,000 characters (Task object reference). */
const SUBJECT_MAX = 255;
const BODY_MAX = 32_000;
/** Where the due day goes in the subject once it is fixed, and how long it is then. */
const DUE = '{due}';
const DAY_LENGTH = 'YYYY-MM-DD'.length;
const LINES_SHOWN = 12;
const WORDS_SHOWN = 3;
/** Long texts are cut so that the deadline and the questions below them always fit in. */
const WORDS_MAX = 4_000;
const NOTE_MAX = 500;
const VALUE_MAX = 200;

export interface BriefInput {
  readonly lead: Lead;
  readonly agreement: Agreement;
  readonly stage: Stage;
  readonly terms: HandoffTerms;
  readonly deadlines: readonly DeadlineTerm[];
  readonly score: Score;
  readonly evidence: readonly EvidenceState[];
  readonly assignee: TeamMember | undefined;
  readonly reason: string;
  /** What other departments did of late, here or at the same company. */
  readonly others: readonly Approach[];
  readonly circumstances: Circumstances;
  readonly zone: string;
}

export interface Brief {
  /** Holds `{due}` where the due day goes once it is fixed. */
  readonly subject: string;
  readonly body: string;
}

/** In the assignee's language and zone. Cuts at a whole line, never inside one, and never above the vendor's limit. */
export function brief(input: BriefInput): Brief {
  const language: Language = input.assignee?.language ?? input.circumstances.language;
  const zone = input.assignee?.zone ?? input.zone;
  const catalogue = texts(language);
  const t = catalogue.brief;
  const fields = flatFields(mergeFields(input.lead));
  const sections: (readonly string[])[] = [
    person(fields, language),
    whyNow(input, language, zone),
    active(input, language, zone),
    ...inWords(fields, t),
    ownWords(input.lead.activities, t, zone),
    [`■ ${t.did}`, ...doings(input, 'lead', language, zone)],
    [`■ ${t.touches}`, ...doings(input, 'us', language, zone)],
    timesBefore(input.lead, fields, { ...input, language, day: (at) => day(at, zone) }),
    [`■ ${t.timeframe}`, shown(fields['timeframe'], language) || t.unknownTimeframe],
    ...(fields['budget'] === undefined ? [] : [[`■ ${t.budget}`, sum(fields['budget'], language)]]),
    bant(input.evidence, language),
    [
      `■ ${t.deadline}`,
      ...input.deadlines.map(({ deadline, amount, unit }) =>
        t.within(catalogue.words.deadline[deadline] ?? deadline, catalogue.words.amount(amount, unit)),
      ),
    ],
    [`■ ${t.how}`, t.howAccept, t.howBant],
    sendingBack(input.agreement, language),
    [t.agreement(input.circumstances.agreement.slice(0, 12))],
  ];
  const parts = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return { subject: subject(input.stage, fields, language), body: cutLines(plain(parts.join('\n\n')), BODY_MAX) };
}

/** The due day stands at the end, so names that are too long are cut, never the subject itself. */
function subject(stage: Stage, fields: Fields, language: Language): string {
  const { brief: t, words } = texts(language);
  const name = inSubject(fullName(fields));
  const company = inSubject(String(fields['company'] ?? ''));
  const bare = t.subject(words.stage[stage], '', company === '' ? '' : ' ', DUE).length - DUE.length + DAY_LENGTH;
  const room = SUBJECT_MAX - bare;
  const half = Math.floor(room / 2);
  const nameMax = Math.max(half, room - company.length);
  const shortName = cutText(name, nameMax);
  return t.subject(words.stage[stage], shortName, cutText(company, room - shortName.length), DUE);
}

/** On one line, and without anything that could be taken for the due day. */
function inSubject(text: string): string {
  return oneLine(plain(text)).replaceAll(DUE, '(due)');
}

const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** As the person writes it, whoever reads: family name first where it is written in Japanese, else last. */
export function fullName(fields: Readonly<Record<string, unknown>>): string {
  const first = String(fields['firstName'] ?? '');
  const last = String(fields['lastName'] ?? '');
  const parts = JAPANESE.test(last) ? [last, first] : [first, last];
  const name = parts.filter((part) => part !== '').join(' ');
  return name === '' ? String(fields['email'] ?? '') : name;
}

function person(fields: Fields, language: Language): readonly string[] {
  const t = texts(language).brief;
  const rows: readonly (readonly [string, FieldValue | undefined])[] = [
    [t.company, fields['company']],
    [t.title, fields['title']],
    [t.industry, fields['industry']],
    [t.employees, fields['employees']],
    [t.region, fields['region']],
    [t.mail, fields['email']],
    [t.phone, fields['phone']],
  ];
  return [
    `■ ${t.who}`,
    cutText(oneLine(fullName(fields)), VALUE_MAX),
    ...rows.flatMap(([label, value]) => {
      const text = shown(value, language);
      return text === '' ? [] : [`${label}: ${text}`];
    }),
  ];
}

function whyNow({ score, reason }: BriefInput, language: Language, zone: string): readonly string[] {
  const { brief: t, words } = texts(language);
  const weightiest = [...score.lines].sort((a, b) => b.points - a.points || (a.rule < b.rule ? -1 : 1));
  return [
    `■ ${t.whyNow}`,
    reason,
    t.score(score.total, score.attribute, score.behaviour, words.temperature[score.temperature]),
    ...weightiest.slice(0, LINES_SHOWN).map((line) => {
      const when = line.at === undefined ? '' : ` (${day(line.at, zone)})`;
      return `${t.points(line.points)} ${line.label[language]}${when}`;
    }),
  ];
}

/** What a person of ours has written of the lead: why it is worth pursuing, and its problem. */
function inWords(fields: Fields, t: BriefTexts): readonly (readonly string[])[] {
  const written: readonly (readonly [string, FieldValue | undefined])[] = [
    [t.potential, fields['potentialReason']],
    [t.problem, fields['problem']],
  ];
  return written.flatMap(([head, value]) =>
    typeof value !== 'string' || value.trim() === '' ? [] : [[`■ ${head}`, quoted(cutText(value, WORDS_MAX))]],
  );
}

type BriefTexts = ReturnType<typeof texts>['brief'];

function ownWords(activities: readonly Activity[], t: BriefTexts, zone: string): readonly string[] {
  const said = activities
    .filter((activity) => BEHAVIOUR_KINDS.has(activity.kind) && (activity.text ?? '') !== '')
    .slice(-WORDS_SHOWN);
  if (said.length === 0) return [];
  return [
    `■ ${t.ownWords}`,
    ...said.map(({ occurredAt, text = '' }) => `${day(occurredAt, zone)} ${quoted(cutText(text, WORDS_MAX))}`),
  ];
}

/** What the lead did, or what anybody of ours did towards it; the newest first. */
function doings(
  { lead, circumstances }: BriefInput,
  by: 'lead' | 'us',
  language: Language,
  zone: string,
): readonly string[] {
  const { brief: t, words } = texts(language);
  const chosen = lead.activities
    .filter(({ kind }) => BEHAVIOUR_KINDS.has(kind) === (by === 'lead') && !kind.startsWith('handoff-task'))
    .slice(-LINES_SHOWN)
    .reverse();
  if (chosen.length === 0) return [t.nothing];
  const aboutOf = aboutAmong(lead.activities);
  return chosen.map((activity) => {
    const { kind, system, actor, occurredAt, properties } = activity;
    const about = shown(aboutOf(activity), language);
    const text = by === 'lead' ? '' : cutText(oneLine(activity.text ?? ''), NOTE_MAX);
    return [
      day(occurredAt, zone),
      circumstances.people.memberOf(system, actor)?.name ?? '',
      words.activity[kind],
      saysItself(about, text) ? '' : about,
      shown(properties['outcome'], language),
      text,
    ]
      .filter((part) => part !== '')
      .join(' ');
  });
}

/** Other departments that are at it, the newest first: to be spoken with before the first call. */
function active(
  { others, lead, agreement, circumstances }: BriefInput,
  language: Language,
  zone: string,
): readonly string[] {
  if (others.length === 0) return [];
  const { brief: t, words } = texts(language);
  const lines = others
    .slice(-LINES_SHOWN)
    .reverse()
    .map(({ at, member, department, kind, about, lead: whose }) =>
      [
        day(at, zone),
        `${circumstances.people.member(member)?.name ?? member} (${departmentWord(language, department, departmentsOf(agreement))})`,
        words.activity[kind],
        shown(about, language),
        whose === lead.id ? '' : t.colleague,
      ]
        .filter((part) => part !== '')
        .join(' '),
    );
  return [`■ ${t.active}`, ...lines];
}

function bant(evidence: readonly EvidenceState[], language: Language): readonly string[] {
  if (evidence.length === 0) return [];
  const t = texts(language).brief;
  const said = { met: t.met, 'not-met': t.notMet, open: t.open };
  const open = evidence.filter((item) => item.status === 'open');
  return [
    `■ ${t.bant}`,
    ...evidence.map((item) => {
      const value = shown(item.value, language);
      return `${item.label[language]}: ${said[item.status]}${value === '' ? '' : ` (${value})`}`;
    }),
    ...(open.length === 0 ? [] : ['', `■ ${t.ask}`, ...open.flatMap((item) => asked(item, language))]),
  ];
}

/** The question, and below it how to ask in passing. */
function asked({ question, hint }: EvidenceState, language: Language): readonly string[] {
  const line = `・${question[language]}`;
  return hint === undefined ? [line] : [line, `  → ${hint[language]}`];
}

function day(at: IsoInstant, zone: string): string {
  return instantOf(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** One value on one line; empty where nothing is known. */
function shown(value: FieldValue | undefined, language: Language): string {
  return value === null || value === undefined ? '' : cutText(oneLine(valueWord(language, value)), VALUE_MAX);
}

function sum(yen: FieldValue | undefined, language: Language): string {
  const number = readNumber(yen ?? null);
  if (number === undefined) return shown(yen, language);
  return texts(language).words.yen(String(Math.round(number)).replaceAll(/\B(?=(\d{3})+$)/g, ','));
}

/** Further lines are indented: what a lead typed is no heading of ours. */
function quoted(text: string): string {
  return text.trim().replaceAll(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/gu, '\n  ');
}

function cutLines(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.lastIndexOf('\n', max - 2);
  return `${text.slice(0, end < 0 ? max - 2 : end)}\n…`;
}
