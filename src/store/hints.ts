/** Keeps hints, each once and few: a flood of them becomes one per stream. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { IsoInstant } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import { type Hint, type Hints, type KeptHint, MOST_ERASURES, MOST_HINTED, MOST_TRIES } from '../ports/hints.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, lastOfEach } from './rows.ts';
import type { HintRow, Tables } from './tables.ts';
import type { Work } from './work.ts';

/** Stands for whatever changed in the stream. */
const WHOLE = '';

type Row = Selectable<HintRow>;
type Wanted = Pick<Row, 'system' | 'stream' | 'kind' | 'id' | 'object'>;

export class StoredHints implements Hints {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async put(hints: readonly Hint[], at: IsoInstant): Promise<void> {
    if (hints.length === 0) return;
    const db = await this.#work.db();
    // One at a time: whoever counts must not be overtaken, and rows of two writers are never locked in two orders.
    await sql`select pg_advisory_xact_lock(hashtext(current_schema() || ' hint')) ${UNANSWERED}`.execute(db);
    const standing = await countStanding(db);
    for (const [place, wanted] of byPlace(hints)) {
      await putOne(db, wanted, standing.get(place) ?? { rows: 0, whole: false }, at);
    }
  }

  async whole(system: System): Promise<readonly KeptHint[]> {
    const db = await this.#work.db();
    const rows = await db
      .selectFrom('hint')
      .selectAll()
      .where('system', '=', system)
      .where('id', '=', WHOLE)
      .orderBy('no')
      .execute();
    return rows.map(hintOf);
  }

  async waiting(system: System, machineMs: number): Promise<boolean> {
    const { rows } = await sql`
      select from hint where ${claimable(system, machineMs)} limit 1`.execute(await this.#work.db());
    return rows.length > 0;
  }

  async claim(system: System, machineMs: number, limit: number): Promise<readonly KeptHint[]> {
    const leaseUntil = machineMs + this.#work.means.leaseMs;
    const { rows } = await sql<Row>`
      update hint set tries = tries + 1, lease_until = ${leaseUntil}::bigint
      where no = any(array(
        select no from hint where ${claimable(system, machineMs)} order by no limit ${limit} for update skip locked))
      returning *`.execute(await this.#work.db());
    return rows.sort((a, b) => a.no - b.no).map(hintOf);
  }

  async settle(followed: readonly KeptHint[]): Promise<void> {
    if (followed.length === 0) return;
    const db = await this.#work.db();
    const rows = asRows(followed.map(({ no, times }) => ({ no, times })));
    // What was put again while it was read may have changed again: it is free to be read once more.
    await sql`
      update hint set lease_until = null, tries = 0
      from json_to_recordset(${rows}) as row(no bigint, times integer)
      where hint.no = row.no and hint.times <> row.times ${UNANSWERED}`.execute(db);
    await sql`
      delete from hint using json_to_recordset(${rows}) as row(no bigint, times integer)
      where hint.no = row.no and hint.times = row.times ${UNANSWERED}`.execute(db);
  }
}

const claimable = (system: System, machineMs: number) => sql<boolean>`
  system = ${system} and id <> ${WHOLE} and tries < ${MOST_TRIES}
  and (lease_until is null or lease_until <= ${machineMs}::bigint)`;

interface Standing {
  readonly rows: number;
  readonly whole: boolean;
}

const placeOf = ({ system, stream, kind }: Pick<Wanted, 'system' | 'stream' | 'kind'>): string =>
  `${system} ${stream} ${kind}`;

async function countStanding(db: Kysely<Tables>): Promise<ReadonlyMap<string, Standing>> {
  const { rows } = await sql<Pick<Row, 'system' | 'stream' | 'kind'> & Standing>`
    select system, stream, kind, count(*) as rows, bool_or(id = ${WHOLE}) as whole
    from hint group by system, stream, kind`.execute(db);
  return new Map(rows.map((row) => [placeOf(row), row]));
}

function byPlace(hints: readonly Hint[]): ReadonlyMap<string, readonly Wanted[]> {
  const wanted = hints.map(
    ({ system, stream, kind, record }): Wanted => ({
      ...{ system, stream, kind },
      ...{ id: record?.id ?? WHOLE, object: record?.object ?? WHOLE },
    }),
  );
  const each = lastOfEach(wanted, (row) => `${placeOf(row)} ${row.id}`);
  return Map.groupBy(each, placeOf);
}

async function putOne(
  db: Kysely<Tables>,
  wanted: readonly Wanted[],
  standing: Standing,
  at: IsoInstant,
): Promise<void> {
  const [first] = wanted;
  if (first === undefined) return;
  const { system, stream, kind } = first;
  if (kind === 'erased') {
    if (standing.rows + wanted.length > MOST_ERASURES) throw new Error('more erasures wait than are kept');
    return insert(db, wanted, at);
  }
  const all =
    standing.whole ||
    wanted.some(({ id }) => id === WHOLE) ||
    (standing.rows + wanted.length > MOST_HINTED && standing.rows + (await strangers(db, wanted)) > MOST_HINTED);
  if (!all) return insert(db, wanted, at);
  await db
    .deleteFrom('hint')
    .where('system', '=', system)
    .where('stream', '=', stream)
    .where('kind', '=', kind)
    .where('id', '<>', WHOLE)
    .execute();
  return insert(db, [{ system, stream, kind, id: WHOLE, object: WHOLE }], at);
}

/** How many of them do not stand there yet. */
async function strangers(db: Kysely<Tables>, wanted: readonly Wanted[]): Promise<number> {
  const { rows } = await sql`
    select from hint join json_to_recordset(${asRows(wanted)}) as row(system text, stream text, kind text, id text)
      on hint.system = row.system and hint.stream = row.stream and hint.kind = row.kind and hint.id = row.id`.execute(
    db,
  );
  return wanted.length - rows.length;
}

async function insert(db: Kysely<Tables>, wanted: readonly Wanted[], at: IsoInstant): Promise<void> {
  await sql`
    insert into hint (system, stream, kind, id, object, at, times, tries)
    select system, stream, kind, id, object, ${at}, 1, 0
    from json_to_recordset(${asRows(wanted)}) as row(system text, stream text, kind text, id text, object text)
    on conflict (system, stream, kind, id) do update set
      at = excluded.at, times = hint.times + 1, tries = 0 ${UNANSWERED}`.execute(db);
}

function hintOf({ no, times, system, stream, kind, id, object }: Row): KeptHint {
  const about = { no, times, system, stream, kind };
  return object === WHOLE ? about : { ...about, record: { system, object, id } };
}
