/** Which record holds which unique value: e-mail addresses of contacts, and properties made with `hasUniqueValue`. */
import type { Catalogue } from './catalogue.ts';
import type { ObjectType } from './object-types.ts';
import { contactExists, invalid, invalidProperties, type Refusal } from './refusal.ts';
import type { Values } from './values.ts';

/** Values that a batch has promised to records that do not stand yet. */
export type Claims = Set<string>;

/** What a record would hold: one key per property and value. A contact's further addresses count like its first. */
function keysOf(
  catalogue: Catalogue,
  type: ObjectType,
  values: Values,
): { key: string; name: string; value: string }[] {
  const held = catalogue
    .unique(type)
    .map((name) => ({ name, value: values[name] ?? '' }))
    .filter(({ value }) => value !== '');
  const further = type === 'contacts' ? (values['hs_additional_emails'] ?? '').split(';') : [];
  for (const address of further) if (address.trim() !== '') held.push({ name: 'email', value: address.trim() });
  return held.map(({ name, value }) => ({ key: keyOf(type, name, value), name, value }));
}

function keyOf(type: ObjectType, name: string, value: string): string {
  return `${type}\n${name}\n${name === 'email' ? value.trim().toLowerCase() : value}`;
}

export class UniqueValues {
  readonly #catalogue: Catalogue;
  readonly #holders = new Map<string, string>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** The live record that holds the value. Refuses a property whose values are not unique: it cannot stand for an id. */
  holder(type: ObjectType, name: string, value: string): string | undefined {
    if (!this.#catalogue.unique(type).includes(name)) {
      throw invalid(`Property ${name} is not a unique property of ${type} and cannot be the idProperty.`);
    }
    return this.#holders.get(keyOf(type, name, value));
  }

  /** Why a record may not take these values, and claims them if it may. `id` is undefined for a record yet to be made. */
  conflict(type: ObjectType, id: string | undefined, values: Values, claims: Claims): Refusal | undefined {
    const keys = keysOf(this.#catalogue, type, values);
    for (const { key, name, value } of keys) {
      const holder = this.#holders.get(key);
      if (holder !== undefined && holder !== id) {
        return name === 'email' ? contactExists(holder) : taken(name, value, holder);
      }
      if (holder === undefined && claims.has(key)) {
        return invalid(`Duplicate ${name} ${value} found in batch input.`);
      }
    }
    for (const { key } of keys) claims.add(key);
    return undefined;
  }

  /** The record's values have changed. */
  move(type: ObjectType, id: string, before: Values, after: Values): void {
    this.release(type, id, before);
    for (const { key } of keysOf(this.#catalogue, type, after)) this.#holders.set(key, id);
  }

  release(type: ObjectType, id: string, values: Values): void {
    for (const { key } of keysOf(this.#catalogue, type, values)) {
      if (this.#holders.get(key) === id) this.#holders.delete(key);
    }
  }
}

function taken(name: string, value: string, holder: string): Refusal {
  return invalidProperties([
    {
      name,
      error: 'CONFLICTING_UNIQUE_VALUE',
      message: `Cannot set ${name} to ${value}. ${holder} already has that value.`,
    },
  ]);
}
