/** How Salesforce's list of deletions is asked for, to the letter, and what becomes of a refusal. */
import nock from 'nock';
import { describe, expect, it } from 'vitest';
import { answer, BASE, type Composite } from './salesforce-rows.ts';
import { bench, DATA, LEAD, ORG } from './salesforce-setup.ts';

describe('the list of deletions', () => {
  it('rides along once an hour; refused for good, it is a problem, and not asked for again with the next poll', async () => {
    const asked: Record<string, string>[] = [];
    const on = bench();
    answer({ Lead: [{ ...BASE, Id: LEAD.id }] });
    const first = await on.connector.pull('changes', undefined);
    answer({});
    const { cursor: last } = await on.connector.pull('changes', first.cursor);
    on.now = on.now.add({ hours: 1 });
    nock(ORG)
      .post(`${DATA}/composite`)
      .reply(200, async (request: Request) => ({
        compositeResponse: ((await request.json()) as Composite).compositeRequest.map(({ referenceId, url }) => {
          asked.push({ [referenceId]: url });
          return referenceId === 'deleted_Lead'
            ? {
                referenceId,
                httpStatusCode: 400,
                httpHeaders: {},
                body: [{ errorCode: 'INVALID_REPLICATION_DATE', message: 'startDate is before the org began' }],
              }
            : { referenceId, httpStatusCode: 200, httpHeaders: {}, body: deletedOrRows(referenceId) };
        }),
      }));
    const page = await on.connector.pull('changes', last);
    expect(page.problems.map(({ code }) => code)).toEqual(['INVALID_REPLICATION_DATE']);
    expect(asked.find((one) => 'deleted_Lead' in one)?.['deleted_Lead']).toBe(
      `${DATA}/sobjects/Lead/deleted/?start=2026-11-20T09%3A00%3A00%2B00%3A00&end=2026-11-20T10%3A00%3A00%2B00%3A00`,
    );
    // What Salesforce covers is believed, not what was asked for.
    expect(page.cursor['deletions']).toMatchObject({
      Lead: '2026-11-20T10:00:00.000Z',
      Contact: '2026-11-20T09:58:00.000Z',
    });
    const next: Record<string, string>[] = [];
    on.now = on.now.add({ minutes: 1 });
    answer({}, next);
    await on.connector.pull('changes', page.cursor);
    expect(Object.keys(next[0] ?? {}).filter((name) => name.startsWith('deleted_'))).toEqual([]);
  });
});

function deletedOrRows(referenceId: string): object {
  return referenceId.startsWith('deleted_')
    ? {
        deletedRecords: [],
        earliestDateAvailable: '2026-11-01T00:00:00.000+0000',
        latestDateCovered: '2026-11-20T09:58:00.000+0000',
      }
    : { totalSize: 0, done: true, records: [] };
}
