/** What `erase` asks and says. */

export const erasing = {
  command: 'erase all that is kept of one person, on their request; the ledger still verifies',
  option: {
    by: 'who does it; stands in the ledger',
    ticket: 'the request, as you number it; stands in the ledger',
    dryRun: 'show what would go, and erase nothing',
    yes: 'do it without asking',
  },
  /** Kinds of records in which people stand, by system and kind. */
  kind: { 'hubspot/contact': 'contact', 'salesforce/lead': 'lead', 'salesforce/contact': 'contact' } as Readonly<
    Record<string, string>
  >,
  record: (system: string, record: string, deleted: boolean): string =>
    `  ${system} ${record}${deleted ? ' (deleted there)' : ''}`,
  sum: (records: number, activities: number, openHandoffs: number): string =>
    `Records: ${records}. Activities: ${activities}. Also the texts behind the ledger. Open handoffs that end: ${openHandoffs}.`,
  wouldErase: 'Nothing was erased.',
  erased: 'Erased. Only salted hashes of the keys are left, so that these records do not come back.',
  alive: (count: number): string =>
    `Records that still stand in their system: ${count}. Baton does not read them any more; a person has to erase them there. Copies of the database hold them till they run out.`,
  sure: (email: string): string => `Erase ${email === '' ? 'this person' : email}? This cannot be taken back.`,
  kept: 'Nothing was erased.',
};
