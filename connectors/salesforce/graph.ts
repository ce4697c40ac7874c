/** One handoff as one graph, all or none, and what the answer to it means. Pure. */
import { z } from 'zod';
import type { ObjectMapping, SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { FieldValue, RecordRef } from '../../src/domain/record.ts';
import type { HandoffWrite, Outcome } from '../../src/domain/writes.ts';
import { cut } from '../kit/problems.ts';
import { createBody, id18, updateBody } from './fields.ts';
import {
  errorAnswer,
  problemOf,
  refusalOf,
  unanswered,
  unmapped,
  type VendorError,
  vendorError,
  verdictOf,
} from './problems.ts';
import { isId } from './soql.ts';
import type { TaskWords } from './task-words.ts';

/** "Composite Graph": so many graphs and nodes a call. */
export const MOST_GRAPHS = 75;
export const MOST_NODES = 500;

const MOST_SUBJECT = 255;
const MOST_TEXT = 32_000;

/** Assignment rules would give a Lead to somebody else. Subrequests inherit no header but Accept, Authorization and Content-Type: each Lead node carries its own. */
const NO_ASSIGNMENT = { 'Sforce-Auto-Assign': 'FALSE' } as const;

type Json = Readonly<Record<string, FieldValue>>;
export interface Node {
  readonly method: 'POST' | 'PATCH';
  readonly url: string;
  readonly referenceId: 'lead' | 'task' | 'row' | 'patch';
  readonly httpHeaders?: Readonly<Record<string, string>>;
  readonly body: Json;
}
export interface Graph {
  readonly graphId: string;
  readonly compositeRequest: readonly Node[];
}

export interface GraphSurroundings {
  readonly mapping: SystemMapping;
  readonly words: TaskWords;
  /** Makes a path of the API version in use. */
  resource(path: string): string;
}

export interface BuiltGraph {
  readonly write: HandoffWrite;
  readonly graph: Graph;
  /** Armed fields that are not in it, or were given up. */
  readonly refused: Problem | undefined;
}

/** The graph of a handoff, or the problem that no graph can be made of it. */
export function graphOf(write: HandoffWrite, graphId: string, surroundings: GraphSurroundings): BuiltGraph | Problem {
  const about = whoOf(write, surroundings);
  if ('category' in about) return about;
  const { patch, missing } = patchNode(write, about, surroundings);
  const nodes = [about.lead, taskNode(write, about.id, surroundings), rowNode(write, about, surroundings), patch];
  return {
    write,
    graph: { graphId, compositeRequest: nodes.filter((node) => node !== undefined) },
    refused: missing === undefined ? undefined : unmapped(missing, write.about),
  };
}

/** The same handoff without its armed fields: the rep gets the task all the same. */
export function withoutPatch(built: BuiltGraph, refused: Problem): BuiltGraph {
  const compositeRequest = built.graph.compositeRequest.filter(({ referenceId }) => referenceId !== 'patch');
  return { ...built, refused, graph: { ...built.graph, compositeRequest } };
}

interface Who {
  /** An id, or a reference to the node that makes it. */
  readonly id: string;
  readonly object: 'Lead' | 'Contact';
  readonly lead?: Node;
}

function whoOf(write: HandoffWrite, surroundings: GraphSurroundings): Who | Problem {
  const { about, create } = write;
  if (about !== undefined) {
    const object = about.object === 'lead' ? 'Lead' : about.object === 'contact' ? 'Contact' : undefined;
    if (object !== undefined && isId(about.id)) return { id: about.id, object };
    return { ...unmapped(`${about.object} ${about.id}`, about), category: 'reference', code: 'NOT_A_PERSON' };
  }
  const fallback = surroundings.mapping.createLead;
  const own = surroundings.mapping.objects.lead;
  const given = Object.entries(create ?? {}).filter(([name]) => !isArmed(name, own));
  const { body } = createBody(Object.fromEntries(given), own);
  const { Baton_Id__c: _, ...columns } = body;
  const lead: Record<string, FieldValue> = {
    ...columns,
    LastName: columns['LastName'] ?? fallback?.lastNameFallback ?? null,
    Company: columns['Company'] ?? fallback?.companyFallback ?? null,
    ...(fallback?.leadSource === undefined ? {} : { LeadSource: fallback.leadSource }),
    ...(fallback?.recordTypeId === undefined ? {} : { RecordTypeId: fallback.recordTypeId }),
  };
  if (lead['LastName'] === null || lead['Company'] === null) return unmapped('createLead', undefined);
  // An upsert by the external id, which must not be in the body again ("Insert or Update (Upsert) a Record Using an External ID").
  const url = surroundings.resource(`/sobjects/Lead/Baton_Id__c/${encodeURIComponent(write.lead)}`);
  const node: Node = { method: 'PATCH', url, referenceId: 'lead', httpHeaders: NO_ASSIGNMENT, body: inert(lead) };
  return { id: '@{lead.id}', object: 'Lead', lead: node };
}

function taskNode(write: HandoffWrite, who: string, { words, resource }: GraphSurroundings): Node {
  const { task } = write;
  const own = {
    Subject: cut(task.subject, MOST_SUBJECT),
    Description: cut(task.body, MOST_TEXT),
    OwnerId: task.assignee,
    ActivityDate: task.due,
    Priority: words.priority[task.priority],
    Status: words.open,
    Baton_Handoff__c: write.key,
    ...(task.remindAt === undefined ? {} : { IsReminderSet: true, ReminderDateTime: task.remindAt }),
  };
  return { method: 'POST', url: resource('/sobjects/Task'), referenceId: 'task', body: { WhoId: who, ...inert(own) } };
}

/** A Task on a Lead may have no WhatId, so the row names the task. Its unique key is what makes a repeat harmless. */
function rowNode(write: HandoffWrite, who: Who, { resource }: GraphSurroundings): Node {
  const { row } = write;
  const own = {
    Baton_Key__c: write.key,
    Type__c: row.type,
    From__c: row.from,
    To__c: row.to,
    Decided_At__c: row.decidedAt,
    Due_At__c: row.dueAt,
    Reason__c: cut(row.reason, MOST_TEXT),
    Score__c: row.score,
    Agreement__c: row.agreement,
  };
  const links = { [`${who.object}__c`]: who.id, Task_Id__c: '@{task.id}' };
  const url = resource('/sobjects/Baton_Handoff__c');
  return { method: 'POST', url, referenceId: 'row', body: { ...inert(own), ...links } };
}

function patchNode(
  write: HandoffWrite,
  who: Who,
  { mapping, resource }: GraphSurroundings,
): { readonly patch: Node | undefined; readonly missing: string | undefined } {
  const own = who.object === 'Lead' ? mapping.objects.lead : mapping.objects.contact;
  const armed = Object.entries(write.create ?? {}).filter(([name]) => who.lead !== undefined && isArmed(name, own));
  const { body, unmapped: missing } = updateBody({ ...Object.fromEntries(armed), ...write.patch }, own);
  if (Object.keys(body).length === 0) return { patch: undefined, missing: missing[0] };
  const node: Node = {
    method: 'PATCH',
    url: resource(`/sobjects/${who.object}/${who.id}`),
    referenceId: 'patch',
    ...(who.object === 'Lead' ? { httpHeaders: NO_ASSIGNMENT } : {}),
    body: inert(body),
  };
  return { patch: node, missing: missing[0] };
}

/** Baton's own fields of a new Lead go into a node of their own: if the org refuses them, the Lead and its task are made all the same. */
function isArmed(field: string, mapping: ObjectMapping | undefined): boolean {
  const rule = mapping?.write[field];
  return rule !== undefined && rule.rule !== 'never' && rule.to !== 'Baton_Id__c';
}

/** `@{` in a text would be taken for a reference to another node, and an unknown one fails the graph: a space keeps a person's words apart. */
function inert(body: Readonly<Record<string, FieldValue>>): Json {
  const entries = Object.entries(body).map(([name, value]) => {
    return [name, typeof value === 'string' ? value.toWellFormed().replaceAll('@{', '@ {') : value] as const;
  });
  return Object.fromEntries(entries);
}

const graphAnswer = z.object({
  graphId: z.string(),
  isSuccessful: z.boolean(),
  graphResponse: z.object({
    compositeResponse: z.array(z.object({ referenceId: z.string(), httpStatusCode: z.number(), body: z.unknown() })),
  }),
});
export const graphsAnswer = z.object({ graphs: z.array(graphAnswer) });
type GraphAnswer = z.infer<typeof graphAnswer>;

/** `duplicate`: the handoff had been made before. `patch`: only the armed fields were refused. */
export type Judged =
  | { readonly is: 'settled'; readonly outcome: Outcome }
  | { readonly is: 'duplicate'; readonly problem: Problem }
  | { readonly is: 'patch'; readonly problem: Problem };

const made = z.object({ id: z.string(), created: z.boolean().optional() });

export function judge(built: BuiltGraph, answer: GraphAnswer | undefined, now: Temporal.Instant): Judged {
  const { write } = built;
  if (answer === undefined) return { is: 'settled', outcome: unanswered(write.about) };
  const nodes = answer.graphResponse.compositeResponse;
  if (answer.isSuccessful) return { is: 'settled', outcome: doneOf(built, nodes) };
  const failed = nodes.flatMap(({ referenceId, body }) => errorsIn(referenceId, body));
  // Every node halted and none at fault: processing stopped before this graph, after 14 others had failed.
  const culprit = failed.find(({ error }) => error.code !== 'PROCESSING_HALTED') ?? failed[0];
  if (culprit === undefined) return { is: 'settled', outcome: unanswered(write.about) };
  const { node, error } = culprit;
  const problem = problemOf(error, now, write.about);
  if (isKeyTaken(node, error)) return { is: 'duplicate', problem };
  if (node === 'patch' && verdictOf(problem.code).retrySeconds === undefined) return { is: 'patch', problem };
  return { is: 'settled', outcome: refusalOf(error, now, write.about) };
}

function isKeyTaken(node: string, error: VendorError): boolean {
  if (node !== 'row' || error.code !== 'DUPLICATE_VALUE') return false;
  return error.message.includes('Baton_Key__c') || (error.fields ?? []).includes('Baton_Key__c');
}

function errorsIn(node: string, body: unknown): readonly { readonly node: string; readonly error: VendorError }[] {
  const errors = z.array(errorAnswer).safeParse(body);
  return errors.success ? errors.data.map((error) => ({ node, error: vendorError(error) })) : [];
}

function doneOf({ write, refused }: BuiltGraph, nodes: GraphAnswer['graphResponse']['compositeResponse']): Outcome {
  const node = (name: string): z.infer<typeof made> | undefined => {
    const parsed = made.safeParse(nodes.find(({ referenceId }) => referenceId === name)?.body);
    return parsed.success ? parsed.data : undefined;
  };
  const task = node('task');
  const lead = node('lead');
  const record: RecordRef | undefined =
    write.about ?? (lead === undefined ? undefined : { system: 'salesforce', object: 'lead', id: id18(lead.id) });
  if (task === undefined || record === undefined) return unanswered(write.about);
  return {
    state: 'done',
    taskId: id18(task.id),
    record,
    recordMade: lead?.created === true,
    ...(refused === undefined ? {} : { refused }),
  };
}
