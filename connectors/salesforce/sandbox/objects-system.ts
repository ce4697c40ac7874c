/** What every object of an org shares. */
import { derived, type FieldSpec, reference } from './schema.ts';

export const USERS = ['User'];

/** What every record has. */
export function systemFields(): FieldSpec[] {
  return [
    derived('Id', 'id'),
    derived('IsDeleted', 'boolean', { default: false }),
    derived('CreatedDate', 'datetime'),
    reference('CreatedById', USERS, { createable: false, updateable: false, relationship: 'CreatedBy' }),
    derived('LastModifiedDate', 'datetime'),
    reference('LastModifiedById', USERS, { createable: false, updateable: false, relationship: 'LastModifiedBy' }),
    derived('SystemModstamp', 'datetime'),
  ];
}

/**
 * What can be read through a reference to several kinds of object (Object Reference, Name): `Owner.Name` of a Lead, `Who.Type` of a Task.
 */
export const NAME_FIELDS: readonly FieldSpec[] = [
  derived('Id', 'id'),
  derived('Name', 'string', { length: 255 }),
  derived('Type', 'string', { length: 40 }),
  derived('FirstName', 'string', { length: 40 }),
  derived('LastName', 'string', { length: 80 }),
  derived('Email', 'email'),
  derived('Phone', 'phone'),
  derived('Title', 'string', { length: 128 }),
  derived('Username', 'string', { length: 80 }),
  derived('IsActive', 'boolean'),
];
