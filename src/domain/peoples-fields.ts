/** Fields that Baton fills and in which a person's later word counts: what has been said there is looked at before it is written over. */
import type { LeadState, WrittenValue } from './lead.ts';
import type { ObjectMapping } from './mapping.ts';
import type { Fields } from './record.ts';

/** Baton's own: what stands there before Baton first fills them is no answer to anything. */
const OWN: ReadonlySet<string> = new Set(['stage', 'ownerName']);
/** Fields whose change by a person stands until the lead's stage changes next. */
export const PEOPLE_WIN: ReadonlySet<string> = new Set([...OWN, 'lifecycleStage', 'leadStatus', 'ownerId']);
/** People answer in them. */
const ANSWERS: ReadonlySet<string> = new Set(['approved', 'accepted']);

/** A person's change that Baton does not write over, till the stage changes. Of an owner also till a person gives it to another elsewhere (owner-change.ts). */
export function personStands(written: WrittenValue | undefined, { stageSince }: LeadState): boolean {
  if (written?.by !== 'person' || !PEOPLE_WIN.has(written.field)) return false;
  return stageSince === undefined || written.at >= stageSince;
}

/** Those among the fields to be written in which a person may have said something since the record was read. `firstFilled`: nothing was known to be written to them. */
export function peoplesFields(
  fields: Fields,
  mapping: ObjectMapping | undefined,
  firstFilled: readonly string[],
): readonly string[] {
  return Object.keys(fields).filter((field) => {
    if (OWN.has(field) && firstFilled.includes(field)) return false;
    const rule = mapping?.write[field]?.rule;
    return PEOPLE_WIN.has(field) || ANSWERS.has(field) || rule === 'latest-wins' || rule === 'only-if-blank';
  });
}
