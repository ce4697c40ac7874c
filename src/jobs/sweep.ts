/** SWEEP: looks at every kept record by its id, all of them once a day; so what no stream tells, a deletion, a merge, an erasure, a missed change, is found. */
import { z } from 'zod';
import { type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import { type RecordRef, recordKey, type SourceRecord, type System } from '../domain/record.ts';
import { type Connector, type Cursor, LOOK_MOST, type LookPage } from '../ports/connector.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { withEditors } from './editors.ts';
import { erase } from './erasing.ts';
import { type Kept, keep } from './keeping.ts';

/** Under which its cursor is kept, and its failure listed. */
export const SWEEP = 'sweep';
const ROUND = { hours: 24 };
/** Looks of one pull: 2,000 records, nearly three million a day at a poll a minute. */
const LOOKS_PER_PULL = 20;

const cursorShape = z.object({
  /** When this round began, or, while it rests, the last one. */
  began: z.string(),
  /** The record that was looked at last; absent while the sweep rests. */
  after: z.string().optional(),
  look: z.record(z.string(), z.unknown()).optional(),
});
type SweepCursor = z.infer<typeof cursorShape>;

/** What there is to do now of the day's round. Answers what each look came to. */
export async function sweep(
  context: JobContext,
  connector: Connector,
  cursor: Cursor | undefined,
): Promise<readonly Kept[]> {
  const done: Kept[] = [];
  const parsed = cursorShape.safeParse(cursor);
  const now = context.runtime.now();
  let state: SweepCursor = parsed.success ? parsed.data : { began: iso(now) };
  if (!parsed.success) {
    // All was read just now: the first round begins a day later, and looks where these records came from.
    const first = await connector.look?.([], undefined);
    await save(context, connector.system, { ...state, look: first?.cursor });
    return done;
  }
  if (state.after === undefined) {
    if (Temporal.Instant.compare(now, instantOf(state.began as IsoInstant).add(ROUND)) < 0) return done;
    state = { ...state, began: iso(now), after: '' };
  }
  for (let look = 0; look < LOOKS_PER_PULL; look += 1) {
    const { after = '' } = state;
    const records = await context.store.transaction((tx) => tx.records.following(connector.system, after, LOOK_MOST));
    const last = records.at(-1);
    if (last === undefined) {
      const { after: _, ...resting } = state;
      await save(context, connector.system, resting);
      return done;
    }
    const refs = records.map(({ ref }) => ref);
    const seen = await connector.look?.(refs, state.look, 'in time');
    if (seen === undefined) return done;
    const looked = await withEditors(context, connector, withoutKnown(seen, records));
    const failed = looked.problems.some(({ record }) => record === undefined);
    if (!failed) state = { ...state, after: recordKey(last.ref), look: looked.cursor };
    const page = { ...looked, cursor: state };
    const kept = await context.store.transaction((tx) => keepLook(tx, context, connector.system, { refs, page }));
    done.push(kept);
    if (kept.failed) return done;
  }
  return done;
}

async function save({ store, runtime }: JobContext, system: System, cursor: SweepCursor): Promise<void> {
  await store.transaction((tx) => tx.records.saveCursor(system, SWEEP, cursor, iso(runtime.now())));
}

/** Without the records that say nothing but what is known of them: most of a day's look. */
export function withoutKnown<P extends Pick<LookPage, 'records'>>(page: P, known: readonly SourceRecord[]): P {
  const byKey = new Map(known.map((record) => [recordKey(record.ref), record]));
  return { ...page, records: page.records.filter((read) => !saysTheSame(read, byKey.get(recordKey(read.ref)))) };
}

function saysTheSame(read: SourceRecord, known: SourceRecord | undefined): boolean {
  if (known === undefined || read.modifiedAt !== known.modifiedAt || read.deleted !== known.deleted) return false;
  const fields = new Set([...Object.keys(read.fields), ...Object.keys(known.fields)]);
  return [...fields].every((field) => (read.fields[field] ?? null) === (known.fields[field] ?? null));
}

export interface Look {
  readonly refs: readonly RecordRef[];
  readonly page: LookPage;
  /** The system has said that it erased them: the second look, which else guards against a mistake, is not waited for. */
  readonly erased?: boolean;
  /** The name under which its cursor is kept, if not the sweep's. */
  readonly under?: string;
  readonly awaited?: boolean;
}

/**
 * Keeps what a look came to, with its cursor. A record that its system does not know any more counts as deleted; found gone a second time, a round later,
 * it is erased.
 */
export async function keepLook(
  tx: Transaction,
  context: JobContext,
  system: System,
  { refs, page, erased = false, under = SWEEP, awaited = false }: Look,
): Promise<Kept> {
  const lost = await knownOf(tx, refs, page.gone);
  const gone = lost.filter(({ deleted }) => deleted || erased).map(({ ref }) => ref);
  const missing = lost.filter(({ deleted }) => !deleted && !erased).map((record) => tombstone(record, page.readAt));
  const records = [...page.records, ...missing];
  const kept = await keep(tx, context, system, under, { ...page, records, seenById: true, awaited });
  await erase(tx, gone, context.runtime.now());
  return kept;
}

function tombstone({ ref, modifiedAt }: SourceRecord, readAt: IsoInstant): SourceRecord {
  return { ref, fields: {}, modifiedAt: modifiedAt > readAt ? modifiedAt : readAt, deleted: true };
}

/** Of those that were asked for, as they are kept. */
async function knownOf(
  tx: Transaction,
  asked: readonly RecordRef[],
  gone: readonly RecordRef[],
): Promise<readonly SourceRecord[]> {
  if (gone.length === 0) return [];
  const known = new Map((await tx.records.get(asked)).map((record) => [recordKey(record.ref), record]));
  return gone.flatMap((ref) => known.get(recordKey(ref)) ?? []);
}
