/** The org's objects: Salesforce's own as its Object Reference describes them (their usual fields), and what Baton's set-up adds. */
import { EVENT, TASK } from './objects-activities.ts';
import { batonActivityFields, batonFields, HANDOFF } from './objects-baton.ts';
import { HISTORIES } from './objects-history.ts';
import { ACCOUNT, CONTACT, LEAD } from './objects-people.ts';
import { ASSIGNMENT_RULE, DUPLICATE_RULE, FLOW_DEFINITION_VIEW } from './objects-rules.ts';
import {
  CAMPAIGN,
  CAMPAIGN_MEMBER,
  CASE,
  OPPORTUNITY,
  OPPORTUNITY_CONTACT_ROLE,
  OPPORTUNITY_HISTORY,
} from './objects-sales.ts';
import {
  FIELD_PERMISSIONS,
  GROUP,
  GROUP_MEMBER,
  OBJECT_PERMISSIONS,
  ORGANIZATION,
  PERMISSION_SET,
  PERMISSION_SET_ASSIGNMENT,
  PROFILE,
  QUEUE_SOBJECT,
  USER,
} from './objects-users.ts';
import type { FieldSpec, ObjectSpec } from './schema.ts';

/** What every org has. */
export const STANDARD_OBJECTS: readonly ObjectSpec[] = [
  LEAD,
  CONTACT,
  ACCOUNT,
  TASK,
  EVENT,
  USER,
  GROUP,
  ORGANIZATION,
  OPPORTUNITY,
  OPPORTUNITY_CONTACT_ROLE,
  OPPORTUNITY_HISTORY,
  ...HISTORIES,
  CAMPAIGN,
  CAMPAIGN_MEMBER,
  CASE,
  PROFILE,
  PERMISSION_SET,
  PERMISSION_SET_ASSIGNMENT,
  FIELD_PERMISSIONS,
  OBJECT_PERMISSIONS,
  GROUP_MEMBER,
  QUEUE_SOBJECT,
  DUPLICATE_RULE,
  ASSIGNMENT_RULE,
  FLOW_DEFINITION_VIEW,
];

const ADDED: Readonly<Record<string, () => FieldSpec[]>> = {
  Lead: batonFields,
  Contact: batonFields,
  Task: batonActivityFields,
  Event: batonActivityFields,
};

/** An org in which Baton's set-up has been. */
export const OBJECTS: readonly ObjectSpec[] = [
  ...STANDARD_OBJECTS.map((object) => ({ ...object, fields: [...object.fields, ...(ADDED[object.name]?.() ?? [])] })),
  HANDOFF,
];

/** Some fields are formulas, `Lead.Industry`: nobody writes them. */
export function withFormulas(objects: readonly ObjectSpec[], formulas: readonly string[]): readonly ObjectSpec[] {
  if (formulas.length === 0) return objects;
  const made = (object: ObjectSpec, field: FieldSpec): FieldSpec =>
    formulas.includes(`${object.name}.${field.name}`)
      ? { ...field, calculated: true, createable: false, updateable: false }
      : field;
  return objects.map((object) => ({ ...object, fields: object.fields.map((field) => made(object, field)) }));
}
