/** The brief: what the new owner reads in the task, so that nobody has to ask marketing what this lead is about. */
import type { Activity } from './activity.ts';
import { BEHAVIOUR_KINDS } from './activity.ts';
import type { HandoffTerms } from './agreement/schema.ts';
import type { Circumstances } from './circumstances.ts';
import type { DeadlineTerm, Stage } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import { instantOf } from './instant.ts';
import { flatFields, type Lead, mergeFields } from './lead.ts';
import type { EvidenceState } from './qualify.ts';
import type { Score } from './score.ts';
import type { TeamMember } from './team.ts';
import { type Language, texts } from './texts/index.ts';

/** Salesforce's own limits: Task.Subject 255, Task.Description 32,000 characters (Task object reference). */
const SUBJECT_MAX = 255;
const BODY_MAX = 32_000;
const LINES_SHOWN = 12;

export interface BriefInput {
  readonly lead: Lead;
  readonly stage: Stage;
  readonly terms: HandoffTerms;
  readonly deadlines: readonly DeadlineTerm[];
  readonly score: Score;
  readonly evidence: readonly EvidenceState[];
  readonly assignee: TeamMember | undefined;
  readonly reason: string;
  readonly circumstances: Circumstances;
  readonly zone: string;
}

export interface Brief {
  /** Holds `{due}` where the due day goes once it is fixed. */
  readonly subject: string;
  readonly body: string;
}

/** Cuts at a whole line, never inside one, and never above the vendor's limit. */
export function brief(input: BriefInput): Brief {
  const language: Language = input.assignee?.language ?? input.circumstances.language;
  const zone = input.assignee?.zone ?? input.zone;
  const catalogue = texts(language);
  const t = catalogue.brief;
  const fields = flatFields(mergeFields(input.lead));
  const name = fullName(fields, language);
  const sections: (readonly string[])[] = [
    person(fields, name, t),
    [
      `■ ${t.whyNow}`,
      input.reason,
      t.score(
        input.score.total,
        input.score.attribute,
        input.score.behaviour,
        catalogue.words.temperature[input.score.temperature],
      ),
      ...scoreLines(input.score, language, zone),
    ],
    ownWords(input.lead.activities, t, zone),
    [`■ ${t.did}`, ...doings(input.lead.activities, language, zone, t, true)],
    [`■ ${t.touches}`, ...doings(input.lead.activities, language, zone, t, false)],
    [`■ ${t.timeframe}`, String(fields['timeframe'] ?? t.unknownTimeframe)],
    ...(fields['budget'] === undefined ? [] : [[`■ ${t.budget}`, String(fields['budget'])]]),
    bant(input.evidence, language, t),
    [
      `■ ${t.deadline}`,
      ...input.deadlines.map((term) =>
        t.within(
          catalogue.words.deadline[term.deadline] ?? term.deadline,
          catalogue.words.amount(term.amount, term.unit),
        ),
      ),
    ],
    [`■ ${t.how}`, t.howAccept, t.howBant],
    [t.agreement(input.circumstances.agreement.slice(0, 12))],
  ];
  const company = String(fields['company'] ?? '');
  return {
    subject: cutText(t.subject(catalogue.words.stage[input.stage], name, company, '{due}'), SUBJECT_MAX - 10),
    body: cutLines(
      sections
        .filter((section) => section.length > 0)
        .map((section) => section.join('\n'))
        .join('\n\n'),
      BODY_MAX,
    ),
  };
}

/** Family name first in Japanese. */
export function fullName(fields: Readonly<Record<string, unknown>>, language: Language): string {
  const first = String(fields['firstName'] ?? '');
  const last = String(fields['lastName'] ?? '');
  const parts = language === 'ja' ? [last, first] : [first, last];
  const name = parts.filter((part) => part !== '').join(' ');
  return name === '' ? String(fields['email'] ?? '') : name;
}

type BriefTexts = ReturnType<typeof texts>['brief'];

function person(fields: Readonly<Record<string, unknown>>, name: string, t: BriefTexts): readonly string[] {
  const rows: readonly (readonly [string, unknown])[] = [
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
    name,
    ...rows.filter(([, value]) => value !== undefined && value !== null).map(([label, value]) => `${label}: ${value}`),
  ];
}

function scoreLines(score: Score, language: Language, zone: string): readonly string[] {
  const t = texts(language).brief;
  return [...score.lines]
    .sort((a, b) => b.points - a.points || (a.rule < b.rule ? -1 : 1))
    .slice(0, LINES_SHOWN)
    .map(
      (line) =>
        `${t.points(line.points)} ${line.label[language]}${line.at === undefined ? '' : ` (${day(line.at, zone)})`}`,
    );
}

function ownWords(activities: readonly Activity[], t: BriefTexts, zone: string): readonly string[] {
  const said = activities
    .filter((activity) => BEHAVIOUR_KINDS.has(activity.kind) && (activity.text ?? '') !== '')
    .slice(-3);
  if (said.length === 0) return [];
  return [`■ ${t.ownWords}`, ...said.map((activity) => `${day(activity.occurredAt, zone)} ${activity.text}`)];
}

function doings(
  activities: readonly Activity[],
  language: Language,
  zone: string,
  t: BriefTexts,
  byLead: boolean,
): readonly string[] {
  const { words } = texts(language);
  const chosen = activities
    .filter((activity) => BEHAVIOUR_KINDS.has(activity.kind) === byLead && !activity.kind.startsWith('handoff-task'))
    .slice(-LINES_SHOWN)
    .reverse();
  if (chosen.length === 0) return [t.nothing];
  return chosen.map((activity) => {
    const about =
      activity.properties['form'] ??
      activity.properties['mail'] ??
      activity.properties['page'] ??
      activity.properties['subject'];
    const outcome = activity.properties['outcome'];
    return [
      day(activity.occurredAt, zone),
      words.activity[activity.kind],
      about,
      outcome,
      byLead ? undefined : activity.text,
    ]
      .filter((part) => part !== undefined && part !== null && part !== '')
      .join(' ');
  });
}

function bant(evidence: readonly EvidenceState[], language: Language, t: BriefTexts): readonly string[] {
  if (evidence.length === 0) return [];
  const said = { met: t.met, 'not-met': t.notMet, open: t.open };
  const open = evidence.filter((item) => item.status === 'open');
  return [
    `■ ${t.bant}`,
    ...evidence.map((item) => {
      const value = item.value === null || item.value === undefined ? '' : ` (${item.value})`;
      return `${item.label[language]}: ${said[item.status]}${value}`;
    }),
    ...(open.length === 0 ? [] : [`■ ${t.ask}`, ...open.map((item) => `・${item.question[language]}`)]),
  ];
}

function day(at: IsoInstant, zone: string): string {
  return instantOf(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Cuts at a code point, with a mark. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let cut = text.slice(0, max - 1);
  if (!cut.isWellFormed()) cut = cut.slice(0, -1);
  return `${cut}…`;
}

function cutLines(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.lastIndexOf('\n', max - 2);
  return `${text.slice(0, end < 0 ? max - 2 : end)}\n…`;
}
