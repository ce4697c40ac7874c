/** A handoff on trial: a Lead, a Task and a row are made in graphs that are certain to fail at their end, so that the org says what it would refuse and keeps nothing. */
import type { Finding } from '../../src/domain/finding.ts';
import { iso } from '../../src/domain/instant.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import type { CheckAsked } from '../../src/ports/connector.ts';
import type { Context } from './context.ts';
import type { DescribedField, Description } from './describe.ts';
import { createBody } from './fields.ts';
import { errorsIn, graphsAnswer } from './graph-answer.ts';
import { HANDOFF_OBJECT } from './own-handoff.ts';
import { taskWords } from './task-words.ts';
import { writeHeaders } from './write-headers.ts';

type Body = Readonly<Record<string, FieldValue>>;
type Tried = 'Lead' | 'Task' | typeof HANDOFF_OBJECT;

/** No record has this id: whatever stands before it in its graph is rolled back ("Composite Graph": each graph is all or none). */
const NOBODY = '00T000000000000AAA';
const END = 'undo';
const WORDS = 'Baton: trial of doctor, rolled back';
const KEY = 'baton-doctor-trial';

/** Nothing where the objects are not there yet: that is said elsewhere, and stops the work anyway. */
export async function checkTrial(context: Context, user: string, asked: CheckAsked): Promise<readonly Finding[]> {
  const { client, descriptions, mapping } = context;
  const [lead, task, row] = ['Lead', 'Task', HANDOFF_OBJECT].map((object) => descriptions.known(object));
  if (lead === undefined || task === undefined || row === undefined) return [];
  const bodies: Readonly<Record<Tried, Body>> = {
    Lead: leadOnTrial(lead, context, { user, asked }),
    Task: among(task, {
      Subject: WORDS,
      Description: WORDS,
      OwnerId: user,
      ActivityDate: iso(client.now()).slice(0, 10),
      Priority: taskWords(task).priority.high,
      Status: taskWords(task).open,
      Baton_Handoff__c: KEY,
    }),
    [HANDOFF_OBJECT]: among(row, {
      ...Object.fromEntries(row.fields.flatMap((field) => sampleOf(field, iso(client.now())))),
      Baton_Key__c: KEY,
    }),
  };
  // Each alone, and as they belong together: a rule on the Task may look at its Lead.
  const makesLeads = mapping.createLead?.when !== 'never';
  const graphs: readonly (readonly Tried[])[] = [
    ...(makesLeads ? [['Lead', 'Task', HANDOFF_OBJECT] as const] : []),
    ['Task'],
    [HANDOFF_OBJECT],
  ];
  const body = {
    graphs: graphs.map((objects, index) => ({
      graphId: `trial${index}`,
      compositeRequest: [
        ...objects.map((object) => ({
          method: 'POST',
          url: client.resource(`/sobjects/${object}`),
          referenceId: object,
          ...(object === 'Lead' ? { httpHeaders: writeHeaders(mapping) } : {}),
          body: { ...bodies[object], ...(objects.length > 1 ? LINKS[object] : {}) },
        })),
        {
          method: 'PATCH',
          url: client.resource(`/sobjects/Task/${NOBODY}`),
          referenceId: END,
          body: { Subject: WORDS },
        },
      ],
    })),
  };
  const call = { purpose: 'check', method: 'POST', path: '/composite/graph', body, writes: true } as const;
  const answer = await client.call(call, graphsAnswer);
  if (answer.state !== 'answered')
    return [{ name: 'rule', ok: true, severity: 'note', detail: 'trial', says: 'org-trial-untold', about: {} }];
  const refused = new Map<string, Finding>();
  for (const { graphResponse } of answer.value.graphs)
    for (const { referenceId, body: said } of graphResponse.compositeResponse)
      for (const { error } of errorsIn(referenceId, said)) {
        if (referenceId === END || error.code === 'PROCESSING_HALTED') continue;
        const about = {
          object: referenceId,
          code: error.code,
          message: error.message,
          fields: (error.fields ?? []).join(', '),
        };
        // A Lead of whom more is known may pass; without a Task or a row there is no handoff at all.
        const severity = referenceId === 'Lead' ? 'warning' : 'stops';
        const base = { name: 'rule', ok: false, detail: `${referenceId} ${error.code}`, mover: 'admin' } as const;
        refused.set(`${referenceId} ${error.code} ${error.message}`, {
          ...base,
          severity,
          says: 'org-trial-refused',
          about,
        });
      }
  if (refused.size > 0) return [...refused.values()];
  return [{ name: 'rule', ok: true, detail: 'trial', says: 'org-trial-fine', about: {} }];
}

const LINKS: Readonly<Record<Tried, Body>> = {
  Lead: {},
  Task: { WhoId: '@{Lead.id}' },
  [HANDOFF_OBJECT]: { Lead__c: '@{Lead.id}', Task_Id__c: '@{Task.id}' },
};

/** Somebody of whom no more is known than Baton always has, with all that Baton would write. */
function leadOnTrial(
  described: Description,
  { client, mapping }: Context,
  { user, asked }: { readonly user: string; readonly asked: CheckAsked },
): Body {
  const own = mapping.objects.lead;
  const now = iso(client.now());
  const written = Object.entries(own?.write ?? {}).flatMap(([name, { to, rule }]) => {
    const field = described.fields.find((one) => one.name === to);
    if (rule === 'never' || field === undefined) return [];
    if (name === 'ownerId') return [[name, user] as const];
    const said = asked.written[name]?.[0]?.value;
    return said === undefined
      ? sampleOf(field, now).map(([, value]) => [name, value] as const)
      : [[name, said] as const];
  });
  const { createLead: terms } = mapping;
  const person = { lastName: terms?.lastNameFallback ?? 'Baton', company: terms?.companyFallback ?? 'Baton' };
  const { body } = createBody({ ...Object.fromEntries(written), batonId: KEY }, own);
  return among(described, {
    ...body,
    LastName: person.lastName,
    Company: person.company,
    Email: 'doctor@baton.invalid',
    ...(terms?.leadSource === undefined ? {} : { LeadSource: terms.leadSource }),
    ...(terms?.recordTypeId === undefined ? {} : { RecordTypeId: terms.recordTypeId }),
  });
}

/** Something that Baton could put there; nothing for what it does not fill by itself. */
function sampleOf(field: DescribedField, now: string): readonly (readonly [string, FieldValue])[] {
  const { name, type, createable, picklistValues } = field;
  if (!createable || !name.endsWith('__c')) return [];
  const values: Readonly<Record<string, FieldValue | undefined>> = {
    string: 'Baton',
    textarea: WORDS,
    double: 1,
    currency: 1,
    datetime: now,
    picklist: picklistValues?.find(({ active }) => active)?.value,
  };
  const value = values[type ?? ''];
  return value === undefined ? [] : [[name, value]];
}

/** What is missing, or may not be written, is told by the check of fields. */
function among({ fields }: Description, body: Body): Body {
  const may = new Set(fields.flatMap(({ name, createable }) => (createable ? [name] : [])));
  return Object.fromEntries(Object.entries(body).filter(([name]) => may.has(name)));
}
