/** Appends facts to the hash chain, one writer at a time, and reads entries with what was kept apart from them. */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { NewFact } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { chain, type Entry } from '../domain/ledger.ts';
import { commitmentsOf, refsOf, refText, reveal, type SealedRef, type Sealing, seal } from '../domain/seal.ts';
import type { Ledger, Openings } from '../ports/store.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, asTexts } from './rows.ts';
import type { Tables } from './tables.ts';
import type { Work } from './work.ts';

type TextRow = Tables['ledger_text'];
type RefRow = Tables['ref'];

export class StoredLedger implements Ledger {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async append(facts: readonly NewFact[]): Promise<readonly Entry[]> {
    if (facts.length === 0) return [];
    const db = await this.#work.db();
    const versions = new Map(facts.map(({ stream }) => [stream, 0]));
    const asked = refsOf(facts);
    const before = await lockHead(db, [...versions.keys()], asked);
    for (const [index, stream] of [...versions.keys()].entries()) versions.set(stream, before.versions[index] ?? 0);
    const { refs, added } = this.#refIds(asked, before.refs);
    const texts: TextRow[] = [];
    const sealing: Sealing = {
      refId: (ref) => refs.get(refText(ref)) ?? '',
      textHash: (text) => this.#commit(text, texts),
    };
    const entries: Entry[] = [];
    for (const fact of facts) {
      const version = (versions.get(fact.stream) ?? 0) + 1;
      versions.set(fact.stream, version);
      const last: Pick<Entry, 'seq' | 'hash'> = entries.at(-1) ?? before;
      entries.push(
        chain({
          v: 1,
          seq: last.seq + 1,
          prev: last.hash,
          stream: fact.stream,
          version,
          kind: fact.fact.kind,
          at: fact.at,
          agreement: fact.agreement ?? null,
          ...seal(fact, sealing),
        }),
      );
    }
    await insert(db, { refs: added, texts, entries });
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

  /** `known` are the ids of `asked`, one by one; null where there is none yet. The head row is locked: nobody else adds references now. */
  #refIds(asked: readonly SealedRef[], known: readonly (string | null)[]) {
    const refs = new Map<string, string>();
    const added: RefRow[] = [];
    for (const [index, ref] of asked.entries()) {
      const id = known[index] ?? this.#work.means.id('r');
      refs.set(refText(ref), id);
      if (known[index] === null) added.push({ ref_id: id, ...ref });
    }
    return { refs, added };
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

/** What the chain goes on from. */
interface Before {
  readonly seq: number;
  readonly hash: string;
  /** The newest version of each stream, in the order asked; 0 for a new one. */
  readonly versions: readonly number[];
  /** The id of each reference, in the order asked. */
  readonly refs: readonly (string | null)[];
}

/**
 * One trip, where nobody else is appending. Whoever had to wait for the lock gets the head as it is now, but everything else as it was before the wait
 * (READ COMMITTED: https://www.postgresql.org/docs/15/transaction-iso.html#XACT-READ-COMMITTED); then it is asked again, under the lock.
 */
async function lockHead(db: Kysely<Tables>, streams: readonly string[], refs: readonly SealedRef[]): Promise<Before> {
  const ask = sql<Omit<Before, 'refs'> & { readonly refs: Before['refs'] | null; readonly waited: boolean }>`
    with head as (select seq, hash from ledger_head for update)
    select head.seq, head.hash, head.seq <> seen.seq as waited,
      (select json_agg(coalesce(newest.version, 0) order by asked.no)
       from unnest(${asTexts(streams)}) with ordinality as asked(stream, no)
       left join lateral (
         select version from ledger_entry where ledger_entry.stream = asked.stream order by version desc limit 1
       ) as newest on true) as versions,
      (select json_agg(known.ref_id order by asked.no)
       from json_to_recordset(${asRows(refs.map((ref, no) => ({ ...ref, no })))}) as asked(
         system text, object text, id text, no integer)
       left join lateral (
         select ref_id from ref
         where ref.system = asked.system and ref.object = asked.object and ref.id = asked.id limit 1
       ) as known on true) as refs
    from head, ledger_head as seen`;
  const answer = async () => (await ask.execute(db)).rows[0];
  let before = await answer();
  if (before?.waited === true) before = await answer();
  if (before === undefined || before.waited) throw new Error('the head of the ledger is not held');
  return { ...before, refs: before.refs ?? [] };
}

interface Added {
  readonly refs: readonly RefRow[];
  readonly texts: readonly TextRow[];
  readonly entries: readonly Entry[];
}

/** And moves the head to the last entry, in the same statement. */
async function insert(db: Kysely<Tables>, { refs, texts, entries }: Added): Promise<void> {
  const last = entries.at(-1);
  if (last === undefined) return;
  await sql`
    with refs as (
      insert into ref (ref_id, system, object, id)
      select ref_id, system, object, id
      from json_to_recordset(${asRows(refs)}) as row(ref_id text, system text, object text, id text)),
    texts as (
      insert into ledger_text (hash, salt, text)
      select hash, salt, text from json_to_recordset(${asRows(texts)}) as row(hash text, salt text, text text)),
    entries as (
      insert into ledger_entry (seq, stream, version, kind, at, text, prev, hash)
      select seq, stream, version, kind, at, text, prev, hash
      from json_to_recordset(${asRows(entries)}) as row(
        seq bigint, stream text, version integer, kind text, at text, text text, prev text, hash text))
    update ledger_head set seq = ${last.seq}, hash = ${last.hash} ${UNANSWERED}`.execute(db);
}
