/** Notices as rows: put once by channel and key, claimed one at a time, and emptied of what they said once they are out. */
import { type Kysely, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { GATHERED, type Notice, type NoticeFacts, type NoticeKind } from '../domain/notice.ts';
import type { ChannelName } from '../domain/team.ts';
import type { NoticeOutcome, NoticeRow, Notices, Told } from '../ports/notices.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, asTexts, encode } from './rows.ts';
import type { NoticeTableRow, Tables } from './tables.ts';
import type { Collected, Work } from './work.ts';

const LONG_AGO = '1970-01-01T00:00:00.000Z' as IsoInstant;

/** What still waits to be told of a person who is erased is not told. */
export async function forgetNotices(db: Kysely<Tables>, lead: LeadId): Promise<void> {
  const { rows } = await sql<Pick<NoticeTableRow, 'id' | 'facts'>>`
    select id, facts from notice where facts is not null and strpos(facts, ${encode(lead)}) > 0 order by id for update`.execute(
    db,
  );
  for (const { id, facts } of rows) {
    const kept = factsOf(facts).filter((one) => !('lead' in one) || one.lead !== lead);
    if (kept.length === 0) await sql`delete from notice where id = ${id}`.execute(db);
    else await sql`update notice set facts = ${encode(kept)} where id = ${id}`.execute(db);
  }
}

function factsOf(facts: string | null): readonly NoticeFacts[] {
  return JSON.parse(facts ?? '[]');
}

interface Put {
  readonly id: string;
  readonly notice: Notice;
  readonly at: IsoInstant;
}

export class StoredNotices implements Notices {
  readonly #work: Work;
  readonly #puts: Collected<Put>;

  constructor(work: Work) {
    this.#work = work;
    this.#puts = work.collect(putAll);
  }

  async put(notices: readonly Notice[], at: IsoInstant): Promise<void> {
    for (const notice of notices) this.#puts.add({ id: this.#work.means.id('notice-'), notice, at });
  }

  async claim(channel: ChannelName, now: IsoInstant, machineMs: number): Promise<NoticeRow | undefined> {
    const db = await this.#work.db();
    await expire(db, machineMs);
    const { rows } = await sql<ClaimedRow>`
      update notice set
        status = 'sending', attempts = notice.attempts + 1, lease_until = ${machineMs + this.#work.means.leaseMs}::bigint
      from (
        select id, status from notice
        where channel = ${channel} and status in ('waiting', 'unknown') and not_before <= ${now}
        order by not_before, no limit 1 for update skip locked) as claimed
      where notice.id = claimed.id
      returning notice.id, channel, key, kind, about, recipients, language, facts, attempts, since, claimed.status as was`.execute(
      db,
    );
    return rows[0] === undefined ? undefined : rowOf(rows[0]);
  }

  async settle(id: string, outcome: NoticeOutcome): Promise<void> {
    const { state } = outcome;
    const sentAt = state === 'sent' ? outcome.at : null;
    const notBefore = state === 'waiting' || state === 'unknown' ? outcome.notBefore : null;
    await sql`
      update notice set
        status = ${state}, lease_until = null, sent_at = ${sentAt}, not_before = coalesce(${notBefore}, not_before),
        facts = case when ${state} = 'sent' then null else facts end
      where id = ${id} and status in ('sending', 'unknown')`.execute(await this.#work.db());
  }

  async holdBack(channel: ChannelName, until: IsoInstant): Promise<void> {
    await sql`
      update notice set not_before = ${until}
      where channel = ${channel} and status in ('waiting', 'unknown') and not_before < ${until}`.execute(
      await this.#work.db(),
    );
  }

  async retry(at: IsoInstant): Promise<readonly Pick<NoticeRow, 'id' | 'channel'>[]> {
    const { rows } = await sql<Pick<NoticeRow, 'id' | 'channel'>>`
      update notice set status = 'waiting', attempts = 0, not_before = ${at}, since = ${at}
      where status = 'failed' returning id, channel`.execute(await this.#work.db());
    return rows;
  }

  async nextDue(channels: readonly ChannelName[], machineMs: number): Promise<IsoInstant | undefined> {
    const { rows } = await sql<{ at: IsoInstant | null }>`
      select least(
        (select ${LONG_AGO} from notice where status = 'sending' and lease_until <= ${machineMs}::bigint limit 1),
        (select min(not_before) from notice where channel = any(${asTexts(channels)}) and status in ('waiting', 'unknown'))) as at`.execute(
      await this.#work.db(),
    );
    return rows[0]?.at ?? undefined;
  }

  async told(kind: NoticeKind): Promise<readonly Told[]> {
    const { rows } = await sql<Told>`
      select about, channel, recipients as "to", sent_at as at from notice
      where kind = ${kind} and status = 'sent' order by sent_at, no`.execute(await this.#work.db());
    return rows;
  }
}

type ClaimedRow = Pick<
  NoticeTableRow,
  'id' | 'channel' | 'key' | 'kind' | 'about' | 'recipients' | 'language' | 'facts' | 'attempts' | 'since'
> & { readonly was: NoticeRow['status'] };

function rowOf({ recipients, facts, was, ...row }: ClaimedRow): NoticeRow {
  return { ...row, to: recipients, facts: factsOf(facts), status: was };
}

/** Whoever was sending these has not come back in time: nobody knows what became of them. */
async function expire(db: Kysely<Tables>, machineMs: number): Promise<void> {
  await sql`
    update notice set status = 'unknown', lease_until = null
    where id = any(array(
      select id from notice where status = 'sending' and lease_until <= ${machineMs}::bigint order by id for update skip locked))`.execute(
    db,
  );
}

/**
 * What is gathered joins the row of its key as long as that has not been claimed; of anything else the first stands. Two lists that are not empty become
 * one as text: of what a lead typed, jsonb does not take all.
 */
async function putAll(db: Kysely<Tables>, puts: readonly Put[]): Promise<void> {
  const rows = [...gathered(puts).values()].map(({ id, notice, at }) => ({
    id,
    channel: notice.channel,
    key: notice.key,
    kind: notice.kind,
    about: notice.about,
    recipients: notice.to,
    language: notice.language,
    facts: encode(notice.facts),
    not_before: notice.notBefore,
    since: at,
  }));
  await sql`
    insert into notice (id, channel, key, kind, about, recipients, language, facts, status, not_before, since)
    select id, channel, key, kind, about, recipients, language, facts, 'waiting', not_before, since
    from json_to_recordset(${asRows(rows)}) as row(
      id text, channel text, key text, kind text, about text, recipients text[], language text, facts text, not_before text, since text)
    order by channel, key
    on conflict (channel, key) do update set facts = left(notice.facts, -1) || ',' || substr(excluded.facts, 2)
    where notice.status = 'waiting' and notice.attempts = 0 and notice.kind = any(${asTexts(GATHERED)}) ${UNANSWERED}`.execute(
    db,
  );
}

/** One row per channel and key: a statement may meet each row once. */
function gathered(puts: readonly Put[]): ReadonlyMap<string, Put> {
  const byKey = new Map<string, Put>();
  for (const put of puts) {
    const key = `${put.notice.channel} ${put.notice.key}`;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, put);
    else if (GATHERED.includes(put.notice.kind)) {
      const facts = [...known.notice.facts, ...put.notice.facts];
      byKey.set(key, { ...known, notice: { ...known.notice, facts } });
    }
  }
  return byKey;
}
