/** Baton's permission set, given to the user that Baton works as. */
import { z } from 'zod';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { Identity } from './check.ts';
import type { Context } from './context.ts';
import { WORKER_SET } from './own-rights.ts';
import { idLiteral, queryPath, quoted, select } from './soql.ts';

export type Whoever = () => Promise<Attempt<Identity>>;

const assignments = z.object({ records: z.array(z.object({ Id: z.string() })) });
const made = z.object({ id: z.string(), success: z.literal(true) });
const nothing = z.unknown();
const LOOK = { purpose: 'setup', writes: false } as const;
const DO = { purpose: 'setup', writes: true } as const;

export interface Assignment {
  readonly user: string;
  readonly username: string;
  /** Undefined: not given yet. */
  readonly id: string | undefined;
}

export async function assignmentOf({ client }: Context, whoever: Whoever): Promise<Assignment | Unanswered> {
  const identity = await whoever();
  if (identity.state !== 'answered') return identity;
  const { user, username } = identity.value;
  const soql = select({
    fields: ['Id'],
    from: 'PermissionSetAssignment',
    where: [`AssigneeId = ${idLiteral(user)}`, `PermissionSet.Name = ${quoted(WORKER_SET)}`],
    limit: 1,
  });
  const answer = await client.call({ ...LOOK, method: 'GET', path: queryPath(client.apiVersion, soql) }, assignments);
  if (answer.state !== 'answered') return answer;
  return { user, username, id: answer.value.records[0]?.Id };
}

export async function assign(context: Context, whoever: Whoever): Promise<Attempt<unknown>> {
  const { client } = context;
  const identity = await whoever();
  if (identity.state !== 'answered') return identity;
  const soql = select({ fields: ['Id'], from: 'PermissionSet', where: [`Name = ${quoted(WORKER_SET)}`], limit: 1 });
  const set = await client.call({ ...LOOK, method: 'GET', path: queryPath(client.apiVersion, soql) }, assignments);
  if (set.state !== 'answered') return set;
  const body = { AssigneeId: identity.value.user, PermissionSetId: set.value.records[0]?.Id };
  return client.call({ ...DO, method: 'POST', path: '/sobjects/PermissionSetAssignment', body }, made);
}

/** What is not there any more need not be removed. */
export async function unassign(context: Context, whoever: Whoever): Promise<Attempt<unknown>> {
  const standing = await assignmentOf(context, whoever);
  if ('problem' in standing) return standing;
  if (standing.id === undefined) return { state: 'answered', value: undefined };
  const path = `/sobjects/PermissionSetAssignment/${standing.id}`;
  return context.client.call({ ...DO, method: 'DELETE', path }, nothing);
}
