/** Records by their ids, whatever became of them: live, merged into another, archived, or erased for good. */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import { dealSetting } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef, SourceRecord } from '../../src/domain/record.ts';
import type { Cursor, LookPage, LookWhen } from '../../src/ports/connector.ts';
import type { Lane } from '../kit/budget.ts';
import type { Unanswered } from '../kit/send.ts';
import type { Row } from './answers.ts';
import { incomplete } from './problems.ts';
import { DEAL_PROPERTIES, dealsOf } from './read-deals.ts';
import {
  deleted,
  type FoundRows,
  formerIds,
  KEPT,
  type KeptObject,
  propertiesRead,
  recordsOf,
} from './read-records.ts';
import type { Reading, StreamPage } from './reading.ts';

/** The account that was looked into: another one has none of our records, and that says nothing about them. */
const cursorShape = z.object({ account: z.string().optional() });

export function openLook(
  reading: Reading,
): (refs: readonly RecordRef[], after: Cursor | undefined, when?: LookWhen) => Promise<LookPage> {
  return async (refs, after = {}, when = 'soon') => {
    const lane = when === 'soon' ? 'usual' : 'last';
    const readAt = iso(reading.now());
    const records: SourceRecord[] = [];
    const problems: Problem[] = [];
    const activities: StreamPage['activities'][number][] = [];
    const missing: RecordRef[] = [];
    const streams = new Set<string>();
    for (const object of ['company', 'contact'] as const) {
      const ids = refs.filter((ref) => ref.object === object).map(({ id }) => id);
      if (ids.length === 0) continue;
      const found = await lookAt(reading, { object, ids, lane }, readAt);
      if ('problem' in found) return { ...failed(after, readAt), problems: [found.problem] };
      records.push(...found.records);
      activities.push(...found.activities);
      problems.push(...found.problems);
      if (found.formsSent) streams.add('forms');
      missing.push(...found.missing.map((id): RecordRef => ({ system: 'hubspot', object, id })));
    }
    const deals = await lookAtDeals(reading, refs, lane);
    if ('problem' in deals) return { ...failed(after, readAt), problems: [deals.problem] };
    activities.push(...deals);
    const page = { records, activities, problems, more: false, readAt, streams: [...streams] };
    const parsed = cursorShape.safeParse(after);
    const before = parsed.success ? parsed.data.account : undefined;
    if (missing.length === 0 && before !== undefined) return { ...page, cursor: after, gone: [] };
    const account = await reading.portal.ask({ purpose: 'look', writes: false });
    if (account.state !== 'answered') return { ...page, cursor: after, gone: [] };
    const { portalId } = account.value;
    if (before === undefined) return { ...page, cursor: { account: portalId }, gone: [] };
    if (before === portalId) return { ...page, cursor: after, gone: missing };
    return { ...page, cursor: after, gone: [], problems: [...problems, otherAccount(before, portalId)] };
  };
}

/** With their contacts as they are linked now, which search does not tell of. One that is not there any more keeps its last word. */
async function lookAtDeals(
  reading: Reading,
  refs: readonly RecordRef[],
  lane: Lane,
): Promise<readonly Activity[] | Unanswered> {
  const ids = refs.filter(({ object }) => object === 'deal').map(({ id }) => id);
  if (ids.length === 0 || dealSetting('hubspot', reading.mapping) === 'none') return [];
  const found = await reading.client.read(
    { purpose: 'look deals', writes: false, lane },
    'deals',
    ids,
    DEAL_PROPERTIES,
  );
  if (found.state !== 'answered') return found;
  return incomplete(found.value.errors, reading.now()) ?? dealsOf(reading, found.value.rows);
}

interface Looked extends FoundRows {
  /** Neither live nor archived. */
  readonly missing: readonly string[];
}

/** A read by an id that a merge ended answers with the record that came of it (changelog "Updated merge functionality"). */
async function lookAt(
  reading: Reading,
  { object, ids, lane }: { readonly object: KeptObject; readonly ids: readonly string[]; readonly lane: Lane },
  at: IsoInstant,
): Promise<Looked | Unanswered> {
  const { plural } = KEPT[object];
  const question = { purpose: `look ${plural}`, writes: false, lane };
  const typeOf = await reading.types.of(plural, reading.mapping.objects[object] ?? { read: {}, write: {}, values: {} });
  if (typeOf.state !== 'answered') return typeOf;
  const live = await reading.client.read(question, plural, ids, propertiesRead(reading, object));
  if (live.state !== 'answered') return live;
  const partly = incomplete(live.value.errors, reading.now());
  if (partly !== undefined) return partly;
  const { rows } = live.value;
  const read = await recordsOf(reading, object, rows, typeOf.value);
  if ('problem' in read) return read;
  const rest = leftOver(ids, rows);
  if (rest.length === 0) return { ...read, missing: [] };
  const archived = await reading.client.read(question, plural, rest, ['hs_object_id'], true);
  if (archived.state !== 'answered') return archived;
  const partlyArchived = incomplete(archived.value.errors, reading.now());
  if (partlyArchived !== undefined) return partlyArchived;
  const gravestones = archived.value.rows.map(({ id, archivedAt }) =>
    deleted({ system: 'hubspot', object, id }, archivedAt ?? at),
  );
  const found = new Set(archived.value.rows.map(({ id }) => id));
  // Some answer may stand for an id of ours without saying so: then nobody can tell which of the others are not there.
  const strange = rows.some((row) => !ids.includes(row.id) && !formerIds(row).some((id) => ids.includes(id)));
  return {
    ...read,
    records: [...read.records, ...gravestones],
    missing: strange ? [] : rest.filter((id) => !found.has(id)),
  };
}

/** Ids of which no row tells. */
function leftOver(ids: readonly string[], rows: readonly Row[]): readonly string[] {
  const told = new Set(rows.flatMap((row) => [row.id, ...formerIds(row)]));
  return ids.filter((id) => !told.has(id));
}

function failed(cursor: Cursor, readAt: IsoInstant): LookPage {
  return { records: [], activities: [], problems: [], cursor, more: false, readAt, gone: [] };
}

function otherAccount(before: string, now: string): Problem {
  return {
    category: 'credential',
    mover: 'admin',
    system: 'hubspot',
    code: 'OTHER_ACCOUNT',
    detail: `the token belongs to account ${now}, the records come from account ${before}`,
  };
}
