/** Whether the fields that `setup` has still to make have room: how many an object may have is the edition's, and Salesforce tells what is left of it (Tooling API, EntityLimit). */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import { toolingQuery } from './check-rules.ts';
import type { SalesforceClient } from './client.ts';
import { oneOf, select } from './soql.ts';

/** Fields of both are made on what they share. */
const MADE_ON: Readonly<Record<string, string>> = { Task: 'Activity', Event: 'Activity' };

const limits = z.object({
  records: z.array(
    z.object({
      Type: z.string(),
      Max: z.number(),
      Remaining: z.number(),
      EntityDefinition: z.object({ QualifiedApiName: z.string() }).nullish(),
    }),
  ),
});

/** Asked only before setup has run; an org that does not tell says so by refusing setup. `unmade`: the findings of the check of fields. */
export async function checkRoom(client: SalesforceClient, unmade: readonly Finding[]): Promise<readonly Finding[]> {
  const wanted = new Map<string, number>();
  for (const { says, about } of unmade) {
    const object = about?.['object'] ?? '';
    if (says === 'org-fields-unmade' && !object.endsWith('__c'))
      wanted.set(MADE_ON[object] ?? object, Number(about?.['count']));
  }
  if (wanted.size === 0) return [];
  const fields = ['Type', 'Max', 'Remaining', 'EntityDefinition.QualifiedApiName'];
  const where = [oneOf('EntityDefinition.QualifiedApiName', [...wanted.keys()])];
  const soql = select({ fields, from: 'EntityLimit', where });
  const path = toolingQuery(client, soql);
  const answer = await client.call({ purpose: 'check', method: 'GET', path, writes: false }, limits);
  if (answer.state !== 'answered') return [];
  return answer.value.records.flatMap(({ Type, Max, Remaining, EntityDefinition: of }): readonly Finding[] => {
    const object = of?.QualifiedApiName ?? '';
    const count = wanted.get(object) ?? 0;
    if (Type !== 'CustomFields' || count <= Remaining) return [];
    const about = { object, count: String(count), left: String(Remaining), limit: String(Max) };
    const detail = `${object}: ${Remaining}/${Max}`;
    return [{ name: 'limit', ok: false, severity: 'stops', detail, mover: 'admin', says: 'org-fields-no-room', about }];
  });
}
