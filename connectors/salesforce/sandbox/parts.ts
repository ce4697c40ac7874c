/** Parts of the org's metadata by their type: permission sets are rows, everything else is kept by what admins make. */
import type { Saved } from './customizing.ts';
import type { Doing, Org } from './org.ts';
import { savePermissionSet } from './permission-sets.ts';
import { rowError } from './refusal.ts';
import { textOf } from './values.ts';
import { faultOfReportType, faultOfView } from './views.ts';
import { deleteRow } from './write.ts';

export function savePart(
  org: Org,
  type: string,
  fullName: string,
  metadata: Readonly<Record<string, unknown>>,
  how: 'create' | 'update' | 'upsert',
  doing: Doing,
): Saved {
  const fault =
    type === 'ListView'
      ? faultOfView(org, fullName, metadata)
      : type === 'ReportType'
        ? faultOfReportType(org, metadata)
        : undefined;
  if (fault !== undefined) return { ok: false, errors: [fault] };
  if (type !== 'PermissionSet') return org.customizing.save(type, fullName, metadata, how);
  if (how === 'create' && org.rows.holder(type, 'Name', fullName) !== undefined) {
    const message = `The name ${fullName} is already used by another permission set`;
    return { ok: false, errors: [rowError('DUPLICATE_DEVELOPER_NAME', message, ['fullName'])] };
  }
  const granted = savePermissionSet(org, fullName, metadata, doing);
  if (!granted.ok) return granted;
  org.customizing.save(type, fullName, metadata, 'upsert');
  return granted;
}

export function removePart(org: Org, type: string, fullName: string, doing: Doing): Saved {
  const row = type === 'PermissionSet' ? org.rows.holder(type, 'Name', fullName) : undefined;
  const sets = org.whole.object('PermissionSet');
  if (row !== undefined && sets !== undefined) {
    if (org.rows.living('PermissionSetAssignment').some(({ PermissionSetId }) => PermissionSetId === row['Id'])) {
      const message = `You can't delete a permission set that is assigned to users: ${fullName}`;
      return { ok: false, errors: [rowError('DELETE_FAILED', message)] };
    }
    const gone = deleteRow({ ...org, schema: org.whole }, sets, textOf(row['Id']), doing);
    if (!gone.ok) return gone;
  }
  return org.customizing.remove(type, fullName);
}
