/** The org's records: tables with unique indexes, and a journal so that a call which is all-or-none can be undone. */
import { idOf } from './ids.ts';
import type { FieldSpec, ObjectSpec, Schema } from './schema.ts';
import type { Row, Value } from './values.ts';

export interface Change {
  readonly object: string;
  readonly id: string;
  readonly before: Row | undefined;
  readonly after: Row;
}

export class Rows {
  readonly #schema: Schema;
  readonly #tables = new Map<string, Map<string, Row>>();
  /** By object and field: which living rows hold a value of a unique field or an external id. */
  readonly #keys = new Map<string, Map<string, string | readonly string[]>>();
  readonly #made = new Map<string, number>();
  readonly #changes = new Map<string, number>();
  readonly #purged = new Map<string, Row[]>();
  #journal: Change[] = [];

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** A new id of that object. Ids of undone rows are not used again. */
  nextId(object: ObjectSpec): string {
    let n = this.#made.get(object.prefix) ?? 0;
    let id: string;
    do {
      n += 1;
      id = idOf(object.prefix, n);
    } while (this.#table(object.name).has(id));
    this.#made.set(object.prefix, n);
    return id;
  }

  /** How many ids of that object were given out. */
  made(object: ObjectSpec): number {
    return this.#made.get(object.prefix) ?? 0;
  }

  /** Deleted rows included; `id` is the 18-character form. */
  get(object: string, id: string): Row | undefined {
    return this.#tables.get(object)?.get(id);
  }

  /** The living row behind an id of any object. */
  byId(id: string): Row | undefined {
    const object = this.#schema.objectOfId(id);
    const row = object === undefined ? undefined : this.get(object.name, id);
    return row === undefined || row['IsDeleted'] === true ? undefined : row;
  }

  /** In order of making; deleted rows included. */
  all(object: string): IterableIterator<Row> {
    return this.#table(object).values();
  }

  living(object: string): Row[] {
    return [...this.all(object)].filter((row) => row['IsDeleted'] !== true);
  }

  /** The living row that holds this value of a unique field or an external id; the first, if there are several. */
  holder(object: string, field: string, value: string): Row | undefined {
    return this.holders(object, field, value)[0];
  }

  holders(object: string, field: string, value: string): readonly Row[] {
    const spec = this.#schema.object(object)?.fields.find(({ name }) => name === field);
    const ids = spec === undefined ? undefined : this.#keys.get(`${object}.${field}`)?.get(folded(spec, value));
    return [ids ?? []]
      .flat()
      .map((id) => this.get(object, id))
      .filter((row) => row !== undefined);
  }

  put(object: string, row: Row): void {
    const id = String(row['Id']);
    const before = this.get(object, id);
    this.#journal.push({ object, id, before, after: row });
    this.#place(object, id, before, row);
  }

  /** How often rows of these objects were put, taken back or dropped: equal numbers mean equal rows. */
  changesOf(objects: readonly string[]): number {
    return objects.reduce((sum, object) => sum + (this.#changes.get(object) ?? 0), 0);
  }

  /** A field is new, or has become a key: what rows hold in it can be looked up from now on. */
  index(object: string, field: FieldSpec): void {
    this.#keys.delete(`${object}.${field.name}`);
    if (!field.unique && !field.externalId) return;
    for (const row of this.all(object)) this.#reindex(object, String(row['Id']), field, undefined, row);
  }

  /** Out of the recycle bin for good: no query finds it, only the list of deletions names it. Throws on a row that is not deleted. */
  purge(object: string, id: string): void {
    const row = this.get(object, id);
    if (row?.['IsDeleted'] !== true) throw new Error('only what is in the recycle bin can be purged');
    this.#place(object, id, row, undefined);
    this.#purged.set(object, [...(this.#purged.get(object) ?? []), row]);
  }

  purgedOf(object: string): readonly Row[] {
    return this.#purged.get(object) ?? [];
  }

  /** The field is gone, and its values with it. */
  dropField(object: string, field: FieldSpec): void {
    this.#keys.delete(`${object}.${field.name}`);
    const table = this.#table(object);
    for (const [id, row] of table) {
      const { [field.name]: gone, ...rest } = row;
      if (gone !== undefined) table.set(id, rest);
    }
  }

  /** The object is gone, and all of its rows. */
  dropObject(object: string): void {
    this.#tables.delete(object);
    for (const name of this.#keys.keys()) if (name.startsWith(`${object}.`)) this.#keys.delete(name);
  }

  /** Where the journal stands, for {@link undoTo}. */
  mark(): number {
    return this.#journal.length;
  }

  undoTo(mark: number): void {
    for (const change of this.#journal.splice(mark).reverse())
      this.#place(change.object, change.id, change.after, change.before);
  }

  /** What was changed since the last call, in order; from here on it cannot be undone. */
  settle(): readonly Change[] {
    const changes = this.#journal;
    this.#journal = [];
    return changes;
  }

  #place(object: string, id: string, before: Row | undefined, after: Row | undefined): void {
    const table = this.#table(object);
    this.#changes.set(object, (this.#changes.get(object) ?? 0) + 1);
    if (after === undefined) table.delete(id);
    else table.set(id, after);
    for (const field of this.#schema.object(object)?.fields ?? [])
      if (field.unique || field.externalId) this.#reindex(object, id, field, before, after);
  }

  #reindex(object: string, id: string, field: FieldSpec, before: Row | undefined, after: Row | undefined): void {
    const held = before?.['IsDeleted'] === true ? undefined : keyOf(field, before?.[field.name]);
    const holds = after?.['IsDeleted'] === true ? undefined : keyOf(field, after?.[field.name]);
    if (held === holds) return;
    const name = `${object}.${field.name}`;
    const index = this.#keys.get(name) ?? new Map<string, string | readonly string[]>();
    this.#keys.set(name, index);
    const without = (key: string): readonly string[] => [index.get(key) ?? []].flat().filter((each) => each !== id);
    if (held !== undefined) {
      const rest = without(held);
      if (rest.length === 0) index.delete(held);
      else index.set(held, rest);
    }
    if (holds !== undefined) {
      const others = without(holds);
      index.set(holds, others.length === 0 ? id : [...others, id]);
    }
  }

  #table(object: string): Map<string, Row> {
    let table = this.#tables.get(object);
    if (table === undefined) {
      if (this.#schema.object(object)?.name !== object) throw new Error(`the sandbox has no object ${object}`);
      table = new Map();
      this.#tables.set(object, table);
    }
    return table;
  }
}

function keyOf(field: FieldSpec, value: Value | undefined): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : folded(field, String(value));
}

/** Keys that differ only in case are one, unless the field tells them apart. */
function folded(field: FieldSpec, value: string): string {
  return field.caseSensitive === true ? value : value.toLowerCase();
}
