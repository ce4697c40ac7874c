/** The links between records, seen from both ends, and the one primary company of a contact or deal. */
import { type LinkType, LinkTypes } from './association-types.ts';
import type { ObjectType } from './object-types.ts';
import { invalid } from './refusal.ts';
import type { RecordStore, Source } from './store.ts';

export interface End {
  readonly type: ObjectType;
  readonly id: string;
}
export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly source: Source;
}

/** Two records were linked, or are no longer. */
export interface LinkChange extends Moment {
  readonly from: End;
  readonly to: End;
  readonly removed: boolean;
  readonly primary: boolean;
}

export class Links {
  readonly types = new LinkTypes();
  readonly #watchers: ((change: LinkChange) => void)[] = [];
  readonly #store: RecordStore;
  /** `type/id` → other type → other id → numbers of the links. */
  readonly #from = new Map<string, Map<ObjectType, Map<string, Set<number>>>>();

  constructor(store: RecordStore) {
    this.#store = store;
  }

  watch(watcher: (change: LinkChange) => void): void {
    this.#watchers.push(watcher);
  }

  /** Ids at the other end with their link numbers, in the order of the ids. Archived records are not seen. */
  of(from: End, to: ObjectType): readonly { readonly id: string; readonly types: readonly LinkType[] }[] {
    const others = this.#from.get(keyOf(from))?.get(to) ?? new Map<string, Set<number>>();
    return [...others]
      .filter(([id]) => this.#store.live(to, id) !== undefined)
      .map(([id, numbers]) => ({
        id,
        types: this.types.between(from.type, to).filter((type) => numbers.has(type.typeId)),
      }))
      .sort((a, b) => Number(a.id) - Number(b.id));
  }

  linked(from: End, to: End): boolean {
    return this.#from.get(keyOf(from))?.get(to.type)?.has(to.id) ?? false;
  }

  /** The most generic link. The first company of a contact or deal becomes its primary one. */
  linkPlain(from: End, to: End, moment: Moment): LinkType {
    const plain = this.types.plain(from.type, to.type);
    if (plain === undefined) throw invalid(`There is no association type between ${from.type} and ${to.type}.`);
    const isNew = !this.linked(from, to);
    this.#add(from, to, plain);
    const pair = this.#companyPair(from, to);
    if (pair !== undefined && this.primaryCompany(pair.owner) === undefined)
      this.setPrimary(pair.owner, pair.company.id, moment);
    else if (isNew) this.#tell({ from, to, removed: false, primary: false, ...moment });
    return plain;
  }

  /** Links by number; a labelled link always stands beside a plain one. */
  link(from: End, to: End, typeId: number, moment: Moment): LinkType {
    const type = this.types.find(from.type, typeId);
    if (type === undefined || type.to !== to.type) {
      throw invalid(`Association type ${typeId} does not link ${from.type} to ${to.type}.`);
    }
    if (type.label === null) return this.linkPlain(from, to, moment);
    const pair = this.#companyPair(from, to);
    if (pair !== undefined && type === this.types.primary(from.type, to.type)) {
      this.setPrimary(pair.owner, pair.company.id, moment);
      return type;
    }
    this.linkPlain(from, to, moment);
    this.#add(from, to, type);
    return type;
  }

  /** Takes one label away, and leaves the plain link; that of the plain link itself takes everything away. */
  unlabel(from: End, to: End, typeId: number, moment: Moment): void {
    const type = this.types.find(from.type, typeId);
    if (type === undefined || type.to !== to.type) {
      throw invalid(`Association type ${typeId} does not link ${from.type} to ${to.type}.`);
    }
    if (type.label === null) {
      this.unlink(from, to, moment);
      return;
    }
    this.#drop(from, to, type);
    const pair = this.#companyPair(from, to);
    if (pair !== undefined && this.primaryCompany(pair.owner) === undefined) this.#tellContact(pair.owner, '', moment);
  }

  /** Removes every link between two records. */
  unlink(from: End, to: End, moment: Moment): void {
    const pair = this.#companyPair(from, to);
    const wasPrimary = pair !== undefined && this.primaryCompany(pair.owner) === pair.company.id;
    const wasLinked = this.linked(from, to);
    this.#from.get(keyOf(from))?.get(to.type)?.delete(to.id);
    this.#from.get(keyOf(to))?.get(from.type)?.delete(from.id);
    if (wasPrimary) this.#tellContact(pair.owner, '', moment);
    if (wasLinked) this.#tell({ from, to, removed: true, primary: wasPrimary, ...moment });
  }

  /** After a merge: the new record has the links of the former ones, those of the first before those of the second. */
  move(formers: readonly End[], to: End, moment: Moment): void {
    for (const former of formers) {
      for (const [type, others] of this.#from.get(keyOf(former)) ?? []) {
        for (const [id, numbers] of others) this.#moveOne(former, to, { other: { type, id }, numbers, moment });
      }
      this.#from.delete(keyOf(former));
    }
  }

  #moveOne(
    former: End,
    to: End,
    { other, numbers, moment }: { readonly other: End; readonly numbers: ReadonlySet<number>; readonly moment: Moment },
  ): void {
    this.#from.get(keyOf(other))?.get(former.type)?.delete(former.id);
    for (const number of numbers) {
      const link = this.types.find(former.type, number);
      const primary = link !== undefined && link === this.types.primary(former.type, other.type);
      const second = primary && other.type === 'companies' && this.primaryCompany(to) !== undefined;
      if (link !== undefined && !second) this.#add(to, other, link);
      if (primary && to.type === 'companies') this.#tellContact(other, to.id, moment);
    }
  }

  /** The company of two ends, and whose company it is; undefined where a company cannot be the primary one. */
  #companyPair(from: End, to: End): { readonly owner: End; readonly company: End } | undefined {
    if (from.type !== 'companies' && to.type !== 'companies') return undefined;
    if (this.types.primary(from.type, to.type) === undefined) return undefined;
    return to.type === 'companies' ? { owner: from, company: to } : { owner: to, company: from };
  }

  primaryCompany(owner: End): string | undefined {
    const primary = this.types.primary(owner.type, 'companies');
    if (primary === undefined) return undefined;
    const companies = this.#from.get(keyOf(owner))?.get('companies') ?? new Map<string, Set<number>>();
    for (const [id, numbers] of companies) if (numbers.has(primary.typeId)) return id;
    return undefined;
  }

  /** At most one company is primary; the former one stays linked plainly. */
  setPrimary(owner: End, companyId: string, moment: Moment): void {
    const company: End = { type: 'companies', id: companyId };
    const primary = this.types.primary(owner.type, 'companies');
    const plain = this.types.plain(owner.type, 'companies');
    if (primary === undefined || plain === undefined) return;
    const former = this.primaryCompany(owner);
    if (former !== undefined && former !== companyId) this.#drop(owner, { type: 'companies', id: former }, primary);
    this.#add(owner, company, plain);
    this.#add(owner, company, primary);
    this.#tellContact(owner, companyId, moment);
    if (former !== companyId) this.#tell({ from: owner, to: company, removed: false, primary: true, ...moment });
  }

  #tell(change: LinkChange): void {
    for (const watcher of this.#watchers) watcher(change);
  }

  /** A changed link does not promise to touch the modification date, so here it does not (its documentation says nothing of it). */
  #tellContact(owner: End, companyId: string, moment: Moment): void {
    const contact = owner.type === 'contacts' ? this.#store.live('contacts', owner.id) : undefined;
    if (contact === undefined || (contact.values['associatedcompanyid'] ?? '') === companyId) return;
    this.#store.update(contact, { ...moment, values: { associatedcompanyid: companyId }, touch: false });
  }

  #add(from: End, to: End, type: LinkType): void {
    this.#numbers(from, to).add(type.typeId);
    this.#numbers(to, from).add(type.inverse);
  }

  #drop(from: End, to: End, type: LinkType): void {
    this.#numbers(from, to).delete(type.typeId);
    this.#numbers(to, from).delete(type.inverse);
  }

  #numbers(from: End, to: End): Set<number> {
    const byType = inner(this.#from, keyOf(from), () => new Map<ObjectType, Map<string, Set<number>>>());
    const byId = inner(byType, to.type, () => new Map<string, Set<number>>());
    return inner(byId, to.id, () => new Set<number>());
  }
}

function keyOf(end: End): string {
  return `${end.type}/${end.id}`;
}

function inner<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
