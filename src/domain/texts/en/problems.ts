/** Problems in plain words, each with what to do. */
import type { Mover, ProblemCategory } from '../../problem.ts';

export const problems = {
  category: {
    duplicate: 'duplicate',
    validation: "refused by the company's own rule",
    picklist: 'value not in the list',
    permission: 'not permitted',
    'missing-field': 'field missing',
    reference: 'points to nothing',
    format: 'value not readable',
    limit: 'over a limit',
    lock: 'locked by others',
    credential: 'sign-in refused',
    unavailable: 'not reachable',
    'lost-answer': 'answer lost',
    identity: 'not sure who this is',
    mapping: 'mapping does not fit',
    'no-record': 'no record to write to',
    notice: 'notice not delivered',
    unlisted: 'unknown error',
  } as Record<ProblemCategory, string>,
  remedy: {
    duplicate:
      'Merge or delete the duplicate in the system named, or relax the duplicate rule for the integration user.',
    validation: 'Fill in what the rule asks for on the record, or exempt the integration user from the rule.',
    picklist: 'Add the value to the list, or map it to an existing one in mappings/statuses.yaml.',
    permission: "Give the integration user's permission set access to this object or field.",
    'missing-field': 'Create the field, or take it out of the mapping.',
    reference: 'The record it points to was deleted or is inactive: choose another in team.yaml or the mapping.',
    format: 'Correct the value on the record, or its type in the mapping.',
    limit: 'Wait for the reset, lower what other tools use, or buy more calls.',
    lock: 'Nothing: Baton tries again.',
    credential: 'Renew the token or consent, then `baton doctor`.',
    unavailable: 'Nothing: Baton tries again. If it lasts, see the status page of the vendor.',
    'lost-answer': 'Nothing: Baton reads back by the key before it does anything.',
    identity: 'Several leads match this record: correct the e-mail addresses, or merge the duplicates in the CRM.',
    mapping: 'Correct mappings/*.yaml, then `baton check`.',
    'no-record': 'Let Baton make Leads (createLead in mappings/salesforce.yaml), or make the record by hand.',
    notice:
      'Correct the address in team.yaml, `notify` in baton.yaml or its secrets, try `baton notify --test <member>`, then `baton retry`.',
    unlisted: "Read the vendor's sentence above; report the code if it tells nothing.",
  } as Record<ProblemCategory, string>,
  mover: {
    admin: "the admin's move",
    user: "the user's move",
    vendor: "the vendor's move",
    baton: "Baton's move",
  } as Record<Mover, string>,
  finding: {
    connection: 'connection',
    identity: 'account',
    scope: 'permissions',
    field: 'fields',
    limit: 'limits',
    clock: 'clock',
  } as Record<'connection' | 'identity' | 'scope' | 'field' | 'limit' | 'clock', string>,
};
