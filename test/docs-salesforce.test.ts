/** Proves docs/salesforce.md: its tables are what setup makes, and the source trees for Salesforce's own CLI are the same thing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { checkpointParts } from '../connectors/salesforce/own-checkpoint.ts';
import { HANDOFF_OBJECT } from '../connectors/salesforce/own-handoff.ts';
import { type Metadata, type Part, placeOfPart } from '../connectors/salesforce/own-part.ts';
import { readDocument } from '../connectors/salesforce/sandbox/soap-envelope.ts';
import { rowsOf, spansOf } from './support/markdown.ts';
import { SHIPPED_PARTS, shippedTree, TREE_LANGUAGES, TREES } from './support/salesforce-source.ts';

const page = readFileSync(new URL('../docs/salesforce.md', import.meta.url), 'utf8');
const section = (from: string, to: string): string => page.split(`\n## ${from}`)[1]?.split(`\n${to}`)[0] ?? '';
const parts = { en: SHIPPED_PARTS('en'), ja: SHIPPED_PARTS('ja') };
const labels = new Map(parts.ja.map(({ fullName, metadata }) => [fullName, String(metadata['label'])]));
const fieldsOf = (object: string): readonly Part[] =>
  parts.en.filter(({ type, fullName }) => type === 'CustomField' && placeOfPart(fullName).object === object);

/** As the page writes it. */
function typeOf({ type, length, unique, referenceTo }: Metadata): string {
  if (type === 'LongTextArea') return `text, several lines (${Number(length).toLocaleString('en')})`;
  if (type === 'Text') return `text (${String(length)})${unique === true ? ', unique, external ID' : ''}`;
  if (type === 'Lookup') return `look-up: ${String(referenceTo)}`;
  const words: Readonly<Record<string, string>> = {
    Number: 'number',
    Currency: 'sum',
    DateTime: 'date and time',
    Picklist: 'list',
  };
  return words[String(type)] ?? String(type);
}

function valuesOf({ valueSet }: Metadata): readonly string[] {
  const { value } = ((valueSet as Metadata)['valueSetDefinition'] ?? {}) as Metadata;
  return (value as readonly Metadata[]).map(({ fullName }) => String(fullName));
}

const told = (part: Part): readonly string[] => [
  `\`${placeOfPart(part.fullName).name}\``,
  typeOf(part.metadata),
  String(part.metadata['label']),
  labels.get(part.fullName) ?? '',
];

test('the table of fields is what setup makes on Lead, and Contact has the same', () => {
  const rows = rowsOf(section('The fields', '## For the rep')).filter((row) => row.length === 5);
  expect(rows.map((row) => row.slice(0, 4))).toEqual(fieldsOf('Lead').map(told));
  expect(fieldsOf('Contact').map(told)).toEqual(fieldsOf('Lead').map(told));
});

test('who fills a field is who may edit it', () => {
  const set = parts.en.find(({ fullName }) => fullName === 'Baton_Sales')?.metadata[
    'fieldPermissions'
  ] as readonly Metadata[];
  const rows = rowsOf(section('The fields', '## For the rep')).filter((row) => row.length === 5);
  for (const [name = '', , , , who = ''] of rows) {
    const right = set.find(({ field }) => field === `Lead.${name.replaceAll('`', '')}`);
    expect([name, right?.['editable']]).toEqual([name, who !== 'Baton']);
  }
});

test('the values of its lists are those of the shipped agreement', () => {
  const rows = rowsOf(section('The fields', '## For the rep')).filter((row) => row.length === 2);
  const lists = fieldsOf('Lead').filter(({ metadata }) => metadata['type'] === 'Picklist');
  expect(rows.map(([name = '', values = '']) => [spansOf(name)[0], spansOf(values)])).toEqual(
    lists.map(({ fullName, metadata }) => [placeOfPart(fullName).name, valuesOf(metadata)]),
  );
});

test('the table of rows is the object that setup makes', () => {
  const rows = rowsOf(section('The fields', '## For the rep')).filter((row) => row.length === 4);
  expect(rows).toEqual(fieldsOf(HANDOFF_OBJECT).map(told));
});

test('the table of checkpoints is the object that setup makes where they are kept', () => {
  const [en, ja] = TREE_LANGUAGES.map((language) =>
    checkpointParts({ language, choices: () => undefined }).filter(({ type }) => type === 'CustomField'),
  );
  const rows = rowsOf(section('For the admin', '---')).filter((row) => row.length === 4);
  expect(rows).toEqual(en?.map((part, index) => told(part).with(3, String(ja?.[index]?.metadata['label']))));
});

test('the list views are those that setup makes', () => {
  const rows = rowsOf(section('For the manager', '## For the admin')).map((row) => row.slice(0, 3));
  const views = parts.en.filter(({ type }) => type === 'ListView');
  const named = (object: string) => views.filter(({ fullName }) => placeOfPart(fullName).object === object);
  const on = (object: string, name: string): string =>
    named(object).some(({ fullName }) => placeOfPart(fullName).name === name) ? 'yes' : 'no';
  expect(rows).toEqual(
    named('Lead').map(({ fullName, metadata }) => {
      const { name } = placeOfPart(fullName);
      return [`${String(metadata['label'])} (${labels.get(fullName)})`, on('Lead', name), on('Contact', name)];
    }),
  );
});

test.each(TREE_LANGUAGES)('the source tree in %s is written from the same definition', (language) => {
  const folder = join(TREES, language);
  const there = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const expected = shippedTree(language);
  expect(there.sort()).toEqual(expected.map(({ path }) => path).sort());
  for (const { path, text } of expected) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
});

test('every file of a tree can be read, and nothing in it is longer than Salesforce allows', () => {
  for (const { path, text } of TREE_LANGUAGES.flatMap(shippedTree)) {
    if (!path.endsWith('.xml')) continue;
    const { label, inlineHelpText, description } = readDocument(text);
    expect(String(label ?? '').length, path).toBeLessThanOrEqual(40);
    expect(String(inlineHelpText ?? '').length, path).toBeLessThanOrEqual(510);
    expect(String(description ?? '').length, path).toBeLessThanOrEqual(255);
  }
});
