/** The source tree, packed as Salesforce's own CLI packs it and deployed, makes the same org as setup does. */
import { expect, test } from 'vitest';
import { OBJECTS } from '../../connectors/salesforce/sandbox/objects.ts';
import { SHIPPED_PARTS, shippedTree, TREE_LANGUAGES } from '../support/salesforce-source.ts';
import { zipOf } from '../support/zip.ts';
import { openBench } from './salesforce-sandbox-org.ts';

const ROOT = /^<\?xml[^>]*\?>\s*<(\w+) [^>]*>([\s\S]*)<\/\1>\s*$/;

/**
 * The form of the Metadata API: what a source tree keeps in files of their own below an object stands inside the object's one file; all else keeps its
 * folder and loses the end of its name ("Salesforce DX Project Structure and Source Format").
 */
function packed(language: 'en' | 'ja'): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const inside = new Map<string, string[]>();
  for (const { path, text } of shippedTree(language)) {
    if (path.endsWith('package.xml')) files['package.xml'] = text;
    const [, place] = /main\/default\/(.*)-meta\.xml$/.exec(path) ?? [];
    if (place === undefined) continue;
    const [folder = '', object = '', kind] = place.split('/');
    if (folder !== 'objects') files[place] = text;
    else {
      const [, , content = ''] = ROOT.exec(text) ?? [];
      // `fields` and `listViews` are the names of the elements, too; a file beside them is of the object itself.
      const isPart = place.split('/').length > 3;
      inside.set(object, [...(inside.get(object) ?? []), isPart ? `<${kind}>${content}</${kind}>` : content]);
    }
  }
  const xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
  for (const [object, parts] of inside)
    files[`objects/${object}.object`] = `<CustomObject ${xmlns}>${parts.join('')}</CustomObject>`;
  return files;
}

test.each(TREE_LANGUAGES)('in %s', async (language) => {
  const { conn, sandbox } = await openBench({ bare: true });
  conn.metadata.pollInterval = 1;
  const files = packed(language);
  expect(Object.keys(files)).toContain('objects/Activity.object');
  const done = await conn.metadata.deploy(zipOf(files), { rollbackOnError: true }).complete(true);
  expect(done).toMatchObject({ success: true, numberComponentErrors: 0 });
  for (const { name, fields } of OBJECTS) {
    const own = (some: readonly { readonly name: string; readonly type: string }[] = []) =>
      some.flatMap((field) => (field.name.endsWith('__c') ? [`${field.name} ${field.type}`] : [])).sort();
    expect(own(sandbox.world.objectSpec(name).fields), name).toEqual(own(fields));
  }
  const names = (type: string) =>
    sandbox.world.org.customizing
      .list(type)
      .map(({ fullName }) => fullName)
      .sort();
  for (const type of ['ListView', 'ReportType', 'PermissionSet', 'CustomTab'] as const) {
    const wanted = SHIPPED_PARTS(language).filter((part) => part.type === type);
    expect(names(type), type).toEqual(wanted.map(({ fullName }) => fullName).sort());
  }
});
