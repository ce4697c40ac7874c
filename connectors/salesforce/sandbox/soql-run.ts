/** Runs a plan over the org's rows, and writes rows out as the REST API answers them. */
import type { Rows } from './rows.ts';
import type { Schema } from './schema.ts';
import { parentRow, valueAt } from './soql-paths.ts';
import type { ChildPlan, Plan } from './soql-plan.ts';
import { type Row, textOf } from './values.ts';

/** The rows that the plan answers, in its order; `deleted` adds those in the recycle bin (queryAll). */
export function runPlan(rows: Rows, plan: Plan, deleted: boolean): readonly Row[] {
  const found: Row[] = [];
  const { test } = plan.where;
  for (const row of candidates(rows, plan, deleted))
    if ((deleted || row['IsDeleted'] !== true) && test(row)) found.push(row);
  found.sort(plan.order);
  return found.slice(plan.offset, plan.limit === undefined ? undefined : plan.offset + plan.limit);
}

/** The rows that the WHERE clause names, or all of them; deleted ones are not found by their keys. */
function candidates(rows: Rows, { object, where }: Plan, deleted: boolean): Iterable<Row> {
  const { among } = where;
  if (among === undefined || (deleted && among.field.type !== 'id')) return rows.all(object.name);
  const { field, values } = among;
  const found = values.map((value) =>
    field.type === 'id' ? rows.get(object.name, String(value)) : rows.holder(object.name, field.name, String(value)),
  );
  return found.filter((row) => row !== undefined);
}

/** One row as the REST API answers it: `attributes` first, parents nested, null where there is none. */
export function project(schema: Schema, rows: Rows, plan: Plan, row: Row, base: string): Record<string, unknown> {
  const record: Record<string, unknown> = { attributes: attributesOf(schema, row, base) };
  for (const path of plan.fields ?? []) {
    let at: Record<string, unknown> | undefined = record;
    path.through.forEach((step, level) => {
      if (at === undefined) return;
      const name = step.relationship ?? step.name;
      const parent = parentRow(rows, row, path.through.slice(0, level + 1));
      if (parent === undefined) {
        at[name] = null;
        at = undefined;
        return;
      }
      const nested = (at[name] as Record<string, unknown> | undefined) ?? {
        attributes: attributesOf(schema, parent, base),
      };
      at[name] = nested;
      at = nested;
    });
    if (at === undefined) continue;
    const value = valueAt(schema, rows, row, path);
    at[path.field.name] = path.field.type === 'complexvalue' && typeof value === 'string' ? JSON.parse(value) : value;
  }
  for (const child of plan.children) record[child.name] = childrenOf(schema, rows, child, row, base);
  return record;
}

/** Children of one row; null where there is none. All children are sorted to their parents once for each query. */
function childrenOf(schema: Schema, rows: Rows, child: ChildPlan, row: Row, base: string): unknown {
  const { plan, field } = child;
  if (child.families === undefined) {
    child.families = new Map();
    for (const each of runPlan(rows, { ...plan, limit: undefined, offset: 0 }, false)) {
      const parent = textOf(each[field.name]);
      const family = child.families.get(parent);
      if (family === undefined) child.families.set(parent, [each]);
      else family.push(each);
    }
  }
  const own = (child.families.get(textOf(row['Id'])) ?? []).slice(0, plan.limit);
  if (own.length === 0) return null;
  return { totalSize: own.length, done: true, records: own.map((each) => project(schema, rows, plan, each, base)) };
}

export function attributesOf(schema: Schema, row: Row, base: string): { readonly type: string; readonly url: string } {
  const id = String(row['Id']);
  const type = schema.objectOfId(id)?.name ?? '';
  return { type, url: `${base}/sobjects/${type}/${id}` };
}
