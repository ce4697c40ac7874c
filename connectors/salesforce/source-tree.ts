/** The parts as a source tree that Salesforce's own CLI deploys (Salesforce DX Developer Guide, "Salesforce DX Project Structure and Source Format"). */
import xmlbuilder from 'xmlbuilder';
import type { SourceFile } from '../../src/ports/setup.ts';
import { type Metadata, type MetadataValue, PART_TYPES, type Part, placeOfPart } from './own-part.ts';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';
const SOURCE = 'force-app/main/default';

/** A whole project: `sf project deploy start` in its folder takes it into the org. */
export function sourceTree(parts: readonly Part[], apiVersion: string): readonly SourceFile[] {
  const project = {
    packageDirectories: [{ path: 'force-app', default: true }],
    name: 'baton',
    namespace: '',
    sourceApiVersion: apiVersion,
  };
  return [
    { path: 'sfdx-project.json', text: `${JSON.stringify(project, undefined, 2)}\n` },
    { path: 'manifest/package.xml', text: manifest(parts, apiVersion) },
    ...parts.map((part) => ({ path: `${SOURCE}/${pathOf(part)}`, text: textOf(part) })),
  ];
}

function pathOf({ type, fullName }: Part): string {
  const { object, name } = placeOfPart(fullName);
  switch (type) {
    case 'CustomObject':
      return `objects/${name}/${name}.object-meta.xml`;
    case 'CustomField':
      return `objects/${object}/fields/${name}.field-meta.xml`;
    case 'CustomTab':
      return `tabs/${name}.tab-meta.xml`;
    case 'ListView':
      return `objects/${object}/listViews/${name}.listView-meta.xml`;
    case 'ReportType':
      return `reportTypes/${name}.reportType-meta.xml`;
    case 'PermissionSet':
      return `permissionsets/${name}.permissionset-meta.xml`;
  }
}

/** Parts that stand in an object say their own name inside; the others are called as their file. */
function textOf({ type, fullName, metadata }: Part): string {
  const inside = type === 'CustomField' || type === 'ListView' ? { fullName: placeOfPart(fullName).name } : {};
  return document(type, { ...inside, ...metadata });
}

function manifest(parts: readonly Part[], version: string): string {
  const types = PART_TYPES.flatMap((name) => {
    const members = parts.filter(({ type }) => type === name).map(({ fullName }) => fullName);
    return members.length === 0 ? [] : [{ members: members.sort(), name }];
  });
  return document('Package', { types, version });
}

/** Elements by the alphabet, as the CLI writes what it retrieves, the name first. */
function document(root: string, content: Metadata): string {
  const tree = { [root]: { '@xmlns': NAMESPACE, ...ordered(content) } };
  return `${xmlbuilder.create(tree, { version: '1.0', encoding: 'UTF-8' }).end({ pretty: true, indent: '    ' })}\n`;
}

function ordered(content: Metadata): Metadata {
  const place = (name: string): string => (name === 'fullName' ? '' : name);
  const entries = Object.entries(content).sort(([a], [b]) => (place(a) < place(b) ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, inOrder(value)]));
}

function inOrder(value: MetadataValue): MetadataValue {
  if (Array.isArray(value)) return value.map(inOrder);
  return typeof value === 'object' ? ordered(value as Metadata) : value;
}
