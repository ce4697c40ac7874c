/** The property of notes by which the note of a handoff is found again: unique, so that no call can make a second one. */
import type { Finding } from '../../src/domain/finding.ts';
import { type Language, texts } from '../../src/domain/texts/index.ts';
import type { SetupStep } from '../../src/ports/setup.ts';
import { GROUP } from './own-properties.ts';
import type { PropertyFacts } from './property-types.ts';
import { KEPT, type KeptObject } from './read-records.ts';

/** Objects on which properties are made. */
export type OwnObject = KeptObject | 'note';
export const OWN_OBJECTS: readonly OwnObject[] = ['contact', 'company', 'note'];

export function pluralOf(object: OwnObject): string {
  return object === 'note' ? 'notes' : KEPT[object].plural;
}

/** Notes have no scopes of their own: those of contacts cover them (page "Notes"). */
export function schemaScope(object: OwnObject): string {
  return `crm.schemas.${object === 'note' ? 'contacts' : pluralOf(object)}.write`;
}

/** Page "Properties": a property is unique from its beginning or never. */
export function noteKeyDefinition(property: string, language: Language): Extract<SetupStep, { does: 'make-field' }> {
  const { label, help } = texts(language).ownFields.noteKey;
  const definition = {
    ...{ name: property, label, description: help, groupName: GROUP, type: 'string', fieldType: 'text' },
    ...{ formField: false, hasUniqueValue: true },
  };
  return { does: 'make-field', object: 'note', name: property, label, type: 'string', options: [], definition };
}

/** Where the mapping names it. */
export const NOTE_KEY_PLACE = { file: 'mapping', path: ['handoffNotes', 'key'] } satisfies Finding['at'];

/** A property of that name that cannot serve; its name is taken. */
export function noteKeyClash(property: string, facts: PropertyFacts): Finding | undefined {
  if (facts.type === 'string' && facts.hasUniqueValue) return undefined;
  const about = { property, type: facts.type, wanted: 'string, unique', label: facts.label };
  const where = { name: 'field', detail: `note.${property}`, at: NOTE_KEY_PLACE } as const;
  return { ...where, ok: false, severity: 'stops', says: 'field-clash', mover: 'admin', about };
}
