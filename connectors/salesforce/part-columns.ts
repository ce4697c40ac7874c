/** What a report type shows: the columns that a standing one lacks, and the same one with them. Its sections, their order and what else an admin made of it stay. */
import type { Found } from './metadata-calls.ts';
import type { Metadata, MetadataValue, Part } from './own-part.ts';
import { asMetadata, entriesOf } from './part-fit.ts';

/** The sections of the part with those of their columns that no section of the org's has. */
export function missingColumns({ metadata }: Part, found: Found): Metadata {
  const known = new Set(sectionsOf(found).flatMap(columnsOf).map(keyOf));
  const sections = sectionsOf(metadata).map((section) => ({
    ...section,
    columns: columnsOf(section).filter((column) => !known.has(keyOf(column))),
  }));
  return { sections: sections.filter(({ columns }) => columns.length > 0) };
}

/** By the org's own names. */
export function namesOfColumns(definition: Metadata): readonly string[] {
  return sectionsOf(definition)
    .flatMap(columnsOf)
    .map(({ field }) => String(field));
}

/** Each at the end of the section that bears its section's name; where there is none, in that section, at the end. */
export function withColumns(found: Found, definition: Metadata): Metadata {
  const standing = sectionsOf(found);
  const added = sectionsOf(definition);
  const extended = standing.map((section) => {
    const more = added.filter((one) => isSame(one, section)).flatMap(columnsOf);
    return { ...section, columns: [...columnsOf(section), ...more] };
  });
  const further = added.filter((one) => !standing.some((section) => isSame(one, section)));
  const sections: readonly MetadataValue[] = [...extended, ...further];
  return { ...asMetadata(found), sections };
}

function isSame(a: Metadata, b: Metadata): boolean {
  return a['masterLabel'] === b['masterLabel'];
}

function sectionsOf(of: Readonly<Record<string, unknown>>): readonly Metadata[] {
  return entriesOf(of['sections']);
}

function columnsOf(section: Metadata): readonly Metadata[] {
  return entriesOf(section['columns']);
}

function keyOf({ table, field }: Metadata): string {
  return `${String(table)} ${String(field)}`;
}
