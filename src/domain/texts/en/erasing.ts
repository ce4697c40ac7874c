/** What `erase` asks and says. */

export const erasing = {
  command: 'erase all that is kept of one person, on their request; the ledger still verifies',
  option: {
    by: 'who does it; stands in the ledger',
    ticket: 'the request, as you number it; stands in the ledger',
    dryRun: 'show what would go, and erase nothing',
    yes: 'do it without asking',
  },
  record: (system: string, record: string, deleted: boolean): string =>
    `  ${system} ${record}${deleted ? ' (deleted there)' : ''}`,
  sum: (records: number, activities: number, openHandoffs: number): string =>
    `${records} records, ${activities} activities, their texts in the ledger; ${openHandoffs} open handoffs end`,
  wouldErase: 'Nothing was erased.',
  erased: 'Erased. Only salted hashes of the keys are left, so that these records do not come back.',
  alive: (count: number): string =>
    `${count} of the records still stand in their system: Baton does not read them any more, and a person has to erase them there. Copies of the database hold them till they run out.`,
  sure: (email: string): string => `Erase ${email === '' ? 'this person' : email}? This cannot be taken back.`,
  kept: 'Nothing was erased.',
};
