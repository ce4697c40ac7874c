/** Owners: the account's users as records may name them in `hubspot_owner_id` (/crm/v3/owners, read only). */
import type { Portal } from './portal.ts';
import { notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

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
}

export class Owners {
  readonly #owners: Owner[] = [];
  readonly #firstId: number;

  constructor(firstId: number) {
    this.#firstId = firstId;
  }

  add(person: { readonly email: string; readonly firstName: string; readonly lastName: string }, at: number): Owner {
    const place = this.#owners.length;
    const owner = {
      ...person,
      id: String(this.#firstId + place),
      userId: this.#firstId * 10 + place,
      createdAt: at,
      updatedAt: at,
      archived: false,
    };
    this.#owners.push(owner);
    return owner;
  }

  all(): readonly Owner[] {
    return this.#owners;
  }

  byEmail(email: string): Owner | undefined {
    return this.#owners.find((owner) => owner.email === email.toLowerCase());
  }

  /** The user is deactivated: listed only with `archived=true`, without a user id. */
  deactivate(email: string, at: number): void {
    const owner = this.byEmail(email);
    if (owner === undefined) throw new Error(`no owner has the address ${email}`);
    owner.archived = true;
    owner.updatedAt = at;
  }
}

export function ownerRoutes(portal: Portal): readonly Route[] {
  const scope = 'crm.objects.owners.read';
  return [
    { method: 'GET', path: '/crm/v3/owners', scope, handle: (call) => list(portal.owners, call) },
    { method: 'GET', path: '/crm/v3/owners/:id', scope, handle: (call) => get(portal.owners, call) },
  ];
}

function list(owners: Owners, call: Call) {
  const limit = call.limit(100, 500);
  const after = Number(call.query('after') ?? '0');
  const email = call.query('email')?.toLowerCase();
  const archived = call.flag('archived');
  const all = owners
    .all()
    .filter((owner) => owner.archived === archived && Number(owner.id) >= after)
    .filter((owner) => email === undefined || owner.email === email);
  const next = all[limit]?.id;
  const paging = next === undefined ? {} : { paging: { next: { after: next } } };
  return { status: 200, body: { results: all.slice(0, limit).map(render), ...paging } };
}

/** `idProperty=userId` looks the owner up by the other number. */
function get(owners: Owners, call: Call) {
  const id = call.param('id');
  const byUser = call.query('idProperty') === 'userId';
  const found = owners
    .all()
    .find((owner) => (byUser ? String(owner.userId) : owner.id) === id && owner.archived === call.flag('archived'));
  if (found === undefined) throw notFound();
  return { status: 200, body: render(found) };
}

function render(owner: Owner): Record<string, unknown> {
  return {
    id: owner.id,
    email: owner.email,
    type: 'PERSON',
    firstName: owner.firstName,
    lastName: owner.lastName,
    userId: owner.archived ? null : owner.userId,
    userIdIncludingInactive: owner.userId,
    createdAt: new Date(owner.createdAt).toISOString(),
    updatedAt: new Date(owner.updatedAt).toISOString(),
    archived: owner.archived,
    teams: [],
  };
}
