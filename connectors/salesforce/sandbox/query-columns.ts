/** `columns=true`: what the columns of a query's answer would be, instead of its rows. */
import type { FieldSpec, FieldType } from './schema.ts';
import type { Plan } from './soql-plan.ts';

const NUMBERS: readonly FieldType[] = ['int', 'double', 'currency', 'percent'];
const APEX: Partial<Record<FieldType, string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
};

export function columnsOf(plan: Plan): Record<string, unknown> {
  const fields = plan.fields ?? [];
  const columnMetadata: Record<string, unknown>[] = [];
  for (const { through, field } of fields) {
    let level = columnMetadata;
    for (const step of through) {
      const name = step.relationship ?? step.name;
      let joined = level.find((each) => each['columnName'] === name);
      if (joined === undefined) {
        joined = {
          ...column(step),
          columnName: name,
          displayName: name,
          apexType: step.to?.[0] ?? 'Name',
          textType: false,
          joinColumns: [],
        };
        level.push(joined);
      }
      level = joined['joinColumns'] as Record<string, unknown>[];
    }
    level.push(column(field));
  }
  return {
    columnMetadata,
    entityName: plan.object.name,
    groupBy: false,
    idSelected: fields.some(({ through, field }) => through.length === 0 && field.type === 'id'),
    keyPrefix: plan.object.prefix,
  };
}

function column(field: FieldSpec): Record<string, unknown> {
  const { name, label, type } = field;
  return {
    aggregate: false,
    apexType: APEX[type] ?? 'String',
    booleanType: type === 'boolean',
    columnName: name,
    custom: name.endsWith('__c'),
    displayName: label,
    foreignKeyName: field.relationship ?? null,
    insertable: field.createable,
    joinColumns: [],
    numberType: NUMBERS.includes(type),
    textType: APEX[type] === undefined,
    updatable: field.updateable,
  };
}
