/** Proves docs/hubspot.md: its table of properties is what setup makes, and every name and value in it exists. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { definitionOf } from '../connectors/hubspot/own-properties.ts';
import { DEFAULT_PROPERTIES } from '../connectors/hubspot/sandbox/default-properties.ts';
import { ownOf } from '../connectors/hubspot/setup.ts';
import { readAgreement } from '../src/config/agreement.ts';
import { readMappings } from '../src/config/mappings.ts';
import { SHIPPED_MAPPINGS } from '../src/config/new-home.ts';
import { type Choice, choicesIn } from '../src/domain/own-fields.ts';
import type { Language } from '../src/domain/texts/index.ts';
import { rowsOf, spansOf } from './support/markdown.ts';

const page = readFileSync(new URL('../docs/hubspot.md', import.meta.url), 'utf8');
const [, afterHead = ''] = page.split('\n## The properties');
const [properties = ''] = afterHead.split('\n## Step by step');
const { contact, company } = readMappings(SHIPPED_MAPPINGS).systems.hubspot.objects;
const { terms } = readAgreement({ path: `${SHIPPED_MAPPINGS}/agreement.yaml` });
const choicesOf =
  (language: Language) =>
  (field: string): readonly Choice[] | undefined =>
    choicesIn('hubspot', field, { agreement: terms, language });

/** What setup makes of the shipped mapping, with that language's labels. */
const made = (language: Language) =>
  (contact === undefined ? [] : ownOf(contact)).map(([name, property]) =>
    definitionOf({ object: 'contact', name, property, wish: { language, choices: choicesOf(language) } }),
  );

/** As the page writes it. */
function typeOf({ definition, type }: ReturnType<typeof made>[number]): string {
  const words = { string: 'text', number: 'number', datetime: 'date and time', enumeration: 'list' } as const;
  const word = words[type as keyof typeof words];
  const marks = [
    ...(definition['hasUniqueValue'] === true ? ['unique'] : []),
    ...(definition['fieldType'] === 'textarea' ? ['several lines'] : []),
    ...(definition['formField'] === true ? ['for forms'] : []),
  ];
  return [word, ...marks].join(', ');
}

test('the table of properties is what setup makes', () => {
  const japanese = new Map(made('ja').map(({ name, label }) => [name, label]));
  const expected = made('en').map((field) => [
    `\`${field.name}\``,
    typeOf(field),
    field.label,
    japanese.get(field.name),
  ]);
  const rows = rowsOf(properties).filter((row) => row.length === 5);
  expect(rows.map((row) => row.slice(0, 4)).sort()).toEqual(expected.sort());
  expect(company === undefined ? [] : ownOf(company)).toEqual([]);
});

test('the values of its lists are those that setup makes', () => {
  const lists = made('en').flatMap(({ name, options }) => (options.length === 0 ? [] : [[name, options] as const]));
  const rows = rowsOf(properties).filter((row) => row.length === 2);
  expect(rows.map(([name = '', values = '']) => [spansOf(name)[0], spansOf(values)]).sort()).toEqual(
    lists.map(([name, options]) => [name, options.map(({ value }) => value)]).sort(),
  );
});

test('lists, views and workflows go by properties and values that exist', () => {
  const names = new Set([
    ...made('en').map(({ name }) => name),
    ...DEFAULT_PROPERTIES.contacts.map(({ name }) => name),
  ]);
  const spans = spansOf(page.slice(page.indexOf('\n## Step by step')));
  const claimed = spans.filter((span) => /^(baton|purchase|hs|hubspot)_\w+$/.test(span));
  expect(claimed.length).toBeGreaterThan(40);
  expect(claimed.filter((span) => !names.has(span) && span !== 'baton_')).toEqual([]);
  const known = new Set(made('en').flatMap(({ options }) => options.map(({ value }) => value)));
  const steps = rowsOf(page.slice(page.indexOf('\n## Step by step'))).flatMap(([first = '', second = '']) => [
    first,
    second,
  ]);
  const values = steps.flatMap(spansOf).filter((span) => /^[a-z][a-z0-9-]*$/.test(span));
  expect(values.length).toBeGreaterThan(20);
  expect(values.filter((value) => !known.has(value) && !names.has(value))).toEqual([]);
});

test('the BANT lines that it shows become lists with the levels of the agreement', () => {
  const lines = [...properties.matchAll(/`(bant\w+): (baton_\w+)`/g)].map(([, name = '', property = '']) => ({
    name,
    property,
  }));
  expect(lines.map(({ name }) => name)).toEqual(Object.values(terms.evidence).map(({ field }) => field));
  for (const { name, property } of lines)
    expect(
      definitionOf({ object: 'contact', name, property, wish: { language: 'en', choices: choicesOf('en') } }).type,
    ).toBe('enumeration');
});

test('BEHAVIOR.md: each surprise has its source, and the code that it names is there', () => {
  const folder = new URL('../connectors/hubspot/', import.meta.url);
  const rows = rowsOf(readFileSync(new URL('BEHAVIOR.md', folder), 'utf8'));
  expect(rows.length).toBeGreaterThan(70);
  const wanting = rows.filter((row) => row.length !== 3 || row.some((cell) => cell === ''));
  expect(wanting).toEqual([]);
  const missing: string[] = [];
  for (const [, , answer = ''] of rows)
    for (const [, path = '', names = ''] of answer.matchAll(/`([\w./-]+\.ts)`(?: \(((?:`\w+`(?:, )?)+)\))?/g)) {
      const places = [path, `../${path}`, `../../${path}`].map((one) => new URL(one, folder));
      const file = places.find((one) => existsSync(one));
      const text = file === undefined ? '' : readFileSync(file, 'utf8');
      if (file === undefined) missing.push(path);
      for (const name of spansOf(names)) if (!text.includes(name)) missing.push(`${path}: ${name}`);
    }
  expect(missing).toEqual([]);
});
