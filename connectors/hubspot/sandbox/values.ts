/** Which values a property takes, and how HubSpot keeps them: everything is a string, the empty string clears. */
import type { Catalogue } from './catalogue.ts';
import type { ObjectType } from './object-types.ts';
import type { Property } from './property.ts';
import { invalidProperties, type PropertyFault } from './refusal.ts';

/** What a record holds: set properties only, all as strings. */
export type Values = Readonly<Record<string, string>>;

/** Text properties hold at most this many characters ("Properties guide", HubSpot developer documentation). */
const MAX_TEXT = 65_536;
const DAY_MS = 86_400_000;
const EMAIL = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$/;

type Checked = { readonly value: string } | { readonly fault: PropertyFault };

/**
 * Turns a request's `properties` into stored values, `''` meaning *clear*. Refuses the whole record with every fault named. `before` is what the record
 * holds now: a check box value that begins with `;` is appended to it.
 */
export function checkProperties(
  catalogue: Catalogue,
  type: ObjectType,
  given: Readonly<Record<string, unknown>>,
  before: Values = {},
): Record<string, string> {
  const values: Record<string, string> = {};
  const faults: PropertyFault[] = [];
  for (const [rawName, raw] of Object.entries(given)) {
    const name = rawName.toLowerCase();
    const property = catalogue.find(type, name);
    const checked: Checked =
      property === undefined
        ? { fault: { name, error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` } }
        : property.readOnly
          ? { fault: readOnlyFault(name) }
          : checkValue(property, raw, before[name] ?? '');
    if ('fault' in checked) faults.push(checked.fault);
    else values[name] = checked.value;
  }
  if (faults.length > 0) throw invalidProperties(faults);
  return values;
}

function readOnlyFault(name: string): PropertyFault {
  return {
    name,
    error: 'READ_ONLY_VALUE',
    message: `"${name}" is a read only property; its value cannot be set.`,
  };
}

/** One value by its property's type. Null is no way to clear, so it is refused loudly instead of being guessed at. */
export function checkValue(property: Property, raw: unknown, before = ''): Checked {
  const { name } = property;
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') {
    return fault(name, 'INVALID_VALUE', `${JSON.stringify(raw)} is no value; an empty string clears a property.`);
  }
  const text = String(raw);
  if (text === '') return { value: '' };
  if (property.type !== 'string' && text !== text.trim()) {
    return fault(name, 'INVALID_VALUE', `"${text}" has leading or trailing spaces.`);
  }
  switch (property.type) {
    case 'string':
      return checkText(property, text);
    case 'number':
      return Number.isFinite(Number(text))
        ? { value: text }
        : fault(name, 'INVALID_DOUBLE', `${text} was not a valid number.`);
    case 'bool':
      return text === 'true' || text === 'false' ? { value: text } : optionFault(property, text);
    case 'enumeration':
      return checkOptions(property, text, before);
    case 'date':
      return checkDate(name, text);
    case 'datetime':
      return checkDatetime(name, text);
  }
}

/** As far as HubSpot looks. */
export function isAddress(text: string): boolean {
  return EMAIL.test(text.trim().toLowerCase());
}

function checkText(property: Property, text: string): Checked {
  if (text.length > MAX_TEXT) {
    return fault(property.name, 'VALUE_TOO_LONG', `The value is longer than ${MAX_TEXT} characters.`);
  }
  if (property.name !== 'email') return { value: text };
  return isAddress(text)
    ? { value: text.trim().toLowerCase() }
    : fault(property.name, 'INVALID_EMAIL', `Email address ${text} is invalid`);
}

/** Several check boxes are joined by `;`; a leading `;` appends ("Using object APIs", HubSpot developer documentation). */
function checkOptions(property: Property, text: string, before: string): Checked {
  const several = property.fieldType === 'checkbox';
  const wanted = several ? text.split(';').filter((part) => part !== '') : [text];
  const unknown = wanted.find((value) => !property.options.some((option) => option.value === value));
  if (unknown !== undefined) return optionFault(property, unknown);
  if (!several || !text.startsWith(';')) return { value: wanted.join(';') };
  return { value: [...new Set([...before.split(';').filter((part) => part !== ''), ...wanted])].join(';') };
}

/** A calendar day, or epoch milliseconds at midnight UTC ("Properties guide", HubSpot developer documentation). */
function checkDate(name: string, text: string): Checked {
  if (/^-?\d{9,15}$/.test(text)) {
    const at = Number(text);
    return at % DAY_MS === 0
      ? { value: new Date(at).toISOString().slice(0, 10) }
      : fault(name, 'INVALID_DATE', `${text} is at ${new Date(at).toISOString().slice(11, 23)} UTC, not midnight!`);
  }
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text)
    ? { value: text }
    : fault(name, 'INVALID_LONG', `${text} was not a valid long.`);
}

/** An instant: ISO 8601 with a zone, or epoch milliseconds. A bare day is refused. */
function checkDatetime(name: string, text: string): Checked {
  const at = epochMs(text);
  return at === undefined
    ? fault(name, 'INVALID_LONG', `${text} was not a valid long.`)
    : { value: new Date(at).toISOString() };
}

/** Epoch milliseconds of an instant written either way; undefined for anything else. */
export function epochMs(text: string): number | undefined {
  if (/^-?\d{9,15}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function optionFault(property: Property, text: string): Checked {
  const allowed = property.options.map((option) => option.value).join(', ');
  return fault(property.name, 'INVALID_OPTION', `${text} was not one of the allowed options: [${allowed}]`);
}

function fault(name: string, error: string, message: string): Checked {
  return { fault: { name, error, message } };
}
