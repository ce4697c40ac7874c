/** Which objects hang on which, and by what name the parent knows them: `Account.Contacts`, `Lead.Things__r`. */
import type { FieldSpec, ObjectSpec, Schema } from './schema.ts';

export interface ChildRelationship {
  readonly child: ObjectSpec;
  readonly field: FieldSpec;
  readonly name: string;
}

/** Look-ups by which children are named after themselves; two look-ups of one child cannot have the same name. */
const NAMING = [
  'AccountId',
  'WhoId',
  'WhatId',
  'OpportunityId',
  'CampaignId',
  'LeadId',
  'ContactId',
  'GroupId',
  'PermissionSetId',
];

export function childrenOf(schema: Schema, parent: ObjectSpec): readonly ChildRelationship[] {
  return schema.objects.flatMap((child) =>
    child.fields.flatMap((field) => {
      if (field.type !== 'reference' || field.to?.includes(parent.name) !== true) return [];
      const name = nameOf(child, field);
      return name === undefined ? [] : [{ child, field, name }];
    }),
  );
}

export function childOf(schema: Schema, parent: ObjectSpec, name: string): ChildRelationship | undefined {
  return childrenOf(schema, parent).find((each) => each.name.toLowerCase() === name.toLowerCase());
}

function nameOf(child: ObjectSpec, field: FieldSpec): string | undefined {
  if (field.children !== undefined) return field.children;
  const plural = child.labelPlural.replaceAll(' ', '');
  if (field.name === 'ParentId' && child.name !== 'FieldPermissions') return `Child${plural}`;
  if (field.name.endsWith('__c')) return `${plural}__r`;
  return NAMING.includes(field.name) ? plural : undefined;
}
