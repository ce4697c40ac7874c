/** What `setup` says of each step, before it and after. */

export type StepDoes =
  | 'make-group'
  | 'make-field'
  | 'make-part'
  | 'add-options'
  | 'add-rights'
  | 'add-columns'
  | 'remove-field'
  | 'remove-part'
  | 'remove-group';
export type PartKind = 'object' | 'tab' | 'list-view' | 'report-type' | 'permission-set' | 'assignment';
export type StepState = 'planned' | 'done' | 'refused' | 'unknown' | 'unsent';

export const setup = {
  option: {
    dryRun: 'list what would be done, and do nothing',
    remove: 'take away what setup made, and the values in it; nothing else',
    yes: 'with --remove: do it without asking',
    source: "write what would be made in Salesforce as files for Salesforce's own CLI, and do nothing else",
    confirmAccount: 'go on with this account, though the installation was first used with another',
  },
  object: {
    contact: 'contact',
    company: 'company',
    note: 'note',
    Lead: 'Lead',
    Contact: 'Contact',
    Activity: 'Activity',
    Baton_Handoff__c: 'Baton Handoff',
  } as Record<string, string>,
  part: {
    object: 'custom object',
    tab: 'tab',
    'list-view': 'list view',
    'report-type': 'custom report type',
    'permission-set': 'permission set',
    assignment: 'permission set, given to the user that Baton works as',
  } as Record<PartKind, string>,
  rights: (names: string): string => `rights to: ${names}`,
  /** Groups, kinds and states of one step, as words of its line. */
  does: {
    'make-group': 'make group',
    'make-field': 'make',
    'make-part': 'make',
    'add-options': 'add options',
    'add-rights': 'add rights',
    'add-columns': 'add columns',
    'remove-field': 'remove',
    'remove-part': 'remove',
    'remove-group': 'remove group',
  } as Record<StepDoes, string>,
  state: {
    planned: '',
    done: '✓',
    refused: 'REFUSED',
    unknown: 'NOT KNOWN',
    unsent: 'NOT SENT',
  } as Record<StepState, string>,
  type: {
    string: 'text',
    number: 'number',
    bool: 'yes/no',
    datetime: 'date and time',
    enumeration: 'list',
    Text: 'text',
    LongTextArea: 'text, several lines',
    Number: 'number',
    Currency: 'sum of money',
    Checkbox: 'yes/no',
    DateTime: 'date and time',
    Picklist: 'list',
    Lookup: 'look-up',
  } as Record<string, string>,
  options: (labels: string): string => `list: ${labels}`,
  records: (count: number | undefined): string =>
    count === undefined ? 'values not counted' : count === 0 ? 'no values in it' : `values on ${count} records`,
  labelled: (language: 'en' | 'ja', setting: string): string =>
    `Labels in ${language === 'ja' ? 'Japanese' : 'English'} (${setting} in baton.yaml, else language)`,
  account: (system: string, account: string): string => `${system}, account ${account}`,
  nothing: 'Everything that Baton needs is there. Nothing was changed.',
  nothingToRemove: 'There is nothing that this Baton has made. Nothing was changed.',
  wouldDo: (count: number): string => `${count} to do. Nothing was changed.`,
  did: (done: number, failed: number): string =>
    failed === 0 ? `${done} done.` : `${done} done, ${failed} not: see above. What is done stays; run it again.`,
  held: 'Nothing was changed: mend what stands above first.',
  /** By system. */
  whatGoes: {
    hubspot:
      'HubSpot keeps a removed property for a while among its archived ones; lists, workflows and forms that use it stop working. Baton goes on writing as long as it is armed: stop `baton work` first, and take the lines out of the mapping if you go on using it.',
    salesforce:
      'Salesforce keeps a removed field for 15 days among its deleted ones; the Baton Handoff rows go with their object, and reports on them stop working. A permission set that is still given to somebody stays. Stop `baton work` first.',
  } as Record<string, string>,
  sure: (count: number, systems: string): string => `Remove ${count} things from ${systems}, with the values in them?`,
  kept: 'Nothing was removed.',
  written: (files: number, folder: string): string =>
    `${files} files written into ${folder}. There: sf project deploy start --target-org <org>`,
};
