/** The account's users as records may name them in `hubspot_owner_id`. */

export interface Owner {
  /** What stands in `hubspot_owner_id`. */
  readonly id: string;
  /** Another number altogether ("Owners guide", HubSpot developer documentation). */
  readonly userId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  updatedAt: number;
  archived: boolean;
  /** The main one first. */
  teams: readonly string[];
}

export class Owners {
  #owners: readonly Owner[] = [];
  #made = 0;
  readonly #firstId: number;

  constructor(firstId: number) {
    this.#firstId = firstId;
  }

  add(person: { readonly email: string; readonly firstName: string; readonly lastName: string }, at: number): Owner {
    const place = this.#made;
    this.#made += 1;
    const owner = {
      ...person,
      id: String(this.#firstId + place),
      userId: this.#firstId * 10 + place,
      createdAt: at,
      updatedAt: at,
      archived: false,
      teams: [],
    };
    this.#owners = [...this.#owners, owner];
    return owner;
  }

  all(): readonly Owner[] {
    return this.#owners;
  }

  byEmail(email: string): Owner | undefined {
    return this.#owners.find((owner) => owner.email === email.toLowerCase());
  }

  /** The user is put into these teams, the main one first. */
  group(email: string, teams: readonly string[], at: number): void {
    const owner = this.byEmail(email);
    if (owner === undefined) throw new Error(`no owner has the address ${email}`);
    owner.teams = teams;
    owner.updatedAt = at;
  }

  /** The user is removed from the account for good. */
  forget(email: string): void {
    this.#owners = this.#owners.filter((owner) => owner.email !== email.toLowerCase());
  }

  /** The user is deactivated: listed only with `archived=true`, without a user id. */
  deactivate(email: string, at: number): void {
    const owner = this.byEmail(email);
    if (owner === undefined) throw new Error(`no owner has the address ${email}`);
    owner.archived = true;
    owner.updatedAt = at;
  }
}
