/** `/composite`: up to 25 subrequests in order, later ones referring to earlier ones, together or each for itself. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, type Route } from './call.ts';
import { refuse } from './refusal.ts';
import { failed, rolledBack, runSubrequest, type SubResponse, segmentsOf, subrequestSchema } from './subrequests.ts';

/** Subrequests in one call, and how many of them may be queries or sObject Collections (REST API Developer Guide, Composite). */
const MOST_SUBREQUESTS = 25;
const MOST_QUERIES = 5;

const bodySchema = z.object({
  allOrNone: z.boolean().default(false),
  /** Accepted and of no effect: subrequests always run in order. */
  collateSubrequests: z.boolean().optional(),
  compositeRequest: z.array(subrequestSchema),
});

export function answerComposite(call: Call, route: Route): WorldResponse {
  if (call.method !== 'POST') throw badMethod(call);
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) throw refuse(400, 'JSON_PARSER_ERROR', z.prettifyError(parsed.error));
  const { allOrNone, compositeRequest: requests } = parsed.data;
  if (requests.length > MOST_SUBREQUESTS)
    throw refuse(400, 'LIMIT_EXCEEDED', `The request has more than ${MOST_SUBREQUESTS} subrequests`);
  const kinds = requests.map(({ url }) => kindOf(url));
  if (kinds.includes('other'))
    throw refuse(400, 'INVALID_INPUT', 'A subrequest names a resource that composite does not take');
  if (kinds.filter((kind) => kind === 'query').length > MOST_QUERIES)
    throw refuse(400, 'LIMIT_EXCEEDED', `The request has more than ${MOST_QUERIES} query or collections subrequests`);
  if (new Set(requests.map(({ referenceId }) => referenceId)).size < requests.length)
    throw refuse(400, 'INVALID_INPUT', 'A referenceId is used twice');
  const mark = call.org.rows.mark();
  const done = new Map<string, SubResponse>();
  for (const request of requests) {
    const response = runSubrequest(call, route, request, done);
    done.set(request.referenceId, response);
    if (allOrNone && failed(response)) {
      call.org.rows.undoTo(mark);
      const all = requests.map((each) => (each === request ? response : rolledBack(each)));
      return { status: 200, body: { compositeResponse: all } };
    }
  }
  return { status: 200, body: { compositeResponse: [...done.values()] } };
}

function kindOf(url: string): 'query' | 'row' | 'other' {
  const [first = '', second] = segmentsOf(url.split('?')[0] ?? '');
  if (first === 'query' || first === 'queryAll' || (first === 'composite' && second === 'sobjects')) return 'query';
  return first === 'sobjects' ? 'row' : 'other';
}
