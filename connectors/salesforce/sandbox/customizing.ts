/** What admins and deployments add to the org while it runs: fields, objects, and parts of the metadata that the sandbox only keeps. */
import type { Access } from './access.ts';
import { fieldFrom } from './custom-fields.ts';
import { objectFrom } from './custom-objects.ts';
import { idOf } from './ids.ts';
import { type RowError, rowError } from './refusal.ts';
import type { Rows } from './rows.ts';
import type { FieldSpec, ObjectSpec, Schema } from './schema.ts';

/** One part of the org's metadata: `CustomField Lead.Budget__c`. */
export interface Component {
  readonly id: string;
  readonly type: string;
  readonly fullName: string;
  /** As it was given, without its name. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type Saved =
  | { readonly ok: true; readonly id: string; readonly created: boolean }
  | { readonly ok: false; readonly errors: readonly RowError[] };

const PREFIXES: Readonly<Record<string, string>> = { CustomField: '00N', CustomObject: '01I', Flow: '301' };

export class Customizing {
  readonly #schema: Schema;
  readonly #rows: Rows;
  readonly #access: Access;
  readonly #parts = new Map<string, Component>();
  #made = 0;
  #objects = 0;
  readonly #mostObjects: number;

  /** `schema` is all of the org's. */
  constructor(schema: Schema, rows: Rows, access: Access, mostObjects = Number.POSITIVE_INFINITY) {
    this.#schema = schema;
    this.#rows = rows;
    this.#access = access;
    this.#mostObjects = mostObjects;
  }

  find(type: string, fullName: string): Component | undefined {
    return this.#parts.get(keyOf(type, fullName));
  }

  byId(id: string): Component | undefined {
    return this.list().find((part) => part.id.slice(0, 15) === id.slice(0, 15));
  }

  list(type?: string): readonly Component[] {
    return [...this.#parts.values()].filter((part) => type === undefined || part.type === type);
  }

  /** Makes or changes a part, as `how` allows. */
  save(
    type: string,
    fullName: string,
    metadata: Readonly<Record<string, unknown>>,
    how: 'create' | 'update' | 'upsert',
  ): Saved {
    const known = this.find(type, fullName);
    const exists = known !== undefined || this.#inSchema(type, fullName);
    if (how === 'create' && exists) return failed('DUPLICATE_DEVELOPER_NAME', taken(type, fullName), 'fullName');
    if (how === 'update' && !exists)
      return failed('INVALID_CROSS_REFERENCE_KEY', `no ${type} named ${fullName} found`, 'fullName');
    const error =
      type === 'CustomField'
        ? this.#putField(fullName, metadata)
        : type === 'CustomObject'
          ? this.#putObject(fullName, metadata)
          : undefined;
    if (error !== undefined) return { ok: false, errors: [error] };
    const id = known?.id ?? this.#nextId(type);
    this.#parts.set(keyOf(type, fullName), { id, type, fullName, metadata });
    return { ok: true, id, created: !exists };
  }

  remove(type: string, fullName: string): Saved {
    const part = this.find(type, fullName);
    if (part === undefined)
      return failed('INVALID_CROSS_REFERENCE_KEY', `no ${type} named ${fullName} found`, 'fullName');
    this.#parts.delete(keyOf(type, fullName));
    if (type === 'CustomField') this.#dropField(fullName);
    if (type === 'CustomObject') {
      for (const field of this.list('CustomField'))
        if (field.fullName.toLowerCase().startsWith(`${fullName.toLowerCase()}.`))
          this.remove('CustomField', field.fullName);
      this.#schema.remove(fullName);
      this.#rows.dropObject(fullName);
      this.#access.unguard(fullName);
    }
    return { ok: true, id: part.id, created: false };
  }

  /** Answers a way back to how things stand now, for deployments that fail; records are the caller's to take back. */
  wayBack(): () => void {
    const parts = [...this.#parts];
    const objects = this.#schema.objects;
    const guarded = this.#access.guardedNames();
    return () => {
      this.#parts.clear();
      for (const [key, part] of parts) this.#parts.set(key, part);
      for (const { name } of this.#schema.objects)
        if (!objects.some((old) => old.name === name)) this.#schema.remove(name);
      for (const old of objects) if (this.#schema.object(old.name) !== old) this.#schema.put(old);
      this.#access.guardOnly(guarded);
    };
  }

  #inSchema(type: string, fullName: string): boolean {
    const [owner = '', name] = fullName.split('.');
    if (type === 'CustomObject') return this.#schema.object(fullName) !== undefined;
    return type === 'CustomField' && this.#owners(owner).some((object) => this.#schema.field(object, name ?? ''));
  }

  #putField(fullName: string, metadata: unknown): RowError | undefined {
    const [owner = '', name = ''] = fullName.split('.');
    const owners = this.#owners(owner);
    if (owners.length === 0)
      return rowError('INVALID_CROSS_REFERENCE_KEY', `In field: fullName - no CustomObject named ${owner} found`, [
        'fullName',
      ]);
    const made = fieldFrom(name, metadata);
    if (!made.ok) return made.error;
    const [target] = made.spec.to ?? [];
    if (target !== undefined && this.#schema.object(target) === undefined)
      return rowError('FIELD_INTEGRITY_EXCEPTION', `In field: referenceTo - no CustomObject named ${target} found`, [
        'referenceTo',
      ]);
    for (const object of owners) {
      this.#schema.put({ ...object, fields: withField(object, made.spec) });
      this.#rows.index(object.name, made.spec);
      // Required fields are seen by whoever sees the object; all others only by grant.
      if (!made.spec.required) this.#access.guard(`${object.name}.${made.spec.name}`);
    }
    return undefined;
  }

  #putObject(fullName: string, metadata: unknown): RowError | undefined {
    const known = this.#schema.object(fullName);
    // Standard ones, and `Activity`, which is two: their files bring fields alone.
    if (!fullName.endsWith('__c') && this.#owners(fullName).length > 0) return this.#putFields(fullName, metadata);
    if (
      known === undefined &&
      this.#schema.objects.filter(({ name }) => name.endsWith('__c')).length >= this.#mostObjects
    )
      return rowError('CUSTOM_ENTITY_OR_FIELD_LIMIT', 'reached maximum number of custom objects', []);
    const made = objectFrom(fullName, metadata, known?.prefix ?? this.#nextPrefix());
    if (!made.ok) return made.error;
    const own = known?.fields.filter(({ name }) => name.endsWith('__c')) ?? [];
    this.#schema.put({ ...made.spec, fields: [...made.spec.fields, ...own] });
    if (known === undefined) this.#access.guard(fullName);
    return this.#putFields(fullName, metadata);
  }

  /** Fields may come inside their object; each is saved as a part of its own. */
  #putFields(fullName: string, metadata: unknown): RowError | undefined {
    const fields =
      typeof metadata === 'object' && metadata !== null ? (metadata as { fields?: unknown }).fields : undefined;
    for (const field of [fields ?? []].flat() as Readonly<Record<string, unknown>>[]) {
      const { fullName: name, ...rest } = field;
      const saved = this.save('CustomField', `${fullName}.${String(name)}`, rest, 'upsert');
      if (!saved.ok) return saved.errors[0];
    }
    return undefined;
  }

  #dropField(fullName: string): void {
    const [owner = '', name = ''] = fullName.split('.');
    for (const object of this.#owners(owner)) {
      const spec = this.#schema.field(object, name);
      if (spec === undefined) continue;
      this.#schema.put({ ...object, fields: object.fields.filter((field) => field !== spec) });
      this.#rows.dropField(object.name, spec);
      this.#access.unguard(`${object.name}.${spec.name}`);
    }
  }

  /** The objects that a field of this owner goes to: two for `Activity`. */
  #owners(owner: string): readonly ObjectSpec[] {
    const family = this.#schema.objects.filter((object) => object.family?.toLowerCase() === owner.toLowerCase());
    const object = this.#schema.object(owner);
    return family.length > 0 ? family : object === undefined ? [] : [object];
  }

  #nextId(type: string): string {
    this.#made += 1;
    return idOf(PREFIXES[type] ?? '0MD', this.#made);
  }

  #nextPrefix(): string {
    let prefix: string;
    do {
      prefix = `a${this.#objects.toString(36).padStart(2, '0')}`;
      this.#objects += 1;
    } while (this.#schema.objectOfId(prefix) !== undefined);
    return prefix;
  }
}

function withField(object: ObjectSpec, spec: FieldSpec): readonly FieldSpec[] {
  const known = object.fields.some(({ name }) => name.toLowerCase() === spec.name.toLowerCase());
  if (!known) return [...object.fields, spec];
  return object.fields.map((field) => (field.name.toLowerCase() === spec.name.toLowerCase() ? spec : field));
}

function taken(type: string, fullName: string): string {
  const [owner, name] = fullName.split('.');
  return type === 'CustomField'
    ? `There is already a field named ${name?.replace(/__c$/, '')} on ${owner}.`
    : `There is already a ${type} named ${fullName}.`;
}

function keyOf(type: string, fullName: string): string {
  return `${type} ${fullName}`.toLowerCase();
}

function failed(code: string, message: string, at: string): Saved {
  return { ok: false, errors: [rowError(code, message, [at])] };
}
