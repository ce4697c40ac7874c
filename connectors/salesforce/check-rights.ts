/** The rights that Baton's calls need of their user, beside those on objects and fields: given by its profile or by permission sets. */
import { z } from 'zod';
import type { Finding, Severity } from '../../src/domain/finding.ts';
import type { Attempt } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import { CONVERTED_RIGHT, WORKER_SET } from './own-rights.ts';
import { idLiteral, queryPath, select } from './soql.ts';

/** By the names that the Metadata API gives them (PermissionSet, `userPermissions`), and how grave it is to lack each. */
const RIGHTS: Readonly<Record<string, Severity>> = {
  ApiEnabled: 'stops',
  ActivitiesAccess: 'stops',
  EditTask: 'stops',
  // Only of use once the owner is armed, and where Leads of others are handed over.
  TransferAnyLead: 'warning',
  [CONVERTED_RIGHT]: 'warning',
  // Rules and permission sets are seen by it; nothing is written by it.
  ViewSetup: 'note',
};

const sets = z.object({ records: z.array(z.object({ PermissionSet: z.record(z.string(), z.unknown()).nullish() })) });

/** A profile's rights are a permission set too, given to each of its users (PermissionSet, `IsOwnedByProfile`). */
export async function checkRights(client: SalesforceClient, user: string): Promise<readonly Finding[]> {
  const asked = new Set(Object.keys(RIGHTS));
  let answer: Attempt<z.infer<typeof sets>> | undefined;
  // An edition that has no such right at all refuses the query for it: the others are asked for without.
  while (asked.size > 0) {
    const fields = [...asked].map((right) => `PermissionSet.Permissions${right}`);
    const where = [`AssigneeId = ${idLiteral(user)}`];
    const soql = select({ fields, from: 'PermissionSetAssignment', where });
    const path = queryPath(client.apiVersion, soql);
    answer = await client.call({ purpose: 'check', method: 'GET', path, writes: false }, sets);
    const unknown = answer.state === 'answered' ? undefined : /Permissions(\w+)$/.exec(answer.problem.field ?? '')?.[1];
    if (unknown === undefined || !asked.delete(unknown)) break;
  }
  if (answer?.state !== 'answered')
    return [{ name: 'scope', ok: true, severity: 'note', detail: WORKER_SET, says: 'org-rights-untold', about: {} }];
  const rows = answer.value.records;
  const missing = [...asked].filter(
    (right) => !rows.some(({ PermissionSet: set }) => set?.[`Permissions${right}`] === true),
  );
  const findings = missing.map((right): Finding => {
    const severity = RIGHTS[right];
    const about = { right, set: WORKER_SET };
    return {
      ...{ name: 'scope', ok: severity === 'note', severity, detail: right, mover: 'admin' },
      ...{ says: 'org-right-missing', about },
    };
  });
  if (findings.some(({ ok }) => !ok)) return findings;
  const count = String(asked.size - missing.length);
  return [{ name: 'scope', ok: true, detail: count, says: 'org-rights-fine', about: { count } }, ...findings];
}
