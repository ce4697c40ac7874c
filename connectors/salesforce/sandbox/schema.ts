/** What an object's fields are, and how they are looked up: names are case-blind on the way in and canonical on the way out. */
import type { Value } from './values.ts';

export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  /** An object written as JSON: only the tooling's `Metadata`. */
  | 'complexvalue';

export interface Picklist {
  readonly values: readonly string[];
  readonly restricted: boolean;
  /** What people read, where it is not the value itself. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly length: number;
  readonly createable: boolean;
  readonly updateable: boolean;
  /** Must be given at creation and may not be cleared. */
  readonly required: boolean;
  readonly unique: boolean;
  readonly externalId: boolean;
  /** A picklist; `restricted` refuses values that are not listed. */
  readonly picklist?: Picklist;
  readonly default?: Value;
  /** References only: the objects pointed at, and the name by which SOQL follows them. */
  readonly to?: readonly string[];
  readonly relationship?: string;
  /** The name by which the parent knows these children, where it is not their own plural. */
  readonly children?: string;
  /** Of numbers; 18 and 2 unless given. */
  readonly precision?: number;
  readonly scale?: number;
  /** Texts that are told apart by their case. */
  readonly caseSensitive?: boolean;
  /** A formula: shown, never worked out by the sandbox. */
  readonly calculated?: boolean;
}

export interface ObjectSpec {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly prefix: string;
  /** Whether the integration user may write it at all. */
  readonly writable: boolean;
  /** What of writing its permission sets leave out; nothing unless told. */
  readonly denied?: ReadonlySet<'create' | 'edit' | 'delete'>;
  readonly fields: readonly FieldSpec[];
  /** Records name themselves by this pattern: `BH-{000000}`. */
  readonly autoName?: string;
  /** One object in the eyes of those who make fields: tasks and events are `Activity`. */
  readonly family?: string;
}

/** An org's objects, or as much of them as somebody may see: the rest does not exist for any call of theirs. */
export class Schema {
  readonly #byName = new Map<string, ObjectSpec>();
  readonly #byPrefix = new Map<string, ObjectSpec>();
  readonly #fields = new Map<string, FieldSpec>();
  /** Grows with every change of an object. */
  version = 0;

  constructor(objects: readonly ObjectSpec[] = []) {
    for (const object of objects) this.put(object);
  }

  get objects(): readonly ObjectSpec[] {
    return [...this.#byName.values()];
  }

  /** Adds an object, or puts it in the place of the one with its name. */
  put(object: ObjectSpec): void {
    this.remove(object.name, false);
    this.#byName.set(object.name.toLowerCase(), object);
    this.#byPrefix.set(object.prefix, object);
    for (const field of object.fields) this.#fields.set(`${object.name}.${field.name}`.toLowerCase(), field);
    this.version += 1;
  }

  /** `forGood`: another object may take its place in the list. */
  remove(name: string, forGood = true): void {
    const object = this.object(name);
    if (object === undefined) return;
    for (const field of object.fields) this.#fields.delete(`${object.name}.${field.name}`.toLowerCase());
    this.#byPrefix.delete(object.prefix);
    if (forGood) this.#byName.delete(name.toLowerCase());
    this.version += 1;
  }

  object(name: string): ObjectSpec | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** The object that an id belongs to, by its first three characters. */
  objectOfId(id: string): ObjectSpec | undefined {
    return this.#byPrefix.get(id.slice(0, 3));
  }

  field(object: ObjectSpec, name: string): FieldSpec | undefined {
    return this.#fields.get(`${object.name}.${name}`.toLowerCase());
  }

  /** The reference field that SOQL follows by this relationship name. */
  relationship(object: ObjectSpec, name: string): FieldSpec | undefined {
    return object.fields.find((field) => field.relationship?.toLowerCase() === name.toLowerCase());
  }
}

type Extra = Partial<Omit<FieldSpec, 'name' | 'type'>>;

/** A field as most are: writable, optional. */
export function field(name: string, type: FieldType, extra: Extra = {}): FieldSpec {
  return {
    name,
    type,
    label: extra.label ?? labelOf(name),
    length: extra.length ?? LENGTHS[type] ?? 0,
    createable: extra.createable ?? true,
    updateable: extra.updateable ?? true,
    required: extra.required ?? false,
    unique: extra.unique ?? false,
    externalId: extra.externalId ?? false,
    ...(extra.picklist === undefined ? {} : { picklist: extra.picklist }),
    ...(extra.default === undefined ? {} : { default: extra.default }),
    ...(extra.to === undefined ? {} : { to: extra.to }),
    ...(extra.relationship === undefined ? {} : { relationship: extra.relationship }),
    ...(extra.children === undefined ? {} : { children: extra.children }),
    ...(extra.precision === undefined ? {} : { precision: extra.precision }),
    ...(extra.scale === undefined ? {} : { scale: extra.scale }),
    ...(extra.caseSensitive === undefined ? {} : { caseSensitive: extra.caseSensitive }),
    ...(extra.calculated === undefined ? {} : { calculated: extra.calculated }),
  };
}

export function text(name: string, length: number, extra: Extra = {}): FieldSpec {
  return field(name, 'string', { length, ...extra });
}

/** Set by Salesforce alone. */
export function derived(name: string, type: FieldType, extra: Extra = {}): FieldSpec {
  return field(name, type, { createable: false, updateable: false, ...extra });
}

export function reference(name: string, to: readonly string[], extra: Extra = {}): FieldSpec {
  const relationship = name.endsWith('__c') ? name.replace(/__c$/, '__r') : name.replace(/Id$/, '');
  return field(name, 'reference', { to, relationship, ...extra });
}

export function picklist(
  name: string,
  values: readonly string[],
  extra: Extra & { restricted?: boolean } = {},
): FieldSpec {
  const { restricted = false, ...rest } = extra;
  return field(name, 'picklist', { picklist: { values, restricted }, ...rest });
}

const LENGTHS: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  multipicklist: 4_099,
  textarea: 32_000,
};

function labelOf(name: string): string {
  return name
    .replace(/__c$/, '')
    .replace(/Id$/, (id) => (name === 'Id' ? id : ' ID'))
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
}
