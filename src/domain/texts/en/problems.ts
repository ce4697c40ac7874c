/** Problems in plain words, each with what to do. */
import type { Mover, ProblemCategory } from '../../problem.ts';

export const problems = {
  commands: {
    list: 'the same: what needs a person, with remedies',
    show: 'all that is known of one problem, and what another try would do',
    retry: 'try one again, or all that a system refused, once the cause is mended',
    ignore: 'put one aside until it comes with another code; in the ledger, under a name',
  },
  argument: { problem: 'its number, as the list shows it, or the beginning of it' },
  option: {
    category: 'only those of this category',
    all: 'also those that somebody has put aside',
    by: 'name of whoever puts it aside; it stands in the ledger',
    reason: 'why nothing is to be done about it',
  },
  about: (person: string): string => `About: ${person}`,
  field: (name: string): string => `Field: ${name}`,
  write: (what: string, attempts: number): string =>
    `Waits for it: ${what}, tried ${attempts === 1 ? 'once' : `${attempts} times`}`,
  writes: {
    handoff: 'the handoff with its task',
    'close-task': 'the closing of a task',
    'move-task': 'the task of another owner',
    fields: 'fields of the record',
  },
  notBefore: (at: string): string => `Not tried before ${at}`,
  ignored: (by: string, at: string, reason: string): string => `Put aside by ${by}, ${at}: ${reason}`,
  byRetry: (no: string): string => `\`baton problems retry ${no}\``,
  more: (no: string): string => `More about one, by its number: baton problems show ${no}`,
  again: {
    'sent-again': 'it is sent again',
    'told-again': 'the notices that were given up are sent again',
    'read-again': 'it is read again',
    'judged-again': 'the lead is judged again',
    'placed-again': 'the record is looked at again: whose it is',
    'by-itself': 'not needed; Baton tries again by itself',
  },
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
    clock: "the machine's clock was set",
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
    credential: 'Renew the token, or connect the OAuth app anew (`baton connect`), then `baton doctor`.',
    unavailable: 'Nothing: Baton tries again. If it lasts, see the status page of the vendor.',
    'lost-answer': 'Nothing: Baton reads back by the key before it does anything.',
    identity:
      'Say who it is (`baton identity` lists the case with its commands), correct the e-mail addresses, or merge the duplicates in the CRM.',
    mapping: 'Correct mappings/*.yaml, then `baton check`.',
    'no-record': 'Let Baton make Leads (createLead in mappings/salesforce.yaml), or make the record by hand.',
    notice:
      'Correct the address in team.yaml, `notify` in baton.yaml or its secrets, try `baton notify --test <member>`, then `baton retry`.',
    clock:
      "Put the machine's clock right (time synchronisation). Until HubSpot's clock agrees with it, Baton's time goes on as before; where HubSpot cannot be asked, restart `baton work` once the clock is right.",
    unlisted: "Read the vendor's sentence above; report the code if it tells nothing.",
  } as Record<ProblemCategory, string>,
  /** What to do about a code of ours. */
  codes: {
    CERTIFICATE:
      "Look at the address and at this computer's clock. Where the company's own proxy opens connections, name its certificate to Node (`NODE_EXTRA_CA_CERTS`). Otherwise somebody may stand in between: do not go on without knowing who.",
    ERASED_BEFORE:
      'Erase the record in that system too. If the person has come back of their own accord, make a new record for them there: that one is read. Then put this aside (`baton problems ignore`).',
    MERGED_WITH_ERASED:
      'If both are one person, erase the other too (`baton erase`). If the merge was a mistake, correct the record in that system. Then put this aside (`baton problems ignore`).',
    SEVERAL_RECORDS:
      'Merge the records in Salesforce, or convert the Lead into its Contact; or say with a command of `baton identity` that they are one person, or whose the other is.',
    SEVERAL_WITH_ADDRESS:
      'Several records have this address: merge them in Salesforce, or say with `baton identity` who is who; then `baton problems retry`.',
    NO_LOCATOR:
      "Something between Baton and Salesforce (a proxy, a gateway) leaves out Salesforce's own headers: let `Sforce-*` pass. The reading goes on by itself then, where it stopped.",
    SESSION_ENDED:
      'Get the token anew (`sf org auth show-access-token`, after `sf org login web` where it is asked for), put it into `SALESFORCE_ACCESS_TOKEN`, compare `instanceUrl` in baton.yaml with `sf org display`, and start anew. To go on for longer than a session, connect an external client app.',
    OWNER_IS_QUEUE:
      'Give the record to a member of the team; whoever takes it from the queue gets the handoff and its task.',
    OWNER_GONE: 'Give the record to somebody who is active: the handoff goes along.',
    OWNER_LEFT_TEAM:
      'Give the record to a member of the team: the handoff and its task go along. Or put the member back into team.yaml, under the same key.',
    OWNER_INACTIVE: 'Give the record to a user who is active, or take the member out of team.yaml.',
    OWNER_NOT_IN_TEAM: 'Add the user to team.yaml, or give the record to a member of the team.',
    OWNER_IS_NOBODY: 'Give the record to a member of the team; until then the handoff is with whoever had it.',
  },
  /** What to do about a code of Salesforce, where more can be said than of its category. */
  salesforce: {
    STORAGE_LIMIT_EXCEEDED:
      'The org is full: delete records that nobody needs, or buy storage. Baton tries again every hour.',
    'REQUEST_LIMIT_EXCEEDED DAILY':
      "The day's API calls are used up: find the tool that uses them (Setup > System Overview), or buy more. Baton goes on as the day moves on.",
    'REQUEST_LIMIT_EXCEEDED CONCURRENT':
      'Nothing: too many long requests run in the org at once, and Baton tries again. If it lasts, look for a slow integration.',
    CUSTOM_ENTITY_OR_FIELD_LIMIT:
      'The org has as many custom objects, or fields of one, as its edition allows (Setup > System Overview): delete what nobody needs, or ask Salesforce for more, then run `baton setup` again. An edition that allows no custom object at all (Starter, as reported) is none for Baton.',
    TOO_MANY_APEX_REQUESTS: "Nothing: the org's own code is busy, and Baton tries again.",
    UNKNOWN_EXCEPTION:
      "Baton tried a few times. Give Salesforce's support the ErrorId in the sentence above; then `baton retry`.",
    INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE:
      'Nothing: Salesforce is under maintenance, and Baton tries again every ten minutes.',
    DUPLICATES_DETECTED:
      'A duplicate rule found this person elsewhere: merge the records, or set `duplicateRules: save-past-alerts` in mappings/salesforce.yaml if the rule only alerts.',
    DUPLICATE_VALUE: 'Another record holds the value of a unique field: clear it there, or merge the two records.',
    DUPLICATE_EXTERNAL_ID: 'Two records hold the same external id: clear it on the wrong one.',
    MULTIPLE_CHOICES: 'Several records hold the same external id: clear it on the wrong ones.',
    INVALID_REPLICATION_DATE:
      "Compare this computer's clock with the real time: Salesforce does not take the hours whose deletions were asked for. Rows in the recycle bin are seen all the same.",
    EXCEEDED_ID_LIMIT:
      'So much was deleted at once that Salesforce does not list it: rows in the recycle bin are seen all the same, what has left it stays in Baton. Let mass deletions lie in the bin for a day.',
    FIELD_CUSTOM_VALIDATION_EXCEPTION:
      'The sentence above is the validation rule of the org: do what it asks on the record, or exempt the integration user from the rule. Then `baton retry`.',
    FIELD_FILTER_VALIDATION_EXCEPTION:
      'A lookup filter does not allow this record there: widen the filter, or choose another record.',
    CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY:
      "The org's own Apex trigger failed: give the sentence above to whoever maintains it. Then `baton retry`.",
    CANNOT_EXECUTE_FLOW_TRIGGER:
      "The org's own flow failed: open it in Setup > Flows, or give the sentence above to whoever maintains it. Then `baton retry`.",
    ENTITY_IS_LOCKED:
      'The record waits for an approval: finish or recall it, or let the integration user edit locked records.',
    ENTITY_IS_DELETED: 'The record was deleted and merged into no other: restore it from the recycle bin, or leave it.',
    INVALID_CROSS_REFERENCE_KEY:
      'An id points to nothing: the record, its owner or its record type is gone. Choose another.',
    CANNOT_UPDATE_CONVERTED_LEAD:
      'The Lead was converted, and Baton may not see into what: give the integration user "View and Edit Converted Leads" and access to Contacts.',
    INACTIVE_OWNER_OR_USER:
      'The user is inactive: take them out of team.yaml, or give their records to somebody else. Then `baton retry`.',
    OP_WITH_INVALID_USER_TYPE_EXCEPTION:
      'This kind of user cannot own such a record: choose a user with a sales licence in team.yaml.',
    STRING_TOO_LONG: 'The text is longer than the field: lengthen the field, or shorten the text.',
    INVALID_EMAIL_ADDRESS: 'Correct the e-mail address where the person was entered.',
    REQUIRED_FIELD_MISSING:
      'The org asks for a field that Baton does not fill: give it a default, or add it to the mapping.',
    INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:
      'Add the value to the restricted picklist (and to the record type), or map it to one that is there in mappings/statuses.yaml.',
    INVALID_FIELD:
      'The field does not exist, or the integration user may not see it: run `baton setup`, or give it field-level security in the permission set.',
    INVALID_FIELD_FOR_INSERT_UPDATE:
      'The field is read-only for the integration user: allow editing in the permission set, or take it out of the mapping.',
    INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY:
      'The integration user may not use the record that is pointed to (an owner, an account, a record type): widen sharing, or assign the record type.',
    TRANSFER_REQUIRES_READ: 'The new owner may not read this record: give their profile access to the object.',
    TXN_SECURITY_NO_ACCESS:
      'A transaction security policy of the org stopped this: exempt the integration user from it.',
    INVALID_SESSION_ID: 'The session was refused, a new one too: check the app and its policies, then `baton doctor`.',
    API_DISABLED_FOR_ORG:
      'This edition or user has no API access: enable it, or give the integration user "API Enabled".',
    MALFORMED_QUERY:
      'Baton asked wrongly: check the field names in mappings/salesforce.yaml, then report the sentence above.',
    MALFORMED_ID:
      'An id in the mapping is not of the right kind (`recordTypeId`): correct it in mappings/salesforce.yaml.',
  },
  mover: {
    admin: "the admin's move",
    user: "the user's move",
    vendor: "the vendor's move",
    baton: "Baton's move",
  } as Record<Mover, string>,
};
