/** List views and report types: what they show must be there (Metadata API, ListView and ReportType). */
import { z } from 'zod';
import { flag, several } from './custom-fields.ts';
import type { Org } from './org.ts';
import { type RowError, rowError } from './refusal.ts';

const viewSchema = z.looseObject({
  label: z.string(),
  filterScope: z.enum(['Everything', 'Mine', 'MineAndMyGroups', 'Queue', 'Delegated', 'MyTerritory', 'Team']),
  columns: several(z.string()),
  filters: several(z.looseObject({ field: z.string(), operation: z.string(), value: z.string().optional() })),
});
const reportSchema = z.looseObject({
  label: z.string(),
  baseObject: z.string(),
  category: z.string(),
  deployed: flag,
  sections: several(z.looseObject({ columns: several(z.looseObject({ field: z.string(), table: z.string() })) })),
});
/** Columns of a list view. */
const MOST_COLUMNS = 15;
const MOST_LABEL = 40;

/** Why it cannot be saved; undefined where nothing is wrong with it. */
export function faultOfView(org: Org, fullName: string, metadata: unknown): RowError | undefined {
  const parsed = viewSchema.safeParse(metadata);
  if (!parsed.success) return rowError('INVALID_FIELD', z.prettifyError(parsed.error));
  const { label, columns, filters } = parsed.data;
  const [owner = ''] = fullName.split('.');
  const object = org.whole.object(owner);
  if (object === undefined)
    return rowError('INVALID_CROSS_REFERENCE_KEY', `In field: sobjectType - no CustomObject named ${owner} found`);
  if (label.length > MOST_LABEL)
    return rowError('STRING_TOO_LONG', `Name: data value too large: ${label} (max length=${MOST_LABEL})`, ['label']);
  if (columns.length > MOST_COLUMNS)
    return rowError('LIMIT_EXCEEDED', `A list view can have at most ${MOST_COLUMNS} columns`, ['columns']);
  // Standard columns have names of their own, which the sandbox takes as they are.
  const missing = [...columns, ...filters.map(({ field }) => field)].find(
    (name) => name.endsWith('__c') && org.whole.field(object, name) === undefined,
  );
  return missing === undefined
    ? undefined
    : rowError('INVALID_CROSS_REFERENCE_KEY', `Could not resolve list view column: ${missing}`, ['columns']);
}

export function faultOfReportType(org: Org, metadata: unknown): RowError | undefined {
  const parsed = reportSchema.safeParse(metadata);
  if (!parsed.success) return rowError('INVALID_FIELD', z.prettifyError(parsed.error));
  const { baseObject, sections } = parsed.data;
  for (const table of [baseObject, ...sections.flatMap(({ columns }) => columns.map((column) => column.table))])
    if (org.whole.object(table) === undefined)
      return rowError('INVALID_CROSS_REFERENCE_KEY', `In field: baseObject - no CustomObject named ${table} found`);
  for (const { field, table } of sections.flatMap(({ columns }) => columns)) {
    const object = org.whole.object(table);
    // A look-up's own fields are reached through it.
    const [first = '', second] = field.split('.');
    const found = object === undefined ? undefined : org.whole.field(object, first);
    const target = org.whole.object(found?.to?.[0] ?? '');
    const isThere = found !== undefined && (second === undefined || (target && org.whole.field(target, second)));
    if (object !== undefined && !isThere)
      return rowError('INVALID_CROSS_REFERENCE_KEY', `In field: field - no CustomField named ${table}.${field} found`);
  }
  return undefined;
}
