/** Who held what, as the ledger shows it. */

export const ownership = {
  commands: {
    owner: 'who held a lead from when to when, and by which entry of the ledger',
    held: 'what somebody holds or held, and since which entry of the ledger',
  },
  argument: { who: 'a member of the team by their key, a queue, or a department' },
  option: { at: 'as of a past day or moment, as with explain' },
  by: (seq: number, what: string, cause: string): string => `entry ${seq}: ${what}, by ${cause}`,
  holder: (who: string): string => `with ${who}`,
  still: 'still',
  never: 'The ledger has no entry of this lead: nothing was decided for it yet, and it is with marketing.',
  holdsNothing: 'No lead.',
  count: (leads: number): string => (leads === 1 ? '1 lead' : `${leads} leads`),
};
