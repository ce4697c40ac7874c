/** What `doctor` asks of Salesforce: can we connect, as whom, are the mapped fields there and writable, how many calls are left. Reads only. */
import { z } from 'zod';
import type { Problem } from '../../src/domain/problem.ts';
import type { Finding } from '../../src/ports/connector.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import type { Context } from './context.ts';
import type { Description } from './describe.ts';
import { columnsOf, id18 } from './fields.ts';
import { problemOf } from './problems.ts';
import { ACTIVITY_COLUMNS } from './read-activities.ts';
import { mappingOf } from './read-records.ts';

export interface Identity {
  readonly user: string;
  readonly organization: string;
  readonly username: string;
}

const userinfo = z.object({
  user_id: z.string(),
  organization_id: z.string(),
  preferred_username: z.string().nullish(),
});

/** Who Baton works as. Not by `conn.identity()`, which puts the token into the URL, where access logs keep it. */
export async function identify(client: SalesforceClient): Promise<Attempt<Identity>> {
  const answer = await client.call(
    { purpose: 'identify', method: 'GET', path: '/services/oauth2/userinfo', writes: false },
    userinfo,
  );
  if (answer.state !== 'answered') return answer;
  const { user_id, organization_id, preferred_username } = answer.value;
  const value = { user: id18(user_id), organization: id18(organization_id), username: preferred_username ?? '' };
  return { state: 'answered', value };
}

/** Fields that a handoff writes, by object. */
const HANDOFF_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Lead: ['Baton_Id__c', 'LastName', 'Company'],
  Contact: [],
  Account: [],
  Task: ['WhoId', 'OwnerId', 'Subject', 'Description', 'ActivityDate', 'Status', 'Priority', 'Baton_Handoff__c'],
  Event: [],
  Baton_Handoff__c: [
    ...['Baton_Key__c', 'Lead__c', 'Contact__c', 'Task_Id__c', 'Type__c', 'From__c', 'To__c'],
    ...['Decided_At__c', 'Due_At__c', 'Reason__c', 'Score__c', 'Agreement__c'],
  ],
};

export async function check(context: Context): Promise<readonly Finding[]> {
  const identity = await identify(context.client);
  if (identity.state !== 'answered') return [failed('connection', context.client.instanceUrl, identity)];
  const { organization, username, user } = identity.value;
  const findings: Finding[] = [
    { name: 'connection', ok: true, detail: context.client.instanceUrl },
    { name: 'identity', ok: true, detail: `${organization} ${username} ${user}` },
  ];
  for (const object of Object.keys(HANDOFF_FIELDS)) findings.push(...(await checkObject(object, context)));
  findings.push(await checkLimits(context.client));
  return findings;
}

async function checkObject(object: string, context: Context): Promise<readonly Finding[]> {
  const { descriptions, mapping, client } = context;
  descriptions.forget(object);
  const described = await descriptions.of(object);
  if (described.state !== 'answered') return [failed('scope', object, described)];
  const own = mappingOf(object, mapping);
  const read = own === undefined ? [] : Object.values(columnsOf(own));
  const activity = object === 'Task' || object === 'Event' ? ACTIVITY_COLUMNS[object] : [];
  const mapped = own === undefined ? [] : Object.values(own.write).filter(({ rule }) => rule !== 'never');
  const written = new Set([...(HANDOFF_FIELDS[object] ?? []), ...mapped.map(({ to }) => to)]);
  const needed = [...new Set([...read, ...activity, ...written])].sort();
  const bad = needed.flatMap((field) => fault(object, field, written.has(field), described.value, client.now()));
  return bad.length > 0 ? bad : [{ name: 'field', ok: true, detail: `${object}: ${needed.length}` }];
}

function fault(
  object: string,
  column: string,
  written: boolean,
  described: Description,
  now: Temporal.Instant,
): readonly Finding[] {
  const field = described.fields.find(({ name }) => name === column);
  const fields = [`${object}.${column}`];
  if (field === undefined) {
    const message = 'the field does not exist or this user may not see it';
    return [finding('field', `${object}.${column}`, problemOf({ code: 'INVALID_FIELD', message, fields }, now))];
  }
  if (!written || field.createable || field.updateable) return [];
  const message = 'this user may not write the field';
  const problem = problemOf({ code: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields }, now);
  return [finding('field', `${object}.${column}`, problem)];
}

const limits = z.object({ DailyApiRequests: z.object({ Max: z.number(), Remaining: z.number() }) });
/** Below this share of the day's calls other programs may be starved. */
const LOW_SHARE = 0.1;

async function checkLimits(client: SalesforceClient): Promise<Finding> {
  const answer = await client.call({ purpose: 'check', method: 'GET', path: '/limits', writes: false }, limits);
  if (answer.state !== 'answered') return failed('limit', 'DailyApiRequests', answer);
  const { Max, Remaining } = answer.value.DailyApiRequests;
  const detail = `${Remaining}/${Max}`;
  if (Remaining > Max * LOW_SHARE) return { name: 'limit', ok: true, detail };
  const error = { code: 'REQUEST_LIMIT_EXCEEDED', message: `${Remaining} of ${Max} calls are left today` };
  return finding('limit', detail, problemOf(error, client.now()));
}

function failed(name: Finding['name'], detail: string, { problem }: Unanswered): Finding {
  return finding(name, detail, problem);
}

function finding(name: Finding['name'], detail: string, problem: Problem): Finding {
  return { name, ok: false, detail, problem };
}
