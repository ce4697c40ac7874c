/** The note of a handoff on the HubSpot contact: who has the lead, by when and why, and how it ended. One note per handoff, kept up to date. */
import { departmentsOf } from './agreement/names.ts';
import type { Agreement } from './agreement/schema.ts';
import { wholeSecond } from './desired.ts';
import { endReasonOf, nameOf, type StoryMeans, storyLeft } from './handoff-story.ts';
import { type IsoInstant, momentIn } from './instant.ts';
import { type HandoffState, type Lead, recordOf } from './lead.ts';
import { cutText, oneLine, plain } from './line.ts';
import type { Fields, RecordRef } from './record.ts';
import { departmentWord, type Language, texts } from './texts/index.ts';

/** HubSpot's own limit is 65,536 characters of HTML (page "Notes"). */
const LONGEST = 8_000;
const REASONS_SHOWN = 3;

/** The note that stands for a handoff; its id is the handoff's key. */
export function noteRef({ key }: Pick<HandoffState, 'key'>): RecordRef {
  return { system: 'hubspot', object: 'note', id: key };
}

/** One that ended before anybody asked for notes gets none; one that has a note is told of to its end. */
export function isNoted(handoff: HandoffState, before: HandoffState | undefined, { written }: Lead): boolean {
  if (handoff.taskId === undefined) return false;
  if (handoff.status !== 'closed' || (before !== undefined && before.status !== 'closed')) return true;
  const { id } = noteRef(handoff);
  return written.some(({ target }) => target.object === 'note' && target.id === id);
}

/**
 * What of the note is to be written, by Baton's names; undefined where nothing is, or where nobody in HubSpot could read it. `at`: it is to be made;
 * without it, one that a person has deleted stays deleted. `contact`: whose it is to be.
 */
export function noteLeft(lead: Lead, handoff: HandoffState, means: StoryMeans): Fields | undefined {
  const contact = recordOf(lead, 'hubspot', 'contact')?.ref.id;
  if (contact === undefined || lead.state.erased === true) return undefined;
  const told: Fields = { at: wholeSecond(handoff.decidedAt), contact, body: noteBody(handoff, means) };
  const left = storyLeft(told, lead, noteRef(handoff));
  if (Object.keys(left).length === 0) return undefined;
  return { ...left, body: told['body'] ?? null };
}

/** In the account's language; moments in the agreement's zone. */
export function noteBody(handoff: HandoffState, means: StoryMeans): string {
  const { agreement, language } = means;
  const { note: t, words, ownFields } = texts(language);
  const how = ownFields.salesforce.list['firstContactHow'] ?? {};
  const at = (moment: IsoInstant): string => momentIn(moment, agreement.zone);
  const { before = [], firstContactAt, firstContactHow = 'reported', closedAt, outcome } = handoff;
  const ended = endReasonOf(handoff, agreement, language);
  const lines = [
    t.title(departmentWord(language, handoff.from.department, departmentsOf(agreement)), nameOf(handoff, means)),
    t.when(at(handoff.decidedAt)),
    ...handoff.due.map(({ deadline, dueAt }) =>
      t.due(words.deadline[deadline] ?? deadline, at(dueAt), stateWord(handoff, deadline, language)),
    ),
    t.priority(words.priority[handoff.priority]),
    t.why(labelOf(handoff, agreement, language), handoff.score),
    ...reasons(handoff, agreement, language),
    ...(before.length === 0 ? [] : [t.before(before.map((one) => nameOf(one, means)).join(' → '))]),
    ...(firstContactAt === undefined ? [] : [t.contact(at(firstContactAt), how[firstContactHow] ?? firstContactHow)]),
    ...(handoff.status !== 'closed' || closedAt === undefined
      ? []
      : [t.ended(at(closedAt), words.outcome[outcome ?? 'superseded'])]),
    ...(ended === null ? [] : [t.said(ended)]),
  ];
  return cutText(lines.map((line) => oneLine(plain(line))).join('\n'), LONGEST);
}

function stateWord({ met, missed, status }: HandoffState, deadline: string, language: Language): string {
  const { deadlineState: words } = texts(language).words;
  if (met.includes(deadline)) return words.met;
  if (missed.includes(deadline)) return words.missed;
  return status === 'closed' ? '' : words.open;
}

function labelOf({ type }: HandoffState, { handoffs }: Agreement, language: Language): string {
  return handoffs.find((one) => one.type === type)?.label[language] ?? type;
}

/** The weightiest lines of the frozen score whose rules the agreement still has. */
function reasons({ score }: HandoffState, { scoring }: Agreement, language: Language): readonly string[] {
  const labels = new Map([...scoring.attributes, ...scoring.behaviours].map(({ id, label }) => [id, label[language]]));
  return score.lines
    .filter(({ rule, points }) => points > 0 && labels.has(rule))
    .toSorted((a, b) => b.points - a.points || (a.rule < b.rule ? -1 : 1))
    .slice(0, REASONS_SHOWN)
    .map(({ rule, points }) => `+${points} ${labels.get(rule)}`);
}
