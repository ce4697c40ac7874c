/** IDENTITY: who may be one person and who not, as far as only a person can say; everything that matches several leads, or lies on several records. */
import { fullName } from '../domain/brief.ts';
import type { LeadId } from '../domain/facts.ts';
import { keysOf, notApart } from '../domain/identity.ts';
import { isPerson, recordKey, refOfKey, type SourceRecord, type SubjectKey } from '../domain/record.ts';
import type { DoubtfulRecord, IdentityCase, IdentityReport } from '../ports/identity.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { identityProblem } from './placing.ts';
import { personOf } from './plan.ts';

/** Cases told at a time; how many there are is told beside. */
const SHOWN = 200;

export async function identity({ store }: JobContext): Promise<IdentityReport> {
  return store.transaction(async (tx) => {
    const listed = await doubtfulRecords(tx);
    const cases: IdentityCase[] = [];
    for (const { record, at } of listed.slice(0, SHOWN)) {
      const one = await caseOf(tx, record);
      if (one !== undefined) cases.push({ ...one, at });
    }
    const doubled = await tx.identities.doubled(SHOWN);
    for (const { lead, records } of doubled) {
      const [view] = await tx.leads.view([lead]);
      if (view === undefined) continue;
      const refs = records.flatMap((key) => refOfKey(key) ?? []);
      cases.push({
        kind: 'several-records',
        leads: [personOf(view.lead)],
        records: (await tx.records.get(refs)).map(shown),
      });
    }
    return { count: listed.length + doubled.length, cases };
  });
}

/** Records of which it is listed that nobody is sure who they are, with the moment. */
export async function doubtfulRecords(
  tx: Transaction,
): Promise<readonly { readonly record: SourceRecord; readonly at: string }[]> {
  const listed = (await tx.outbox.problems()).filter(
    ({ key, record }) => record !== undefined && isPerson(record) && key === identityProblem(record),
  );
  const at = new Map(listed.flatMap((one) => (one.record === undefined ? [] : [[recordKey(one.record), one.at]])));
  const records = await tx.records.get(listed.flatMap(({ record }) => record ?? []));
  return records.map((record) => ({ record, at: at.get(recordKey(record.ref)) ?? '' }));
}

/** As it stands now; undefined where it has been settled since it was listed. */
async function caseOf(tx: Transaction, record: SourceRecord): Promise<IdentityCase | undefined> {
  const own = recordKey(record.ref);
  const known = await tx.leads.lookUp(keysOf(record));
  const lead = known.get(own);
  const met = [...new Set(known.values())].filter((one) => one !== lead).sort();
  const words = await tx.identities.words([lead ?? own]);
  const others = notApart(lead ?? own, met, words);
  if (others.length === 0) return undefined;
  const kind = lead === undefined ? 'ambiguous' : 'overlap';
  const leads: readonly LeadId[] = lead === undefined ? others : [lead, ...others];
  const views = new Map((await tx.leads.view([...leads].sort())).map((view) => [view.lead.id, view.lead]));
  const by = (one: LeadId): readonly SubjectKey[] =>
    [...known].filter(([key, of]) => of === one && key !== own).map(([key]) => key);
  return {
    kind,
    leads: leads.flatMap((one) => {
      const found = views.get(one);
      return found === undefined ? [] : [{ ...personOf(found), by: by(one) }];
    }),
    records: [shown(record)],
  };
}

function shown({ ref, fields, url }: SourceRecord): DoubtfulRecord {
  return {
    record: recordKey(ref),
    name: fullName(fields),
    company: String(fields['company'] ?? ''),
    email: String(fields['email'] ?? ''),
    url,
  };
}
