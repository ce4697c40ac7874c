/** Parts of the org's metadata by their type: permission sets are rows, everything else is kept by what admins make. */
import type { Saved } from './customizing.ts';
import type { Doing, Org } from './org.ts';
import { savePermissionSet } from './permission-sets.ts';
import { textOf } from './values.ts';
import { deleteRow } from './write.ts';

export function savePart(
  org: Org,
  type: string,
  fullName: string,
  metadata: Readonly<Record<string, unknown>>,
  how: 'create' | 'update' | 'upsert',
  doing: Doing,
): Saved {
  if (type !== 'PermissionSet') return org.customizing.save(type, fullName, metadata, how);
  const granted = savePermissionSet(org, fullName, metadata, doing);
  if (!granted.ok) return granted;
  org.customizing.save(type, fullName, metadata, 'upsert');
  return granted;
}

export function removePart(org: Org, type: string, fullName: string, doing: Doing): Saved {
  const row = type === 'PermissionSet' ? org.rows.holder(type, 'Name', fullName) : undefined;
  const sets = org.whole.object('PermissionSet');
  if (row !== undefined && sets !== undefined) {
    const gone = deleteRow({ ...org, schema: org.whole }, sets, textOf(row['Id']), doing);
    if (!gone.ok) return gone;
  }
  return org.customizing.remove(type, fullName);
}
