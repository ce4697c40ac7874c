/** Objects as those who make them describe them (Metadata API, CustomObject), and as the org then has them. */
import { z } from 'zod';
import { several } from './custom-fields.ts';
import { systemFields } from './objects-system.ts';
import { type RowError, rowError } from './refusal.ts';
import { derived, type FieldSpec, type ObjectSpec, reference, text } from './schema.ts';

const objectSchema = z.looseObject({
  label: z.string().nullish(),
  pluralLabel: z.string().nullish(),
  nameField: z
    .looseObject({ type: z.string(), label: z.string().nullish(), displayFormat: z.string().nullish() })
    .nullish(),
  sharingModel: z.string().nullish(),
  fields: several(z.looseObject({ fullName: z.string() })),
});

export type MadeObject =
  | { readonly ok: true; readonly spec: ObjectSpec; readonly fields: readonly { readonly fullName: string }[] }
  | { readonly ok: false; readonly error: RowError };

/** `fields` of the answer are the custom ones that came along; the spec has those that every object has. */
export function objectFrom(name: string, metadata: unknown, prefix: string): MadeObject {
  const failed = (code: string, message: string, at: string): MadeObject => ({
    ok: false,
    error: rowError(code, message, [at]),
  });
  const parsed = objectSchema.safeParse(metadata);
  if (!parsed.success) return failed('INVALID_FIELD', z.prettifyError(parsed.error), 'Metadata');
  const { label, pluralLabel, nameField, sharingModel, fields } = parsed.data;
  if (!/^[A-Za-z](?:[A-Za-z0-9]|_(?!_))*__c$/.test(name))
    return failed('INVALID_FIELD', `Invalid fullName, must end in a custom suffix (e.g. __c): ${name}`, 'fullName');
  if ((label ?? '') === '' || (pluralLabel ?? '') === '')
    return failed('REQUIRED_FIELD_MISSING', 'Must specify a non-empty label for the CustomObject', 'label');
  if (nameField === undefined || nameField === null)
    return failed('REQUIRED_FIELD_MISSING', 'Must specify a nameField of type Text or AutoNumber', 'nameField');
  const numbered = nameField.type === 'AutoNumber';
  const spec: ObjectSpec = {
    name,
    label: label ?? name,
    labelPlural: pluralLabel ?? name,
    prefix,
    writable: true,
    fields: [...systemFields(), nameSpec(nameField.label ?? undefined, numbered), ...ownerFields(sharingModel ?? '')],
    ...(numbered ? { autoName: nameField.displayFormat ?? '{0}' } : {}),
  };
  return { ok: true, spec, fields };
}

function nameSpec(label: string | undefined, numbered: boolean): FieldSpec {
  const extra = label === undefined ? {} : { label };
  return numbered ? derived('Name', 'string', { length: 80, ...extra }) : text('Name', 80, extra);
}

/** The child of a master-detail has its master's owner. */
function ownerFields(sharingModel: string): FieldSpec[] {
  return sharingModel === 'ControlledByParent' ? [] : [reference('OwnerId', ['Group', 'User'])];
}
