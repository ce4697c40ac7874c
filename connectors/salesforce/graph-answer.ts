/** What the answer to a handoff's graph means. Pure. */
import { z } from 'zod';
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { Outcome } from '../../src/domain/writes.ts';
import { id18 } from './fields.ts';
import type { BuiltGraph } from './graph.ts';
import { problemOf, refusalOf, unanswered, verdictOf } from './problems.ts';
import { errorAnswer, type VendorError, vendorError } from './vendor-error.ts';

const graphAnswer = z.object({
  graphId: z.string(),
  isSuccessful: z.boolean(),
  graphResponse: z.object({
    compositeResponse: z.array(z.object({ referenceId: z.string(), httpStatusCode: z.number(), body: z.unknown() })),
  }),
});
export const graphsAnswer = z.object({ graphs: z.array(graphAnswer) });
type GraphAnswer = z.infer<typeof graphAnswer>;

/**
 * `duplicate`: the handoff had been made before. `patch`: only the armed fields were refused. `column`: a field of the Lead that was to be made.
 * `gone`: the record it is about may stand for somebody no more. `halted`: it was never begun, because too many before it had failed.
 */
export type Judged =
  | { readonly is: 'settled'; readonly outcome: Outcome }
  | { readonly is: 'duplicate'; readonly problem: Problem }
  | { readonly is: 'patch'; readonly problem: Problem }
  | { readonly is: 'column'; readonly column: string; readonly problem: Problem }
  | { readonly is: 'gone'; readonly node: string; readonly problem: Problem }
  | { readonly is: 'halted'; readonly outcome: Outcome };

/** What a write meets whose Lead was converted, merged into another, or deleted. */
const GONE: ReadonlySet<string> = new Set([
  'CANNOT_UPDATE_CONVERTED_LEAD',
  'ENTITY_IS_DELETED',
  'INVALID_CROSS_REFERENCE_KEY',
  'NOT_FOUND',
]);

export function mayBeGone({ code }: Problem): boolean {
  return GONE.has(code);
}

const made = z.object({ id: z.string(), created: z.boolean().optional() });

export function judge(built: BuiltGraph, answer: GraphAnswer | undefined, now: Temporal.Instant): Judged {
  const { write } = built;
  if (answer === undefined) return { is: 'settled', outcome: unanswered(write.about) };
  const nodes = answer.graphResponse.compositeResponse;
  if (answer.isSuccessful) return { is: 'settled', outcome: doneOf(built, nodes) };
  const failed = nodes.flatMap(({ referenceId, body }) => errorsIn(referenceId, body));
  const culprit = failed.find(({ error }) => error.code !== 'PROCESSING_HALTED');
  if (culprit !== undefined) return refused(built, culprit, now);
  // Every node halted and none at fault: processing stopped before this graph, after 14 others had failed.
  const halted = failed[0];
  if (halted === undefined) return { is: 'settled', outcome: unanswered(write.about) };
  return { is: 'halted', outcome: refusalOf(halted.error, now, write.about) };
}

function refused(built: BuiltGraph, { node, error }: Failed, now: Temporal.Instant): Judged {
  const { about } = built.write;
  const problem = problemOf(error, now, about);
  if (isKeyTaken(node, error)) return { is: 'duplicate', problem };
  if (mayBeGone(problem) && !built.followed) return { is: 'gone', node, problem };
  if (verdictOf(problem.code).retrySeconds !== undefined)
    return { is: 'settled', outcome: refusalOf(error, now, about) };
  if (node === 'patch') return { is: 'patch', problem };
  if (node === 'lead' && problem.field !== undefined) return { is: 'column', column: problem.field, problem };
  return { is: 'settled', outcome: { state: 'rejected', problem } };
}

export interface Failed {
  readonly node: string;
  readonly error: VendorError;
}

export function errorsIn(node: string, body: unknown): readonly Failed[] {
  const errors = z.array(errorAnswer).safeParse(body);
  return errors.success ? errors.data.map((error) => ({ node, error: vendorError(error) })) : [];
}

function isKeyTaken(node: string, error: VendorError): boolean {
  if (node !== 'row' || error.code !== 'DUPLICATE_VALUE') return false;
  return error.message.includes('Baton_Key__c') || (error.fields ?? []).includes('Baton_Key__c');
}

function doneOf(
  { about, refused, untaken, told }: BuiltGraph,
  nodes: GraphAnswer['graphResponse']['compositeResponse'],
): Outcome {
  const node = (name: string): z.infer<typeof made> | undefined => {
    const parsed = made.safeParse(nodes.find(({ referenceId }) => referenceId === name)?.body);
    return parsed.success ? parsed.data : undefined;
  };
  const task = node('task');
  const lead = node('lead');
  const record: RecordRef | undefined =
    about ?? (lead === undefined ? undefined : { system: 'salesforce', object: 'lead', id: id18(lead.id) });
  if (task === undefined || record === undefined) return unanswered(about);
  return {
    state: 'done',
    taskId: id18(task.id),
    record,
    recordMade: lead?.created === true,
    ...(Object.keys(told).length === 0 ? {} : { told }),
    ...(refused === undefined ? {} : { refused, untaken }),
  };
}
