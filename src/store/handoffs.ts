/** Handoffs and deadlines as rows of their own, written from the lead's state so that one query finds them. */
import { type Kysely, sql } from 'kysely';
import type { HandoffKey, LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { HandoffState } from '../domain/lead.ts';
import type { ToldNeglect } from '../ports/leads.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, asTexts } from './rows.ts';
import type { HandoffRow, Tables } from './tables.ts';

/** A handoff that the state has forgotten since stays as it was. */
export async function projectHandoffs(
  db: Kysely<Tables>,
  states: readonly { readonly lead: LeadId; readonly handoffs: readonly HandoffState[] }[],
): Promise<void> {
  const handoffs = states.flatMap((state) => state.handoffs);
  if (handoffs.length === 0) return;
  const rows = states.flatMap((state) => state.handoffs.map((handoff) => rowOf(state.lead, handoff)));
  await sql`
    insert into handoff (key, lead, type, status, from_department, from_member, to_department, to_member, to_queue, priority, decided_at,
      task_at, first_contact_at, first_contact_how, outcome, closed_at)
    select key, lead, type, status, from_department, from_member, to_department, to_member, to_queue, priority, decided_at,
      task_at, first_contact_at, first_contact_how, outcome, closed_at
    from json_to_recordset(${asRows(rows)}) as row(
      key text, lead text, type text, status text, from_department text, from_member text, to_department text, to_member text, to_queue text,
      priority text, decided_at text, task_at text, first_contact_at text, first_contact_how text, outcome text, closed_at text)
    on conflict (key) do update set
      lead = excluded.lead, status = excluded.status, to_department = excluded.to_department, to_member = excluded.to_member,
      to_queue = excluded.to_queue, task_at = excluded.task_at, first_contact_at = excluded.first_contact_at,
      first_contact_how = excluded.first_contact_how, outcome = excluded.outcome, closed_at = excluded.closed_at ${UNANSWERED}`.execute(
    db,
  );
  const deadlines = handoffs.flatMap((handoff) =>
    handoff.due.map(({ deadline, dueAt }) => ({
      handoff: handoff.key,
      deadline,
      due_at: dueAt,
      met: handoff.met.includes(deadline),
      missed: handoff.missed.includes(deadline),
    })),
  );
  if (deadlines.length === 0) return;
  await sql`
    insert into deadline (handoff, deadline, due_at, met, missed)
    select handoff, deadline, due_at, met, missed
    from json_to_recordset(${asRows(deadlines)}) as row(handoff text, deadline text, due_at text, met boolean, missed boolean)
    on conflict (handoff, deadline) do update set due_at = excluded.due_at, met = excluded.met, missed = excluded.missed ${UNANSWERED}`.execute(
    db,
  );
}

function rowOf(lead: LeadId, handoff: HandoffState): HandoffRow {
  return {
    key: handoff.key,
    lead,
    type: handoff.type,
    status: handoff.status,
    from_department: handoff.from.department,
    from_member: handoff.from.member ?? null,
    to_department: handoff.to.department,
    to_member: handoff.to.member ?? null,
    to_queue: handoff.toQueue ?? null,
    priority: handoff.priority,
    decided_at: handoff.decidedAt,
    task_at: handoff.taskAt ?? null,
    first_contact_at: handoff.firstContactAt ?? null,
    first_contact_how: handoff.firstContactHow ?? null,
    outcome: handoff.outcome ?? null,
    closed_at: handoff.closedAt ?? null,
  };
}

export async function leadOfHandoff(db: Kysely<Tables>, key: HandoffKey): Promise<LeadId | undefined> {
  return (await db.selectFrom('handoff').select('lead').where('key', '=', key).executeTakeFirst())?.lead;
}

/** In order of id. */
export async function withHandoffs(db: Kysely<Tables>, open: boolean): Promise<readonly LeadId[]> {
  let query = db.selectFrom('handoff').select('lead').distinct().orderBy('lead');
  if (open) query = query.where('status', '<>', 'closed');
  return (await query.execute()).map(({ lead }) => lead);
}

/** In order of id. */
export async function withoutHandoff(db: Kysely<Tables>, after: LeadId, limit: number): Promise<readonly LeadId[]> {
  const { rows } = await sql<{ id: LeadId }>`
    select id from lead
    where id > ${after} and joined is null and not erased
      and not exists (select 1 from handoff where handoff.lead = lead.id and handoff.status <> 'closed')
      and (stage in ('mql', 'sql', 'opportunity')
        or exists (select 1 from link where link.lead = lead.id and link.to_at is null and starts_with(link.key, 'salesforce/')))
    order by id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** In order of lead and step. */
export async function tellNeglect(
  db: Kysely<Tables>,
  neglects: readonly ToldNeglect[],
): Promise<readonly ToldNeglect[]> {
  const { rows } = await sql<ToldNeglect>`
    insert into neglect_told (lead, step, since)
    select lead, step, since from json_to_recordset(${asRows(neglects)}) as row(lead text, step text, since text) order by lead, step
    on conflict (lead, step) do update set since = excluded.since where neglect_told.since <> excluded.since
    returning lead, step, since`.execute(db);
  return rows;
}

/** The newest first; each lead once. */
export async function handedOverSince(db: Kysely<Tables>, at: IsoInstant, limit: number): Promise<readonly LeadId[]> {
  const { rows } = await sql<{ lead: LeadId }>`
    select lead from handoff where decided_at >= ${at} group by lead order by max(decided_at) desc, lead limit ${limit}`.execute(
    db,
  );
  return rows.map(({ lead }) => lead);
}

/** In order of id. */
export async function heldBy(
  db: Kysely<Tables>,
  members: readonly string[],
  after: LeadId,
  limit: number,
): Promise<readonly LeadId[]> {
  const { rows } = await sql<{ lead: LeadId }>`
    select distinct lead from handoff where status <> 'closed' and to_member = any(${asTexts(members)}) and lead > ${after}
    order by lead limit ${limit}`.execute(db);
  return rows.map(({ lead }) => lead);
}

export async function openByMember(db: Kysely<Tables>): Promise<Readonly<Record<string, number>>> {
  // Said in full, not as a parameter: so a plan for any parameter finds them by their index.
  const { rows } = await sql<{ to_member: string; count: number }>`
    select to_member, count(*) as count from handoff where status <> 'closed' and to_member is not null
    group by to_member order by to_member`.execute(db);
  return Object.fromEntries(rows.map(({ to_member, count }) => [to_member, count]));
}

export async function countOpen(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from handoff where status <> 'closed'`.execute(db);
  return rows[0]?.count ?? 0;
}
