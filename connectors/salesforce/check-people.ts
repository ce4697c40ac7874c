/** Users and queues whom team.yaml names: one that the org does not have, or has deactivated, gets no task. */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { CheckAsked } from '../../src/ports/connector.ts';
import { inBatches } from '../kit/batches.ts';
import type { SalesforceClient } from './client.ts';
import { SALES_SET } from './own-rights.ts';
import { oneOf, queryPath, quoted, select } from './soql.ts';

const LOOK = { purpose: 'check', method: 'GET', writes: false } as const;
/** A URI holds about 16 kB. */
const ADDRESSES = { most: 100, weight: { of: (text: string) => text.length + 4, most: 8_000 } };
const users = z.object({ records: z.array(z.object({ Email: z.string().nullish(), IsActive: z.boolean() })) });
const queues = z.object({
  records: z.array(z.object({ Name: z.string().nullish(), DeveloperName: z.string().nullish() })),
});
const MOST_QUEUES = 2_000;
const counted = z.object({ totalSize: z.number() });

export async function checkPeople(client: SalesforceClient, asked: CheckAsked): Promise<readonly Finding[]> {
  const { owners = [], queues: named = [] } = asked;
  if (owners.length + named.length === 0) return [];
  const people = await usersByAddress(
    client,
    owners.map(({ email }) => email),
  );
  const lines = await queueNames(client);
  if (people === undefined || lines === undefined) return [];
  const base = { name: 'owner', ok: false, severity: 'warning', mover: 'admin' } as const;
  const findings: Finding[] = owners.flatMap(({ email, member, at }) => {
    const active = people.get(email.toLowerCase());
    if (active === true) return [];
    const says = active === false ? 'org-owner-inactive' : 'org-owner-unknown';
    return [{ ...base, detail: email, says, about: { member, owner: email }, at }];
  });
  const seeing = await salesSet(
    client,
    owners.filter(({ email }) => people.get(email.toLowerCase()) === true),
  );
  for (const { queue, pool, at } of named)
    if (!lines.has(queue))
      findings.push({ ...base, detail: queue, says: 'org-queue-unknown', about: { queue, pool }, at });
  if (findings.length > 0) return [...findings, ...seeing];
  const count = String(owners.length + named.length);
  return [{ name: 'owner', ok: true, detail: count, says: 'org-owners-fine', about: { count } }, ...seeing];
}

const given = z.object({
  records: z.array(z.object({ Assignee: z.object({ Email: z.string().nullish() }).nullish() })),
});

/** Active reps who lack the set by which they see Baton's fields. Nothing is said where the org has no such set yet, or does not tell. */
async function salesSet(
  client: SalesforceClient,
  reps: NonNullable<CheckAsked['owners']>,
): Promise<readonly Finding[]> {
  const set = select({ fields: ['Id'], from: 'PermissionSet', where: [`Name = ${quoted(SALES_SET)}`], limit: 1 });
  const there = await client.call({ ...LOOK, path: queryPath(client.apiVersion, set) }, counted);
  if (reps.length === 0 || there.state !== 'answered' || there.value.totalSize === 0) return [];
  const holders = new Set<string>();
  for (const batch of inBatches(
    reps.map(({ email }) => email),
    ADDRESSES,
  )) {
    const where = [`PermissionSet.Name = ${quoted(SALES_SET)}`, oneOf('Assignee.Email', batch)];
    const soql = select({ fields: ['Assignee.Email'], from: 'PermissionSetAssignment', where });
    const answer = await client.call({ ...LOOK, path: queryPath(client.apiVersion, soql) }, given);
    if (answer.state !== 'answered') return [];
    for (const { Assignee } of answer.value.records) holders.add(Assignee?.Email?.toLowerCase() ?? '');
  }
  const lacking = reps.filter(({ email }) => !holders.has(email.toLowerCase()));
  const about = { set: SALES_SET, count: String(lacking.length), reps: lacking.map(({ email }) => email).join(', ') };
  const [first] = lacking;
  if (first === undefined) {
    const fine = { set: SALES_SET, count: String(reps.length) };
    return [{ name: 'scope', ok: true, detail: SALES_SET, says: 'org-sales-set-fine', about: fine }];
  }
  const base = { name: 'scope', ok: false, severity: 'warning', mover: 'admin', detail: SALES_SET } as const;
  return [{ ...base, says: 'org-sales-set-missing', about, at: first.at }];
}

/** Whether an active user has that address. */
async function usersByAddress(
  client: SalesforceClient,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, boolean> | undefined> {
  const found = new Map<string, boolean>();
  for (const batch of inBatches(addresses, ADDRESSES)) {
    const soql = select({ fields: ['Email', 'IsActive'], from: 'User', where: [oneOf('Email', batch)] });
    const answer = await client.call({ ...LOOK, path: queryPath(client.apiVersion, soql) }, users);
    if (answer.state !== 'answered') return undefined;
    for (const { Email, IsActive } of answer.value.records) {
      const address = Email?.toLowerCase() ?? '';
      found.set(address, found.get(address) === true || IsActive);
    }
  }
  return found;
}

async function queueNames(client: SalesforceClient): Promise<ReadonlySet<string> | undefined> {
  const where = [oneOf('Type', ['Queue'])];
  const soql = select({ fields: ['Name', 'DeveloperName'], from: 'Group', where, limit: MOST_QUEUES });
  const answer = await client.call({ ...LOOK, path: queryPath(client.apiVersion, soql) }, queues);
  if (answer.state !== 'answered') return undefined;
  return new Set(answer.value.records.flatMap(({ Name, DeveloperName }) => [Name ?? '', DeveloperName ?? '']));
}
