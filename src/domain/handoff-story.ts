/** What the row of a handoff tells in Salesforce after the day it was made: who has it, first contact, how it ended and why, and what the lead became. */
import { departmentsOf } from './agreement/names.ts';
import type { Agreement } from './agreement/schema.ts';
import { calendarFor, openMs } from './calendar.ts';
import type { Circumstances } from './circumstances.ts';
import { DEADLINE_STATES, deadlineStateOf } from './deadline-state.ts';
import { sameValue, wholeSecond } from './desired.ts';
import { GIVEN_AGAIN, HANDOFF_OUTCOMES } from './handoff-machine.ts';
import { instantOf } from './instant.ts';
import { type HandoffState, type Lead, recordOf, type WrittenValue } from './lead.ts';
import { cutText, oneLine } from './line.ts';
import { type Fields, type RecordRef, sameRef } from './record.ts';
import { departmentWord, type Language, texts } from './texts/index.ts';

/** What each list of the row may hold. While it is open, `outcome` says how far it has come. */
export const STORY_CHOICES = {
  outcome: ['open', 'accepted', 'contacted', ...HANDOFF_OUTCOMES],
  deadlineState: DEADLINE_STATES,
  firstContactHow: ['evidenced', 'reported'],
  minutesOf: ['clock-time', 'business-time'],
  result: ['opportunity', 'won', 'lost', 'disqualified'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** As Salesforce's text columns hold it. */
const LONGEST = 255;

export type StoryMeans = Pick<Circumstances, 'people' | 'language' | 'holidays'> & { readonly agreement: Agreement };

/** The row that stands for a handoff; its id is the handoff's key. */
export function storyRef({ key }: Pick<HandoffState, 'key'>): RecordRef {
  return { system: 'salesforce', object: 'handoff', id: key };
}

/** By Baton's names. What is not in it stays as the row has it. */
export function handoffStory(lead: Lead, handoff: HandoffState, means: StoryMeans): Fields {
  const contact = recordOf(lead, 'salesforce', 'contact')?.ref.id;
  return {
    owner: nameOf(handoff, means),
    outcome: handoff.status === 'closed' ? (handoff.outcome ?? 'superseded') : handoff.status,
    deadlineState: deadlineStateOf(handoff),
    acceptedAt: wholeSecond(handoff.acceptedAt),
    ...firstContact(lead, handoff, means),
    closedAt: handoff.status === 'closed' ? wholeSecond(handoff.closedAt) : null,
    ...(contact === undefined ? {} : { contact }),
    ...became(lead, handoff, means),
  };
}

/** Whoever has it, as people call them. */
export function nameOf(
  { to, toQueue }: Pick<HandoffState, 'to' | 'toQueue'>,
  means: Pick<StoryMeans, 'people' | 'language' | 'agreement'>,
): string {
  const member = to.member === undefined ? undefined : means.people.member(to.member);
  return member?.name ?? toQueue ?? departmentWord(means.language, to.department, departmentsOf(means.agreement));
}

function firstContact({ written }: Lead, handoff: HandoffState, { people, language, ...means }: StoryMeans): Fields {
  const { firstContactAt, firstContactHow, firstContactBy: by, taskAt, terms, to } = handoff;
  const at = wholeSecond(firstContactAt);
  const { words } = texts(language);
  const activities: Readonly<Record<string, string>> = words.activity;
  const told = {
    firstContactAt: at,
    firstContactHow: firstContactHow ?? null,
    firstContactBy:
      by === undefined || by === null
        ? null
        : `${activities[by.object] ?? by.object} ${by.id} (${words.system[by.system]})`,
  };
  const known = knownOf(written, storyRef(handoff), 'firstContactAt')?.value ?? null;
  const isMeasured = knownOf(written, storyRef(handoff), 'firstContactMinutes') !== undefined && sameValue(known, at);
  // Measured once: hours and closing days that are changed later rewrite no row.
  if (firstContactAt === undefined || taskAt === undefined || isMeasured) return told;
  const [from, until] = [instantOf(taskAt), instantOf(firstContactAt)];
  const unit = terms.find(({ deadline }) => deadline === 'first-contact')?.unit ?? 'hours';
  const member = to.member === undefined ? undefined : people.member(to.member);
  const ms =
    unit === 'hours'
      ? from.until(until).total('milliseconds')
      : openMs(from, until, calendarFor(means.agreement, member, means.holidays ?? []));
  return {
    ...told,
    firstContactMinutes: Math.round(ms / 60_000),
    minutesOf: unit === 'hours' ? 'clock-time' : 'business-time',
  };
}

/** What the lead became counts for every handoff of the same qualification but those that were somebody else's in the end. */
function became({ state }: Lead, handoff: HandoffState, { agreement, language }: StoryMeans): Fields {
  const said = endReasonOf(handoff, agreement, language);
  if (handoff.episode !== state.episode) return { endReason: said };
  const { outcome } = handoff;
  const counts = !GIVEN_AGAIN.has(outcome) && outcome !== 'withdrawn' && outcome !== 'sent-back';
  const result = counts ? (STORY_CHOICES.result.find((stage) => stage === state.stage) ?? null) : null;
  const { deal } = state;
  const lost = result === 'lost' || result === 'disqualified' ? (state.lossReason ?? null) : null;
  return {
    endReason: said ?? (lost === null ? null : fitting(lost)),
    result,
    opportunity: counts && deal?.system === 'salesforce' ? deal.id : null,
  };
}

/** Sent back, declined or lost: what was said, on one line. */
export function endReasonOf(
  { endReason, endComment }: HandoffState,
  { sendBack }: Agreement,
  language: Language,
): string | null {
  const agreed = sendBack?.reasons.find(({ id }) => id === endReason)?.label[language];
  const said = [agreed ?? endReason, endComment].filter((word) => word !== undefined && word !== '');
  return said.length === 0 ? null : fitting(said.join(': '));
}

function fitting(text: string): string {
  return cutText(oneLine(text), LONGEST);
}

/** What of it the row is not known to say. */
export function storyLeft(told: Fields, { written }: Pick<Lead, 'written'>, target: RecordRef): Fields {
  return Object.fromEntries(
    Object.entries(told).filter(([field, value]) => !sameValue(knownOf(written, target, field)?.value ?? null, value)),
  );
}

function knownOf(written: readonly WrittenValue[], target: RecordRef, field: string): WrittenValue | undefined {
  return written.find((one) => one.field === field && sameRef(one.target, target));
}
