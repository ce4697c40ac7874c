/** The org's own rules that may refuse, turn or undo what Baton writes: validation, duplicates, assignment, and flows on the same fields. */
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { Attempt } from '../kit/send.ts';
import { writtenColumns } from './check-fields.ts';
import type { SalesforceClient } from './client.ts';
import type { Context } from './context.ts';
import { HANDOFF_OBJECT } from './own-handoff.ts';
import { mappingOf } from './read-records.ts';
import { isId, oneOf, queryPath, select } from './soql.ts';

const WRITTEN_OBJECTS = ['Lead', 'Contact', 'Task', HANDOFF_OBJECT] as const;
const LOOK = { purpose: 'check', method: 'GET', writes: false } as const;
/** Flows that are looked into: each takes a call. */
const MOST_FLOWS = 40;
const MOST_RULES = 200;
const NAMES_SHOWN = 10;

export async function checkRules(context: Context): Promise<readonly Finding[]> {
  const { client, mapping } = context;
  const findings = [
    ...(await validationRules(client)),
    ...(await duplicateRules(client, mapping.duplicateRules)),
    ...(await assignmentRules(client)),
    ...(await flows(context)),
  ];
  return findings.length > 0 ? findings : [{ name: 'rule', ok: true, detail: '', says: 'org-rules-none', about: {} }];
}

const validations = z.object({
  records: z.array(
    z.object({
      ValidationName: z.string(),
      ErrorMessage: z.string().nullish(),
      EntityDefinition: z.object({ QualifiedApiName: z.string() }).nullish(),
    }),
  ),
});

/** Which of them would refuse Baton cannot be known without trying: their conditions may look at anything. */
async function validationRules(client: SalesforceClient): Promise<readonly Finding[]> {
  const fields = ['ValidationName', 'ErrorMessage', 'EntityDefinition.QualifiedApiName'];
  const where = ['Active = TRUE', oneOf('EntityDefinition.QualifiedApiName', WRITTEN_OBJECTS)];
  const soql = select({ fields, from: 'ValidationRule', where, limit: MOST_RULES });
  const answer = await client.call({ ...LOOK, path: toolingQuery(client, soql) }, validations);
  if (answer.state !== 'answered') return [untold('validation')];
  return WRITTEN_OBJECTS.flatMap((object): readonly Finding[] => {
    const rules = answer.value.records.filter(({ EntityDefinition: of }) => of?.QualifiedApiName === object);
    if (rules.length === 0) return [];
    const told = rules.map(({ ValidationName, ErrorMessage }) => `${ValidationName} ("${ErrorMessage ?? ''}")`);
    const about = { object, count: String(rules.length), rules: shown(told) };
    return [
      { name: 'rule', ok: true, severity: 'note', detail: object, mover: 'admin', says: 'org-validation-rules', about },
    ];
  });
}

const named = z.object({
  records: z.array(z.object({ Name: z.string().nullish(), MasterLabel: z.string().nullish() })),
});

async function duplicateRules(client: SalesforceClient, setting: string): Promise<readonly Finding[]> {
  const where = ['IsActive = TRUE', oneOf('SobjectType', ['Lead', 'Contact'])];
  const soql = select({ fields: ['MasterLabel'], from: 'DuplicateRule', where, limit: MOST_RULES });
  const answer = await client.call({ ...LOOK, path: queryPath(client.apiVersion, soql) }, named);
  if (answer.state !== 'answered') return [untold('duplicate')];
  const rules = namesIn(answer.value.records);
  if (rules.length === 0) return [];
  const about = { rules: shown(rules), setting };
  const at = { file: 'mapping', path: ['duplicateRules'] } as const;
  return [
    { name: 'rule', ok: true, severity: 'note', detail: 'DuplicateRule', says: 'org-duplicate-rules', about, at },
  ];
}

async function assignmentRules(client: SalesforceClient): Promise<readonly Finding[]> {
  const where = ['Active = TRUE', oneOf('SobjectType', ['Lead'])];
  const soql = select({ fields: ['Name'], from: 'AssignmentRule', where, limit: MOST_RULES });
  const answer = await client.call({ ...LOOK, path: queryPath(client.apiVersion, soql) }, named);
  if (answer.state !== 'answered') return [untold('assignment')];
  const rules = namesIn(answer.value.records);
  if (rules.length === 0) return [];
  const about = { rules: shown(rules) };
  return [{ name: 'rule', ok: true, severity: 'note', detail: 'AssignmentRule', says: 'org-assignment-rules', about }];
}

const active = z.object({ records: z.array(z.object({ ActiveVersionId: z.string().nullish() })) });
const assignments = z.array(z.looseObject({ field: z.string().nullish() })).nullish();
const flow = z.looseObject({
  MasterLabel: z.string().nullish(),
  Metadata: z
    .looseObject({
      label: z.string().nullish(),
      start: z.looseObject({ object: z.string().nullish() }).nullish(),
      recordUpdates: z
        .array(
          z.looseObject({
            inputReference: z.string().nullish(),
            object: z.string().nullish(),
            inputAssignments: assignments,
          }),
        )
        .nullish(),
      assignments: z
        .array(
          z.looseObject({
            assignmentItems: z.array(z.looseObject({ assignToReference: z.string().nullish() })).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});

/** Flows that start when a record is saved, and write to it what Baton writes too: the last one wins, and each counts as the other's change. */
async function flows({ client, mapping }: Context): Promise<readonly Finding[]> {
  const where = ['IsActive = TRUE', oneOf('TriggerType', ['RecordBeforeSave', 'RecordAfterSave'])];
  const soql = select({ fields: ['ActiveVersionId'], from: 'FlowDefinitionView', where, limit: MOST_FLOWS });
  const answer = await client.call({ ...LOOK, path: queryPath(client.apiVersion, soql) }, active);
  if (answer.state !== 'answered') return [untold('flow')];
  const findings: Finding[] = [];
  for (const { ActiveVersionId: id } of answer.value.records) {
    if (typeof id !== 'string' || !isId(id)) continue;
    const path = client.resource(`/tooling/sobjects/Flow/${id}`);
    const read: Attempt<z.infer<typeof flow>> = await client.call({ ...LOOK, path }, flow);
    if (read.state !== 'answered') return [...findings, untold('flow')];
    const { MasterLabel, Metadata } = read.value;
    const object = Metadata?.start?.object ?? '';
    const ours = writtenColumns(object, mappingOf(object, mapping));
    const fields = [...new Set(fieldsOf(read.value, object))].filter((column) => ours.has(column));
    if (fields.length === 0) continue;
    const about = { flow: MasterLabel ?? Metadata?.label ?? id, object, fields: fields.join(', ') };
    findings.push({
      name: 'rule',
      ok: false,
      severity: 'warning',
      detail: about.flow,
      mover: 'admin',
      says: 'org-flow-writes',
      about,
    });
  }
  return findings;
}

/** Fields of the record that started it. */
function fieldsOf({ Metadata }: z.infer<typeof flow>, object: string): readonly string[] {
  const updates = (Metadata?.recordUpdates ?? []).filter(
    (one) => one.inputReference === '$Record' || one.object === object,
  );
  const assigned = (Metadata?.assignments ?? []).flatMap(({ assignmentItems }) => assignmentItems ?? []);
  return [
    ...updates.flatMap(({ inputAssignments }) => (inputAssignments ?? []).flatMap(({ field }) => field ?? [])),
    ...assigned.flatMap(({ assignToReference: to }) => (to?.startsWith('$Record.') === true ? to.slice(8) : [])),
  ];
}

function untold(kind: 'validation' | 'duplicate' | 'assignment' | 'flow'): Finding {
  return { name: 'rule', ok: true, severity: 'note', detail: kind, says: 'org-rules-untold', about: { kind } };
}

export function toolingQuery(client: SalesforceClient, soql: string): string {
  return client.resource(`/tooling/query?q=${encodeURIComponent(soql)}`);
}

function namesIn(records: z.infer<typeof named>['records']): readonly string[] {
  return records.map(({ Name, MasterLabel }) => MasterLabel ?? Name ?? '');
}

function shown(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  return [...names.slice(0, NAMES_SHOWN), ...(rest > 0 ? [`… +${rest}`] : [])].join(', ');
}
