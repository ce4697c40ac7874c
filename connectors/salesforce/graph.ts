/** One handoff as one graph, all or none. Pure; what the answer to it means is read in graph-answer.ts. */
import type { ObjectMapping, SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Fields, FieldValue, RecordRef } from '../../src/domain/record.ts';
import type { HandoffWrite } from '../../src/domain/writes.ts';
import { cut } from '../kit/problems.ts';
import { createBody, updateBody } from './fields.ts';
import type { GroupSizeLimits } from './group-size.ts';
import { STORY_MAPPING } from './own-handoff.ts';
import { unmapped } from './problems.ts';
import { isId, resourcePath } from './soql.ts';
import type { TaskWords } from './task-words.ts';
import { writeHeaders } from './write-headers.ts';

/** "Composite Graph": so many graphs and nodes a call. */
export const GRAPHS_PER_CALL: GroupSizeLimits = { start: 75, least: 5, most: 75 };
export const MOST_NODES = 500;

const MOST_SUBJECT = 255;
const MOST_TEXT = 32_000;

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
  /** Of the Baton Handoff object: those that this user may fill. An org in which an older setup ran lacks some. */
  readonly rowColumns: ReadonlySet<string>;
  /** Makes a path of the API version in use. */
  resource(path: string): string;
}

export interface BuiltGraph {
  /** As it was asked for. */
  readonly write: HandoffWrite;
  /** The record that it is about by now; undefined: one is made. */
  readonly about: RecordRef | undefined;
  readonly graph: Graph;
  /** Why some fields are not in it, or were given up, and which, by Baton's names. */
  readonly refused: Problem | undefined;
  readonly untaken: readonly string[];
  /** What its row says of its story from the beginning, by Baton's names. */
  readonly told: Fields;
  /** Its person's record has been looked for once. */
  readonly followed: boolean;
}

/** The graph of a handoff, or the problem that no graph can be made of it. */
export function graphOf(write: HandoffWrite, graphId: string, surroundings: GraphSurroundings): BuiltGraph | Problem {
  const about = whoOf(write, surroundings);
  if ('category' in about) return about;
  const { patch, missing } = patchNode(write, about, surroundings);
  const told = toldOf(write, surroundings);
  const row = rowNode(write, about, told, surroundings);
  const nodes = [about.lead, taskNode(write, about.id, surroundings), row, patch];
  return {
    write,
    about: write.about,
    graph: { graphId, compositeRequest: nodes.filter((node) => node !== undefined) },
    refused: missing[0] === undefined ? undefined : unmapped(missing[0], write.about),
    untaken: missing,
    told: about.object === 'Contact' ? { ...told, contact: about.id } : told,
    followed: false,
  };
}

/** The same handoff without its armed fields: the rep gets the task all the same. */
export function withoutPatch(built: BuiltGraph, refused: Problem, { mapping }: GraphSurroundings): BuiltGraph {
  const compositeRequest = built.graph.compositeRequest.filter(({ referenceId }) => referenceId !== 'patch');
  const { about, create, patch } = built.write;
  const armed =
    about === undefined ? Object.keys(create ?? {}).filter((name) => isArmed(name, mapping.objects.lead)) : [];
  const untaken = [...built.untaken, ...armed, ...Object.keys(patch)];
  return { ...built, refused, untaken, graph: { ...built.graph, compositeRequest } };
}

/** What Salesforce asks of every Lead; of all else that it is made with, each can be given up. */
const NEEDED: ReadonlySet<string> = new Set(['LastName', 'Company']);

/** The same handoff, and its Lead made without that column; undefined where it has to have it, or has it not. */
export function withoutColumn(built: BuiltGraph, column: string, refused: Problem): BuiltGraph | undefined {
  const lead = built.graph.compositeRequest.find(({ referenceId }) => referenceId === 'lead');
  if (lead === undefined || NEEDED.has(column) || !(column in lead.body)) return undefined;
  const { [column]: _, ...body } = lead.body;
  const compositeRequest = built.graph.compositeRequest.map((node) => (node === lead ? { ...lead, body } : node));
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
  const url = surroundings.resource(resourcePath('sobjects', 'Lead', 'Baton_Id__c', write.lead));
  const httpHeaders = writeHeaders(surroundings.mapping);
  const node: Node = { method: 'PATCH', url, referenceId: 'lead', httpHeaders, body: inert(lead) };
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

function toldOf({ row: { told = {} } }: HandoffWrite, { rowColumns }: GraphSurroundings): Fields {
  const entries = Object.entries(told).filter(([name]) => rowColumns.has(STORY_MAPPING.write[name]?.to ?? ''));
  return Object.fromEntries(entries);
}

/** A Task on a Lead may have no WhatId, so the row names the task. Its unique key is what makes a repeat harmless. */
function rowNode(write: HandoffWrite, who: Who, told: Fields, { resource }: GraphSurroundings): Node {
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
    ...updateBody(told, STORY_MAPPING).body,
  };
  const links = { [`${who.object}__c`]: who.id, Task_Id__c: '@{task.id}' };
  const url = resource('/sobjects/Baton_Handoff__c');
  return { method: 'POST', url, referenceId: 'row', body: { ...inert(own), ...links } };
}

function patchNode(
  write: HandoffWrite,
  who: Who,
  { mapping, resource }: GraphSurroundings,
): { readonly patch: Node | undefined; readonly missing: readonly string[] } {
  const own = who.object === 'Lead' ? mapping.objects.lead : mapping.objects.contact;
  const armed = Object.entries(write.create ?? {}).filter(([name]) => who.lead !== undefined && isArmed(name, own));
  const { body, unmapped: missing } = updateBody({ ...Object.fromEntries(armed), ...write.patch }, own);
  if (Object.keys(body).length === 0) return { patch: undefined, missing };
  const node: Node = {
    method: 'PATCH',
    url: resource(`/sobjects/${who.object}/${who.id}`),
    referenceId: 'patch',
    httpHeaders: writeHeaders(mapping),
    body: inert(body),
  };
  return { patch: node, missing };
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
