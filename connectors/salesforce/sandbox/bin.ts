/** What a deletion takes along and lets go of, and what coming back from the recycle bin brings with it (Object Reference; Help, "Restore deleted records"). */
import type { Org } from './org.ts';
import type { Rows } from './rows.ts';
import type { FieldSpec, ObjectSpec } from './schema.ts';
import type { Row } from './values.ts';

interface LetGo {
  readonly object: string;
  readonly id: string;
  /** The look-up that pointed at what was deleted. */
  readonly field: string;
  /** It went along; else only its look-up was cleared. */
  readonly went: boolean;
}
const LET_GO = new WeakMap<Rows, Map<string, LetGo[]>>();

/** The row behind `field` is gone: what belongs to it goes too where it must, and other look-ups are cleared. `touched`: who and when. */
export function letGo(
  org: Org,
  { child, field, goes }: { readonly child: ObjectSpec; readonly field: FieldSpec; readonly goes: boolean },
  parentId: string,
  touched: Row,
): void {
  const rows = [...org.rows.all(child.name)].filter((row) => row[field.name] === parentId && row['IsDeleted'] !== true);
  const gone = LET_GO.get(org.rows) ?? new Map<string, LetGo[]>();
  LET_GO.set(org.rows, gone);
  for (const row of rows) {
    org.rows.put(child.name, { ...row, ...(goes ? { IsDeleted: true } : { [field.name]: null }), ...touched });
    const one = { object: child.name, id: String(row['Id']), field: field.name, went: goes };
    gone.set(parentId, [...(gone.get(parentId) ?? []), one]);
  }
}

/** What went along comes back, and look-ups that nobody has filled since point at it again. */
export function bringBack(org: Org, parentId: string, touched: Row): void {
  const gone = LET_GO.get(org.rows);
  for (const { object, id, field, went } of gone?.get(parentId) ?? []) {
    const row = org.rows.get(object, id);
    if (row === undefined) continue;
    if (went && row['IsDeleted'] === true && row[field] === parentId)
      org.rows.put(object, { ...row, IsDeleted: false, ...touched });
    if (!went && row['IsDeleted'] !== true && (row[field] ?? null) === null)
      org.rows.put(object, { ...row, [field]: parentId, ...touched });
  }
  gone?.delete(parentId);
}
