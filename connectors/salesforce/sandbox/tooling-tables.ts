/** The org's metadata as tables that SOQL can be asked of (Tooling API): made anew for each question, from what the org is at that moment. */
import { idOf } from './ids.ts';
import type { Org } from './org.ts';
import { Rows } from './rows.ts';
import { derived, field, type ObjectSpec, picklist, reference, Schema, text } from './schema.ts';
import type { Row } from './values.ts';

const entity = () => reference('EntityDefinitionId', ['EntityDefinition'], { relationship: 'EntityDefinition' });

function table(name: string, prefix: string, fields: ObjectSpec['fields']): ObjectSpec {
  return { name, label: name, labelPlural: name, prefix, writable: false, fields: [derived('Id', 'id'), ...fields] };
}

const TABLES: readonly ObjectSpec[] = [
  table('CustomField', '00N', [
    text('DeveloperName', 80),
    text('TableEnumOrId', 40),
    text('NamespacePrefix', 15),
    text('FullName', 255),
    field('Metadata', 'complexvalue'),
    entity(),
  ]),
  table('CustomObject', '01I', [
    text('DeveloperName', 80),
    text('NamespacePrefix', 15),
    text('FullName', 255),
    field('Metadata', 'complexvalue'),
  ]),
  table('EntityDefinition', '4ie', [
    text('DurableId', 80),
    text('QualifiedApiName', 80),
    text('DeveloperName', 80),
    text('Label', 80),
    text('PluralLabel', 80),
    text('KeyPrefix', 3),
    text('NamespacePrefix', 15),
    field('IsCustomizable', 'boolean'),
    field('IsQueryable', 'boolean'),
  ]),
  table('EntityLimit', '4li', [
    text('DurableId', 160),
    text('Type', 40),
    text('Label', 80),
    field('Max', 'int'),
    field('Remaining', 'int'),
    entity(),
  ]),
  table('FieldDefinition', '4fd', [
    text('DurableId', 160),
    text('QualifiedApiName', 80),
    text('DeveloperName', 80),
    text('Label', 80),
    text('DataType', 80),
    text('NamespacePrefix', 15),
    field('Length', 'int'),
    field('IsIndexed', 'boolean'),
    entity(),
  ]),
  table('Flow', '301', [
    text('MasterLabel', 255),
    picklist('Status', ['Active', 'Draft', 'Obsolete']),
    field('Metadata', 'complexvalue'),
  ]),
  table('ValidationRule', '03d', [
    text('ValidationName', 80),
    field('Active', 'boolean'),
    text('ErrorMessage', 255),
    text('ErrorDisplayField', 80),
    entity(),
  ]),
];

/** Of a Developer or an Enterprise Edition ("Custom Fields Allowed Per Object"). */
const FIELDS_PER_OBJECT = 500;
/** Where the fields of tasks and events are made. */
const ACTIVITY = 'Activity';

export function isToolingTable(name: string): boolean {
  return TABLES.some((each) => each.name.toLowerCase() === name.toLowerCase());
}

/** Tables and rows of the org's metadata. */
export function toolingTables(org: Org): { readonly schema: Schema; readonly rows: Rows } {
  const schema = new Schema(TABLES);
  const rows = new Rows(schema);
  const entities = new Map<string, string>();
  org.whole.objects.forEach((object, i) => {
    const Id = idOf('4ie', i + 1);
    entities.set(object.name.toLowerCase(), Id);
    rows.put('EntityDefinition', {
      Id,
      DurableId: object.name,
      QualifiedApiName: object.name,
      DeveloperName: bare(object.name),
      Label: object.label,
      PluralLabel: object.labelPlural,
      KeyPrefix: object.prefix,
      IsCustomizable: true,
      IsQueryable: true,
    });
  });
  const entityOf = (name: string) => entities.get(name.toLowerCase()) ?? null;
  const activity = idOf('4ie', org.whole.objects.length + 1);
  entities.set(ACTIVITY.toLowerCase(), activity);
  rows.put('EntityDefinition', {
    Id: activity,
    DurableId: ACTIVITY,
    QualifiedApiName: ACTIVITY,
    DeveloperName: ACTIVITY,
  });
  [...org.whole.objects, { name: ACTIVITY, fields: org.whole.object('Task')?.fields ?? [] }].forEach((object, i) => {
    const made = object.fields.filter(({ name }) => name.endsWith('__c')).length;
    rows.put('EntityLimit', {
      Id: idOf('4li', i + 1),
      DurableId: `${object.name}.CustomFields`,
      Type: 'CustomFields',
      Label: 'Custom Fields',
      Max: FIELDS_PER_OBJECT,
      Remaining: FIELDS_PER_OBJECT - made,
      EntityDefinitionId: entityOf(object.name),
    });
  });
  let fields = 0;
  for (const object of org.whole.objects)
    for (const spec of object.fields) {
      fields += 1;
      rows.put('FieldDefinition', {
        Id: idOf('4fd', fields),
        DurableId: `${object.name}.${spec.name}`,
        QualifiedApiName: spec.name,
        DeveloperName: bare(spec.name),
        Label: spec.label,
        DataType: spec.type,
        Length: spec.length,
        IsIndexed: spec.unique || spec.externalId || spec.type === 'id',
        EntityDefinitionId: entityOf(object.name),
      });
    }
  for (const part of org.customizing.list('CustomField')) {
    const [owner = '', name = ''] = part.fullName.split('.');
    const home = owner.endsWith('__c') ? (org.customizing.find('CustomObject', owner)?.id ?? owner) : owner;
    rows.put('CustomField', {
      ...named(part),
      DeveloperName: bare(name),
      TableEnumOrId: home,
      EntityDefinitionId: entityOf(owner),
    });
  }
  for (const part of org.customizing.list('CustomObject'))
    if (part.fullName.endsWith('__c')) rows.put('CustomObject', { ...named(part), DeveloperName: bare(part.fullName) });
  org.validations.forEach((rule, i) => {
    rows.put('ValidationRule', {
      Id: idOf('03d', i + 1),
      ValidationName: `Rule_${i + 1}`,
      Active: true,
      ErrorMessage: rule.message,
      ErrorDisplayField: rule.field ?? null,
      EntityDefinitionId: entityOf(rule.object),
    });
  });
  for (const part of org.customizing.list('Flow'))
    rows.put('Flow', {
      Id: part.id,
      MasterLabel: part.fullName,
      Status: 'Active',
      Metadata: JSON.stringify(part.metadata),
    });
  rows.settle();
  return { schema, rows };
}

function named(part: { id: string; fullName: string; metadata: object }): Row {
  return { Id: part.id, FullName: part.fullName, Metadata: JSON.stringify(part.metadata) };
}

function bare(name: string): string {
  return name.replace(/__c$/, '');
}
