/** Queries that travel together: one composite call takes five, and counts as one (REST API Developer Guide, "Send Multiple Requests Using Composite"). */
import { z } from 'zod';
import type { Attempt } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import type { Row } from './fields.ts';
import { failedPart } from './problems.ts';
import { beyond, queryPath, type Select, select } from './soql.ts';
import { errorAnswer, type VendorError, vendorError } from './vendor-error.ts';

/** Of the 25 subrequests of a call so many may be queries. */
export const QUERIES_PER_CALL = 5;
/** Ids in one query, so that its address stays below the 16 kB that a URI may have. */
const IDS_PER_QUERY = 200;
export const IDS_PER_CALL = QUERIES_PER_CALL * IDS_PER_QUERY;
const ROWS_PER_PAGE = 2_000;
/** Of one query: more rows hang on no 200 ids that people keep. */
const MOST_PAGES = 50;

export const compositeAnswer = z.object({
  compositeResponse: z.array(z.object({ referenceId: z.string(), httpStatusCode: z.number(), body: z.unknown() })),
});
export type SubAnswer = z.infer<typeof compositeAnswer>['compositeResponse'][number];

const rowsAnswer = z.object({ done: z.boolean(), records: z.array(z.looseObject({ Id: z.string() })) });

/** Rows of one query, deleted ones too, whose conditions are made for some of the ids at a time. */
export interface ByIds {
  readonly ids: readonly string[];
  /** Fewer than usual, where they are long. */
  readonly perQuery?: number | undefined;
  query(ids: readonly string[]): Pick<Select, 'fields' | 'from' | 'children'> & { readonly where: readonly string[] };
}

/** All of them, or why not. Throws nothing for what the vendor answers. */
export async function rowsByIds(
  client: SalesforceClient,
  purpose: string,
  asked: ByIds,
): Promise<Attempt<readonly Row[]>> {
  const answer = await rowsOfSeveral(client, purpose, [asked]);
  return answer.state === 'answered' ? { state: 'answered', value: answer.value[0] ?? [] } : answer;
}

/** The same of several, whose queries travel together; in their order. */
export async function rowsOfSeveral(
  client: SalesforceClient,
  purpose: string,
  several: readonly ByIds[],
): Promise<Attempt<readonly (readonly Row[])[]>> {
  let waiting: { readonly of: number; readonly select: Select }[] = several.flatMap((one, of) => {
    const { ids, query, perQuery = IDS_PER_QUERY } = one;
    const asked = [...new Set(ids)];
    return Array.from({ length: Math.ceil(asked.length / perQuery) }, (_, n) => {
      const some = query(asked.slice(n * perQuery, (n + 1) * perQuery));
      return { of, select: { ...some, byId: true, limit: ROWS_PER_PAGE } };
    });
  });
  const most = MOST_PAGES * waiting.length;
  const rows: Row[][] = several.map(() => []);
  for (let page = 0; waiting.length > 0; page += 1) {
    if (page >= most) throw new RangeError('a query without an end');
    const some = waiting.slice(0, QUERIES_PER_CALL);
    const answer = await together(
      client,
      purpose,
      some.map(({ select: one }) => one),
    );
    if (answer.state !== 'answered') return answer;
    const further: typeof waiting = [];
    for (const [index, part] of answer.value.entries()) {
      const of = some[index]?.of ?? 0;
      rows[of]?.push(...part.rows);
      if (part.rest !== undefined) further.push({ of, select: part.rest });
    }
    waiting = [...further, ...waiting.slice(some.length)];
  }
  return { state: 'answered', value: rows };
}

interface Part {
  readonly rows: readonly Row[];
  /** Salesforce cut the page short: asked for behind its last row. */
  readonly rest: Select | undefined;
}

async function together(
  client: SalesforceClient,
  purpose: string,
  queries: readonly Select[],
): Promise<Attempt<readonly Part[]>> {
  const compositeRequest = queries.map((query, index) => ({
    method: 'GET',
    url: queryPath(client.apiVersion, select(query), true),
    referenceId: `q${index}`,
  }));
  const body = { allOrNone: false, compositeRequest };
  const request = { purpose, method: 'POST', path: '/composite', writes: false, body } as const;
  const answer = await client.call(request, compositeAnswer);
  if (answer.state !== 'answered') return answer;
  const parts: Part[] = [];
  for (const [index, query] of queries.entries()) {
    const own = answer.value.compositeResponse.find(({ referenceId }) => referenceId === `q${index}`);
    const page = rowsAnswer.safeParse(own?.body);
    if (own?.httpStatusCode !== 200 || !page.success) return failedPart(errorIn(own), client.now());
    const { done, records } = page.data;
    const last = records.at(-1);
    const isWhole = last === undefined || (done && records.length < ROWS_PER_PAGE);
    const rest = isWhole ? undefined : { ...query, where: [...(query.where ?? []), beyond(last.Id)] };
    parts.push({ rows: records, rest });
  }
  return { state: 'answered', value: parts };
}

/** What a part of a composite answer says against itself. */
export function errorIn(answer: SubAnswer | undefined): VendorError {
  const errors = z.array(errorAnswer).safeParse(answer?.body);
  const first = errors.success ? errors.data[0] : undefined;
  return first === undefined ? { code: 'MALFORMED_ANSWER', message: '' } : vendorError(first);
}
