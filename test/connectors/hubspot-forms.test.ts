import nock from 'nock';
import { describe, expect, test } from 'vitest';
import type { Connector, Cursor, Page } from '../../src/ports/connector.ts';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactRow, key, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}` };
const ms = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

onlyAnswered();

function definitions(...forms: { id: string; name: string }[]) {
  nock(BASE, { reqheaders })
    .get('/marketing/v3/forms/')
    .query({ limit: '100', formTypes: 'all' })
    .reply(200, { results: forms.map((form) => ({ ...form, formType: 'captured', fieldGroups: [] })) });
}
function submissions(form: string, results: unknown[], query: Record<string, string> = {}, next?: string) {
  nock(BASE, { reqheaders })
    .get(`/form-integrations/v1/submissions/forms/${form}`)
    .query({ limit: '50', ...query })
    .reply(200, { results, ...(next === undefined ? {} : { paging: { next: { after: next } } }) });
}
function sent(
  at: string,
  email: string,
  more: Record<string, string> = {},
  conversionId: string | undefined = `c-${at}`,
) {
  const values = Object.entries({ email, ...more }).map(([name, value]) => ({ name, value, objectTypeId: '0-1' }));
  return { submittedAt: ms(at), values, pageUrl: 'https://www.maker.example/pricing', conversionId };
}
async function pullAll(connector: Connector, stream: string, after?: Cursor): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let cursor = after;
  do {
    pages.push(await connector.pull(stream, cursor));
    cursor = pages.at(-1)?.cursor;
  } while (pages.at(-1)?.more && pages.length < 20);
  return pages;
}
const ids = (pages: readonly Page[]) => pages.flatMap(({ activities }) => activities.map(({ id }) => id));

describe('forms', () => {
  test('a submission says whose it is, what it means, and the person’s own words', async () => {
    definitions({ id: 'form-quote', name: '見積依頼' }, { id: 'f2', name: 'お問い合わせ / Contact us' });
    const words = {
      message: '来月までに導入したいです。',
      purchase_timeframe: 'within-3-months',
      purchase_budget: '5,000,000',
    };
    submissions('f2', [
      sent('2026-11-20T01:00:00Z', 'Ｔaro＠kaede.example', {
        ...words,
        legal_consent: 'I agree to all of these terms.',
      }),
    ]);
    submissions('form-quote', [
      sent('2026-11-20T02:00:00Z', 'jiro@kaede.example', {}, ''),
      sent('2026-11-20T02:00:00Z', 'no address'),
    ]);
    const pages = await pullAll(openStage().connector, 'forms');
    expect(pages[0]?.activities).toEqual([
      {
        system: 'hubspot',
        kind: 'inquiry-sent',
        id: 'c-2026-11-20T01:00:00Z',
        subjects: [key('email/taro@kaede.example')],
        occurredAt: '2026-11-20T01:00:00.000Z',
        actor: { type: 'lead' },
        properties: {
          form: 'お問い合わせ / Contact us',
          page: 'price',
          timeframe: 'within-3-months',
          budget: 5_000_000,
        },
        text: '来月までに導入したいです。',
        url: 'https://www.maker.example/pricing',
      },
    ]);
    expect(pages[1]?.activities).toMatchObject([
      { kind: 'quote-requested', id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
    expect(pages[1]?.problems).toMatchObject([{ category: 'identity', code: 'NO_EMAIL' }]);
    expect(pages[1]?.cursor).toEqual({ to: '2026-11-21T09:00:00.000Z' });
  });

  test('a form that the mapping does not name is still a form submitted', async () => {
    definitions({ id: 'x', name: 'Newsletter' });
    submissions('x', [sent('2026-11-20T01:00:00Z', 'taro@kaede.example')]);
    const [page] = await pullAll(openStage().connector, 'forms');
    expect(page?.activities).toMatchObject([{ kind: 'form-submitted' }]);
  });

  test('a form is paged, newest first, until what was known an hour before the last reading', async () => {
    const stage = openStage();
    definitions({ id: 'x', name: 'X' });
    submissions('x', [sent('2026-11-21T08:50:00Z', 'a@kaede.example')], {}, 'p2');
    submissions(
      'x',
      [sent('2026-11-21T08:30:00Z', 'b@kaede.example'), sent('2026-11-21T07:00:00Z', 'c@kaede.example')],
      {
        after: 'p2',
      },
    );
    const first = await pullAll(stage.connector, 'forms');
    expect(ids(first)).toHaveLength(3);
    stage.pass({ minutes: 30 });
    // Late arrival at 08:10; the page goes back past 08:00 (an hour before the last reading), so the next page is not asked for.
    submissions(
      'x',
      [
        sent('2026-11-21T09:20:00Z', 'd@kaede.example'),
        sent('2026-11-21T08:10:00Z', 'late@kaede.example'),
        sent('2026-11-21T07:00:00Z', 'c@kaede.example'),
      ],
      {},
      'p2',
    );
    const second = await pullAll(stage.connector, 'forms', first.at(-1)?.cursor);
    expect(ids(second)).toEqual(['c-2026-11-21T09:20:00Z', 'c-2026-11-21T08:10:00Z']);
  });

  test('where no contact sent a form, one form a pull is read in turn; where one did, all are', async () => {
    const stage = openStage();
    const forms = ['a', 'b', 'c'].map((id) => ({ id, name: id }));
    definitions(...forms);
    for (const { id } of forms) submissions(id, []);
    const pages = await pullAll(stage.connector, 'forms');
    let cursor = pages.at(-1)?.cursor;
    expect(pages).toHaveLength(3);
    for (const id of ['a', 'b']) {
      stage.pass({ minutes: 5 });
      submissions(id, []);
      const page = await stage.connector.pull('forms', cursor);
      expect(page.more).toBe(false);
      cursor = page.cursor;
    }
    expect(cursor).toEqual({ to: '2026-11-21T09:00:00.000Z', turn: { form: 'b', began: '2026-11-21T09:05:00.000Z' } });

    nock(BASE).get('/account-info/v3/details').reply(403, {});
    nock(BASE)
      .post('/crm/v3/objects/contacts/search')
      .reply(200, { total: 1, results: [contactRow('1', { recent_conversion_date: '2026-11-21T09:08:00Z' })] });
    await stage.connector.pull('contacts', undefined);
    for (const { id } of forms) submissions(id, []);
    const again = await pullAll(stage.connector, 'forms', cursor);
    expect(again).toHaveLength(3);
    expect(again.at(-1)?.cursor).toEqual({ to: '2026-11-21T09:10:00.000Z' });

    // The same conversion seen again (windows overlap) is no reason to read all forms again.
    nock(BASE)
      .post('/crm/v3/objects/contacts/search')
      .reply(200, { total: 1, results: [contactRow('1', { recent_conversion_date: '2026-11-21T09:08:00Z' })] });
    await stage.connector.pull('contacts', undefined);
    submissions('a', []);
    expect(await pullAll(stage.connector, 'forms', again.at(-1)?.cursor)).toHaveLength(1);
  });

  test('a whole round of turns moves on what is known, to when the round began', async () => {
    const stage = openStage();
    definitions({ id: 'a', name: 'a' });
    submissions('a', []);
    const [first] = await pullAll(stage.connector, 'forms');
    stage.pass({ minutes: 10 });
    submissions('a', []);
    expect((await stage.connector.pull('forms', first?.cursor)).cursor).toEqual({ to: '2026-11-21T09:10:00.000Z' });
  });

  test('after a restart all forms are read once, since contacts seen before are forgotten', async () => {
    definitions({ id: 'a', name: 'a' }, { id: 'b', name: 'b' });
    submissions('a', []);
    submissions('b', []);
    const pages = await pullAll(openStage().connector, 'forms', { to: '2026-11-21T08:55:00.000Z' });
    expect(pages).toHaveLength(2);
  });

  test('a deleted form is listed and does not stop the others', async () => {
    definitions({ id: 'a', name: 'a' }, { id: 'b', name: 'b' });
    nock(BASE).get('/form-integrations/v1/submissions/forms/a').query(true).reply(404, { message: 'no such form' });
    submissions('b', [sent('2026-11-20T01:00:00Z', 'taro@kaede.example')]);
    const pages = await pullAll(openStage().connector, 'forms');
    expect(pages[0]?.problems).toMatchObject([{ category: 'no-record' }]);
    expect(ids(pages)).toHaveLength(1);
  });

  test('a place in a form that is no longer known begins the form again, once at once', async () => {
    const { connector } = openStage();
    const lost = () =>
      nock(BASE).get('/form-integrations/v1/submissions/forms/a').query({ limit: '50', after: 'p2' }).reply(404, {});
    definitions({ id: 'a', name: 'a' });
    submissions('a', [sent('2026-11-20T03:00:00Z', 'taro@kaede.example')], {}, 'p2');
    const first = await connector.pull('forms', undefined);
    lost();
    const again = await connector.pull('forms', first.cursor);
    expect([again.more, again.problems]).toEqual([true, []]);
    submissions('a', [sent('2026-11-20T03:00:00Z', 'taro@kaede.example')], {}, 'p2');
    const second = await connector.pull('forms', again.cursor);
    lost();
    const given = await connector.pull('forms', second.cursor);
    expect([given.more, given.problems.length, given.cursor]).toEqual([false, 1, again.cursor]);
  });

  test('a form whose reading fails is read again from the same place', async () => {
    definitions({ id: 'a', name: 'a' });
    nock(BASE).get('/form-integrations/v1/submissions/forms/a').query(true).reply(500, {});
    const { connector } = openStage();
    const page = await connector.pull('forms', undefined);
    expect([page.more, page.activities, page.cursor]).toEqual([false, [], {}]);
    submissions('a', [sent('2026-11-20T01:00:00Z', 'taro@kaede.example')]);
    expect(ids(await pullAll(connector, 'forms', page.cursor))).toHaveLength(1);
  });
});
