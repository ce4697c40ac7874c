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
  | 'reference'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'date'
  | 'datetime';

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
  readonly picklist?: { readonly values: readonly string[]; readonly restricted: boolean };
  readonly default?: Value;
  /** References only: the objects pointed at, and the name by which SOQL follows them. */
  readonly to?: readonly string[];
  readonly relationship?: string;
}

export interface ObjectSpec {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly prefix: string;
  /** Whether the integration user may write it at all. */
  readonly writable: boolean;
  readonly fields: readonly FieldSpec[];
}

/** An org's objects, without the fields that its users may not see: those do not exist for any call. */
export class Schema {
  readonly objects: readonly ObjectSpec[];
  readonly #byName = new Map<string, ObjectSpec>();
  readonly #byPrefix = new Map<string, ObjectSpec>();
  readonly #fields = new Map<string, FieldSpec>();

  /** `hidden`: names such as `Lead.Baton_Id__c`, or an object's name to hide all of it. */
  constructor(objects: readonly ObjectSpec[], hidden: readonly string[] = []) {
    const unseen = new Set(hidden.map((name) => name.toLowerCase()));
    this.objects = objects
      .filter((object) => !unseen.has(object.name.toLowerCase()))
      .map((object) => ({
        ...object,
        fields: object.fields.filter((field) => !unseen.has(`${object.name}.${field.name}`.toLowerCase())),
      }));
    for (const object of this.objects) {
      this.#byName.set(object.name.toLowerCase(), object);
      this.#byPrefix.set(object.prefix, object);
      for (const field of object.fields) this.#fields.set(`${object.name}.${field.name}`.toLowerCase(), field);
    }
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
  textarea: 32_000,
};

function labelOf(name: string): string {
  return name
    .replace(/__c$/, '')
    .replace(/Id$/, (id) => (name === 'Id' ? id : ' ID'))
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
}
