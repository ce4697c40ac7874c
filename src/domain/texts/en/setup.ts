/** What `setup` says of each step, before it and after. */

export type StepDoes = 'make-group' | 'make-field' | 'add-options' | 'remove-field' | 'remove-group';
export type StepState = 'planned' | 'done' | 'refused' | 'unknown' | 'unsent';

export const setup = {
  option: {
    dryRun: 'list what would be done, and do nothing',
    remove: 'take away what setup made, and the values in it; nothing else',
    yes: 'with --remove: do it without asking',
    confirmAccount: 'go on with this account, though the installation was first used with another',
  },
  object: { contact: 'contact', company: 'company' } as Record<string, string>,
  /** Groups, kinds and states of one step, as words of its line. */
  does: {
    'make-group': 'make group',
    'make-field': 'make',
    'add-options': 'add options',
    'remove-field': 'remove',
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
  } as Record<string, string>,
  options: (labels: string): string => `list: ${labels}`,
  records: (count: number | undefined): string =>
    count === undefined ? 'values not counted' : count === 0 ? 'no values in it' : `values on ${count} records`,
  account: (system: string, account: string): string => `${system}, account ${account}`,
  nothing: 'Everything that Baton needs is there. Nothing was changed.',
  nothingToRemove: 'There is nothing that this Baton has made. Nothing was changed.',
  wouldDo: (count: number): string => `${count} to do. Nothing was changed.`,
  did: (done: number, failed: number): string =>
    failed === 0 ? `${done} done.` : `${done} done, ${failed} not: see above. What is done stays; run it again.`,
  held: 'Nothing was changed: mend what stands above first.',
  whatGoes:
    'HubSpot keeps a removed property for a while among its archived ones; lists, workflows and forms that use it stop working. Baton goes on writing as long as it is armed: stop `baton work` first, and take the lines out of the mapping if you go on using it.',
  sure: (count: number): string => `Remove ${count} things from HubSpot, with the values in them?`,
  kept: 'Nothing was removed.',
};
