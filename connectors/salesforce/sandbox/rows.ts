/** The org's records: tables with unique indexes, and a journal so that a call which is all-or-none can be undone. */
import { idOf } from './ids.ts';
import type { ObjectSpec, Schema } from './schema.ts';
import { filled, type Row } from './values.ts';

export interface Change {
  readonly object: string;
  readonly id: string;
  readonly before: Row | undefined;
  readonly after: Row;
}

export class Rows {
  readonly #schema: Schema;
  readonly #tables = new Map<string, Map<string, Row>>();
  readonly #unique = new Map<string, Map<string, string>>();
  readonly #made = new Map<string, number>();
  #journal: Change[] = [];

  constructor(schema: Schema) {
    this.#schema = schema;
    for (const object of schema.objects) this.#tables.set(object.name, new Map());
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

  /** The living row that holds this value of a unique field. */
  holder(object: string, field: string, value: string): Row | undefined {
    const id = this.#unique.get(`${object}.${field}`)?.get(value);
    return id === undefined ? undefined : this.get(object, id);
  }

  put(object: string, row: Row): void {
    const id = String(row['Id']);
    const before = this.get(object, id);
    this.#journal.push({ object, id, before, after: row });
    this.#place(object, id, before, row);
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
    if (after === undefined) table.delete(id);
    else table.set(id, after);
    for (const field of this.#schema.object(object)?.fields ?? []) {
      if (!field.unique) continue;
      const held = before?.['IsDeleted'] === true ? undefined : filled(before?.[field.name]);
      const holds = after?.['IsDeleted'] === true ? undefined : filled(after?.[field.name]);
      if (held === holds) continue;
      const index = this.#index(`${object}.${field.name}`);
      if (held !== undefined) index.delete(held);
      if (holds !== undefined) index.set(holds, id);
    }
  }

  #table(object: string): Map<string, Row> {
    const table = this.#tables.get(object);
    if (table === undefined) throw new Error(`the sandbox has no object ${object}`);
    return table;
  }

  #index(name: string): Map<string, string> {
    let index = this.#unique.get(name);
    if (index === undefined) {
      index = new Map();
      this.#unique.set(name, index);
    }
    return index;
  }
}
