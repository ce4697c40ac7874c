/** Composite answers for the tests of reading, and the queries that were asked. */
import nock from 'nock';
import { afterEach, beforeEach } from 'vitest';
import type { Page } from '../../src/ports/connector.ts';
import { type Bench, bench, DATA, INTEGRATION_USER, ORG, REP } from './salesforce-setup.ts';

beforeEach(() => {
  nock.disableNetConnect();
  nock(ORG)
    .get('/services/oauth2/userinfo')
    .reply(200, {
      user_id: INTEGRATION_USER.slice(0, 15),
      organization_id: '00D000000000001',
      preferred_username: 'b',
    });
});
afterEach(() => {
  nock.cleanAll();
});

export const BASE = { SystemModstamp: '2026-11-20T08:00:00.000+0000', LastModifiedById: REP, IsDeleted: false };
export type Rows = Readonly<Record<string, readonly object[]>>;

/** Answers one composite call; keeps the queries asked, by object. `done: false`: Salesforce cut the page short. */
export function answer(rows: Rows, asked: Record<string, string>[] = [], done = true): void {
  nock(ORG)
    .post(`${DATA}/composite`)
    .reply(200, async (request: Request) => {
      const body = (await request.json()) as Composite;
      const queries = body.compositeRequest.map(({ referenceId, url }) => {
        const { pathname, searchParams } = new URL(url, ORG);
        return [referenceId, `${pathname.slice(DATA.length + 1)} ${searchParams.get('q')}`] as const;
      });
      asked.push({ ...Object.fromEntries(queries), allOrNone: String(body.allOrNone) });
      return {
        compositeResponse: body.compositeRequest.map(({ referenceId }) => {
          const records = rows[referenceId] ?? [];
          return {
            referenceId,
            httpStatusCode: 200,
            httpHeaders: {},
            body: { totalSize: records.length, done, records },
          };
        }),
      };
    });
}
export interface Composite {
  readonly allOrNone: boolean;
  readonly compositeRequest: readonly { readonly referenceId: string; readonly url: string; readonly method: string }[];
}

export async function pullOnce(rows: Rows, stream = 'changes', on: Bench = bench()): Promise<Page> {
  answer(rows);
  return on.connector.pull(stream, undefined);
}
