/** What a property is, and a short way to write down many. */

export type PropertyType = 'string' | 'number' | 'bool' | 'enumeration' | 'date' | 'datetime';

export interface PropertyOption {
  readonly label: string;
  readonly value: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly description?: string;
}

export interface Property {
  readonly name: string;
  readonly label: string;
  readonly type: PropertyType;
  readonly fieldType: string;
  readonly groupName: string;
  readonly description: string;
  readonly options: readonly PropertyOption[];
  readonly displayOrder: number;
  readonly hasUniqueValue: boolean;
  readonly formField: boolean;
  readonly hidden: boolean;
  readonly hubspotDefined: boolean;
  /** HubSpot calculates it: the API cannot write it. */
  readonly readOnly: boolean;
  /** Epoch milliseconds; absent for HubSpot's own. */
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly archived: boolean;
}

/** What a row says beyond name, label and type. */
export interface Extra {
  readonly options?: readonly (string | readonly [value: string, label: string])[];
  readonly fieldType?: string;
  readonly unique?: boolean;
  readonly readOnly?: boolean;
  /** Made by this portal's administrators, not by HubSpot. */
  readonly custom?: boolean;
}

const FIELD_TYPES: Readonly<Record<PropertyType, string>> = {
  string: 'text',
  number: 'number',
  bool: 'booleancheckbox',
  enumeration: 'select',
  date: 'date',
  datetime: 'date',
};

function options(list: Extra['options'], type: PropertyType): readonly PropertyOption[] {
  const given = list ?? (type === 'bool' ? (['true', 'false'] as const) : []);
  return given.map((option, displayOrder) => {
    const [value, label] = typeof option === 'string' ? [option, option] : option;
    return { label, value, displayOrder, hidden: false };
  });
}

export type Row = readonly [name: string, label: string, type: PropertyType, extra?: Extra];

/** HubSpot's own definitions of one group, in the order of the settings page. */
export function group(groupName: string, rows: readonly Row[]): Property[] {
  return rows.map(([name, label, type, extra = {}], displayOrder) => ({
    name,
    label,
    type,
    fieldType: extra.fieldType ?? FIELD_TYPES[type],
    groupName,
    description: '',
    options: options(extra.options, type),
    displayOrder,
    hasUniqueValue: extra.unique ?? false,
    formField: !(extra.readOnly ?? false),
    hidden: false,
    hubspotDefined: !(extra.custom ?? false),
    readOnly: extra.readOnly ?? false,
    archived: false,
  }));
}
