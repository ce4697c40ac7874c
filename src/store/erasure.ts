/** Erases what is kept of people whom their system has erased; see src/ports/erasure.ts. Ledger entries stay: what they commit to goes. */
import { type Kysely, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import { keysOf, madeOneWith } from '../domain/identity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Entry } from '../domain/ledger.ts';
import {
  isOpenToWrites,
  isPerson,
  type RecordRef,
  recordKey,
  refOfKey,
  type SourceRecord,
  type SubjectKey,
  type System,
} from '../domain/record.ts';
import { commitmentsOf } from '../domain/seal.ts';
import type { CameBack, Erased, Erasure } from '../ports/erasure.ts';
import { barredAmong, FOR_GOOD, rememberErased } from './erased-keys.ts';
import { forgetNotices } from './notices.ts';
import { recordOf } from './record-rows.ts';
import { markChanged } from './rosters.ts';
import { asNumbers, asRows, asTexts, encode } from './rows.ts';
import type { SourceRecordRow, Tables } from './tables.ts';
import type { Work } from './work.ts';
import { refOf } from './written.ts';

export class StoredErasure implements Erasure {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async erase(
    records: readonly RecordRef[],
    at: IsoInstant,
    barred: 'till-then' | 'for-good',
  ): Promise<readonly Erased[]> {
    const system = records[0]?.system;
    if (system === undefined) return [];
    const db = await this.#work.db();
    const own = records.map(recordKey);
    const people = await peopleOf(db, own, system);
    const all = new Set([...own, ...people.flatMap(({ keys }) => keys)]);
    const whole = people.filter((person) => person.whole).flatMap(({ keys }) => keys);
    const subjects = new Set([...all, ...people.flatMap(({ addresses }) => addresses)]);
    await forgetActivities(db, new Set(whole), undefined);
    await forgetActivities(db, subjects, system);
    await forgetRecords(db, all);
    for (const person of people) {
      await forgetWords(db, person, system);
      for (const lead of [person.lead, ...person.joined]) {
        await forgetDeeds(db, lead, person.whole);
        await forgetTold(db, lead, person, system);
        await forgetNotices(db, lead);
      }
    }
    const till = new Map([...subjects].map((key) => [key, at]));
    for (const person of people)
      if (person.whole) for (const [key, changedAt] of person.elsewhere) till.set(key, changedAt);
    if (barred === 'for-good') for (const key of own) till.set(key, FOR_GOOD);
    await rememberErased(db, till, this.#work.means.id(''));
    return people.map(({ lead, joined, whole }) => ({ lead, joined, whole }));
  }

  async cameBack(records: readonly SourceRecord[]): Promise<readonly CameBack[]> {
    const suspects = records.filter((record) => isPerson(record.ref) && madeOneWith(record).length > 0);
    if (suspects.length === 0) return [];
    const db = await this.#work.db();
    const keys = suspects.flatMap((record) => [recordKey(record.ref), ...madeOneWith(record)]);
    const barred = await barredAmong(db, keys);
    if (barred.size === 0) return [];
    const known = await keptAmong(db, keys);
    const back = suspects.flatMap((record) => cameBackAs(record, barred, known));
    const refused = back.filter(({ as }) => as === 'nobody').map(({ record }) => recordKey(record));
    if (refused.length > 0)
      await rememberErased(db, new Map(refused.map((key) => [key, FOR_GOOD])), this.#work.means.id(''));
    return back;
  }
}

function cameBackAs(
  record: SourceRecord,
  barred: ReadonlySet<SubjectKey>,
  known: ReadonlySet<SubjectKey>,
): readonly CameBack[] {
  const own = recordKey(record.ref);
  const others = madeOneWith(record);
  if (record.ref.system === 'salesforce') {
    // A merge or a conversion leaves the row that it ended, which names what goes on for it.
    if (!barred.has(own)) return [];
    return others.flatMap((key): readonly CameBack[] => {
      const ref = refOfKey(key);
      if (ref === undefined || barred.has(key)) return [];
      return [{ record: ref, as: known.has(key) || ref.object === record.ref.object ? 'another' : 'nobody' }];
    });
  }
  if (barred.has(own) || !isOpenToWrites(record) || !others.some((key) => barred.has(key))) return [];
  const isKnown = known.has(own) || others.some((key) => known.has(key) && !barred.has(key));
  return [{ record: record.ref, as: isKnown ? 'another' : 'nobody' }];
}

async function keptAmong(db: Kysely<Tables>, keys: readonly SubjectKey[]): Promise<ReadonlySet<SubjectKey>> {
  const { rows } = await sql<{ key: SubjectKey }>`
    select key from source_record where key = any(${asTexts(keys)})`.execute(db);
  return new Set(rows.map(({ key }) => key));
}

interface Person extends Erased {
  /** What is erased of the person: records, and addresses that no living record has. */
  readonly keys: readonly SubjectKey[];
  /** All of the person's addresses: what was done under them in that system goes, also where they lead to a living record. */
  readonly addresses: readonly SubjectKey[];
  /**
   * Records that another system has deleted and not erased, and when it changed them last, as far as that is known: somebody may take one out of its bin,
   * and may have done so already.
   */
  readonly elsewhere: ReadonlyMap<SubjectKey, IsoInstant>;
}

type LinkedRow = { readonly lead: LeadId; readonly linked: SubjectKey } & {
  readonly [C in keyof SourceRecordRow]: SourceRecordRow[C] | null;
};

async function peopleOf(db: Kysely<Tables>, own: readonly SubjectKey[], system: System): Promise<readonly Person[]> {
  const { rows } = await sql<LinkedRow>`
    select link.lead, link.key as linked, source_record.*
    from link left join source_record on source_record.key = link.key
    where link.to_at is null and link.lead in (select lead from link where to_at is null and key = any(${asTexts(own)}))
    order by link.lead, link.key`.execute(db);
  const mine = new Set(own);
  const before = await joinedTo(db, new Set(rows.map(({ lead }) => lead)));
  return [...Map.groupBy(rows, ({ lead }) => lead)].map(([lead, links]) => {
    const others = links.filter(({ linked }) => !mine.has(linked));
    const living = others.flatMap((row) => (isRecord(row) && !row.deleted ? recordOf(row) : []));
    const used = new Set(living.flatMap(keysOf));
    const whole = living.length === 0;
    const erased = links
      .map(({ linked }) => linked)
      .filter((key) => whole || mine.has(key) || (isAddress(key) && !used.has(key)));
    const joined = before.get(lead) ?? [];
    const elsewhere = new Map(
      others.flatMap((row) => (isRecord(row) && row.system !== system ? [[row.linked, row.modified_at] as const] : [])),
    );
    const addresses = links.map(({ linked }) => linked).filter(isAddress);
    return { lead, joined, whole, keys: erased, addresses, elsewhere };
  });
}

/** By the lead that goes on: all that were joined to it, at once or by others. */
async function joinedTo(db: Kysely<Tables>, leads: ReadonlySet<LeadId>): Promise<ReadonlyMap<LeadId, LeadId[]>> {
  const { rows } = await sql<{ into: LeadId; lead: LeadId }>`
    with recursive one as (
      select id as "into", id as lead from lead where id = any(${asTexts(leads)})
      union select one."into", lead.id from lead join one on lead.joined = one.lead)
    select "into", lead from one where "into" <> lead order by "into", lead`.execute(db);
  const byLead = new Map<LeadId, LeadId[]>();
  for (const { into, lead } of rows) byLead.set(into, [...(byLead.get(into) ?? []), lead]);
  return byLead;
}

function isRecord(row: LinkedRow): row is LinkedRow & SourceRecordRow {
  return row.key !== null;
}

function isAddress(key: SubjectKey): boolean {
  return key.startsWith('email/');
}

/** An activity with others stays theirs. Of one system, or of all. */
async function forgetActivities(
  db: Kysely<Tables>,
  keys: ReadonlySet<SubjectKey>,
  system: System | undefined,
): Promise<void> {
  if (keys.size === 0) return;
  const { rows } = await sql<{ no: number; content: string }>`
    select no, content from activity
    where no in (select activity from activity_subject where subject = any(${asTexts(keys)})) and system = coalesce(${system ?? null}::text, system)
    order by no for update`.execute(db);
  const shared: { no: number; content: string }[] = [];
  const gone: number[] = [];
  for (const { no, content } of rows) {
    const told: { readonly subjects: readonly SubjectKey[] } = JSON.parse(content);
    const subjects = told.subjects.filter((subject) => !keys.has(subject));
    if (subjects.length === 0) gone.push(no);
    else shared.push({ no, content: encode({ ...told, subjects }) });
  }
  const met = rows.map(({ no }) => no);
  await sql`delete from activity_version where activity = any(${asNumbers(met)})`.execute(db);
  await sql`delete from activity_subject where activity = any(${asNumbers(met)}) and subject = any(${asTexts(keys)})`.execute(
    db,
  );
  await sql`delete from activity where no = any(${asNumbers(gone)})`.execute(db);
  await sql`
    update activity set content = row.content from json_to_recordset(${asRows(shared)}) as row(no bigint, content text)
    where activity.no = row.no`.execute(db);
}

async function forgetRecords(db: Kysely<Tables>, keys: ReadonlySet<SubjectKey>): Promise<void> {
  const these = asTexts(keys);
  await sql`delete from source_record where key = any(${these})`.execute(db);
  await markChanged(db, [...keys].map(refOf));
  await sql`delete from account_key where account = any(${these})`.execute(db);
  await sql`delete from record_version where key = any(${these})`.execute(db);
  await sql`delete from written where target = any(${these})`.execute(db);
  await sql`delete from link where key = any(${these})`.execute(db);
  await sql`delete from identity_word where one = any(${these}) or other = any(${these})`.execute(db);
  // Of what stands in other streams than the lead's: who was said to be who.
  await sql`delete from ref where system || '/' || object || '/' || id = any(${these})`.execute(db);
  await sql`delete from outbox where kind = 'state' and key = any(${these}) and status = 'waiting'`.execute(db);
  const problems = [...keys].flatMap((key) => [
    `read ${key}`,
    `identity ${key}`,
    `erased ${key}`,
    `owner ${key}`,
    `write ${key.split('/')[0]} ${key}`,
  ]);
  await sql`delete from problem where key = any(${asTexts(problems)})`.execute(db);
}

/**
 * Texts of the lead's ledger stream and of those joined to it; references too, but for members of the team, who are not erased with a lead, and for what
 * others share: the company of a colleague who is kept, an activity that others took part in. Their own facts lead to it by the same reference.
 */
async function forgetWords(db: Kysely<Tables>, { lead, joined, whole }: Person, system: System): Promise<void> {
  const streams = [lead, ...joined].map((one) => `lead:${one}`);
  const { rows } = await sql<Pick<Entry, 'text'>>`
    select text from ledger_entry where stream = any(${asTexts(streams)})`.execute(db);
  const commitments = rows.map(commitmentsOf);
  const texts = new Set(commitments.flatMap((one) => one.texts));
  const refs = new Set(commitments.flatMap((one) => one.refs));
  await sql`delete from ledger_text where hash = any(${asTexts(texts)})`.execute(db);
  await sql`
    delete from ref where ref_id = any(${asTexts(refs)}) and system <> 'baton' and (${whole} or system = ${system})
      and not exists (select 1 from source_record where company = ref.system || '/' || ref.object || '/' || ref.id)
      and not exists (select 1 from activity where activity.system = ref.system and activity.id = ref.id)`.execute(db);
}

/** A deed that is still to be done for a person who is elsewhere alive keeps its words till it is done. */
async function forgetDeeds(db: Kysely<Tables>, lead: LeadId, whole: boolean): Promise<void> {
  await sql`
    update outbox set payload = null, sent = null, status = case when status in ('waiting', 'rejected') then 'dropped' else status end
    where lead = ${lead} and kind = 'deed' and payload::json ->> 'kind' = 'handoff' and (${whole} or status in ('done', 'dropped'))`.execute(
    db,
  );
  await sql`delete from disagreement where lead = ${lead}`.execute(db);
  await sql`delete from rehearsal where lead = ${lead}`.execute(db);
  if (!whole) return;
  await sql`
    delete from problem where key in (${`judge ${lead}`}, ${`several ${lead}`})
      or key in (select 'write ' || system || ' ' || key from outbox where lead = ${lead})`.execute(db);
  await sql`delete from neglect_told where lead = ${lead}`.execute(db);
  await sql`update lead set erased = true where id = ${lead}`.execute(db);
}

/** What notes of their handoffs say goes with the person in HubSpot; once nothing of them is left, the rows are told anew, without their words. */
async function forgetTold(db: Kysely<Tables>, lead: LeadId, { whole }: Person, system: System): Promise<void> {
  const places = [
    ...(whole ? ['salesforce/handoff/'] : []),
    ...(whole || system === 'hubspot' ? ['hubspot/note/'] : []),
  ];
  await sql`
    delete from written where target in (
      select place || key from handoff, unnest(${asTexts(places)}) as place where lead = ${lead})`.execute(db);
}
