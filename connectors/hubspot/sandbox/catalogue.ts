/** Which properties each object type has: HubSpot's own that matter here, and those the portal's administrators add. */
import { DEFAULT_PROPERTIES } from './default-properties.ts';
import { OBJECT_TYPES, type ObjectType } from './object-types.ts';
import type { Property } from './property.ts';

export interface PropertyGroup {
  readonly name: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly archived: boolean;
}

export class Catalogue {
  readonly #properties = new Map<ObjectType, Map<string, Property>>();
  readonly #groups = new Map<ObjectType, Map<string, PropertyGroup>>();

  constructor() {
    for (const type of OBJECT_TYPES) {
      const properties = DEFAULT_PROPERTIES[type];
      this.#properties.set(type, new Map(properties.map((property) => [property.name, property])));
      const groups = [...new Set(properties.map((property) => property.groupName))];
      this.#groups.set(
        type,
        new Map(groups.map((name, displayOrder) => [name, { name, label: name, displayOrder, archived: false }])),
      );
    }
  }

  /** The live definition; undefined when there is none or it is archived. */
  find(type: ObjectType, name: string): Property | undefined {
    const property = this.#properties.get(type)?.get(name);
    return property?.archived === true ? undefined : property;
  }

  list(type: ObjectType): readonly Property[] {
    return [...(this.#properties.get(type)?.values() ?? [])];
  }

  put(type: ObjectType, property: Property): void {
    this.#properties.get(type)?.set(property.name, property);
  }

  group(type: ObjectType, name: string): PropertyGroup | undefined {
    return this.#groups.get(type)?.get(name);
  }

  groups(type: ObjectType): readonly PropertyGroup[] {
    return [...(this.#groups.get(type)?.values() ?? [])];
  }

  putGroup(type: ObjectType, group: PropertyGroup): void {
    this.#groups.get(type)?.set(group.name, group);
  }

  removeGroup(type: ObjectType, name: string): void {
    this.#groups.get(type)?.delete(name);
  }

  /** Names of properties whose value must be unique, e-mail of contacts included. */
  unique(type: ObjectType): readonly string[] {
    return this.list(type)
      .filter((property) => property.hasUniqueValue && !property.archived)
      .map((property) => property.name);
  }

  /** The portal's administrator adds an option to a select property; one that stands is left alone. */
  ensureOption(type: ObjectType, name: string, value: string): void {
    const property = this.find(type, name);
    if (property?.type !== 'enumeration' || property.options.some((option) => option.value === value)) return;
    const option = { label: value, value, displayOrder: property.options.length, hidden: false };
    this.put(type, { ...property, options: [...property.options, option] });
  }
}
