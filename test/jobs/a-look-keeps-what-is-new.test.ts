/** The daily looks read every record again; what they say and is known is not written again. */
import { expect, it, test } from 'vitest';
import type { SourceRecord } from '../../src/domain/record.ts';
import { withoutKnown } from '../../src/jobs/sweep.ts';
import { at, contact } from '../contracts/store-cast.ts';
import { aPerson, aQualifyingPerson, type Person } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

async function seenAt(stage: Stage, { contact }: Person): Promise<unknown> {
  const asked = `select seen_at from source_record where key = 'hubspot/contact/${contact}'`;
  return (await stage.store.pglite?.query<{ seen_at: string }>(asked))?.rows[0]?.seen_at;
}

it('of whom nothing is new the kept record stays untouched, and a change that no stamp tells comes in', async () => {
  const stage = await openArmed('status');
  const quiet = aPerson(stage, 'mori');
  const changed = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  const before = [await seenAt(stage, quiet), await seenAt(stage, changed)];
  const row = stage.hubspot.world.portal.store.find('contacts', changed.contact);
  Object.assign(row?.values ?? {}, { jobtitle: '部長' });
  await stage.pass(30, 3);
  expect(await seenAt(stage, quiet)).toBe(before[0]);
  expect(await seenAt(stage, changed)).not.toBe(before[1]);
  expect((await stage.operations.reconcile({})).disagreements).toEqual([]);
});

test.each<[string, Partial<SourceRecord>, number]>([
  ['the same', {}, 0],
  ['an empty field more', { fields: { email: 'a@a.example', title: null } }, 0],
  ['another value', { fields: { email: 'b@a.example' } }, 1],
  ['a field less', { fields: {} }, 1],
  ['a later stamp', { modifiedAt: at(1) }, 1],
  ['that it is gone', { deleted: true }, 1],
])('a record that says %s', (_, changes, news) => {
  const known = contact('1', { email: 'a@a.example' });
  expect(withoutKnown({ records: [{ ...known, ...changes }] }, [known]).records).toHaveLength(news);
  expect(withoutKnown({ records: [known] }, []).records).toHaveLength(1);
});
