/** One view of a person in a terminal: who is in doubt and how it is settled, what was done by and to them, and where two departments met. */
import stringWidth from 'fast-string-width';
import { saysItself } from '../../domain/about.ts';
import { type Departments, departmentWord, type Language, texts, valueWord } from '../../domain/texts/index.ts';
import type { IdentityCase, IdentityReport, SettledReport } from '../../ports/identity.ts';
import type { ApproachView, CollisionsReport, TimelineEntry, TimelineReport } from '../../ports/timeline.ts';
import { cutTo, hung, moment, plain, SCREEN } from './columns.ts';

export function renderIdentity({ count, cases }: IdentityReport, language: Language, zone: string): string {
  const { identity: t } = texts(language).people;
  if (cases.length === 0) return t.nothing;
  const told = cases.map((one) =>
    [
      ...caseLines(one, language, zone).flatMap((text) => hung(text, '', 6)),
      ...commands(one, language).flatMap(({ says, command }) => [`    ${says}`, ...typed(command)]),
    ].join('\n'),
  );
  return [...told, ...(count > cases.length ? [t.more(count - cases.length)] : [])].join('\n\n');
}

function caseLines(one: IdentityCase, language: Language, zone: string): readonly string[] {
  const { identity: t } = texts(language).people;
  const when = one.at === undefined ? '' : `${moment(one.at, zone)}  `;
  return [
    `${when}${t.kind[one.kind]}`,
    ...one.records.map((of) => `  ${line(of.record, of)}`),
    ...one.leads.map((of) => `  ${line(of.lead, of)}${of.by === undefined ? '' : `  ${t.by(of.by.join(', '))}`}`),
  ];
}

function line(id: string, { name, company, email }: { name: string; company: string; email: string }): string {
  return [id, name, company, email].filter((part) => part !== '').join('  ');
}

/** On several lines it can be pasted all the same. */
function typed(command: string): readonly string[] {
  const lines: string[] = [];
  let line = '     ';
  for (const word of command.split(' ')) {
    if (stringWidth(`${line} ${word} \\`) > SCREEN) {
      lines.push(`${line} \\`);
      line = '       ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

interface Settling {
  readonly says: string;
  readonly command: string;
}

function commands({ kind, records, leads }: IdentityCase, language: Language): readonly Settling[] {
  const { how, name } = texts(language).people.identity;
  const settle = (says: keyof typeof how, verb: string, ...sides: readonly string[]): Settling => ({
    says: how[says],
    command: `baton identity ${verb} ${sides.join(' ')} --by ${name}`,
  });
  const [record, another] = records.map((one) => one.record);
  const [first, second] = leads.map(({ lead }) => lead);
  if (record === undefined || first === undefined) return [];
  if (kind === 'several-records')
    return [
      ...(another === undefined ? [] : [settle('join', 'join', record, another)]),
      settle('split', 'split', another ?? record),
    ];
  const [one, other] = kind === 'ambiguous' ? [record, first] : [first, second ?? first];
  return [settle('join', 'join', one, other), settle('keepApart', 'keep-apart', one, other)];
}

export function renderSettled({ are, lead, other, withdrawn, placed }: SettledReport, language: Language): string {
  const { identity: t } = texts(language).people;
  const told = are === 'one' ? [t.joined(lead, other, withdrawn)] : [t.apart(lead, other)];
  if (are === 'two' && withdrawn > 0) told.push(t.withdrawn(withdrawn));
  if (placed > 0) told.push(t.placed(placed));
  return told.join('\n');
}

/** Columns of a subject or of what was written; `--json` has more. */
const ABOUT = 120;

/** A line or a few a touch; what another department did too near to it is marked. */
export function renderTimeline(
  { entries, count, departments, ...person }: TimelineReport,
  language: Language,
  zone: string,
): string {
  const { people, usage, words } = texts(language);
  const { timeline: t } = people;
  const head = line(person.lead, person);
  if (entries.length === 0) return `${head}\n${t.nothing}`;
  const kinds: Readonly<Record<string, string>> = { ...usage.fact, ...words.activity };
  const lines = entries.flatMap((entry) => {
    const { name, department } = entry.who;
    const of = department === undefined ? '' : ` (${departmentWord(language, department, departments)})`;
    const nobody = entry.side === 'us' && entry.automatic ? t.automatic : t.side[entry.side];
    const told = entry.side === 'baton' ? { ...entry, about: factWords(entry, departments, language) } : entry;
    const subject = saysItself(told.about ?? '', told.text ?? '') ? undefined : told.about;
    const said = [subject, told.outcome, told.text].filter(
      (part) => part !== undefined && part !== null && part !== '',
    );
    const about = [
      ...(entry.collides ? [t.collides] : []),
      ...said.map((part) => cutTo(valueWord(language, part ?? ''), ABOUT)),
      ...(entry.seenIn.length > 1 ? [t.both] : entry.seenIn.map((place) => `[${place}]`)),
    ];
    const who = name === undefined ? nobody : `${name}${of}`;
    const head = `${moment(entry.at, zone)}  ${kinds[entry.what] ?? entry.what}  ${who}`;
    const whole = plain([head, ...about].join('  '));
    if (stringWidth(whole) <= SCREEN) return [whole];
    return [cutTo(head, SCREEN), ...hung(about.join('  '), '    ')];
  });
  const earlier = count > entries.length ? [t.earlier(count - entries.length)] : [];
  return [head, ...earlier, ...lines].join('\n');
}

/** What a fact names by a word of Baton's own. */
function factWords(
  { what, about, handoff }: TimelineEntry,
  departments: Departments,
  language: Language,
): string | undefined {
  const { cli, words } = texts(language);
  if (about === undefined) return undefined;
  if (handoff?.label !== undefined)
    return `${handoff.label[language]}: ${departmentWord(language, handoff.to, departments)}`;
  const known: Readonly<Record<string, string>> =
    {
      'stage-changed': words.stage,
      'deadline-missed': words.deadline,
      'handoff-closed': words.outcome,
      'first-contact-seen': { evidenced: cli.evidenced, reported: cli.reported },
    }[String(what)] ?? {};
  return about
    .split(' → ')
    .map((word) => known[word] ?? word)
    .join(' → ');
}

export function renderCollisions(
  { guarded, withinDays = 0, count, collisions, departments }: CollisionsReport,
  language: Language,
  zone: string,
): string {
  const { people, words } = texts(language);
  const { collisions: t } = people;
  if (!guarded) return t.unguarded;
  if (collisions.length === 0) return t.nothing(withinDays);
  const one = ({ at, kind, member, department, about, to }: ApproachView): string =>
    t.line(
      moment(at, zone),
      `${member} (${departmentWord(language, department, departments)})`,
      [words.activity[kind], about].filter((part) => part !== undefined).join(' '),
      [to.name, to.company].filter((part) => part !== '').join(', ') || to.lead,
    );
  const told = collisions.map(({ at, first, second, times, lastAt }) =>
    [
      t.at[at],
      `  ${one(first)}`,
      `  ${one(second)}`,
      ...(times > 1 ? [`  ${t.goesOn(times - 1, moment(lastAt, zone))}`] : []),
    ]
      .flatMap((text) => hung(text, '', 6))
      .join('\n'),
  );
  return [...(count > collisions.length ? [t.more(count - collisions.length)] : []), ...told].join('\n');
}
