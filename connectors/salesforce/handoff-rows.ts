/** Baton Handoff rows by their key: what was made, and for whom. */
import { z } from 'zod';
import type { RecordRef } from '../../src/domain/record.ts';
import { inBatches } from '../kit/batches.ts';
import type { Attempt } from '../kit/send.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import { oneOf, queryPath, select } from './soql.ts';

export interface HandoffRow {
  readonly taskId: string | undefined;
  readonly record: RecordRef | undefined;
}

const rowsAnswer = z.object({
  records: z.array(
    z.object({
      Baton_Key__c: z.string(),
      Task_Id__c: z.string().nullish(),
      Lead__c: z.string().nullish(),
      Contact__c: z.string().nullish(),
    }),
  ),
});

/** A URI holds about 16 kB; 200 keys of 64 characters do not quite fit. */
const KEYS = { most: 200, weight: { of: (key: string) => key.length + 12, most: 12_000 } };

/** The Baton Handoff rows with these keys. The comparison is exact, though SOQL's is blind to case. */
export async function handoffRows(
  keys: readonly string[],
  { client }: Context,
): Promise<Attempt<ReadonlyMap<string, HandoffRow>>> {
  const found = new Map<string, HandoffRow>();
  for (const batch of inBatches([...new Set(keys)], KEYS)) {
    const fields = ['Baton_Key__c', 'Task_Id__c', 'Lead__c', 'Contact__c'];
    const soql = select({ fields, from: 'Baton_Handoff__c', where: [oneOf('Baton_Key__c', batch)] });
    const path = queryPath(client.apiVersion, soql);
    const answer = await client.call({ purpose: 'read back', method: 'GET', path, writes: false }, rowsAnswer);
    if (answer.state !== 'answered') return answer;
    for (const row of answer.value.records)
      found.set(row.Baton_Key__c, { taskId: idOf(row.Task_Id__c), record: aboutOf(row.Lead__c, row.Contact__c) });
  }
  return { state: 'answered', value: found };
}

function idOf(id: string | null | undefined): string | undefined {
  return id === null || id === undefined ? undefined : id18(id);
}

function aboutOf(lead: string | null | undefined, contact: string | null | undefined): RecordRef | undefined {
  const contactId = idOf(contact);
  if (contactId !== undefined) return { system: 'salesforce', object: 'contact', id: contactId };
  const leadId = idOf(lead);
  return leadId === undefined ? undefined : { system: 'salesforce', object: 'lead', id: leadId };
}
