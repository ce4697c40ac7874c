/** Users and queues whom team.yaml names: one that the org does not have, or has deactivated, gets no task. */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { CheckAsked } from '../../src/ports/connector.ts';
import { inBatches } from '../kit/batches.ts';
import type { SalesforceClient } from './client.ts';
import { oneOf, queryPath, select } from './soql.ts';

const LOOK = { purpose: 'check', method: 'GET', writes: false } as const;
/** A URI holds about 16 kB. */
const ADDRESSES = { most: 100, weight: { of: (text: string) => text.length + 4, most: 8_000 } };
const users = z.object({ records: z.array(z.object({ Email: z.string().nullish(), IsActive: z.boolean() })) });
const queues = z.object({
  records: z.array(z.object({ Name: z.string().nullish(), DeveloperName: z.string().nullish() })),
});
const MOST_QUEUES = 2_000;

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
  for (const { queue, pool, at } of named)
    if (!lines.has(queue))
      findings.push({ ...base, detail: queue, says: 'org-queue-unknown', about: { queue, pool }, at });
  if (findings.length > 0) return findings;
  const count = String(owners.length + named.length);
  return [{ name: 'owner', ok: true, detail: count, says: 'org-owners-fine', about: { count } }];
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
