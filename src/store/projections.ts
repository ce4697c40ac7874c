/** Writes what judging made of leads: their projections, and rehearsals of what may not be sent. */
import { type Kysely, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { LeadState } from '../domain/lead.ts';
import type { LeadProjection, Rehearsal } from '../ports/store.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, asTexts, encode, lastOfEach } from './rows.ts';
import type { LeadRow, Tables } from './tables.ts';

const LANES = { hot: 0, warm: 1, cold: 2 } as const;
/** No counter of dirt ever has this value. */
const NOT_CLAIMED = -1;

/** A lead begins neither joined nor erased. */
export type NewLeadRow = Omit<LeadRow, 'joined' | 'erased'>;
type Columns = Omit<NewLeadRow, 'created_at' | 'dirty_since' | 'dirt'>;

export async function createAll(db: Kysely<Tables>, rows: readonly NewLeadRow[]): Promise<void> {
  await sql`
    insert into lead (id, state, stage, lane, attribute, behaviour, total, next_at, desired, waits, created_at, dirty_since, dirt)
    select id, state, stage, lane, attribute, behaviour, total, next_at, desired, waits, created_at, dirty_since, dirt
    from json_to_recordset(${asRows(rows)}) as row(
      id text, state text, stage text, lane smallint, attribute integer, behaviour integer, total integer, next_at text, desired text,
      waits text, created_at text, dirty_since text, dirt integer) ${UNANSWERED}`.execute(db);
}

export interface Save {
  readonly lead: LeadId;
  readonly projection: LeadProjection;
  /** How dirty the lead was when it was claimed; undefined where it was not claimed, and its dirt stays. */
  readonly seen: number | undefined;
}

export async function saveAll(db: Kysely<Tables>, saves: readonly Save[]): Promise<void> {
  const rows = lastOfEach(saves, ({ lead }) => lead).map(({ lead, projection, seen }) => ({
    ...columnsOf(lead, projection),
    seen: seen ?? NOT_CLAIMED,
  }));
  const count = rows.length;
  // A lead that is not there makes the transaction fail, with these words: nobody waits for an answer that says only that all were.
  await sql`
    with saved as (update lead set
      state = row.state, stage = row.stage, lane = row.lane, attribute = row.attribute, behaviour = row.behaviour, total = row.total,
      next_at = row.next_at, desired = row.desired, waits = row.waits, dirty_since = case when lead.dirt = row.seen then null else lead.dirty_since end
    from json_to_recordset(${asRows(rows)}) as row(
      id text, state text, stage text, lane smallint, attribute integer, behaviour integer, total integer, next_at text, desired text,
      waits text, seen integer)
    where lead.id = row.id returning lead.id)
    select case when count(*) = ${count}::bigint then 0 else (count(*) || ' leads were saved, the others had not been created')::integer end
    from saved ${UNANSWERED}`.execute(db);
}

/** A lead as it is before it is judged for the first time. */
export function newRow(lead: LeadId, state: LeadState, at: LeadRow['created_at']): NewLeadRow {
  const nothing = { score: { attribute: 0, behaviour: 0, total: 0 }, nextAt: undefined, desired: {} };
  return { ...columnsOf(lead, { state, ...nothing }), created_at: at, dirty_since: null, dirt: 0 };
}

export function projectionOf(row: LeadRow): LeadProjection {
  const { attribute, behaviour, total } = row;
  return {
    state: JSON.parse(row.state),
    score: { attribute, behaviour, total },
    nextAt: row.next_at ?? undefined,
    desired: JSON.parse(row.desired),
    ...(row.waits === 'outside' ? { outside: true } : {}),
  };
}

function columnsOf(id: LeadId, { state, score, nextAt, desired, outside }: LeadProjection): Columns {
  const { attribute, behaviour, total } = score;
  return {
    id,
    state: encode(state),
    stage: state.stage,
    lane: LANES[state.temperature],
    attribute,
    behaviour,
    total,
    next_at: nextAt ?? null,
    desired: encode(desired),
    waits: waitsFor(state, outside === true),
  };
}

function waitsFor({ standing, held, approval }: LeadState, outside: boolean): LeadRow['waits'] {
  if (outside) return 'outside';
  if (standing !== undefined) return 'standing';
  return held !== undefined ? 'held' : approval !== undefined ? 'approval' : null;
}

export interface Rehearsed {
  readonly lead: LeadId;
  /** Undefined: it is no longer true. */
  readonly result: Rehearsal | undefined;
}

export async function rehearseAll(db: Kysely<Tables>, items: readonly Rehearsed[]): Promise<void> {
  const last = lastOfEach(items, ({ lead }) => lead);
  const gone = last.filter(({ result }) => result === undefined).map(({ lead }) => lead);
  if (gone.length > 0) await sql`delete from rehearsal where lead = any(${asTexts(gone)}) ${UNANSWERED}`.execute(db);
  const rows = last.flatMap(({ lead, result }) =>
    result === undefined
      ? []
      : [{ lead, at: result.at, content: encode({ facts: result.facts, desired: result.desired }) }],
  );
  if (rows.length === 0) return;
  await sql`
    insert into rehearsal (lead, at, content)
    select lead, at, content from json_to_recordset(${asRows(rows)}) as row(lead text, at text, content text)
    on conflict (lead) do update set at = excluded.at, content = excluded.content ${UNANSWERED}`.execute(db);
}
