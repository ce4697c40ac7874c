/** Keeps leads: their judged projections, the keys that stand for them, and the pools' turns. */
import { type Kysely, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Lead, LeadState, WrittenValue } from '../domain/lead.ts';
import type { RecordRef, SubjectKey } from '../domain/record.ts';
import type { LeadProjection, LeadSummary, Leads, PoolState, Rehearsal } from '../ports/store.ts';
import { claim, nextDue, touch } from './claims.ts';
import { openByMember, projectHandoffs, withHandoffs } from './handoffs.ts';
import { byKeys, link, ofCompanies } from './links.ts';
import { leadsOf } from './loading.ts';
import { asTexts, encode } from './rows.ts';
import type { LeadRow, Tables } from './tables.ts';
import type { Work } from './work.ts';
import { writeValues } from './written.ts';

const LANES = { hot: 0, warm: 1, cold: 2 } as const;
/** No counter of dirt ever has this value. */
const NOT_CLAIMED = -1;

export class StoredLeads implements Leads {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  byKeys(keys: readonly SubjectKey[]): Promise<ReadonlyMap<SubjectKey, LeadId>> {
    return byKeys(this.#work.db, keys);
  }

  async create(lead: LeadId, state: LeadState, at: IsoInstant): Promise<void> {
    const row: LeadRow = {
      id: lead,
      ...stateColumns(state),
      attribute: 0,
      behaviour: 0,
      total: 0,
      next_at: null,
      desired: '{}',
      created_at: at,
      dirty_since: null,
      dirt: 0,
    };
    await this.#work.db.insertInto('lead').values(row).execute();
  }

  link(key: SubjectKey, lead: LeadId, from: IsoInstant): Promise<void> {
    return link(this.#work.db, key, lead, from);
  }

  async projections(leads: readonly LeadId[]): Promise<ReadonlyMap<LeadId, LeadProjection>> {
    const rows = await this.#work.db
      .selectFrom('lead')
      .selectAll()
      .where('id', '=', anyOf(leads))
      .orderBy('id')
      .execute();
    return new Map(rows.map((row) => [row.id, projectionOf(row)]));
  }

  ofCompanies(companies: readonly RecordRef[]): Promise<readonly LeadId[]> {
    return ofCompanies(this.#work.db, companies);
  }

  withHandoffs({ open }: { readonly open: boolean }): Promise<readonly LeadId[]> {
    return withHandoffs(this.#work.db, open);
  }

  openByMember(): Promise<Readonly<Record<string, number>>> {
    return openByMember(this.#work.db);
  }

  touch(leads: readonly LeadId[], at: IsoInstant): Promise<void> {
    return touch(this.#work.db, leads, at);
  }

  touchAll(at: IsoInstant): Promise<void> {
    return touch(this.#work.db, undefined, at);
  }

  async claimDue(now: IsoInstant, limit: number): Promise<readonly Lead[]> {
    const ids = await claim(this.#work.db, now, limit);
    const rows = new Map((await lockedRows(this.#work.db, ids)).map((row) => [row.id, row]));
    for (const { id, dirt } of rows.values()) this.#work.claimed.set(id, dirt);
    return this.#leadsOf(ids.flatMap((id) => rows.get(id) ?? []));
  }

  async load(leads: readonly LeadId[]): Promise<readonly Lead[]> {
    return this.#leadsOf(await lockedRows(this.#work.db, leads));
  }

  async #leadsOf(rows: readonly LeadRow[]): Promise<readonly Lead[]> {
    const leads = await leadsOf(this.#work.db, rows);
    for (const { id, state } of leads) this.#work.handoffs.set(id, encode(state.handoffs));
    return leads;
  }

  async save(lead: LeadId, projection: LeadProjection): Promise<void> {
    const { db, claimed, handoffs } = this.#work;
    const seen = claimed.get(lead) ?? NOT_CLAIMED;
    const { attribute, behaviour, total } = projection.score;
    const { numUpdatedRows } = await db
      .updateTable('lead')
      .set({
        ...stateColumns(projection.state),
        attribute,
        behaviour,
        total,
        next_at: projection.nextAt ?? null,
        desired: encode(projection.desired),
        dirty_since: sql<IsoInstant | null>`case when dirt = ${seen} then null else dirty_since end`,
      })
      .where('id', '=', lead)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) throw new Error(`no lead ${lead} to save`);
    const text = encode(projection.state.handoffs);
    if (handoffs.get(lead) === text) return;
    await projectHandoffs(db, lead, projection.state.handoffs);
    handoffs.set(lead, text);
  }

  saveWritten(values: readonly WrittenValue[]): Promise<void> {
    return writeValues(this.#work.db, values);
  }

  async rehearse(lead: LeadId, result: Rehearsal | undefined): Promise<void> {
    const { db } = this.#work;
    if (result === undefined) {
      await db.deleteFrom('rehearsal').where('lead', '=', lead).execute();
      return;
    }
    const row = { lead, at: result.at, content: encode({ facts: result.facts, desired: result.desired }) };
    await db
      .insertInto('rehearsal')
      .values(row)
      .onConflict((conflict) => conflict.column('lead').doUpdateSet({ at: row.at, content: row.content }))
      .execute();
  }

  async rehearsals(): Promise<readonly Rehearsal[]> {
    const rows = await this.#work.db.selectFrom('rehearsal').selectAll().orderBy('lead').execute();
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
      order by lead.id`.execute(this.#work.db);
    return rows.map((row) => ({ ...projectionOf(row), id: row.id, email: row.email ?? undefined }));
  }

  nextDue(): Promise<IsoInstant | undefined> {
    return nextDue(this.#work.db);
  }

  /** One row stands for all pools: workers that need several never wait for each other in a circle. */
  async pool(name: string): Promise<PoolState> {
    const { db } = this.#work;
    await db.selectFrom('pool').select('name').where('name', '=', '').forUpdate().execute();
    const row = await db.selectFrom('pool').selectAll().where('name', '=', poolRow(name)).executeTakeFirst();
    if (row !== undefined) return { turn: row.turn, taken: JSON.parse(row.taken) };
    const first: PoolState = { turn: 0, taken: {} };
    await this.savePool(name, first);
    return first;
  }

  async savePool(name: string, { turn, taken }: PoolState): Promise<void> {
    const row = { name: poolRow(name), turn, taken: encode(taken) };
    await this.#work.db
      .insertInto('pool')
      .values(row)
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ turn, taken: row.taken }))
      .execute();
  }
}

/** Apart from the empty name of the row that is locked. */
function poolRow(name: string): string {
  return `pool ${name}`;
}

function stateColumns(state: LeadState): Pick<LeadRow, 'state' | 'stage' | 'lane'> {
  return { state: encode(state), stage: state.stage, lane: LANES[state.temperature] };
}

function projectionOf(row: LeadRow): LeadProjection {
  const { attribute, behaviour, total } = row;
  return {
    state: JSON.parse(row.state),
    score: { attribute, behaviour, total },
    nextAt: row.next_at ?? undefined,
    desired: JSON.parse(row.desired),
  };
}

function anyOf(leads: readonly LeadId[]) {
  return sql<LeadId>`any(${asTexts(leads)})`;
}

function lockedRows(db: Kysely<Tables>, leads: readonly LeadId[]): Promise<LeadRow[]> {
  return db.selectFrom('lead').selectAll().where('id', '=', anyOf(leads)).orderBy('id').forUpdate().execute();
}
