/** Whether Baton can work with this org: who it is there, which API version, what it may see and write, which rules stand in the way, what is left of the day. Leaves nothing behind. */
import { z } from 'zod';
import type { CheckAsked, Finding } from '../../src/ports/connector.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import { newestAnchored } from './anchor.ts';
import { checkFields } from './check-fields.ts';
import { checkPeople } from './check-people.ts';
import { checkRights } from './check-rights.ts';
import { checkRoom } from './check-room.ts';
import { checkRules } from './check-rules.ts';
import { checkTrial } from './check-trial.ts';
import type { SalesforceClient } from './client.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import { CHECKPOINT_OBJECT } from './own-checkpoint.ts';
import { queryPath, select } from './soql.ts';

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
const LOOK = { purpose: 'check', method: 'GET', writes: false } as const;
const NOTHING_ASKED: CheckAsked = { written: {}, known: () => undefined };

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

export async function check(context: Context, asked: CheckAsked = NOTHING_ASKED): Promise<readonly Finding[]> {
  const { client } = context;
  const identity = await identify(client);
  if (identity.state !== 'answered') return [failed('connection', client.instanceUrl, identity)];
  const { organization, username, user } = identity.value;
  const edition = await editionOf(client);
  const reached = { says: 'org-reached', about: { address: client.instanceUrl } } as const;
  const account = { says: 'org-account', about: { organization, username, edition } } as const;
  const before = [await checkVersion(client), ...(await checkRights(client, user))];
  const fields = await checkFields(context, asked);
  return [
    { name: 'connection', ok: true, detail: client.instanceUrl, ...reached },
    { name: 'identity', ok: true, detail: `${organization} ${username} ${user}`, ...account },
    ...before,
    ...fields,
    ...(await checkRoom(client, fields)),
    ...(await checkAnchored(context)),
    ...(await checkRules(context)),
    ...(await checkTrial(context, user, asked)),
    ...(await checkPeople(client, asked)),
    ...(await checkLimits(client)),
  ];
}

const versions = z.array(z.object({ version: z.string() }));
/** Three releases a year; a version is kept for at least three years ("API End-of-Life Policy"). */
const RELEASES_OF_THREE_YEARS = 9;

async function checkVersion(client: SalesforceClient): Promise<Finding> {
  const version = client.apiVersion;
  const finding = { name: 'version', ok: true, detail: version } as const;
  const answer = await client.call({ ...LOOK, path: '/services/data' }, versions);
  if (answer.state !== 'answered') return { ...finding, says: 'org-version-untold', about: {} };
  const newest =
    answer.value
      .map((one) => one.version)
      .sort((a, b) => Number(a) - Number(b))
      .at(-1) ?? version;
  const about = { version, newest };
  if (!answer.value.some((one) => one.version === version))
    return { ...finding, ok: false, severity: 'stops', mover: 'admin', says: 'org-version-gone', about };
  if (Number(newest) - Number(version) > RELEASES_OF_THREE_YEARS)
    return { ...finding, ok: false, severity: 'warning', mover: 'admin', says: 'org-version-old', about };
  return { ...finding, says: 'org-version-fine', about };
}

const organizations = z.object({ records: z.array(z.object({ OrganizationType: z.string().nullish() })) });

/** Empty where it is not told. */
async function editionOf(client: SalesforceClient): Promise<string> {
  const soql = select({ fields: ['OrganizationType'], from: 'Organization', limit: 1 });
  const answer = await client.call({ ...LOOK, path: queryPath(client.apiVersion, soql) }, organizations);
  return answer.state === 'answered' ? (answer.value.records[0]?.OrganizationType ?? '') : '';
}

const HOUR_MS = 3_600_000;

/** That they cannot be read because they were never made is said with the fields. */
async function checkAnchored({ client, ledger }: Context): Promise<readonly Finding[]> {
  if (ledger === undefined) return [];
  const newest = await newestAnchored(client, ledger);
  if (newest.state !== 'answered')
    return newest.state === 'refused' ? [] : [failed('ledger', CHECKPOINT_OBJECT, newest)];
  if (newest.value === undefined)
    return [
      { name: 'ledger', ok: true, severity: 'note', detail: ledger, says: 'org-anchored-none', about: { ledger } },
    ];
  const { size, at } = newest.value;
  const hours = Math.floor((client.now().epochMilliseconds - Date.parse(at)) / HOUR_MS);
  const about = { ledger, size: String(size), at: `${at.slice(0, 16)}Z`, hours: String(hours) };
  return [{ name: 'ledger', ok: true, detail: `${ledger}:${size}`, says: 'org-anchored', about }];
}

const amount = z.object({ Max: z.number(), Remaining: z.number() });
const limits = z.object({ DailyApiRequests: amount, DataStorageMB: amount.optional() });
/** Below this share of the day's calls other programs may be starved, and storage does not last. */
const LOW_SHARE = 0.1;

async function checkLimits(client: SalesforceClient): Promise<readonly Finding[]> {
  const answer = await client.call({ ...LOOK, path: '/limits' }, limits);
  if (answer.state !== 'answered') return [failed('limit', 'DailyApiRequests', answer)];
  const { DailyApiRequests, DataStorageMB } = answer.value;
  const { Max, Remaining } = DailyApiRequests;
  const calls = {
    name: 'limit',
    detail: `${Remaining}/${Max}`,
    about: { left: String(Remaining), limit: String(Max) },
  } as const;
  const findings: Finding[] = [
    Remaining > Max * LOW_SHARE
      ? { ...calls, ok: true, says: 'org-calls-left' }
      : { ...calls, ok: false, severity: Remaining > 0 ? 'warning' : 'stops', mover: 'admin', says: 'org-calls-few' },
  ];
  if (DataStorageMB !== undefined && DataStorageMB.Remaining <= DataStorageMB.Max * LOW_SHARE) {
    const about = { left: String(DataStorageMB.Remaining), limit: String(DataStorageMB.Max) };
    const severity = DataStorageMB.Remaining > 0 ? 'warning' : 'stops';
    const detail = `${about.left}/${about.limit} MB`;
    findings.push({ name: 'limit', ok: false, severity, detail, mover: 'admin', says: 'org-storage-few', about });
  }
  return findings;
}

function failed(name: Finding['name'], detail: string, { problem }: Unanswered): Finding {
  return { name, ok: false, detail, problem };
}
