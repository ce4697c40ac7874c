/** Fields as those who make them describe them (Metadata API, CustomField), and as the org then has them. */
import { z } from 'zod';
import { type RowError, rowError } from './refusal.ts';
import { derived, type FieldSpec, type FieldType, field, type Picklist } from './schema.ts';

/** SOAP sends every value as text, and one element where there could be several; JSON sends what it means. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
export const several = <T extends z.ZodType>(item: T) => z.preprocess(listed, z.array(item));

const valueSchema = z.looseObject({
  fullName: z.string().optional(),
  valueName: z.string().optional(),
  label: z.string().nullish(),
  default: flag.nullish(),
});
const fieldSchema = z.looseObject({
  type: z.string().nullish(),
  label: z.string().nullish(),
  length: z.coerce.number().int().nullish(),
  precision: z.coerce.number().int().nullish(),
  scale: z.coerce.number().int().nullish(),
  required: flag.nullish(),
  unique: flag.nullish(),
  externalId: flag.nullish(),
  caseSensitive: flag.nullish(),
  defaultValue: z.union([z.string(), z.boolean(), z.number()]).nullish(),
  formula: z.string().nullish(),
  displayFormat: z.string().nullish(),
  referenceTo: z.string().nullish(),
  relationshipName: z.string().nullish(),
  valueSet: z
    .looseObject({
      restricted: flag.nullish(),
      valueSetDefinition: z.looseObject({ value: several(valueSchema) }).nullish(),
      valueSetName: z.string().nullish(),
    })
    .nullish(),
});
type FieldMetadata = z.infer<typeof fieldSchema>;

export type Made = { readonly ok: true; readonly spec: FieldSpec } | { readonly ok: false; readonly error: RowError };

/** Types by their metadata name: how the org calls them, and what they cannot be without. */
const TYPES: Readonly<
  Record<string, { readonly type: FieldType; readonly needs?: 'length' | 'precision' | 'valueSet' | 'referenceTo' }>
> = {
  AutoNumber: { type: 'string' },
  Checkbox: { type: 'boolean' },
  Currency: { type: 'currency', needs: 'precision' },
  Date: { type: 'date' },
  DateTime: { type: 'datetime' },
  Email: { type: 'email' },
  Html: { type: 'textarea', needs: 'length' },
  LongTextArea: { type: 'textarea', needs: 'length' },
  Lookup: { type: 'reference', needs: 'referenceTo' },
  MasterDetail: { type: 'reference', needs: 'referenceTo' },
  MultiselectPicklist: { type: 'multipicklist', needs: 'valueSet' },
  Number: { type: 'double', needs: 'precision' },
  Percent: { type: 'percent', needs: 'precision' },
  Phone: { type: 'phone' },
  Picklist: { type: 'picklist', needs: 'valueSet' },
  Text: { type: 'string', needs: 'length' },
  TextArea: { type: 'textarea' },
  Url: { type: 'url' },
};

/** `name` ends in `__c`. */
export function fieldFrom(name: string, metadata: unknown): Made {
  const failed = (code: string, message: string, at: string): Made => ({
    ok: false,
    error: rowError(code, message, [at]),
  });
  const parsed = fieldSchema.safeParse(metadata);
  if (!parsed.success) return failed('INVALID_FIELD', z.prettifyError(parsed.error), 'Metadata');
  const given = parsed.data;
  if (!/^[A-Za-z](?:[A-Za-z0-9]|_(?!_))*__c$/.test(name))
    return failed('INVALID_FIELD', `Invalid fullName, must end in a custom suffix (e.g. __c): ${name}`, 'FullName');
  const kind = TYPES[given.type ?? ''];
  if (kind === undefined)
    return failed(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `Field type: bad value for restricted picklist field: ${given.type}`,
      'type',
    );
  if (kind.needs !== undefined && (given[kind.needs] ?? undefined) === undefined)
    return failed(
      'FIELD_INTEGRITY_EXCEPTION',
      `Must specify '${kind.needs}' for a CustomField of type ${given.type}`,
      kind.needs,
    );
  const label = given.label ?? '';
  if (label === '') return failed('REQUIRED_FIELD_MISSING', 'Required field is missing: label', 'label');
  if (label.length > 40)
    return failed('STRING_TOO_LONG', `Field Label: data value too large: ${label} (max length=40)`, 'label');
  return { ok: true, spec: specOf(name, kind.type, given) };
}

function specOf(name: string, type: FieldType, given: FieldMetadata): FieldSpec {
  const label = given.label ?? name;
  if ((given.formula ?? '') !== '') return derived(name, type, { label, calculated: true });
  if (given.type === 'AutoNumber') return derived(name, 'string', { label, length: 30 });
  const values = given.valueSet?.valueSetDefinition?.value ?? [];
  const initial = initialValue(type, given) ?? nameOf(values.find((value) => value.default === true));
  return field(name, type, {
    label,
    ...(typeof given.length === 'number' ? { length: given.length } : {}),
    ...(given.type === 'TextArea' ? { length: 255 } : {}),
    ...(typeof given.precision === 'number' ? { precision: given.precision, scale: given.scale ?? 0 } : {}),
    required: given.required === true || given.type === 'MasterDetail',
    unique: given.unique === true,
    externalId: given.externalId === true,
    caseSensitive: given.caseSensitive === true,
    ...(given.valueSet === undefined || given.valueSet === null ? {} : { picklist: picklistOf(given) }),
    ...(initial === undefined ? {} : { default: initial }),
    ...(type === 'reference'
      ? { to: [given.referenceTo ?? ''], relationship: name.replace(/__c$/, '__r'), ...childrenName(given) }
      : {}),
  });
}

function childrenName({ relationshipName }: FieldMetadata): { readonly children?: string } {
  return (relationshipName ?? '') === '' ? {} : { children: `${relationshipName}__r` };
}

function picklistOf({ valueSet }: FieldMetadata): Picklist {
  const values = valueSet?.valueSetDefinition?.value ?? [];
  const names = values.flatMap((value) => nameOf(value) ?? []);
  const labels = Object.fromEntries(
    values.flatMap((value) => [[nameOf(value) ?? '', value.label ?? nameOf(value) ?? '']]),
  );
  return { values: names, restricted: valueSet?.restricted === true, labels };
}

function nameOf(value: z.infer<typeof valueSchema> | undefined): string | undefined {
  return value?.fullName ?? value?.valueName;
}

/** Check boxes start as false; other initial values are formulas, of which plain literals are taken. */
function initialValue(type: FieldType, { defaultValue }: FieldMetadata): FieldSpec['default'] | undefined {
  if (type === 'boolean') return defaultValue === true || defaultValue === 'true';
  if (typeof defaultValue === 'number') return defaultValue;
  const quoted = typeof defaultValue === 'string' ? /^"([^"]*)"$|^'([^']*)'$/.exec(defaultValue) : null;
  return quoted === null ? undefined : (quoted[1] ?? quoted[2]);
}

function listed(value: unknown): unknown {
  return value === undefined || value === null ? [] : [value].flat();
}
