/** The ledger: its commands, and what verifying it comes to. */
import type { LedgerFault } from '../../ledger.ts';

export const ledger = {
  commands: {
    about: 'the ledger of decisions',
    show: "every entry of one lead's stream",
    export: 'write the ledger to a file that anybody can verify without Baton',
    verify: 'recompute the whole chain; names the first bad entry; ends or begins distrust',
    acceptLoss: 'go on although the database has lost ledger entries for good',
  },
  verified: (entries: number, head: string): string => `The ledger verifies: ${entries} entries, head ${head}`,
  notVerified: (seq: number, fault: string): string =>
    `The ledger does NOT verify: entry ${seq} (${fault}). Nothing is written until it verifies again.`,
  howToSettle: (lost: boolean): string =>
    lost
      ? 'What to do: put the database back as it was, then `baton ledger verify`; if that cannot be had, `baton ledger accept-loss`.'
      : 'What to do: put the database back from a backup in which the entry is whole, then `baton ledger verify`.',
  denied: (anchor: string, size: number, at: string): string =>
    `${anchor} says otherwise: the checkpoint of ${at}, over ${size} entries, is the first that differs.`,
  anchorAgrees: (anchor: string, checkpoints: number): string =>
    `${anchor}: all ${checkpoints} checkpoints kept there agree`,
  anchorUnread: (anchor: string): string => `${anchor}: COULD NOT BE READ, so nothing was compared with it`,
  exported: (entries: number, checkpoints: number, file: string, words: string): string =>
    `${entries} entries and ${checkpoints} checkpoints written to ${file}. Anybody can verify them:\n  node tools/verify/verify.mjs ${words}`,
  lossAccepted: 'The loss is written down in the ledger, and Baton may write again.',
  faults: {
    hash: 'its text was changed',
    gap: 'an entry is missing',
    prev: 'it does not follow the one before',
    columns: 'its index columns were changed',
    version: 'its stream lacks or repeats an entry',
    form: 'it is no ledger entry',
    checkpoint: 'the checkpoint that seals it and all before it does not fit them',
    lost: 'from here on, entries that once stood on the disk are lost',
    replaced: 'another entry once stood in its place',
  } as Record<LedgerFault, string>,
};
