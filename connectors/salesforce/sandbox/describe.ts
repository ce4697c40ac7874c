/** `describe`: what an object's fields are, in the words of the REST API's describe results. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import type { Call } from './call.ts';
import { childrenOf } from './children.ts';
import type { FieldSpec, FieldType, ObjectSpec } from './schema.ts';

export function describeGlobal(call: Call): WorldResponse {
  const sobjects = call.org.schema.objects.map((object) => summary(call, object));
  return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } };
}

export function objectSummary(call: Call, object: ObjectSpec): WorldResponse {
  return { status: 200, body: { objectDescribe: summary(call, object), recentItems: [] } };
}

export function describeObject(call: Call, object: ObjectSpec): WorldResponse {
  return {
    status: 200,
    body: {
      ...summary(call, object),
      fields: object.fields.map((spec) => describeField(object, spec)),
      childRelationships: childrenOf(call.org.schema, object).map(({ child, field, name }) => ({
        childSObject: child.name,
        field: field.name,
        relationshipName: name,
        cascadeDelete: field.required,
        deprecatedAndHidden: false,
        restrictedDelete: false,
      })),
      recordTypeInfos: [],
    },
  };
}

function summary(call: Call, object: ObjectSpec): Record<string, unknown> {
  const { name, label, labelPlural, prefix: keyPrefix, writable, denied } = object;
  const may = (right: 'create' | 'edit' | 'delete'): boolean => writable && denied?.has(right) !== true;
  const url = `${call.base}/sobjects/${name}`;
  return {
    name,
    label,
    labelPlural,
    keyPrefix,
    custom: name.endsWith('__c'),
    createable: may('create'),
    updateable: may('edit'),
    deletable: may('delete'),
    queryable: true,
    retrieveable: true,
    replicateable: true,
    undeletable: writable,
    urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
  };
}

function describeField(object: ObjectSpec, spec: FieldSpec): Record<string, unknown> {
  const { name, label, type, length, unique, externalId, createable, updateable } = spec;
  return {
    name,
    label,
    type,
    length,
    byteLength: length * 3,
    unique,
    externalId,
    caseSensitive: spec.caseSensitive ?? false,
    idLookup: externalId || type === 'id' || type === 'email',
    createable: createable && object.writable,
    updateable: updateable && object.writable,
    nillable: !spec.required && type !== 'boolean' && type !== 'id',
    defaultedOnCreate: spec.default !== undefined || name === 'OwnerId',
    defaultValue: spec.default ?? null,
    custom: name.endsWith('__c'),
    calculated: spec.calculated ?? false,
    autoNumber: object.autoName !== undefined && (name === 'Name' || name === 'CaseNumber'),
    nameField: name === 'Name',
    filterable: type !== 'textarea',
    sortable: type !== 'textarea',
    groupable: type !== 'textarea' && type !== 'double' && type !== 'datetime',
    restrictedPicklist: spec.picklist?.restricted ?? false,
    picklistValues: (spec.picklist?.values ?? []).map((value) => ({
      active: true,
      defaultValue: value === spec.default,
      label: spec.picklist?.labels?.[value] ?? value,
      validFor: null,
      value,
    })),
    referenceTo: spec.to ?? [],
    relationshipName: spec.relationship ?? null,
    polymorphicForeignKey: (spec.to ?? []).length > 1,
    precision: NUMBERS.includes(type) ? (spec.precision ?? 18) : 0,
    scale: NUMBERS.includes(type) ? (spec.scale ?? 2) : 0,
    digits: type === 'int' ? 8 : 0,
    soapType: SOAP[type] ?? 'xsd:string',
    permissionable: createable,
    deprecatedAndHidden: false,
  };
}

const NUMBERS: readonly FieldType[] = ['double', 'currency', 'percent'];

const SOAP: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
};
