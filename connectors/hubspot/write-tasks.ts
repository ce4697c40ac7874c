/** Baton's writes in HubSpot's terms: which properties of which record, and which writes have no place there. */
import type { ObjectMapping, SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { FieldsWrite, Outcome, Outgoing } from '../../src/domain/writes.ts';
import type { Row } from './answers.ts';
import type { HubSpotClient } from './client.ts';
import type { PropertyTypes } from './property-types.ts';
import { KEPT, type KeptObject } from './read-records.ts';
import { holds, print, type ValueType } from './values.ts';

export interface Writing {
  readonly client: HubSpotClient;
  readonly mapping: SystemMapping;
  readonly types: PropertyTypes;
  now(): Temporal.Instant;
}

export interface Task {
  /** Its place among the writes that were asked for. */
  readonly at: number;
  readonly object: KeptObject;
  readonly target: RecordRef;
  /** Values as HubSpot is given them. */
  readonly properties: Record<string, string>;
  /** Baton's name of each property. */
  readonly names: ReadonlyMap<string, string>;
  readonly urgent: boolean;
}

export type TypeOf = (name: string) => ValueType;

/** The writes that HubSpot takes, and a list with a place for every outcome; those that need no call have theirs already. */
export function plan(
  mapping: SystemMapping,
  writes: readonly Outgoing[],
): { readonly tasks: readonly Task[]; readonly outcomes: (Outcome | undefined)[] } {
  const outcomes: (Outcome | undefined)[] = writes.map(() => undefined);
  const tasks: Task[] = [];
  for (const [at, write] of writes.entries()) {
    const object = write.kind === 'fields' ? keptObject(write.target) : undefined;
    const fields = object === undefined ? undefined : mapping.objects[object];
    if (write.kind !== 'fields' || object === undefined || fields === undefined) {
      outcomes[at] = { state: 'rejected', problem: notSupported(write) };
      continue;
    }
    const task = { at, object, target: write.target, urgent: write.urgent === true, ...inTheirTerms(write, fields) };
    // Every field is one that the mapping only reads: there is nothing to do.
    if (task.names.size === 0) outcomes[at] = { state: 'already', record: write.target };
    else tasks.push(...clearing(task, write), task);
  }
  return { tasks, outcomes };
}

/** The call that empties what does not go back by itself; the write follows only where it was done. */
function clearing(task: Task, { clearFirst = [] }: FieldsWrite): readonly Task[] {
  const names = [...task.names].filter(([, name]) => clearFirst.includes(name));
  if (names.length === 0) return [];
  return [
    { ...task, properties: Object.fromEntries(names.map(([property]) => [property, ''])), names: new Map(names) },
  ];
}

/** Every place filled; an empty one is a fault of this code, not of HubSpot. */
export function complete(outcomes: readonly (Outcome | undefined)[]): readonly Outcome[] {
  return outcomes.map((outcome, at) => {
    if (outcome === undefined) throw new Error(`write ${at} of ${outcomes.length} got no outcome`);
    return outcome;
  });
}

/** Types of an object's fields, for comparing; where HubSpot would have to be asked and does not say, values are compared as text. */
export async function typesOf(writing: Writing, object: KeptObject): Promise<TypeOf> {
  const mapping = writing.mapping.objects[object];
  const types = mapping === undefined ? undefined : await writing.types.of(KEPT[object].plural, mapping);
  return types?.state === 'answered' ? types.value : () => 'text';
}

/** The first property that the record tells otherwise than it was asked for. `silent`: a property that is not told counts as different. */
export function differing(task: Task, row: Row, typeOf: TypeOf, silent: 'differs' | 'holds'): string | undefined {
  return Object.entries(task.properties).find(([property, wanted]) => {
    if (!(property in row.properties)) return silent === 'differs';
    return !holds(row.properties[property], wanted, typeOf(task.names.get(property) ?? property));
  })?.[0];
}

/** `only-if-blank` has been decided before: here it is written like `always`. */
function inTheirTerms(write: FieldsWrite, mapping: ObjectMapping): Pick<Task, 'properties' | 'names'> {
  const properties: Record<string, string> = {};
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(write.fields)) {
    const rule = mapping.write[name];
    if (rule === undefined || rule.rule === 'never') continue;
    properties[rule.to] = print(value, mapping.values[name]);
    names.set(rule.to, name);
  }
  return { properties, names };
}

function keptObject(target: RecordRef): KeptObject | undefined {
  if (target.system !== 'hubspot') return undefined;
  return target.object === 'contact' || target.object === 'company' ? target.object : undefined;
}

export function notSupported(write: Outgoing): Problem {
  return {
    category: 'mapping',
    mover: 'baton',
    system: 'hubspot',
    code: 'NOT_SUPPORTED',
    detail: `a ${write.kind} write has no place in HubSpot, or its object is not mapped`,
    ...(write.kind === 'fields' ? { record: write.target } : {}),
  };
}
