/** What a look at records by their ids takes for gone, and what it does not. */
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import type { RecordRef } from '../../src/domain/record.ts';
import type { LookPage } from '../../src/ports/connector.ts';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactRow, openStage } from './hubspot-setup.ts';

const PATH = '/crm/v3/objects/contacts/batch/read';
const KNOWN = { account: '4711' };
const ref = (id: string): RecordRef => ({ system: 'hubspot', object: 'contact', id });
const missing = (...ids: readonly string[]) => ids.map((id) => notThere(id));
const notThere = (id: string) => error('OBJECT_NOT_FOUND', id);
const error = (category: string, id: string) => ({ status: 'error', category, message: 'x', context: { ids: [id] } });

onlyAnswered();

/** Asked for the links, and again where somebody is missing. */
function account(portalId = 4711): void {
  nock(BASE)
    .persist()
    .get('/account-info/v3/details')
    .reply(200, { portalId, timeZone: 'Asia/Tokyo', uiDomain: 'app.example' });
}

function answer(archived: boolean, results: readonly object[], errors: readonly object[] = []): void {
  nock(BASE)
    .post(PATH)
    .query((query) => (query['archived'] === 'true') === archived)
    .reply(errors.length === 0 ? 200 : 207, { status: 'COMPLETE', results, errors, numErrors: errors.length });
}

async function look(ids: readonly string[], cursor: Record<string, unknown> | undefined = KNOWN): Promise<LookPage> {
  const page = await openStage().connector.look?.(ids.map(ref), cursor);
  if (page === undefined) throw new Error('it does not look');
  return page;
}

const told = ({ records }: LookPage) =>
  records.map(({ ref: { id }, deleted }) => `${id} ${deleted ? 'gone' : 'lives'}`);

describe('a look at a contact', () => {
  test('says of each whether it lives, lies in the bin, or is in neither', async () => {
    account();
    answer(false, [contactRow('101', {})], missing('102', '103'));
    answer(true, [{ ...contactRow('102', {}), archived: true, archivedAt: '2026-11-20T00:00:00Z' }], missing('103'));
    const page = await look(['101', '102', '103']);
    expect(told(page)).toEqual(['101 lives', '102 gone']);
    expect(page.gone).toEqual([ref('103')]);
  });

  test('that a merge ended is told under the id that came of it, and is not gone', async () => {
    account();
    answer(false, [contactRow('900', { hs_merged_object_ids: '101;102' })]);
    const page = await look(['101', '102']);
    expect(told(page)).toEqual(['900 lives', '101 gone', '102 gone']);
    expect(page.gone).toEqual([]);
  });

  test('takes nobody for gone while a row may stand for one of them without saying so', async () => {
    account();
    answer(false, [contactRow('900', {})]);
    answer(true, [], missing('101'));
    expect(await look(['101'])).toMatchObject({ gone: [], problems: [] });
  });

  test.each(['live', 'archived'])('takes nobody for gone where the %s ones came in part', async (which) => {
    if (which === 'live') answer(false, [contactRow('101', {})], [...missing('103'), error('INTERNAL_ERROR', '102')]);
    else {
      account();
      answer(false, [contactRow('101', {})], missing('102', '103'));
      answer(true, [], [error('INTERNAL_ERROR', '102'), ...missing('103')]);
    }
    const page = await look(['101', '102', '103']);
    expect(page).toMatchObject({ gone: [], records: [], cursor: KNOWN });
    expect(page.problems).toMatchObject([{ category: 'unavailable', code: '207 INTERNAL_ERROR' }]);
  });

  test('takes nobody for gone before it is known which account the records come from', async () => {
    account();
    answer(false, [], missing('103'));
    answer(true, [], missing('103'));
    expect(await look(['103'], {})).toMatchObject({ gone: [], cursor: KNOWN });
  });

  test('takes nobody for gone in another account, and says so', async () => {
    account(9);
    answer(false, [], missing('103'));
    answer(true, [], missing('103'));
    const page = await look(['103']);
    expect(page).toMatchObject({ gone: [], cursor: KNOWN, problems: [{ code: 'OTHER_ACCOUNT', mover: 'admin' }] });
  });

  test('takes nobody for gone while the account does not answer', async () => {
    nock(BASE).persist().get('/account-info/v3/details').reply(503);
    answer(false, [], missing('103'));
    answer(true, [], missing('103'));
    expect(await look(['103'])).toMatchObject({ gone: [], cursor: KNOWN });
  });
});
