/** Rules that one object alone has: who may be a campaign member, and what a permission set may grant. */
import type { Candidate, Org } from './org.ts';
import { type RowError, rowError } from './refusal.ts';
import { filled, type Row } from './values.ts';

type Rule = (org: Org, candidate: Candidate) => readonly RowError[];

export function ownRules(org: Org, candidate: Candidate): readonly RowError[] {
  return RULES[candidate.object.name]?.(org, candidate) ?? [];
}

const RULES: Readonly<Record<string, Rule>> = {
  CampaignMember: (org, { row, before }) => {
    if (before !== undefined) return [];
    if (filled(row['LeadId']) === undefined && filled(row['ContactId']) === undefined)
      return [rowError('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LeadId, ContactId]', ['LeadId'])];
    const twice = taken(org, 'CampaignMember', row, ['CampaignId', 'LeadId', 'ContactId']);
    return twice ? [rowError('DUPLICATE_VALUE', 'Already a campaign member.')] : [];
  },
  PermissionSetAssignment: (org, { row, before }) =>
    before === undefined && taken(org, 'PermissionSetAssignment', row, ['PermissionSetId', 'AssigneeId'])
      ? [
          rowError(
            'DUPLICATE_VALUE',
            'duplicate value found: PermissionSetAssignment duplicates value on record with id',
          ),
        ]
      : [],
  FieldPermissions: (org, { row, before }) => {
    const [owner = '', name = ''] = String(row['Field']).split('.');
    const objects = org.whole.objects.filter(
      (each) => each.name.toLowerCase() === owner.toLowerCase() || each.family?.toLowerCase() === owner.toLowerCase(),
    );
    const spec = objects.map((object) => org.whole.field(object, name)).find((each) => each !== undefined);
    if (spec === undefined || spec.required || spec.type === 'id')
      return [
        rowError(
          'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
          `Field Name: bad value for restricted picklist field: ${row['Field']}`,
          ['Field'],
        ),
      ];
    if (row['PermissionsEdit'] === true && row['PermissionsRead'] !== true)
      return [
        rowError('FIELD_INTEGRITY_EXCEPTION', 'Permission Edit depends on permission(s): Read', ['PermissionsRead']),
      ];
    return before === undefined && taken(org, 'FieldPermissions', row, ['ParentId', 'Field'])
      ? [rowError('DUPLICATE_VALUE', 'duplicate value found: <unknown> duplicates value on record with id: <unknown>')]
      : [];
  },
  ObjectPermissions: (org, { row, before }) => {
    if (org.whole.object(String(row['SobjectType'])) === undefined)
      return [
        rowError(
          'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
          `SObject Type Name: bad value for restricted picklist field: ${row['SobjectType']}`,
          ['SobjectType'],
        ),
      ];
    return before === undefined && taken(org, 'ObjectPermissions', row, ['ParentId', 'SobjectType'])
      ? [rowError('DUPLICATE_VALUE', 'duplicate value found: <unknown> duplicates value on record with id: <unknown>')]
      : [];
  },
};

/** Whether another living row has the same values in all of these fields. */
function taken(org: Org, object: string, row: Row, fields: readonly string[]): boolean {
  return org.rows
    .living(object)
    .some(
      (each) => each['Id'] !== row['Id'] && fields.every((field) => (each[field] ?? null) === (row[field] ?? null)),
    );
}
