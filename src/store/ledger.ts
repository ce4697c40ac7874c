/** Appends facts to the hash chain, one writer at a time, and reads entries with what was kept apart from them. */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { NewFact } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { chain, type Entry } from '../domain/ledger.ts';
import { commitmentsOf, refsOf, refText, reveal, type SealedRef, type Sealing, seal } from '../domain/seal.ts';
import type { Ledger, Openings } from '../ports/store.ts';
import { asRows, asTexts } from './rows.ts';
import type { Tables } from './tables.ts';
import type { Work } from './work.ts';

type TextRow = Tables['ledger_text'];

export class StoredLedger implements Ledger {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async append(facts: readonly NewFact[]): Promise<readonly Entry[]> {
    if (facts.length === 0) return [];
    const db = await this.#work.db();
    const head = await db.selectFrom('ledger_head').select(['seq', 'hash']).forUpdate().executeTakeFirstOrThrow();
    const versions = await versionsOf(db, new Set(facts.map(({ stream }) => stream)));
    const refs = await this.#refIds(db, facts);
    const texts: TextRow[] = [];
    const sealing: Sealing = {
      refId: (ref) => refs.get(refText(ref)) ?? '',
      textHash: (text) => this.#commit(text, texts),
    };
    const entries: Entry[] = [];
    for (const fact of facts) {
      const version = (versions.get(fact.stream) ?? 0) + 1;
      versions.set(fact.stream, version);
      const before: Pick<Entry, 'seq' | 'hash'> = entries.at(-1) ?? head;
      entries.push(
        chain({
          v: 1,
          seq: before.seq + 1,
          prev: before.hash,
          stream: fact.stream,
          version,
          kind: fact.fact.kind,
          at: fact.at,
          agreement: fact.agreement ?? null,
          ...seal(fact, sealing),
        }),
      );
    }
    await insertTexts(db, texts);
    await insertEntries(db, entries);
    this.#work.appended = entries.at(-1);
    return entries;
  }

  /** Salted, so that nobody can find a name by hashing likely ones. */
  #commit(text: string, texts: TextRow[]): string {
    const salt = this.#work.means.id('');
    const hash = createHash('sha256').update(salt).update(text, 'utf8').digest('hex');
    texts.push({ hash, salt, text });
    return hash;
  }

  /** The head row is locked: nobody else adds references now. */
  async #refIds(db: Kysely<Tables>, facts: readonly NewFact[]): Promise<ReadonlyMap<string, string>> {
    const asked = refsOf(facts);
    if (asked.length === 0) return new Map();
    const { means } = this.#work;
    const { rows: known } = await sql<Tables['ref']>`
      select ref.ref_id, ref.system, ref.object, ref.id
      from json_to_recordset(${asRows(asked)}) as asked(system text, object text, id text)
      join ref using (system, object, id)`.execute(db);
    const ids = new Map(known.map((row) => [refText(row), row.ref_id]));
    const added = asked
      .filter((ref) => !ids.has(refText(ref)))
      .map((ref): Tables['ref'] => ({ ref_id: means.id('r'), ...ref }));
    if (added.length > 0) {
      await sql`
        insert into ref (ref_id, system, object, id)
        select ref_id, system, object, id
        from json_to_recordset(${asRows(added)}) as row(ref_id text, system text, object text, id text)`.execute(db);
    }
    for (const row of added) ids.set(refText(row), row.ref_id);
    return ids;
  }

  async entries(afterSeq: number, limit: number): Promise<readonly Entry[]> {
    const db = await this.#work.db();
    return db.selectFrom('ledger_entry').selectAll().where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute();
  }

  async ofStream(stream: string): Promise<readonly Entry[]> {
    const db = await this.#work.db();
    return db.selectFrom('ledger_entry').selectAll().where('stream', '=', stream).orderBy('version').execute();
  }

  async ofStreams(streams: readonly string[], till: IsoInstant): Promise<readonly Entry[]> {
    const db = await this.#work.db();
    return db
      .selectFrom('ledger_entry')
      .selectAll()
      .where('stream', '=', sql<string>`any(${asTexts(streams)})`)
      .where('at', '<=', till)
      .orderBy('stream')
      .orderBy('version')
      .execute();
  }

  async reveal(entries: readonly Entry[]): Promise<readonly NewFact[]> {
    const { refs, texts } = await this.openings(entries);
    const refById = new Map(refs.map(({ ref, ...to }): [string, SealedRef] => [ref, to]));
    const textByHash = new Map(texts.map(({ hash, text }) => [hash, text]));
    return entries.map((entry) =>
      reveal(entry, { ref: (id) => refById.get(id), text: (hash) => textByHash.get(hash) }),
    );
  }

  async openings(entries: readonly Entry[]): Promise<Openings> {
    const db = await this.#work.db();
    const commitments = entries.map(commitmentsOf);
    const refIds = new Set(commitments.flatMap(({ refs }) => refs));
    const hashes = new Set(commitments.flatMap(({ texts }) => texts));
    const refs = await db
      .selectFrom('ref')
      .select(['ref_id as ref', 'system', 'object', 'id'])
      .where('ref_id', '=', sql<string>`any(${asTexts(refIds)})`)
      .orderBy('ref_id')
      .execute();
    const texts = await db
      .selectFrom('ledger_text')
      .selectAll()
      .where('hash', '=', sql<string>`any(${asTexts(hashes)})`)
      .orderBy('hash')
      .execute();
    return { refs, texts };
  }

  async head(): Promise<{ readonly seq: number; readonly hash: string }> {
    const db = await this.#work.db();
    return db.selectFrom('ledger_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
  }
}

/** The newest version of each stream. */
async function versionsOf(db: Kysely<Tables>, streams: Iterable<string>): Promise<Map<string, number>> {
  const { rows } = await sql<{ stream: string; version: number }>`
    select asked.stream, newest.version
    from unnest(${asTexts(streams)}) as asked(stream)
    cross join lateral (
      select version from ledger_entry where ledger_entry.stream = asked.stream order by version desc limit 1
    ) as newest`.execute(db);
  return new Map(rows.map(({ stream, version }) => [stream, version]));
}

async function insertTexts(db: Kysely<Tables>, texts: readonly TextRow[]): Promise<void> {
  if (texts.length === 0) return;
  await sql`
    insert into ledger_text (hash, salt, text)
    select hash, salt, text from json_to_recordset(${asRows(texts)}) as row(hash text, salt text, text text)`.execute(
    db,
  );
}

/** And moves the head to the last of them, in the same statement. */
async function insertEntries(db: Kysely<Tables>, entries: readonly Entry[]): Promise<void> {
  const last = entries.at(-1);
  if (last === undefined) return;
  await sql`
    with added as (
      insert into ledger_entry (seq, stream, version, kind, at, text, prev, hash)
      select seq, stream, version, kind, at, text, prev, hash
      from json_to_recordset(${asRows(entries)}) as row(
        seq bigint, stream text, version integer, kind text, at text, text text, prev text, hash text))
    update ledger_head set seq = ${last.seq}, hash = ${last.hash}`.execute(db);
}
