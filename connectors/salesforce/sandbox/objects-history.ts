/** Field histories, which the org writes for the fields whose history it tracks (Object Reference, StandardObjectNameHistory). */
import { USERS } from './objects-system.ts';
import { derived, type ObjectSpec, reference } from './schema.ts';

/** Objects whose history may be switched on here. */
export const HISTORIED = ['Lead', 'Contact', 'Account', 'Opportunity'] as const;

/** An opportunity's own history is of snapshots; that of its fields goes by a longer name. */
export function historyOf(object: string): string {
  return object === 'Opportunity' ? 'OpportunityFieldHistory' : `${object}History`;
}

/** All histories share a prefix, and none has a SystemModstamp. */
export const HISTORIES: readonly ObjectSpec[] = HISTORIED.map((object) => ({
  name: historyOf(object),
  label: `${object} ${object === 'Opportunity' ? 'Field ' : ''}History`,
  labelPlural: `${object} ${object === 'Opportunity' ? 'Field ' : ''}Histories`,
  prefix: '017',
  writable: false,
  fields: [
    derived('Id', 'id'),
    derived('IsDeleted', 'boolean', { default: false }),
    reference(`${object}Id`, [object], { createable: false, updateable: false, children: 'Histories' }),
    derived('CreatedDate', 'datetime'),
    reference('CreatedById', USERS, { createable: false, updateable: false, relationship: 'CreatedBy' }),
    derived('Field', 'string', { length: 40 }),
    derived('OldValue', 'string', { length: 255 }),
    derived('NewValue', 'string', { length: 255 }),
  ],
}));
