/** The fields that Baton makes on Lead and Contact: those of the mapping that bear its name, typed by what Baton keeps in them. */
import type { ObjectMapping, SystemMapping } from '../../src/domain/mapping.ts';
import { type Choice, fieldWords } from '../../src/domain/own-fields.ts';
import { columnsOf, typeOfName } from './fields.ts';
import { described, type Metadata, type Part, type PartWish } from './own-part.ts';

/** Other missing fields are the admin's to make, since only they know what they should hold. */
const OURS = /^Baton_\w+__c$/;

/** Characters of a text (Metadata API, CustomField: at most 255). Two long texts on an object would cut its query pages to a tenth, so there is one. */
const LENGTHS: Readonly<Record<string, number>> = { batonId: 64, grade: 10 };
const LONG: ReadonlySet<string> = new Set(['reasons']);
/** Baton empties them, and people answer there. */
const ANSWERED: ReadonlySet<string> = new Set(['approved', 'accepted']);
const LONG_LENGTH = 32_768;
const MONEY: ReadonlySet<string> = new Set(['dealAmount', 'budget']);

export interface OwnColumn {
  readonly object: 'lead' | 'contact';
  /** Baton's name. */
  readonly name: string;
  readonly part: Part;
  /** People fill it; all others Baton does. */
  readonly theirs: boolean;
}

export const PERSON_OBJECTS = { lead: 'Lead', contact: 'Contact' } as const;

export function ownColumns(mapping: SystemMapping, wish: PartWish): readonly OwnColumn[] {
  return (['lead', 'contact'] as const).flatMap((object) => {
    const own = mapping.objects[object];
    return own === undefined ? [] : columnsIn(object, own, wish);
  });
}

function columnsIn(object: OwnColumn['object'], mapping: ObjectMapping, wish: PartWish): readonly OwnColumn[] {
  return Object.entries(columnsOf(mapping))
    .filter(([, column]) => OURS.test(column))
    .map(([name, column]) => {
      const rule = mapping.write[name]?.rule ?? 'never';
      const fullName = `${PERSON_OBJECTS[object]}.${column}`;
      const part: Part = { type: 'CustomField', fullName, metadata: columnMetadata(name, column, wish) };
      return { object, name, part, theirs: rule === 'never' || ANSWERED.has(name) };
    });
}

function columnMetadata(name: string, column: string, { language, choices }: PartWish): Metadata {
  const { label, help } = fieldWords(name, column, language);
  const words = { label, ...(help === '' ? {} : { inlineHelpText: help }), description: described(help) };
  return { ...words, ...shapeOf(name, choices(name) ?? []) };
}

function shapeOf(name: string, choices: readonly Choice[]): Metadata {
  if (choices.length > 0) return picklist(choices);
  switch (typeOfName(name)) {
    case 'number':
      return MONEY.has(name) ? CURRENCY : NUMBER;
    case 'instant':
      return INSTANT;
    case 'boolean':
      return { type: 'Checkbox', defaultValue: false };
    case undefined:
      if (MONEY.has(name)) return CURRENCY;
      if (LONG.has(name)) return longText();
      return text(LENGTHS[name] ?? 255, name === 'batonId');
  }
}

/** Totals are integers, and so are sums in yen. */
export const NUMBER: Metadata = { type: 'Number', precision: 18, scale: 0, required: false };
export const INSTANT: Metadata = { type: 'DateTime', required: false };
const CURRENCY: Metadata = { type: 'Currency', precision: 18, scale: 0, required: false };

export function text(length: number, unique = false): Metadata {
  const key = unique ? { unique, externalId: true, caseSensitive: true } : {};
  return { type: 'Text', length, required: false, ...key };
}

export function longText(): Metadata {
  return { type: 'LongTextArea', length: LONG_LENGTH, visibleLines: 6 };
}

/** Restricted: a value that nobody agreed on is refused, not stored. */
export function picklist(choices: readonly Choice[]): Metadata {
  const value = choices.map((choice) => picklistValue(choice));
  const valueSet = { restricted: true, valueSetDefinition: { sorted: false, value } };
  return { type: 'Picklist', required: false, valueSet };
}

export function picklistValue({ value, label }: Choice): Metadata {
  return { fullName: value, default: false, label };
}
