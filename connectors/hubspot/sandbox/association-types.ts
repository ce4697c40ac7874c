/** Which links exist between object types, and HubSpot's numbers for them: each direction has its own ("Associate records guide" and the client's AssociationTypes). */
import type { ObjectType } from './object-types.ts';

export interface LinkType {
  readonly from: ObjectType;
  readonly to: ObjectType;
  readonly typeId: number;
  /** The same link seen from the other end. */
  readonly inverse: number;
  /** Null: the plain, unlabelled link. */
  readonly label: string | null;
}

type Row = readonly [ObjectType, ObjectType, number, number, string?];

const ROWS: readonly Row[] = [
  ['contacts', 'companies', 279, 280],
  ['contacts', 'companies', 1, 2, 'Primary'],
  ['deals', 'contacts', 3, 4],
  ['deals', 'companies', 341, 342],
  ['deals', 'companies', 5, 6, 'Primary'],
  ['contacts', 'calls', 193, 194],
  ['contacts', 'emails', 197, 198],
  ['contacts', 'meetings', 199, 200],
  ['contacts', 'notes', 201, 202],
  ['contacts', 'tasks', 203, 204],
  ['companies', 'calls', 181, 182],
  ['companies', 'emails', 185, 186],
  ['companies', 'meetings', 187, 188],
  ['companies', 'notes', 189, 190],
  ['companies', 'tasks', 191, 192],
  ['deals', 'calls', 205, 206],
  ['deals', 'emails', 209, 210],
  ['deals', 'meetings', 211, 212],
  ['deals', 'notes', 213, 214],
  ['deals', 'tasks', 215, 216],
  ['contacts', 'contacts', 449, 449],
  ['companies', 'companies', 450, 450],
  ['deals', 'deals', 451, 451],
];

export const LINK_TYPES: readonly LinkType[] = ROWS.flatMap(([from, to, typeId, inverse, label]) => {
  const forward: LinkType = { from, to, typeId, inverse, label: label ?? null };
  return from === to
    ? [forward]
    : [forward, { from: to, to: from, typeId: inverse, inverse: typeId, label: label ?? null }];
});

/** By number; a number means one direction only. */
export function linkTypeOf(from: ObjectType, typeId: number): LinkType | undefined {
  return LINK_TYPES.find((type) => type.from === from && type.typeId === typeId);
}

/** The plain link between two types; undefined where HubSpot has none. */
export function plainLink(from: ObjectType, to: ObjectType): LinkType | undefined {
  return LINK_TYPES.find((type) => type.from === from && type.to === to && type.label === null);
}

/** The primary link between two types; undefined where there is no such thing. */
export function primaryLink(from: ObjectType, to: ObjectType): LinkType | undefined {
  return LINK_TYPES.find((type) => type.from === from && type.to === to && type.label === 'Primary');
}
