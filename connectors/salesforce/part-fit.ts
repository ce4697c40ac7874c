/** Whether a part that stands in the org can serve as Baton's, and what it lacks. */
import { z } from 'zod';
import type { Choice } from '../../src/domain/own-fields.ts';
import type { Found } from './metadata-calls.ts';
import { MARK, type Metadata, type Part } from './own-part.ts';

/** What can take Baton's values: a text takes anything that is short enough; a list takes its values. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  Text: ['Text', 'TextArea', 'LongTextArea', 'Picklist'],
  LongTextArea: ['LongTextArea', 'Html'],
  Picklist: ['Picklist', 'Text', 'TextArea'],
  Number: ['Number', 'Currency'],
  Currency: ['Currency', 'Number'],
  DateTime: ['DateTime'],
  Checkbox: ['Checkbox'],
  Lookup: ['Lookup'],
};

const shape = z.looseObject({
  type: z.string().nullish(),
  label: z.string().nullish(),
  description: z.string().nullish(),
  length: z.coerce.number().nullish(),
  unique: flag(),
  externalId: flag(),
  referenceTo: z.string().nullish(),
  valueSet: z
    .looseObject({
      valueSetDefinition: z
        .looseObject({ value: several(z.looseObject({ fullName: z.string().nullish() })) })
        .nullish(),
    })
    .nullish(),
});

export function labelOf(found: Found): string {
  return shape.safeParse(found).data?.label ?? '';
}

export function typeOf(found: Found): string {
  return shape.safeParse(found).data?.type ?? '';
}

/** Nobody has taken it over or made it anew by hand. List views have no description to tell by. */
export function isMarked({ type }: Pick<Part, 'type'>, found: Found): boolean {
  return type === 'ListView' || (shape.safeParse(found).data?.description ?? '').includes(MARK);
}

/** What it would have to be, where a field cannot hold what Baton keeps in it. */
export function misfit({ metadata }: Part, found: Found): readonly string[] | undefined {
  const there = shape.safeParse(found).data;
  const wanted = String(metadata['type']);
  if (!(TAKES[wanted] ?? [wanted]).includes(there?.type ?? '')) return TAKES[wanted] ?? [wanted];
  if (metadata['unique'] === true && !(there?.unique === true && there.externalId === true))
    return [`${wanted}, unique, external ID`];
  if (wanted === 'Lookup' && there?.referenceTo !== metadata['referenceTo'])
    return [`Lookup(${String(metadata['referenceTo'])})`];
  const { length } = metadata;
  if (wanted === 'Text' && there?.type === 'Text' && typeof length === 'number' && (there.length ?? length) < length)
    return [`Text(${length})`];
  return undefined;
}

/** Values of the list that the org's does not have. */
export function missingChoices(choices: readonly Choice[], found: Found): readonly Choice[] {
  const there = shape.safeParse(found).data;
  if (there?.type !== 'Picklist') return [];
  const known = new Set((there.valueSet?.valueSetDefinition?.value ?? []).map(({ fullName }) => fullName));
  return choices.filter(({ value }) => !known.has(value));
}

const grants = z.looseObject({
  fieldPermissions: several(z.looseObject({ field: z.string(), editable: flag(), readable: flag() })),
  objectPermissions: several(
    z.looseObject({ object: z.string(), allowRead: flag(), allowCreate: flag(), allowEdit: flag() }),
  ),
  userPermissions: several(z.looseObject({ name: z.string(), enabled: flag() })),
  tabSettings: several(z.looseObject({ tab: z.string() })),
});
/** The lists of a permission set, and by what their entries are told apart. */
const RIGHTS = [
  ['fieldPermissions', 'field'],
  ['objectPermissions', 'object'],
  ['userPermissions', 'name'],
  ['tabSettings', 'tab'],
] as const;

/** Entries of the set that the org's does not have at all, by list. What somebody has narrowed stays so. */
export function missingRights({ metadata }: Part, found: Found): Metadata {
  const there = grants.safeParse(found).data;
  const lists = RIGHTS.map(([list, key]) => {
    const known = new Set((there?.[list] ?? []).map((one) => String(asMetadata(one)[key])));
    return [list, entriesOf(metadata[list]).filter((entry) => !known.has(String(entry[key])))] as const;
  });
  return Object.fromEntries(lists.filter(([, entries]) => entries.length > 0));
}

/** What rights are to, by the org's own names. */
export function namesOfRights(rights: Metadata): readonly string[] {
  return RIGHTS.flatMap(([list, key]) => entriesOf(rights[list]).map((entry) => String(entry[key])));
}

/** A set as it stands, with these entries at the end of its lists. */
export function withRights(found: Found, rights: Metadata): Metadata {
  const lists = RIGHTS.map(([list]) => [list, [...entriesOf(found[list]), ...entriesOf(rights[list])]] as const);
  return { ...asMetadata(found), ...Object.fromEntries(lists.filter(([, entries]) => entries.length > 0)) };
}

/** A list as it stands, with the values that it lacks at the end. */
export function withChoices(found: Found, values: readonly Metadata[]): Metadata {
  const standing = asMetadata(found);
  const set = asMetadata(standing['valueSet']);
  const definition = asMetadata(set['valueSetDefinition']);
  const value = [...entriesOf(definition['value']), ...values];
  return { ...standing, valueSet: { ...set, valueSetDefinition: { ...definition, value } } };
}

const metadataValue: z.ZodType<Metadata[string]> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(metadataValue), z.record(z.string(), metadataValue)]),
);

/** Without what stands for nothing, and without the type that SOAP wrote on it. */
export function asMetadata(value: unknown): Metadata {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).flatMap(([name, each]) => {
    const read = metadataValue.safeParse(pruned(each));
    return read.success && !name.startsWith('@') && !name.startsWith('$') ? [[name, read.data] as const] : [];
  });
  return Object.fromEntries(entries);
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  return typeof value === 'object' && value !== null ? asMetadata(value) : value;
}

/** One where there could be several. */
export function entriesOf(value: unknown): readonly Metadata[] {
  return (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(asMetadata);
}

/** SOAP says everything in text, and one element where there could be several. */
function flag() {
  return z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).nullish();
}

function several<T extends z.ZodType>(item: T) {
  return z.preprocess((one) => [one ?? []].flat(), z.array(item));
}
