/** What of the things made is still there to be removed, in the order in which nothing stands on what is gone. */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { Made, SetupPlan, SetupStep } from '../../src/ports/setup.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import { assignmentOf, type Whoever } from './assignment.ts';
import type { SalesforceClient } from './client.ts';
import type { Context } from './context.ts';
import { type Found, readParts } from './metadata-calls.ts';
import { fullNameOf, KIND_OF, type PartType } from './own-part.ts';
import { isMarked, labelOf } from './part-fit.ts';
import { name as columnName, queryPath } from './soql.ts';

const REMOVED_IN_ORDER: readonly PartType[] = [
  'PermissionSet',
  'ReportType',
  'ListView',
  'CustomTab',
  'CustomField',
  'CustomObject',
];
const counted = z.object({ totalSize: z.number() });
const ownFields = z.looseObject({
  fields: z.preprocess((one) => [one ?? []].flat(), z.array(z.looseObject({ fullName: z.string() }))),
});

type Removal = { readonly made: Made; readonly found: Found };

export async function planRemoval(context: Context, made: readonly Made[], whoever: Whoever): Promise<SetupPlan> {
  const steps: SetupStep[] = [];
  const findings: Finding[] = [];
  const gone: Made[] = [];
  const assigned = made.filter(({ kind }) => kind === 'assignment');
  if (assigned.length > 0) {
    const standing = await assignmentOf(context, whoever);
    if ('problem' in standing) return { steps: [], findings: [refusedMetadata(standing)], gone: [] };
    for (const one of assigned)
      if (standing.id === undefined) gone.push(one);
      else steps.push({ ...one, does: 'remove-part', kind: 'assignment', label: one.name, records: undefined });
  }
  for (const type of REMOVED_IN_ORDER) {
    const mine = made.filter(({ kind }) => kind === KIND_OF[type]);
    const found = await readParts(context.client, type, mine.map(fullNameOf));
    if (found.state !== 'answered') return { steps: [], findings: [refusedMetadata(found)], gone: [] };
    for (const one of mine) {
      const there = found.value.get(fullNameOf(one));
      if (there === undefined) gone.push(one);
      else if (!isMarked({ type }, there)) findings.push(takenOver(one));
      else {
        const kept = type === 'CustomObject' ? keptBy({ made: one, found: there }, made) : undefined;
        if (kept === undefined) steps.push(await stepOf({ made: one, found: there }, context.client));
        else findings.push(kept);
      }
    }
  }
  return { steps, findings, gone };
}

/** Fields of the object that somebody else made would go with it. */
function keptBy({ made: { name }, found }: Removal, made: readonly Made[]): Finding | undefined {
  const others = (ownFields.safeParse(found).data?.fields ?? [])
    .map(({ fullName }) => fullName)
    .filter((field) => field.endsWith('__c') && !made.some((one) => one.object === name && one.name === field));
  if (others.length === 0) return undefined;
  const about = { object: name, names: others.join(', ') };
  return { name: 'field', ok: true, severity: 'note', detail: name, says: 'org-object-stays', about };
}

function takenOver(one: Made): Finding {
  const about = { name: fullNameOf(one) };
  return { name: 'field', ok: true, severity: 'note', detail: fullNameOf(one), says: 'org-taken-over', about };
}

async function stepOf({ made, found }: Removal, client: SalesforceClient): Promise<SetupStep> {
  const { kind, object, name } = made;
  const step = { object, name, label: labelOf(found) || name };
  if (kind === 'field') return { ...step, does: 'remove-field', records: await holders(client, object, name) };
  if (kind === 'group') throw new TypeError('an org has no groups of fields');
  const records = kind === 'object' ? await count(client, `SELECT COUNT() FROM ${columnName(name)}`) : undefined;
  return { ...step, does: 'remove-part', kind, records };
}

/** How many records hold a value; undefined where Salesforce does not say, as of long texts, which cannot be searched by. */
async function holders(client: SalesforceClient, object: string, field: string): Promise<number | undefined> {
  const table = object === 'Activity' ? 'Task' : object;
  return count(client, `SELECT COUNT() FROM ${columnName(table)} WHERE ${columnName(field)} != null`);
}

async function count(client: SalesforceClient, soql: string): Promise<number | undefined> {
  const path = queryPath(client.apiVersion, soql);
  const answer: Attempt<z.infer<typeof counted>> = await client.call(
    { purpose: 'setup', method: 'GET', path, writes: false },
    counted,
  );
  return answer.state === 'answered' ? answer.value.totalSize : undefined;
}

/** Most often the user may not read or change the org's metadata. */
export function refusedMetadata({ problem }: Unanswered): Finding {
  const permission = problem.category === 'permission' || problem.category === 'missing-field';
  const says = permission ? ({ says: 'org-metadata-refused', about: {} } as const) : {};
  return { name: 'scope', ok: false, severity: 'stops', detail: 'Metadata API', problem, ...says };
}
