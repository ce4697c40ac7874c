/** The records of the account, their histories, and the search index that lags behind them. */
import type { Catalogue } from './catalogue.ts';
import { OBJECT_TYPES, type ObjectType, TYPE_FACTS } from './object-types.ts';
import { UniqueValues } from './unique-values.ts';
import type { Values } from './values.ts';

/** Who wrote a value, as property history tells it. */
export interface Source {
  /** E.g. `INTEGRATION`, `CRM_UI`, `FORM`, `ANALYTICS`, `AUTOMATION_PLATFORM`, `IMPORT`. */
  readonly type: string;
  readonly id?: string;
  readonly label?: string;
  /** The HubSpot user, where a person did it. */
  readonly userId?: number;
}

export interface HistoryEntry {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly source: Source;
}

export interface HubSpotRecord {
  readonly type: ObjectType;
  readonly id: string;
  readonly createdAt: number;
  updatedAt: number;
  archivedAt: number | undefined;
  values: Values;
  /** Per property, oldest first. */
  readonly history: Map<string, HistoryEntry[]>;
  /** States that search shows now or will show, by the moment from which it does. */
  indexed: { readonly from: number; readonly values: Values }[];
}

/** One write, checked and complete; `''` clears. */
export interface Write {
  readonly values: Values;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly source: Source;
  /** False: the modification date stays, as for a changed association. */
  readonly touch?: boolean;
}

export interface Change {
  readonly kind: 'created' | 'changed' | 'archived' | 'restored' | 'erased' | 'merged';
  readonly record: HubSpotRecord;
  readonly properties: readonly string[];
  /** After a merge: the ids that the record came of, the primary one first. */
  readonly formerIds?: readonly string[];
  readonly at: number;
  readonly source: Source;
}

/** The source type under which a merge ends its two records and makes the third. */
export const MERGE = 'MERGE_OBJECTS';

/** The newest entries of one property's history that are kept. */
const HISTORY_KEPT = 100;

export class RecordStore {
  readonly unique: UniqueValues;
  readonly #lagMs: number;
  readonly #nextId: Map<ObjectType, number>;
  readonly #byId = new Map<ObjectType, Map<string, HubSpotRecord>>();
  /** By number of id. */
  readonly #inOrder = new Map<ObjectType, HubSpotRecord[]>();
  /** Ids that a merge ended → the id that stands for them now. */
  readonly #leads = new Map<ObjectType, Map<string, string>>();
  readonly #watchers: ((change: Change) => void)[] = [];

  constructor(catalogue: Catalogue, firstIds: Readonly<Record<ObjectType, number>>, lagMs: number) {
    this.unique = new UniqueValues(catalogue);
    this.#lagMs = lagMs;
    this.#nextId = new Map(OBJECT_TYPES.map((type) => [type, firstIds[type]]));
    for (const type of OBJECT_TYPES) {
      this.#byId.set(type, new Map());
      this.#leads.set(type, new Map());
      this.#inOrder.set(type, []);
    }
  }

  watch(watcher: (change: Change) => void): void {
    this.#watchers.push(watcher);
  }

  /** Live and archived alike. */
  find(type: ObjectType, id: string): HubSpotRecord | undefined {
    return this.#byId.get(type)?.get(id);
  }

  live(type: ObjectType, id: string): HubSpotRecord | undefined {
    const record = this.find(type, id);
    return record?.archivedAt === undefined ? record : undefined;
  }

  /** By id, or by the value of a unique property. An id that a merge ended finds the record that came of it. */
  lookUp(type: ObjectType, id: string, idProperty: string | undefined): HubSpotRecord | undefined {
    const own = idProperty === undefined || idProperty === 'hs_object_id';
    const found = own ? (this.#leads.get(type)?.get(id) ?? id) : this.unique.holder(type, idProperty, id);
    return found === undefined ? undefined : this.find(type, found);
  }

  /** All of a type, archived ones too, in the order of their ids. */
  all(type: ObjectType): readonly HubSpotRecord[] {
    return this.#inOrder.get(type) ?? [];
  }

  create(type: ObjectType, write: Write, wantedId?: string): HubSpotRecord {
    const id = wantedId ?? this.#takeId(type);
    const facts = TYPE_FACTS[type];
    const createdAt =
      write.values[facts.created] === undefined ? write.at : Date.parse(write.values[facts.created] ?? '');
    const record: HubSpotRecord = {
      type,
      id,
      createdAt,
      updatedAt: write.at,
      archivedAt: undefined,
      values: origin(write.source),
      history: new Map(),
      indexed: [],
    };
    this.#byId.get(type)?.set(id, record);
    this.#place(record);
    const values = { ...write.values, hs_object_id: id, [facts.created]: new Date(createdAt).toISOString() };
    this.#apply(record, { ...write, values });
    this.#tell({ kind: 'created', record, properties: Object.keys(values), at: write.at, source: write.source });
    return record;
  }

  /** Stamps the modification even if no value differs; history grows only where one does. */
  update(record: HubSpotRecord, write: Write): void {
    const changed = Object.keys(write.values).filter(
      (name) => (record.values[name] ?? '') !== (write.values[name] ?? ''),
    );
    this.#apply(record, write);
    this.#tell({ kind: 'changed', record, properties: changed, at: write.at, source: write.source });
  }

  /** Search forgets it at once; its unique values are free again. */
  archive(record: HubSpotRecord, at: number, source: Source): void {
    record.archivedAt = at;
    record.updatedAt = at;
    record.indexed = [];
    this.unique.release(record.type, record.id, record.values);
    this.#tell({ kind: 'archived', record, properties: [], at, source });
  }

  /** An archived record is live again. Its unique values must still be free. */
  restore(record: HubSpotRecord, at: number, source: Source): void {
    record.archivedAt = undefined;
    this.#apply(record, { values: {}, at, source });
    this.#tell({ kind: 'restored', record, properties: [], at, source });
  }

  /** After a merge: the former ids, the primary one first, lead to the record that came of them. */
  lead(record: HubSpotRecord, formerIds: readonly string[], source: Source): void {
    for (const formerId of formerIds) this.#leads.get(record.type)?.set(formerId, record.id);
    const properties = Object.keys(record.values);
    this.#tell({ kind: 'merged', record, properties, formerIds, at: record.updatedAt, source });
  }

  /** Nothing of it stays, not even among the archived. */
  erase(record: HubSpotRecord, at: number, source: Source): void {
    if (record.archivedAt === undefined) this.archive(record, at, source);
    this.#byId.get(record.type)?.delete(record.id);
    const list = this.#inOrder.get(record.type) ?? [];
    list.splice(list.indexOf(record), 1);
    this.#tell({ kind: 'erased', record, properties: [], at, source });
  }

  /** What search knows of a record at a moment: an older state while the index lags, undefined before the first. */
  indexedValues(record: HubSpotRecord, now: number): Values | undefined {
    if (record.archivedAt !== undefined) return undefined;
    if (this.#lagMs === 0) return record.values;
    let shown: Values | undefined;
    for (const state of record.indexed) if (state.from <= now) shown = state.values;
    return shown;
  }

  #apply(record: HubSpotRecord, write: Write): void {
    const { values, at, source } = write;
    const next: Record<string, string> = { ...record.values };
    for (const [name, value] of Object.entries(values)) {
      if ((next[name] ?? '') === value) continue;
      if (value === '') delete next[name];
      else next[name] = value;
      const entries = record.history.get(name) ?? [];
      entries.push({ value, at, source });
      if (entries.length > HISTORY_KEPT) entries.shift();
      record.history.set(name, entries);
    }
    if (write.touch ?? true) {
      record.updatedAt = at;
      next[TYPE_FACTS[record.type].modified] = new Date(at).toISOString();
    }
    this.unique.move(record.type, record.id, record.values, next);
    record.values = next;
    this.#index(record, at);
  }

  #index(record: HubSpotRecord, at: number): void {
    if (this.#lagMs === 0) return;
    const shown = record.indexed.findLastIndex((state) => state.from <= at);
    record.indexed = [...record.indexed.slice(Math.max(shown, 0)), { from: at + this.#lagMs, values: record.values }];
  }

  #takeId(type: ObjectType): string {
    const taken = this.#byId.get(type);
    let next = this.#nextId.get(type) ?? 1;
    while (taken?.has(String(next))) next += 1;
    this.#nextId.set(type, next + 1);
    return String(next);
  }

  #place(record: HubSpotRecord): void {
    const list = this.#inOrder.get(record.type) ?? [];
    const number = Number(record.id);
    let place = list.length;
    while (place > 0 && Number(list[place - 1]?.id) > number) place -= 1;
    list.splice(place, 0, record);
  }

  #tell(change: Change): void {
    for (const watcher of this.#watchers) watcher(change);
  }
}

/** What HubSpot says once of how a record was made: nobody changes it. */
function origin({ type, label }: Source): Values {
  return { hs_object_source_label: type, ...(label === undefined ? {} : { hs_object_source_detail_1: label }) };
}
