/** Settings, decided handoffs and signed agreements. */
import { type Kysely, sql } from 'kysely';
import type { HandoffKey } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { FieldValue } from '../domain/record.ts';
import type { Installation } from '../ports/store.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, encode } from './rows.ts';
import type { Tables } from './tables.ts';
import type { Collected, Work } from './work.ts';

export class StoredInstallation implements Installation {
  readonly #work: Work;
  readonly #decided: Collected<Tables['decided']>;

  constructor(work: Work) {
    this.#work = work;
    this.#decided = work.collect(countAll);
  }

  async get(name: string): Promise<unknown> {
    const db = await this.#work.db();
    const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
    return row === undefined || row.value === '' ? undefined : JSON.parse(row.value);
  }

  async getLocked(name: string): Promise<unknown> {
    const db = await this.#work.db();
    const locked = () =>
      db.selectFrom('setting').select('value').where('name', '=', name).forUpdate().executeTakeFirst();
    let row = await locked();
    if (row === undefined) {
      // A row to lock must be there first; an empty one reads as if there were none.
      await sql`insert into setting (name, value) values (${name}, '') on conflict do nothing`.execute(db);
      row = await locked();
    }
    return row === undefined || row.value === '' ? undefined : JSON.parse(row.value);
  }

  async set(
    name: string,
    value: FieldValue | readonly FieldValue[] | Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await sql`
      insert into setting (name, value) values (${name}, ${encode(value)})
      on conflict (name) do update set value = excluded.value ${UNANSWERED}`.execute(await this.#work.db());
  }

  async handoffsSince(at: IsoInstant): Promise<number> {
    const db = await this.#work.db();
    const { count } = await db
      .selectFrom('decided')
      .select((row) => row.fn.countAll<number>().as('count'))
      .where('at', '>=', at)
      .executeTakeFirstOrThrow();
    return count;
  }

  async countDecided(handoff: HandoffKey, at: IsoInstant): Promise<void> {
    this.#decided.add({ handoff, at });
  }

  async keepAgreement(hash: string, text: string, at: IsoInstant): Promise<void> {
    await sql`insert into agreement (hash, text, at) values (${hash}, ${text}, ${at}) on conflict do nothing`.execute(
      await this.#work.db(),
    );
  }

  async agreement(hash: string): Promise<string | undefined> {
    const db = await this.#work.db();
    const row = await db.selectFrom('agreement').select('text').where('hash', '=', hash).executeTakeFirst();
    return row?.text;
  }

  async agreementsBeginning(prefix: string, limit: number): Promise<readonly string[]> {
    const db = await this.#work.db();
    const begins = sql<boolean>`left(hash, ${prefix.length}) = ${prefix}`;
    const rows = await db.selectFrom('agreement').select('hash').where(begins).orderBy('hash').limit(limit).execute();
    return rows.map(({ hash }) => hash);
  }
}

async function countAll(db: Kysely<Tables>, decided: readonly Tables['decided'][]): Promise<void> {
  await sql`
    insert into decided (handoff, at) select handoff, at from json_to_recordset(${asRows(decided)}) as row(handoff text, at text)
    on conflict do nothing ${UNANSWERED}`.execute(db);
}
