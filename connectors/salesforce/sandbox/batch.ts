/** `/composite/batch`: up to 25 independent requests in one call, each with its own answer and nothing taken back. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, type Route } from './call.ts';
import { refuse } from './refusal.ts';
import { failed, runSubrequest } from './subrequests.ts';

/** REST API Developer Guide, Batch. */
const MOST_REQUESTS = 25;

const bodySchema = z.object({
  haltOnError: z.boolean().default(false),
  batchRequests: z.array(
    z.object({
      method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
      url: z.string(),
      richInput: z.unknown().optional(),
    }),
  ),
});

export function answerBatch(call: Call, route: Route): WorldResponse {
  if (call.method !== 'POST') throw badMethod(call);
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) throw refuse(400, 'JSON_PARSER_ERROR', z.prettifyError(parsed.error));
  const { haltOnError, batchRequests } = parsed.data;
  if (batchRequests.length > MOST_REQUESTS)
    throw refuse(400, 'LIMIT_EXCEEDED', `The request has more than ${MOST_REQUESTS} batch requests`);
  let hasErrors = false;
  const results = batchRequests.map(({ method, url, richInput }, i) => {
    if (hasErrors && haltOnError) return HALTED;
    const path = url.startsWith('/services/data/') ? url : `/services/data/${url.replace(/^\//, '')}`;
    const done = runSubrequest(call, route, { method, url: path, referenceId: `r${i}`, body: richInput }, new Map());
    if (failed(done)) hasErrors = true;
    return { statusCode: done.httpStatusCode, result: done.body };
  });
  return { status: 200, body: { hasErrors, results } };
}

const HALTED = {
  statusCode: 412,
  result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' }],
};
