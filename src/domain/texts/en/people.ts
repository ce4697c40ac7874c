/** One view of a person: who may be one person, and what was done by and to them. */

export const people = {
  commands: {
    identity: 'who may be one person and who not, as far as only a person can say',
    join: 'say that two are one person: leads, or a record and a lead',
    keepApart: 'say that two are not one person; nobody is asked again',
    split: "say that a record is somebody else's: a lead of its own begins with it",
  },
  argument: {
    side: 'an e-mail address, a lead, or a record as the list names it (salesforce/lead/00Q…)',
    record: 'a record as the list or `baton explain` names it (salesforce/lead/00Q…)',
  },
  option: { by: 'name of whoever says so; it stands in the ledger' },
  identity: {
    nothing: 'Nobody is in doubt.',
    more: (count: number): string => `… and ${count} more`,
    kind: {
      ambiguous: 'matches several leads and stands for none of them',
      overlap: 'stands for the first of these leads, and leads to the others too',
      'several-records': 'one MQL with several Salesforce records: a task can lie on one only',
    },
    by: (keys: string): string => `by ${keys}`,
    how: {
      join: (one: string, other: string): string => `one person:   baton identity join ${one} ${other} --by <name>`,
      keepApart: (one: string, other: string): string =>
        `two people:   baton identity keep-apart ${one} ${other} --by <name>`,
      split: (record: string): string => `another person's record:   baton identity split ${record} --by <name>`,
    },
    joined: (lead: string, other: string | undefined, withdrawn: number): string =>
      `One person: ${lead}${other === undefined ? '' : `, with all of ${other}`}.${withdrawn === 0 ? '' : ` Open handoffs that end: ${withdrawn}.`}`,
    apart: (lead: string, other: string | undefined): string =>
      `Two people: ${lead}${other === undefined ? '' : ` and ${other}`}. This is not asked again.`,
    withdrawn: (count: number): string => `Open handoffs whose task lay on the record, and that end: ${count}.`,
    placed: (count: number): string => `Records that have found their lead by this: ${count}.`,
  },
};
