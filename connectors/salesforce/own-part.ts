/** One thing that Baton makes in an org, as the Metadata API and its files describe it. */
import type { Made, SetupWish } from '../../src/ports/setup.ts';

/** Plain values, as the Metadata API and its files have them. */
export type MetadataValue = string | number | boolean | Metadata | readonly MetadataValue[];
export interface Metadata {
  readonly [name: string]: MetadataValue;
}

/** In the order in which they can refer to each other. */
export const PART_TYPES = [
  'CustomObject',
  'CustomField',
  'CustomTab',
  'ListView',
  'ReportType',
  'PermissionSet',
] as const;
export type PartType = (typeof PART_TYPES)[number];

export interface Part {
  readonly type: PartType;
  /** `Lead.Baton_Id__c`, or a name alone where it stands in no object. */
  readonly fullName: string;
  readonly metadata: Metadata;
}

/** What words and lists are to be (see {@link SetupWish}), and whether the ledger's checkpoints are kept in the org. */
export interface PartWish extends Pick<SetupWish, 'language' | 'choices'> {
  readonly checkpoints?: boolean | undefined;
}

/** At the end of each description: by it Baton knows its own again. */
export const MARK = '(baton setup)';

export function described(help: string): string {
  return help === '' ? MARK : `${help} ${MARK}`;
}

/** A field of an object of Baton's own. */
export function fieldPart(fullName: string, words: { label: string; help: string }, shape: Metadata): Part {
  const { label, help } = words;
  return {
    type: 'CustomField',
    fullName,
    metadata: { label, inlineHelpText: help, description: described(help), ...shape },
  };
}

/** The object that a part stands in, and its own name there. */
export function placeOfPart(fullName: string): { readonly object: string; readonly name: string } {
  const [object = '', name] = fullName.split('.');
  return name === undefined ? { object, name: object } : { object, name };
}

/** What each type is called in the list of things made. */
export const KIND_OF = {
  CustomObject: 'object',
  CustomField: 'field',
  CustomTab: 'tab',
  ListView: 'list-view',
  ReportType: 'report-type',
  PermissionSet: 'permission-set',
} as const satisfies Record<PartType, Made['kind']>;

export function isMade(made: readonly Made[], { type, fullName }: Pick<Part, 'type' | 'fullName'>): boolean {
  const { object, name } = placeOfPart(fullName);
  return made.some((one) => one.kind === KIND_OF[type] && one.object === object && one.name === name);
}

/** The full name of something made. */
export function fullNameOf({ kind, object, name }: Pick<Made, 'kind' | 'object' | 'name'>): string {
  return kind === 'field' || kind === 'list-view' ? `${object}.${name}` : name;
}
