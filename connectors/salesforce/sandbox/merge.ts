/** Merges records into one, and brings deleted ones back, as people do in the user interface and programs by SOAP. */
import { bringBack } from './bin.ts';
import type { Doing, Org } from './org.ts';
import { type RowError, rowError } from './refusal.ts';
import { filled } from './values.ts';
import { type Input, type RowResult, touched, updateRow } from './write.ts';

export type Merged =
  | { readonly ok: true; readonly moved: readonly string[] }
  | { readonly ok: false; readonly errors: readonly RowError[] };

const MERGED = ['Lead', 'Contact', 'Account'];
const MOST_LOSERS = 2;

/**
 * The losers go to the recycle bin with `MasterRecordId` set; what pointed at them points at the master. Ids are of 18 characters. The caller takes
 * back what was done where it is refused.
 */
export function mergeRows(
  org: Org,
  masterId: string,
  loserIds: readonly string[],
  fields: Input,
  doing: Doing,
): Merged {
  const object = org.whole.objectOfId(masterId);
  const failed = (code: string, message: string): Merged => ({ ok: false, errors: [rowError(code, message)] });
  if (object === undefined || !MERGED.includes(object.name))
    return failed('INVALID_TYPE', 'entity type cannot be merged');
  if (loserIds.length === 0 || loserIds.length > MOST_LOSERS || loserIds.includes(masterId))
    return failed('INVALID_ID_FIELD', 'Ids passed in must be unique, one or two beside the master');
  for (const id of [masterId, ...loserIds])
    if (org.whole.objectOfId(id) !== object || org.rows.byId(id) === undefined)
      return failed('ENTITY_IS_DELETED', `entity is deleted or of another type: ${id}`);
  if (Object.keys(fields).length > 0) {
    const saved = updateRow(org, object, masterId, fields, doing);
    if (!saved.ok) return saved;
  }
  const moved: string[] = [];
  for (const child of org.whole.objects)
    for (const field of child.fields) {
      if (field.type !== 'reference' || field.to?.includes(object.name) !== true || field.name === 'MasterRecordId')
        continue;
      const pointing = [...org.rows.all(child.name)].filter((row) => loserIds.includes(filled(row[field.name]) ?? ''));
      for (const row of pointing) {
        org.rows.put(child.name, { ...row, [field.name]: masterId, ...touched(doing) });
        moved.push(String(row['Id']));
      }
    }
  for (const id of loserIds) {
    const loser = org.rows.byId(id);
    if (loser !== undefined)
      org.rows.put(object.name, { ...loser, IsDeleted: true, MasterRecordId: masterId, ...touched(doing) });
  }
  return { ok: true, moved: moved.filter((id) => !loserIds.includes(id)) };
}

/** Out of the recycle bin again; those that were merged into another stay apart from it. */
export function undeleteRow(org: Org, id: string, doing: Doing): RowResult {
  const object = org.whole.objectOfId(id);
  const row = object === undefined ? undefined : org.rows.get(object.name, id);
  if (object === undefined || row?.['IsDeleted'] !== true)
    return { ok: false, id, errors: [rowError('UNDELETE_FAILED', 'Entity is not in the recycle bin')] };
  for (const field of object.fields) {
    const value = field.unique ? filled(row[field.name]) : undefined;
    if (value !== undefined && org.rows.holder(object.name, field.name, value) !== undefined)
      return {
        ok: false,
        id,
        errors: [rowError('DUPLICATE_VALUE', `duplicate value found: ${field.name}`, [field.name])],
      };
  }
  const back = 'MasterRecordId' in row ? { MasterRecordId: null } : {};
  org.rows.put(object.name, { ...row, ...back, IsDeleted: false, ...touched(doing) });
  bringBack(org, id, touched(doing));
  return { ok: true, id, created: false };
}
