/** /crm/v3/owners, read only. */
import type { Owner, Owners } from './owners.ts';
import type { Portal } from './portal.ts';
import { notFound } from './refusal.ts';
import type { Call, Route } from './router.ts';

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
    teams: owner.teams.map((name, index) => ({ id: teamId(name), name, primary: index === 0 })),
  };
}

/** Equal for equal names. */
function teamId(name: string): string {
  return String([...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000, 7));
}
