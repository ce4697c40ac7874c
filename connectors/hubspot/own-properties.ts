/** Baton's properties as HubSpot is asked to make them, labelled in the account's language. */
import { ASKED_BY_FORMS, fieldWords, WRITTEN_CHOICES } from '../../src/domain/own-fields.ts';
import { type Language, texts } from '../../src/domain/texts/index.ts';
import type { SetupStep, SetupWish } from '../../src/ports/setup.ts';
import { typeOfName } from './values.ts';

/** The group that all of them stand in; nothing outside it is ever removed. */
export const GROUP = 'baton';
/** Several lines: a box instead of a line. */
const LONG: ReadonlySet<string> = new Set(['reasons', 'returnComment', 'salesComment']);
/** A property is unique from its beginning or never (page "Properties"); at most ten of an object. */
const UNIQUE: ReadonlySet<string> = new Set(['batonId']);

export function groupDefinition(object: string, language: Language): SetupStep {
  return { does: 'make-group', object, name: GROUP, label: texts(language).ownFields.group };
}

/** Page "Properties": a datetime has the field type `date`; a unique property is so from the beginning or never. */
export function definitionOf({
  object,
  name,
  property,
  wish: { language, choices },
}: {
  readonly object: string;
  readonly name: string;
  readonly property: string;
  readonly wish: Pick<SetupWish, 'language' | 'choices'>;
}): Extract<SetupStep, { does: 'make-field' }> {
  const { label, help } = fieldWords(name, property, language);
  const options = choices(name) ?? [];
  const [type, fieldType] = options.length > 0 ? (['enumeration', 'select'] as const) : typesOf(name);
  const definition = {
    name: property,
    label,
    description: help,
    groupName: GROUP,
    type,
    fieldType,
    formField: ASKED_BY_FORMS.has(name) || (options.length > 0 && !Object.hasOwn(WRITTEN_CHOICES, name)),
    ...(UNIQUE.has(name) ? { hasUniqueValue: true } : {}),
    ...(options.length > 0
      ? { options: options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })) }
      : {}),
  };
  return { does: 'make-field', object, name: property, label, type, options, definition };
}

function typesOf(name: string): readonly [type: string, fieldType: string] {
  switch (typeOfName(name)) {
    case 'number':
      return ['number', 'number'];
    case 'instant':
      return ['datetime', 'date'];
    case 'boolean':
      return ['bool', 'booleancheckbox'];
    default:
      return ['string', LONG.has(name) ? 'textarea' : 'text'];
  }
}
