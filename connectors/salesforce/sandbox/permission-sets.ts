/** Permission sets as the Metadata API writes them, kept as the rows by which the data API shows them. */
import { z } from 'zod';
import { flag, several } from './custom-fields.ts';
import type { Saved } from './customizing.ts';
import type { Doing, Org } from './org.ts';
import { rowError } from './refusal.ts';
import { textOf } from './values.ts';
import { insertRow, updateRow } from './write.ts';

const setSchema = z.looseObject({
  label: z.string(),
  description: z.string().nullish(),
  fieldPermissions: several(z.looseObject({ field: z.string(), readable: flag.optional(), editable: flag })),
  objectPermissions: several(
    z.looseObject({
      object: z.string(),
      allowRead: flag,
      allowCreate: flag,
      allowEdit: flag,
      allowDelete: flag,
      viewAllRecords: flag.optional(),
      modifyAllRecords: flag.optional(),
    }),
  ),
  userPermissions: several(z.looseObject({ name: z.string(), enabled: flag })),
});

/** Makes the set or puts all of its grants in the place of those that it had. Nothing is changed where a grant is refused. */
export function savePermissionSet(org: Org, Name: string, metadata: unknown, doing: Doing): Saved {
  const whole: Org = { ...org, schema: org.whole };
  const parsed = setSchema.safeParse(metadata);
  if (!parsed.success) return failed('INVALID_FIELD', z.prettifyError(parsed.error));
  const { label: Label, description, fieldPermissions, objectPermissions, userPermissions } = parsed.data;
  const mark = org.rows.mark();
  const refused = (error: { readonly statusCode: string; readonly message: string }): Saved => {
    org.rows.undoTo(mark);
    return failed(error.statusCode, error.message);
  };
  const object = (name: string) => whole.schema.object(name);
  const [sets, fields, objects] = ['PermissionSet', 'FieldPermissions', 'ObjectPermissions'].map(object);
  if (sets === undefined || fields === undefined || objects === undefined)
    return failed('INVALID_TYPE', 'no permission sets');
  const known = org.rows.holder('PermissionSet', 'Name', Name);
  const rights = userPermissions
    .map(({ name, enabled }) => [`Permissions${name}`, enabled] as const)
    .filter(([name]) => whole.schema.field(sets, name) !== undefined);
  const values = { Label, Description: description ?? null, ...Object.fromEntries(rights) };
  const saved =
    known === undefined
      ? insertRow(whole, sets, { Name, ...values }, doing)
      : updateRow(whole, sets, textOf(known['Id']), values, doing);
  if (!saved.ok) return refused(saved.errors[0] ?? rowError('UNKNOWN_EXCEPTION', ''));
  const ParentId = saved.id;
  for (const table of [fields, objects])
    for (const row of org.rows.living(table.name))
      if (row['ParentId'] === ParentId) org.rows.put(table.name, { ...row, IsDeleted: true });
  for (const { field, readable, editable } of fieldPermissions) {
    const [SobjectType = '', name = ''] = field.split('.');
    const owner = object(SobjectType);
    if (owner !== undefined && whole.schema.field(owner, name)?.required === true)
      return refused(rowError('FIELD_INTEGRITY_EXCEPTION', `You cannot deploy to a required field: ${field}`));
    const right = {
      ParentId,
      SobjectType,
      Field: field,
      PermissionsRead: readable ?? editable,
      PermissionsEdit: editable,
    };
    if (!insertRow(whole, fields, right, doing).ok)
      return refused(rowError('INVALID_CROSS_REFERENCE_KEY', `In field: field - no CustomField named ${field} found`));
  }
  for (const each of objectPermissions) {
    const right = {
      ParentId,
      SobjectType: each.object,
      PermissionsRead: each.allowRead,
      PermissionsCreate: each.allowCreate,
      PermissionsEdit: each.allowEdit,
      PermissionsDelete: each.allowDelete,
      PermissionsViewAllRecords: each.viewAllRecords ?? false,
      PermissionsModifyAllRecords: each.modifyAllRecords ?? false,
    };
    if (!insertRow(whole, objects, right, doing).ok)
      return refused(
        rowError('INVALID_CROSS_REFERENCE_KEY', `In field: object - no CustomObject named ${each.object} found`),
      );
  }
  return { ok: true, id: ParentId, created: known === undefined };
}

function failed(code: string, message: string): Saved {
  return { ok: false, errors: [rowError(code, message)] };
}
