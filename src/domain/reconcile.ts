/** Whether a system says the same as Baton of who a lead is to us and who owns it; where it does not, why, and what mends it. */
import { desiredFor, isBackward, sameValue } from './desired.ts';
import { type Lead, openHandoffs } from './lead.ts';
import type { ArmStep, ObjectMapping, StatusMapping } from './mapping.ts';
import { personStands } from './peoples-fields.ts';
import {
  type Fields,
  type FieldValue,
  isOpenToWrites,
  isPerson,
  type RecordRef,
  recordKey,
  type SourceRecord,
  type SubjectKey,
  type System,
  sameRef,
} from './record.ts';

/** `drift`: nothing explains it; Baton writes it again. */
export const DISAGREEMENT_CAUSES = [
  'no-record',
  'unread',
  'not-armed',
  'stopped',
  'outside',
  'unseen',
  'person',
  'waiting',
  'unknown',
  'refused',
  'kept-by-rule',
  'backward',
  'drift',
] as const;
export type DisagreementCause = (typeof DISAGREEMENT_CAUSES)[number];

export interface Disagreement {
  readonly system: System;
  /** Absent: the system has no living record of the person. */
  readonly record?: RecordRef | undefined;
  readonly about: 'stage' | 'owner';
  readonly field?: string | undefined;
  readonly ours: FieldValue;
  readonly theirs: FieldValue;
  readonly cause: DisagreementCause;
}

/** The fields that say who a lead is to us, and who owns it, by Baton's names. */
const COMPARED: Readonly<Record<string, Disagreement['about']>> = {
  stage: 'stage',
  lifecycleStage: 'stage',
  leadStatus: 'stage',
  ownerName: 'owner',
  ownerId: 'owner',
};

export interface Compared {
  readonly system: System;
  readonly mapping: Readonly<Partial<Record<string, ObjectMapping>>>;
  readonly statuses: StatusMapping;
  readonly armed: ReadonlySet<ArmStep>;
  /** Nothing is written at all. */
  readonly stopped: boolean;
  /** What judging kept: Baton's own fields as they should be. */
  readonly desired: Fields;
  /** The holder's user in that system. */
  readonly ownerId: string | undefined;
  /** Writes on their way, by the key of their target; a handoff's by its lead. */
  readonly underway: ReadonlyMap<string, 'waiting' | 'unknown'>;
  /** Targets whose newest write was refused. */
  readonly refused: ReadonlySet<SubjectKey>;
}

type Known = Pick<Lead, 'id' | 'state' | 'records' | 'written' | 'wasOutside'>;

/** In the order of the records; none where both agree. Of a lead that is nothing to us yet, only what a record claims beyond it. */
export function disagreementsOf(lead: Known, compared: Compared): readonly Disagreement[] {
  const own = lead.records.filter(({ ref, deleted }) => ref.system === compared.system && isPerson(ref) && !deleted);
  const { state } = lead;
  const ours = state.stage !== 'lead' || openHandoffs(state).length > 0;
  if (own.length === 0) {
    if (!ours) return [];
    return [
      { system: compared.system, about: 'stage', ours: state.stage, theirs: null, cause: causeOfNone(lead, compared) },
    ];
  }
  return own.filter(isOpenToWrites).flatMap((record) => ofRecord(lead, record, compared, ours));
}

/** A task lies on some record: it was made, and has not been read back. */
function causeOfNone({ id, records, state }: Known, { system, stopped, underway }: Compared): DisagreementCause {
  const known = records.some(({ ref }) => ref.system === system);
  if (system === 'salesforce' && !known && openHandoffs(state).some(({ taskId }) => taskId !== undefined))
    return 'unread';
  if (stopped) return 'stopped';
  return underway.get(id) ?? 'no-record';
}

function ofRecord(lead: Known, record: SourceRecord, compared: Compared, ours: boolean): readonly Disagreement[] {
  const { system, mapping, statuses, ownerId } = compared;
  const written = mapping[record.ref.object]?.write;
  if (written === undefined) return [];
  const wanted: Fields = {
    ...desiredFor(system, compared.desired, statuses),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
  const found: Disagreement[] = [];
  for (const [field, about] of Object.entries(COMPARED)) {
    const to = wanted[field];
    const terms = written[field];
    if (to === undefined || terms === undefined || terms.rule === 'never') continue;
    // Till the step is armed the system's own owner is the owner, and Baton's choice is the task's.
    if (field === 'ownerId' && !compared.armed.has(terms.armed)) continue;
    const theirs = record.fields[field] ?? null;
    if (sameValue(theirs, to)) continue;
    // Nobody has claimed anything of a lead that is none yet: what was never written there is missing from nowhere.
    if (!ours && (theirs === null || theirs === '' || field !== 'stage')) continue;
    const cause = causeOf(lead, record, { field, theirs, to, terms }, compared);
    found.push({ system, record: record.ref, about, field, ours: to, theirs, cause });
  }
  return found;
}

interface Differing {
  readonly field: string;
  readonly theirs: FieldValue;
  readonly to: FieldValue;
  readonly terms: ObjectMapping['write'][string];
}

/** The first that explains it: what keeps Baton from writing at all, what somebody did, what is on its way. */
function causeOf(lead: Known, { ref }: SourceRecord, { field, theirs, to, terms }: Differing, compared: Compared) {
  const key = recordKey(ref);
  const written = lead.written.find((one) => one.field === field && sameRef(one.target, ref));
  if (compared.stopped) return 'stopped';
  if (!compared.armed.has(terms.armed)) return 'not-armed';
  if (lead.wasOutside === true && openHandoffs(lead.state).length === 0) return 'outside';
  if (personStands(written, lead.state)) return 'person';
  if (written !== undefined && !sameValue(theirs, written.value)) return 'unseen';
  if (terms.rule === 'only-if-blank' && theirs !== null && theirs !== '') return 'kept-by-rule';
  if (field === 'lifecycleStage' && isBackward(theirs, to)) return 'backward';
  if (compared.refused.has(key)) return 'refused';
  return compared.underway.get(key) ?? compared.underway.get(lead.id) ?? 'drift';
}

/** What Baton can do about it itself: write it anew, or look at what somebody did. */
export function isMendable({ cause }: Pick<Disagreement, 'cause'>): boolean {
  return cause === 'drift' || cause === 'unseen';
}
