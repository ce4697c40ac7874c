/** Cells as people and HubSpot's own export write them, turned into what the API keeps. */
import type { Property } from './property.ts';
import { checkValue, epochMs } from './values.ts';

export type Cell = { readonly value: string } | { readonly what: string; readonly remedy: string };

/** An option may stand by its label, numbers may have commas and a yen sign, moments may lack a zone: then they are the portal's. */
export function readCell(property: Property, text: string, zone: string): Cell {
  const checked = checkValue(property, plain(property, text, zone));
  if ('value' in checked) return checked;
  return { what: checked.fault.message, remedy: remedyFor(property) };
}

function plain(property: Property, text: string, zone: string): string {
  switch (property.type) {
    case 'number':
      return text.replaceAll(/[,¥￥\s]/g, '');
    case 'bool':
      return text.toLowerCase() === 'yes' ? 'true' : text.toLowerCase() === 'no' ? 'false' : text.toLowerCase();
    case 'enumeration': {
      const wanted = text.toLowerCase();
      return property.options.find((option) => option.label.toLowerCase() === wanted)?.value ?? text;
    }
    case 'date':
      return text.replaceAll('/', '-').slice(0, 10);
    case 'datetime': {
      const at = readMoment(text, zone);
      return at === undefined ? text : new Date(at).toISOString();
    }
    case 'string':
      return text;
  }
}

function remedyFor(property: Property): string {
  switch (property.type) {
    case 'number':
      return 'Write a number.';
    case 'bool':
      return 'Write true or false.';
    case 'enumeration':
      return 'Write one of the allowed options.';
    case 'date':
      return 'Write a day as 2026-11-21.';
    case 'datetime':
      return 'Write a moment as 2026-11-21 09:30 or 2026-11-21T09:30:00+09:00.';
    case 'string':
      return property.name === 'email' ? 'Write one address like taro@company.example.' : 'Shorten the text.';
  }
}

/** Epoch milliseconds of `2026-11-21T09:30:00+09:00`, `2026-11-21 09:30` or `2026/11/21` in the zone; undefined for anything else. */
export function readMoment(text: string, zone: string): number | undefined {
  const exact = epochMs(text);
  if (exact !== undefined) return exact;
  const found = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1).map((part) => Number(part ?? '0'));
  try {
    const fields = { year: year ?? 0, month: month ?? 0, day: day ?? 0, hour: hour ?? 0, minute: minute ?? 0 };
    const local = Temporal.PlainDateTime.from({ ...fields, second: second ?? 0 }, { overflow: 'reject' });
    return local.toZonedDateTime(zone).epochMilliseconds;
  } catch (error) {
    // 31 February and the like: no moment.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
