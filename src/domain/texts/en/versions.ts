/** Versions of the agreement: their history, a trial of one, and the reviews, in English. */
import type { Period, ReviewCycle } from '../../agreement/vocabulary.ts';

const cycle: Record<ReviewCycle, string> = {
  feedback: 'feedback of sales',
  meeting: 'meeting',
  definitions: 'definitions',
};
const every: Record<Period, string> = {
  week: 'weekly',
  month: 'monthly',
  quarter: 'quarterly',
  year: 'yearly',
};

export const versions = {
  commands: {
    history: 'every version: who signed it, from when it was in force, who has read it',
    confirm: 'record that a member of the team has read the version in force',
    review: 'which reviews are due, and since when',
    reviewHold: 'record a review that was held today',
  },
  option: {
    member: 'key of the member, as team.yaml has it',
    reviewer: 'who led it',
    figures: 'the figures that were looked at',
    decisions: 'what was decided',
    trial:
      'try this version (a file, a preset; without a name: agreement.yaml as it stands) on the leads that are kept; nothing is written',
  },
  argument: { cycle: 'feedback, meeting or definitions' },

  version: (hash: string, name: string): string => `${hash}  ${name}`,
  isInForce: 'in force',
  isFile: 'the file as it stands',
  unsigned: 'not signed: it can only be tried',
  signed: (department: string, signer: string, at: string): string => `signed ${at} by ${signer} (${department})`,
  toSign: (departments: string): string => `still to sign: ${departments}`,
  activeFrom: (at: string): string => `in force from ${at}`,
  sent: (members: string): string => `sent to: ${members}`,
  read: (members: string): string => `read by: ${members}`,
  notRead: (members: string): string => `not yet read by: ${members}`,
  confirmed: (reader: string, hash: string): string => `${reader} has read ${hash}.`,

  cycle,
  due: (name: string, rhythm: Period, day: string): string => `${name} (${every[rhythm]}): due on ${day}`,
  overdue: (days: number): string => `OVERDUE by ${days} ${days === 1 ? 'day' : 'days'}`,
  lastHeld: (day: string): string => `last held on ${day}`,
  overdueReview: (name: string, day: string): string => `Review overdue: ${name}, due on ${day} (\`baton review\`)`,
  nextReview: 'Next review',
  scheduled: 'Signed, in force later',
  fromThen: (hash: string, at: string): string => `${hash} from ${at}`,

  trialOf: (hash: string, against: string | undefined): string =>
    against === undefined
      ? `Trial of ${hash}; no version is in force. Nothing is written.`
      : `Trial of ${hash} beside ${against}, which is in force. Nothing is written.`,
  leads: (count: number): string => `${count} leads, as they are kept today`,
  tally: { mql: 'MQL rule holds', sql: 'SQL rule holds' },
  gained: (count: number): string => `Would newly meet the MQL rule: ${count}`,
  lost: (count: number): string => `Would no longer meet the MQL rule: ${count}`,
  total: (before: number | undefined, after: number): string =>
    before === undefined ? `${after} points` : `${before} → ${after} points`,
  handoffs: (type: string, count: number): string => `Handed over at once (${type}): ${count}`,
  waiting: (standing: number, held: number): string => `Standing: ${standing}, held: ${held}`,
  more: (count: number): string => `… and ${count} more`,
};
