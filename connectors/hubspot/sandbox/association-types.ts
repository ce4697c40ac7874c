/** Which links exist between object types, and HubSpot's numbers for them: each direction has its own ("Associate records guide" and the client's AssociationTypes). */
import type { ObjectType } from './object-types.ts';
import { invalid, notFound } from './refusal.ts';

export interface LinkType {
  readonly from: ObjectType;
  readonly to: ObjectType;
  readonly typeId: number;
  /** The same link seen from the other end. */
  readonly inverse: number;
  /** Null: the plain, unlabelled link. */
  readonly label: string | null;
  readonly category: 'HUBSPOT_DEFINED' | 'USER_DEFINED';
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
  ['calls', 'meetings', 399, 400],
  ['contacts', 'communications', 82, 81],
  ['companies', 'communications', 88, 87],
  ['deals', 'communications', 86, 85],
  ['contacts', 'postal_mail', 454, 453],
  ['companies', 'postal_mail', 460, 459],
  ['deals', 'postal_mail', 458, 457],
  ['contacts', 'tickets', 15, 16],
  ['tickets', 'companies', 339, 340],
  ['tickets', 'companies', 26, 25, 'Primary'],
  ['deals', 'tickets', 27, 28],
  ['tickets', 'calls', 219, 220],
  ['tickets', 'emails', 223, 224],
  ['tickets', 'meetings', 225, 226],
  ['tickets', 'notes', 227, 228],
  ['tickets', 'tasks', 229, 230],
  ['tickets', 'communications', 84, 83],
  ['tickets', 'postal_mail', 456, 455],
  ['tickets', 'tickets', 452, 452],
  ['deals', 'line_items', 19, 20],
  ['deals', 'quotes', 63, 64],
  ['quotes', 'line_items', 67, 68],
  ['quotes', 'contacts', 69, 70],
  ['quotes', 'companies', 71, 72],
  ['quotes', 'tasks', 217, 218],
  ['leads', 'contacts', 608, 609],
  ['leads', 'contacts', 578, 579, 'Primary'],
  ['leads', 'companies', 610, 611],
  ['leads', 'calls', 596, 597],
  ['leads', 'emails', 598, 599],
  ['leads', 'meetings', 600, 601],
  ['leads', 'communications', 602, 603],
  ['leads', 'tasks', 646, 647],
  ['leads', 'notes', 854, 855],
];

const OWN: readonly LinkType[] = ROWS.flatMap(([from, to, typeId, inverse, label = null]) =>
  bothWays({ from, to, typeId, inverse, label, category: 'HUBSPOT_DEFINED' }, label),
);

function bothWays(forward: LinkType, inverseLabel: string | null): readonly LinkType[] {
  const { from, to, typeId, inverse, category } = forward;
  if (typeId === inverse) return [forward];
  return [forward, { from: to, to: from, typeId: inverse, inverse: typeId, label: inverseLabel, category }];
}

/** Numbers of labels made by administrators; above HubSpot's own, so that a number alone tells what is meant. */
const FIRST_LABEL = 1_001;

function byPair(types: readonly LinkType[]): ReadonlyMap<string, readonly LinkType[]> {
  return Map.groupBy(types, ({ from, to }) => `${from}/${to}`);
}

/** HubSpot's own link types and the account's labels. */
export class LinkTypes {
  #all: readonly LinkType[] = OWN;
  /** Every read of a link asks. */
  #byPair = byPair(OWN);
  #next = FIRST_LABEL;

  between(from: ObjectType, to: ObjectType): readonly LinkType[] {
    return this.#byPair.get(`${from}/${to}`) ?? [];
  }

  /** By number; a number means one direction only. */
  find(from: ObjectType, typeId: number): LinkType | undefined {
    return this.#all.find((type) => type.from === from && type.typeId === typeId);
  }

  /** By number alone, as version 1 names them. */
  numbered(typeId: number): LinkType | undefined {
    return this.#all.find((type) => type.typeId === typeId);
  }

  /** The plain link between two types; undefined where HubSpot has none. */
  plain(from: ObjectType, to: ObjectType): LinkType | undefined {
    return this.between(from, to).find((type) => type.label === null);
  }

  /** The primary link between two types; undefined where there is no such thing. */
  primary(from: ObjectType, to: ObjectType): LinkType | undefined {
    return this.between(from, to).find((type) => type.label === 'Primary' && type.category === 'HUBSPOT_DEFINED');
  }

  /** A new label, with another one for the other direction if the wish has one. */
  define(
    from: ObjectType,
    to: ObjectType,
    wish: { readonly label: string; readonly inverseLabel: string },
  ): readonly LinkType[] {
    if (this.plain(from, to) === undefined) throw invalid(`No association is possible from ${from} to ${to}.`);
    if (this.between(from, to).some(({ label }) => label === wish.label)) {
      throw invalid(`The label ${wish.label} is already in use.`);
    }
    const typeId = this.#next;
    this.#next += 2;
    const forward: LinkType = { from, to, typeId, inverse: typeId + 1, label: wish.label, category: 'USER_DEFINED' };
    const made = bothWays(forward, wish.inverseLabel);
    this.#keep([...this.#all, ...made]);
    return made;
  }

  rename(from: ObjectType, typeId: number, label: string): void {
    const { inverse } = this.#ownLabel(from, typeId);
    this.#keep(
      this.#all.map((type) => (type.typeId === typeId && type.inverse === inverse ? { ...type, label } : type)),
    );
  }

  /** Gone in both directions, with every link that bore it. */
  remove(from: ObjectType, typeId: number): void {
    const { inverse } = this.#ownLabel(from, typeId);
    this.#keep(this.#all.filter((type) => type.typeId !== typeId && type.typeId !== inverse));
  }

  #keep(all: readonly LinkType[]): void {
    this.#all = all;
    this.#byPair = byPair(all);
  }

  #ownLabel(from: ObjectType, typeId: number): LinkType {
    const found = this.find(from, typeId);
    if (found?.category !== 'USER_DEFINED') throw notFound(`No label with the id ${typeId} can be changed.`);
    return found;
  }
}
