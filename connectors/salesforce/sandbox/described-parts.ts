/** Fields and objects that the org had from its beginning, told as the Metadata API tells them. */
import type { Component, Customizing } from './customizing.ts';
import type { FieldSpec, FieldType, ObjectSpec, Schema } from './schema.ts';

const TYPES: Partial<Record<FieldType, string>> = {
  boolean: 'Checkbox',
  currency: 'Currency',
  date: 'Date',
  datetime: 'DateTime',
  double: 'Number',
  email: 'Email',
  multipicklist: 'MultiselectPicklist',
  percent: 'Percent',
  phone: 'Phone',
  picklist: 'Picklist',
  reference: 'Lookup',
  string: 'Text',
  url: 'Url',
};

type Metadata = Component['metadata'];

/** Undefined where there is no such part. Custom objects come with their custom fields. */
export function metadataOf(
  { customizing, whole }: { readonly customizing: Customizing; readonly whole: Schema },
  type: string,
  fullName: string,
): Metadata | undefined {
  const made = customizing.find(type, fullName)?.metadata;
  if (type === 'CustomField') return made ?? fieldMetadata(whole, fullName);
  if (type !== 'CustomObject') return made;
  const object = whole.object(fullName);
  if (object === undefined) return made;
  const fields = object.fields
    .filter(({ name }) => name.endsWith('__c'))
    .map((spec) => {
      const name = `${object.name}.${spec.name}`;
      return { fullName: spec.name, ...(customizing.find('CustomField', name)?.metadata ?? describedField(spec)) };
    });
  return { label: object.label, pluralLabel: object.labelPlural, ...made, fields };
}

function fieldMetadata(whole: Schema, fullName: string): Metadata | undefined {
  const [owner = '', name = ''] = fullName.split('.');
  if (!name.endsWith('__c')) return undefined;
  const object = whole.objects.find((one: ObjectSpec) => isCalled(one, owner));
  const spec = object === undefined ? undefined : whole.field(object, name);
  return spec === undefined ? undefined : describedField(spec);
}

function isCalled({ name, family }: ObjectSpec, owner: string): boolean {
  return [name, family ?? name].some((one) => one.toLowerCase() === owner.toLowerCase());
}

function describedField(spec: FieldSpec): Metadata {
  const { label, type, length, unique, externalId, caseSensitive = false, precision = 18, scale = 2 } = spec;
  const common = { label, required: spec.required };
  if (type === 'textarea')
    return length > 255
      ? { ...common, type: 'LongTextArea', length, visibleLines: 3 }
      : { ...common, type: 'TextArea' };
  const told = { ...common, type: TYPES[type] ?? 'Text' };
  if (type === 'string') return { ...told, length, unique, externalId, caseSensitive };
  if (type === 'double' || type === 'currency' || type === 'percent') return { ...told, precision, scale };
  if (type === 'reference') return { ...told, referenceTo: spec.to?.[0] ?? '' };
  if (spec.picklist === undefined) return told;
  const { values, restricted, labels = {} } = spec.picklist;
  const value = values.map((one) => ({ fullName: one, default: one === spec.default, label: labels[one] ?? one }));
  return { ...told, valueSet: { restricted, valueSetDefinition: { sorted: false, value } } };
}
