/** Keeps leads: their judged projections, the keys that stand for them, and the pools' turns. */
import { type Kysely, sql } from 'kysely';
import type { HandoffKey, LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Lead, LeadState, WrittenValue } from '../domain/lead.ts';
import type { RecordRef, SubjectKey } from '../domain/record.ts';
import type {
  LeadCounts,
  LeadGlance,
  LeadProjection,
  LeadSummary,
  Leads,
  LeadView,
  PoolState,
  Rehearsal,
  ToldNeglect,
  Waiting,
} from '../ports/store.ts';
import { claim, nextDue, touch } from './claims.ts';
import {
  countOpen,
  handedOverSince,
  heldBy,
  leadOfHandoff,
  openByMember,
  projectHandoffs,
  tellNeglect,
  withHandoffs,
  withoutHandoff,
} from './handoffs.ts';
import { byKeys, join, type Link, linkAll, lookUp, ofCompanies } from './links.ts';
import { glancesOf, leadsBy, leadsOf } from './loading.ts';
import { UNANSWERED } from './prepared-connection.ts';
import {
  createAll,
  type NewLeadRow,
  newRow,
  projectionOf,
  type Rehearsed,
  rehearseAll,
  type Save,
  saveAll,
} from './projections.ts';
import { asTexts, encode, lastOfEach } from './rows.ts';
import type { LeadRow, Tables } from './tables.ts';
import type { Collected, Work } from './work.ts';
import { writeValues } from './written.ts';

export class StoredLeads implements Leads {
  readonly #work: Work;
  readonly #creations: Collected<NewLeadRow>;
  readonly #links: Collected<Link>;
  readonly #saves: Collected<Save>;
  readonly #handoffs: Collected<{ lead: LeadId; handoffs: LeadState['handoffs'] }>;
  readonly #rehearsals: Collected<Rehearsed>;

  constructor(work: Work) {
    this.#work = work;
    this.#creations = work.collect(createAll);
    this.#links = work.collect(linkAll);
    this.#saves = work.collect(saveAll);
    this.#handoffs = work.collect((db, states) =>
      projectHandoffs(
        db,
        lastOfEach(states, ({ lead }) => lead),
      ),
    );
    this.#rehearsals = work.collect(rehearseAll);
  }

  async byKeys(keys: readonly SubjectKey[]): Promise<ReadonlyMap<SubjectKey, LeadId>> {
    return byKeys(await this.#work.db(), keys);
  }

  async lookUp(keys: readonly SubjectKey[]): Promise<ReadonlyMap<SubjectKey, LeadId>> {
    return lookUp(await this.#work.db(), new Set(keys));
  }

  async create(lead: LeadId, state: LeadState, at: IsoInstant): Promise<void> {
    this.#creations.add(newRow(lead, state, at));
  }

  async link(key: SubjectKey, lead: LeadId, from: IsoInstant): Promise<void> {
    this.#links.add({ key, lead, from });
  }

  async join(lead: LeadId, into: LeadId, at: IsoInstant): Promise<void> {
    await join(await this.#work.db(), lead, into, at);
  }

  async projections(leads: readonly LeadId[]): Promise<ReadonlyMap<LeadId, LeadProjection>> {
    const rows = await lockedRows(await this.#work.db(), leads);
    const kept = new Map(rows.map((row) => [row.id, projectionOf(row)]));
    for (const [id, { state }] of kept) this.#work.handoffs.set(id, encode(state.handoffs));
    return kept;
  }

  async ofCompanies(companies: readonly RecordRef[]): Promise<readonly LeadId[]> {
    return ofCompanies(await this.#work.db(), companies);
  }

  async ofHandoff(key: HandoffKey): Promise<LeadId | undefined> {
    return leadOfHandoff(await this.#work.db(), key);
  }

  async withHandoffs({ open }: { readonly open: boolean }): Promise<readonly LeadId[]> {
    return withHandoffs(await this.#work.db(), open);
  }

  async tellNeglect(neglects: readonly ToldNeglect[]): Promise<readonly ToldNeglect[]> {
    return tellNeglect(await this.#work.db(), neglects);
  }

  async withoutHandoff(after: LeadId, limit: number): Promise<readonly LeadId[]> {
    return withoutHandoff(await this.#work.db(), after, limit);
  }

  async handedOverSince(at: IsoInstant, limit: number): Promise<readonly LeadId[]> {
    return handedOverSince(await this.#work.db(), at, limit);
  }

  async heldBy(members: readonly string[], after: LeadId, limit: number): Promise<readonly LeadId[]> {
    return heldBy(await this.#work.db(), members, after, limit);
  }

  async openByMember(): Promise<Readonly<Record<string, number>>> {
    return openByMember(await this.#work.db());
  }

  async touch(leads: readonly LeadId[], at: IsoInstant): Promise<void> {
    await touch(await this.#work.db(), leads, at);
  }

  async touchAll(at: IsoInstant): Promise<void> {
    await touch(await this.#work.db(), undefined, at);
  }

  async claimDue(now: IsoInstant, limit: number): Promise<readonly Lead[]> {
    const db = await this.#work.db();
    const rows = await claim(db, now, limit);
    for (const { id, dirt } of rows) this.#work.claimed.set(id, dirt);
    return this.#known(await leadsOf(db, rows, this.#work.means.freeMail));
  }

  async load(leads: readonly LeadId[]): Promise<readonly Lead[]> {
    const db = await this.#work.db();
    const asked = { ids: leads, rows: lockedRows(db, leads) };
    return this.#known((await leadsBy(db, asked, this.#work.means.freeMail)).leads);
  }

  async view(leads: readonly LeadId[]): Promise<readonly LeadView[]> {
    const db = await this.#work.db();
    const asked = { ids: leads, rows: rowsOf(db, leads) };
    const { rows, leads: whole } = await leadsBy(db, asked, this.#work.means.freeMail);
    return rows.flatMap((row, index) => {
      const lead = whole[index];
      return lead === undefined ? [] : [{ lead, kept: projectionOf(row) }];
    });
  }

  async glance(leads: readonly LeadId[]): Promise<readonly LeadGlance[]> {
    const db = await this.#work.db();
    const rows = await rowsOf(db, leads);
    const seen = await glancesOf(db, rows);
    return rows.flatMap((row, index) => {
      const lead = seen[index];
      return lead === undefined ? [] : [{ lead, kept: projectionOf(row) }];
    });
  }

  #known(leads: readonly Lead[]): readonly Lead[] {
    for (const { id, state } of leads) this.#work.handoffs.set(id, encode(state.handoffs));
    return leads;
  }

  async save(lead: LeadId, projection: LeadProjection): Promise<void> {
    const { claimed, handoffs } = this.#work;
    this.#saves.add({ lead, projection, seen: claimed.get(lead) });
    const text = encode(projection.state.handoffs);
    if (handoffs.get(lead) === text) return;
    this.#handoffs.add({ lead, handoffs: projection.state.handoffs });
    handoffs.set(lead, text);
  }

  async saveWritten(values: readonly WrittenValue[]): Promise<void> {
    await writeValues(await this.#work.db(), values);
  }

  async rehearse(lead: LeadId, result: Rehearsal | undefined): Promise<void> {
    this.#rehearsals.add({ lead, result });
  }

  async rehearsals(): Promise<readonly Rehearsal[]> {
    const db = await this.#work.db();
    const rows = await db.selectFrom('rehearsal').selectAll().orderBy('lead').execute();
    return rows.map(({ lead, at, content }) => {
      const { facts, desired }: Pick<Rehearsal, 'facts' | 'desired'> = JSON.parse(content);
      return { lead, at, facts, desired };
    });
  }

  /** In order of id. The e-mail address is that of the record changed last, as when fields are merged. */
  async list(): Promise<readonly LeadSummary[]> {
    const { rows } = await sql<LeadRow & { email: string | null }>`
      select lead.*, newest.email
      from lead left join (
        select distinct on (link.lead) link.lead, source_record.email
        from link join source_record on source_record.key = link.key
        where link.to_at is null and not source_record.deleted and source_record.email is not null
        order by link.lead, source_record.modified_at desc, source_record.key desc
      ) as newest on newest.lead = lead.id
      where lead.joined is null and not lead.erased
      order by lead.id`.execute(await this.#work.db());
    return rows.map((row) => ({ ...projectionOf(row), id: row.id, email: row.email ?? undefined }));
  }

  async waiting(how: Waiting, limit: number): Promise<readonly LeadId[]> {
    const { rows } = await sql<{ id: LeadId }>`
      select id from lead where waits = ${how} and joined is null and not erased order by total desc, id limit ${limit}`.execute(
      await this.#work.db(),
    );
    return rows.map(({ id }) => id);
  }

  async count(): Promise<LeadCounts> {
    const db = await this.#work.db();
    const { rows } = await sql<{
      stage: string;
      leads: number;
      standing: number;
      held: number;
      approval: number;
      outside: number;
    }>`
      select stage, count(*) as leads, count(*) filter (where waits = 'standing') as standing, count(*) filter (where waits = 'held') as held,
        count(*) filter (where waits = 'approval') as approval, count(*) filter (where waits = 'outside') as outside
      from lead where joined is null and not erased group by stage order by stage`.execute(db);
    const sum = (how: Waiting | 'outside'): number => rows.reduce((total, row) => total + row[how], 0);
    return {
      byStage: Object.fromEntries(rows.map(({ stage, leads }) => [stage, leads])),
      standing: sum('standing'),
      held: sum('held'),
      approval: sum('approval'),
      outside: sum('outside'),
      openHandoffs: await countOpen(db),
    };
  }

  async nextDue(): Promise<IsoInstant | undefined> {
    return nextDue(await this.#work.db());
  }

  /** One row stands for all pools: workers that need several never wait for each other in a circle. */
  async pool(name: string): Promise<PoolState> {
    const db = await this.#work.db();
    await sql`select name from pool where name = '' for update ${UNANSWERED}`.execute(db);
    const row = await db.selectFrom('pool').selectAll().where('name', '=', poolRow(name)).executeTakeFirst();
    if (row !== undefined) return { turn: row.turn, taken: JSON.parse(row.taken) };
    const first: PoolState = { turn: 0, taken: {} };
    await this.savePool(name, first);
    return first;
  }

  async seePool(name: string): Promise<PoolState> {
    const db = await this.#work.db();
    const row = await db.selectFrom('pool').selectAll().where('name', '=', poolRow(name)).executeTakeFirst();
    return row === undefined ? { turn: 0, taken: {} } : { turn: row.turn, taken: JSON.parse(row.taken) };
  }

  async savePool(name: string, { turn, taken }: PoolState): Promise<void> {
    await sql`
      insert into pool (name, turn, taken) values (${poolRow(name)}, ${turn}, ${encode(taken)})
      on conflict (name) do update set turn = excluded.turn, taken = excluded.taken ${UNANSWERED}`.execute(
      await this.#work.db(),
    );
  }
}

/** Apart from the empty name of the row that is locked. */
function poolRow(name: string): string {
  return `pool ${name}`;
}

function anyOf(leads: readonly LeadId[]) {
  return sql<LeadId>`any(${asTexts(leads)})`;
}

function rowsOf(db: Kysely<Tables>, leads: readonly LeadId[]): Promise<LeadRow[]> {
  return db.selectFrom('lead').selectAll().where('id', '=', anyOf(leads)).orderBy('id').execute();
}

function lockedRows(db: Kysely<Tables>, leads: readonly LeadId[]): Promise<LeadRow[]> {
  return db.selectFrom('lead').selectAll().where('id', '=', anyOf(leads)).orderBy('id').forUpdate().execute();
}
