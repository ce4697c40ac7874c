/** A person gave the lead to another of the team, in either system: whoever it was given to has the open handoff from now on, with its clock. */
import type { Draft } from './draft.ts';
import type { Cause } from './facts.ts';
import { after } from './handoff-machine.ts';
import type { Judged } from './judged.ts';
import { openHandoffs } from './lead.ts';
import type { RecordRef } from './record.ts';
import type { OwnerKey } from './team.ts';

/** A user id that somebody put into the owner's field of a record. */
export interface OwnerSaid {
  readonly record: RecordRef;
  readonly user: string;
  readonly cause: Cause;
}

/**
 * Adds `owner-changed` where the new owner is one of the team and another than whoever has it. Before a task stands, and with marketing, whose leads have no
 * holder by name, it changes nothing.
 */
export function takeOwners(draft: Draft, { circumstances: { people } }: Judged, said: readonly OwnerSaid[]): void {
  for (const { record, user, cause } of said) {
    const member = people.memberOf(record.system, { type: 'person', user });
    const open = openHandoffs(draft.state).at(-1);
    if (member === undefined || cause.by !== 'person' || open === undefined) continue;
    if (after(open.status, 'owner-changed') === undefined || open.to.member === member.key) continue;
    const holder = { department: member.department, member: member.key as OwnerKey };
    draft.add({ kind: 'owner-changed', record: { ref: record }, to: { text: user }, holder }, cause);
  }
}
