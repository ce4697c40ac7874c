/** The org's own words for a Task's status and priority: picklists may be translated or renamed, so they are described, not assumed. */
import { z } from 'zod';
import type { HandoffWrite } from '../../src/domain/writes.ts';
import type { Attempt } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import type { Description, Descriptions, PicklistValue } from './describe.ts';
import { queryPath, select } from './soql.ts';

export interface TaskWords {
  readonly open: string;
  readonly priority: Readonly<Record<HandoffWrite['task']['priority'], string>>;
}

/** What the three levels are called in the picklists Salesforce ships, in English and Japanese. */
const LEVELS: Readonly<Record<HandoffWrite['task']['priority'], readonly string[]>> = {
  high: ['High', '高', '高い'],
  normal: ['Normal', 'Medium', '中', '普通', '通常'],
  low: ['Low', '低', '低い'],
};
const CLOSED = ['Completed', '完了'];

/** The default status, and for each level the value that means it; a level that the org does not have takes the default priority. */
export function taskWords(task: Description): TaskWords {
  const status = activeValues(task, 'Status');
  const priority = activeValues(task, 'Priority');
  const level = (words: readonly string[]): string => (named(priority, words) ?? standard(priority))?.value ?? 'Normal';
  return {
    open: standard(status)?.value ?? 'Not Started',
    priority: { high: level(LEVELS.high), normal: level(LEVELS.normal), low: level(LEVELS.low) },
  };
}

const statusAnswer = z.object({
  records: z.array(z.object({ MasterLabel: z.string(), ApiName: z.string().nullish() })),
});

/**
 * The status that closes a Task. A describe does not say which values close; where none has the shipped name, TaskStatus does
 * (Object Reference: "TaskStatus", `IsClosed`).
 */
export async function closedStatus(client: SalesforceClient, descriptions: Descriptions): Promise<Attempt<string>> {
  const task = await descriptions.of('Task');
  if (task.state !== 'answered') return task;
  const values = activeValues(task.value, 'Status');
  const shipped = named(values, CLOSED);
  if (shipped !== undefined) return { state: 'answered', value: shipped.value };
  const soql = select({
    fields: ['MasterLabel', 'ApiName'],
    from: 'TaskStatus',
    where: ['IsClosed = TRUE'],
    limit: 200,
  });
  const path = queryPath(client.apiVersion, soql);
  const answer = await client.call({ purpose: 'describe', method: 'GET', path, writes: false }, statusAnswer);
  if (answer.state !== 'answered') return answer;
  const closing = answer.value.records.flatMap(({ MasterLabel, ApiName }) => [MasterLabel, ApiName ?? MasterLabel]);
  return { state: 'answered', value: named(values, closing)?.value ?? closing[0] ?? 'Completed' };
}

function activeValues(task: Description, field: string): readonly PicklistValue[] {
  const values = task.fields.find(({ name }) => name === field)?.picklistValues ?? [];
  return values.filter(({ active }) => active);
}

function standard(values: readonly PicklistValue[]): PicklistValue | undefined {
  return values.find(({ defaultValue }) => defaultValue) ?? values[0];
}

function named(values: readonly PicklistValue[], words: readonly string[]): PicklistValue | undefined {
  return values.find(({ value }) => words.includes(value)) ?? values.find(({ label }) => words.includes(label ?? ''));
}
