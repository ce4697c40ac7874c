/** Rules of the org as data shows them (Object Reference): what stands in them is the admin's. */
import { systemFields } from './objects-system.ts';
import { field, type ObjectSpec, picklist, text } from './schema.ts';

function shown(name: string, label: string, prefix: string, fields: ObjectSpec['fields']): ObjectSpec {
  const own = systemFields().filter((spec) => spec.name !== 'IsDeleted');
  return { name, label, labelPlural: `${label}s`, prefix, writable: false, fields: [...own, ...fields] };
}

export const DUPLICATE_RULE = shown('DuplicateRule', 'Duplicate Rule', '0Bm', [
  text('DeveloperName', 80),
  text('MasterLabel', 80),
  text('SobjectType', 40),
  field('IsActive', 'boolean', { default: true }),
]);

export const ASSIGNMENT_RULE = shown('AssignmentRule', 'Assignment Rule', '01Q', [
  text('Name', 120),
  picklist('SobjectType', ['Lead', 'Case']),
  field('Active', 'boolean', { default: true }),
]);

export const FLOW_DEFINITION_VIEW = shown('FlowDefinitionView', 'Flow Definition', '3dd', [
  text('ApiName', 80),
  text('Label', 255),
  text('ActiveVersionId', 18),
  picklist('TriggerType', ['RecordBeforeSave', 'RecordAfterSave', 'RecordBeforeDelete', 'Scheduled']),
  field('IsActive', 'boolean', { default: true }),
]);
