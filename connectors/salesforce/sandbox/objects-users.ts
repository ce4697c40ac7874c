/** Users, queues, the organization, and who may see what (Object Reference). */
import { systemFields, USERS } from './objects-system.ts';
import { derived, type FieldSpec, field, type ObjectSpec, picklist, reference, text } from './schema.ts';

/** These are never in the recycle bin. */
function withoutBin(): FieldSpec[] {
  return systemFields().filter((spec) => spec.name !== 'IsDeleted');
}

export const USER: ObjectSpec = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  prefix: '005',
  writable: false,
  fields: [
    ...withoutBin(),
    text('Username', 80, { unique: true }),
    field('Email', 'email', { length: 128 }),
    text('FirstName', 40),
    text('LastName', 80),
    derived('Name', 'string', { length: 121 }),
    text('Alias', 8),
    text('CommunityNickname', 40),
    field('Phone', 'phone'),
    reference('ProfileId', ['Profile']),
    reference('ManagerId', USERS),
    text('Department', 80),
    text('Title', 80),
    field('IsActive', 'boolean', { default: true }),
    picklist('UserType', ['Standard', 'AutomatedProcess'], { default: 'Standard' }),
    picklist('TimeZoneSidKey', ['Asia/Tokyo', 'America/Los_Angeles', 'Europe/Berlin'], { default: 'Asia/Tokyo' }),
    text('LocaleSidKey', 40),
    text('EmailEncodingKey', 40),
    picklist('LanguageLocaleKey', ['ja', 'en_US', 'de'], { default: 'en_US' }),
  ],
};

export const GROUP: ObjectSpec = {
  name: 'Group',
  label: 'Group',
  labelPlural: 'Groups',
  prefix: '00G',
  writable: false,
  fields: [
    ...withoutBin(),
    text('Name', 80),
    text('DeveloperName', 80),
    picklist('Type', ['Regular', 'Queue']),
    field('Email', 'email'),
  ],
};

export const ORGANIZATION: ObjectSpec = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organizations',
  prefix: '00D',
  writable: false,
  fields: [
    ...withoutBin(),
    text('Name', 80),
    text('InstanceName', 5),
    text('OrganizationType', 40),
    field('IsSandbox', 'boolean', { default: true }),
    text('LanguageLocaleKey', 10),
    text('TimeZoneSidKey', 40),
  ],
};

export const PROFILE: ObjectSpec = {
  name: 'Profile',
  label: 'Profile',
  labelPlural: 'Profiles',
  prefix: '00e',
  writable: false,
  fields: [...withoutBin(), text('Name', 255), text('Description', 255)],
};

export const PERMISSION_SET: ObjectSpec = {
  name: 'PermissionSet',
  label: 'Permission Set',
  labelPlural: 'Permission Sets',
  prefix: '0PS',
  writable: true,
  fields: [
    ...withoutBin(),
    text('Name', 80, { required: true, unique: true }),
    text('Label', 80, { required: true }),
    text('Description', 255),
    derived('IsOwnedByProfile', 'boolean', { default: false }),
    reference('ProfileId', ['Profile'], { createable: false, updateable: false }),
    field('PermissionsModifyAllData', 'boolean', { default: false }),
    ...['ViewSetup', 'ApiEnabled', 'ActivitiesAccess', 'EditTask', 'TransferAnyLead'].map((right) =>
      field(`Permissions${right}`, 'boolean', { default: false }),
    ),
    field('PermissionsAllowViewEditConvertedLeads', 'boolean', {
      default: false,
      label: 'View and Edit Converted Leads',
    }),
  ],
};

export const PERMISSION_SET_ASSIGNMENT: ObjectSpec = {
  name: 'PermissionSetAssignment',
  label: 'Permission Set Assignment',
  labelPlural: 'Permission Set Assignments',
  prefix: '0Pa',
  writable: true,
  fields: [
    derived('Id', 'id'),
    derived('SystemModstamp', 'datetime'),
    reference('PermissionSetId', ['PermissionSet'], { required: true, updateable: false }),
    reference('AssigneeId', USERS, { required: true, updateable: false }),
  ],
};

export const FIELD_PERMISSIONS: ObjectSpec = {
  name: 'FieldPermissions',
  label: 'Field Permissions',
  labelPlural: 'Field Permissions',
  prefix: '01k',
  writable: true,
  fields: [
    derived('Id', 'id'),
    derived('SystemModstamp', 'datetime'),
    reference('ParentId', ['PermissionSet'], { required: true, updateable: false }),
    text('SobjectType', 40, { required: true, updateable: false }),
    text('Field', 255, { required: true, updateable: false }),
    field('PermissionsRead', 'boolean', { default: false }),
    field('PermissionsEdit', 'boolean', { default: false }),
  ],
};

export const OBJECT_PERMISSIONS: ObjectSpec = {
  name: 'ObjectPermissions',
  label: 'Object Permissions',
  labelPlural: 'Object Permissions',
  prefix: '110',
  writable: true,
  fields: [
    ...withoutBin(),
    reference('ParentId', ['PermissionSet'], { required: true, updateable: false }),
    text('SobjectType', 40, { required: true, updateable: false }),
    ...['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords'].map((right) =>
      field(`Permissions${right}`, 'boolean', { default: false }),
    ),
  ],
};

export const GROUP_MEMBER: ObjectSpec = {
  name: 'GroupMember',
  label: 'Group Member',
  labelPlural: 'Group Members',
  prefix: '011',
  writable: true,
  fields: [
    derived('Id', 'id'),
    derived('SystemModstamp', 'datetime'),
    reference('GroupId', ['Group'], { required: true }),
    reference('UserOrGroupId', ['User', 'Group'], { required: true }),
  ],
};

export const QUEUE_SOBJECT: ObjectSpec = {
  name: 'QueueSobject',
  label: 'Queue Sobject',
  labelPlural: 'Queue Sobjects',
  prefix: '03g',
  writable: true,
  fields: [
    derived('Id', 'id'),
    derived('SystemModstamp', 'datetime'),
    reference('QueueId', ['Group'], { required: true, relationship: 'Queue' }),
    text('SobjectType', 40, { required: true }),
  ],
};
