/** What is told of handoffs where they are read: on their rows in Salesforce, and, where the mapping asks for it, in a note on the HubSpot contact. */
import type { Agreement } from '../domain/agreement/schema.ts';
import type { Circumstances } from '../domain/circumstances.ts';
import { isNoted, noteLeft, noteRef } from '../domain/handoff-note.ts';
import { handoffStory, type StoryMeans, storyLeft, storyRef } from '../domain/handoff-story.ts';
import type { Lead, LeadState } from '../domain/lead.ts';
import type { ArmStep } from '../domain/mapping.ts';
import type { Fields, RecordRef } from '../domain/record.ts';
import type { FieldsWrite } from '../domain/writes.ts';
import type { Transaction } from '../ports/store.ts';
import type { Settings } from './context.ts';
import type { Desk } from './desk.ts';
import { termsOf } from './which-agreement.ts';

export type TellingMeans = Circumstances & Pick<Settings, 'mappings'> & { readonly terms: Agreement };

/** Puts out what some row or note is not known to say. `lead` as it is after the decision. */
export async function tellHandoffs(
  tx: Transaction,
  lead: Lead,
  before: LeadState,
  { terms, mappings, armed, ...rest }: TellingMeans,
): Promise<void> {
  const means: StoryMeans = { ...rest, agreement: terms };
  const notes = asksForNotes(mappings, armed);
  for (const handoff of lead.state.handoffs) {
    if (handoff.taskId === undefined) continue;
    const row = storyRef(handoff);
    if (Object.keys(storyLeft(handoffStory(lead, handoff, means), lead, row)).length > 0)
      await tx.outbox.putState(row, lead.id);
    const earlier = before.handoffs.find(({ key }) => key === handoff.key);
    if (notes && isNoted(handoff, earlier, lead) && noteLeft(lead, handoff, means) !== undefined)
      await tx.outbox.putState(noteRef(handoff), lead.id);
  }
}

function asksForNotes({ hubspot }: Settings['mappings'], armed: ReadonlySet<ArmStep>): boolean {
  return hubspot.handoffNotes !== undefined && armed.has(hubspot.handoffNotes.armed);
}

/** Whether the target stands for a handoff rather than for a person or company. */
export function isTold({ object }: RecordRef): boolean {
  return object === 'handoff' || object === 'note';
}

/** What the row or note of a handoff is not known to say by now. */
export function toldWrite(
  { context: { settings }, people, power }: Pick<Desk, 'context' | 'people' | 'power'>,
  lead: Lead,
  target: RecordRef,
): FieldsWrite | undefined {
  const handoff = lead.state.handoffs.find(({ key }) => key === target.id);
  if (handoff === undefined) return undefined;
  const { language, holidays, mappings } = settings;
  const { terms: agreement } = termsOf(power, settings);
  const means: StoryMeans = { agreement, people, language, holidays };
  const isNote = target.object === 'note';
  if (isNote && !asksForNotes(mappings, power.armed)) return undefined;
  const fields: Fields = isNote
    ? (noteLeft(lead, handoff, means) ?? {})
    : storyLeft(handoffStory(lead, handoff, means), lead, target);
  return Object.keys(fields).length === 0 ? undefined : { kind: 'fields', target, fields };
}
