/** The fields that Baton makes in other systems: what they are called there, and what they say. */
import { words } from './words.ts';

export interface OwnFieldWords {
  readonly label: string;
  /** For whoever looks the field up in the system's settings. */
  readonly help: string;
}

export const ownFields = {
  group: 'Baton',
  /** What people answer when they are asked for a yes. */
  answer: { approved: 'approved', accepted: 'accepted', declined: 'declined' } as Readonly<Record<string, string>>,
  field: {
    batonId: { label: 'Baton lead ID', help: 'The lead that this record stands for. Do not edit.' },
    stage: { label: 'Baton stage', help: 'Where the lead stands by the agreement of marketing and sales.' },
    stageSince: { label: 'Baton stage since', help: 'When that stage was reached.' },
    ownerName: { label: 'Baton owner', help: 'The person or queue answerable for the lead now.' },
    attributeScore: { label: 'Baton attribute score', help: 'Points for who the lead is.' },
    behaviourScore: { label: 'Baton behaviour score', help: 'Points for what the lead did.' },
    totalScore: { label: 'Baton total score', help: 'Attribute and behaviour score together.' },
    temperature: { label: 'Baton temperature', help: 'Hot, warm or cold, by the total score.' },
    grade: { label: 'Baton grade', help: 'Fit as a letter, engagement as a number: A1 is best.' },
    cell: { label: 'Baton quality cell', help: "The cell of the agreement's quality matrix." },
    missing: { label: 'Baton missing', help: 'What must still be found out before a handoff, and by whom.' },
    reasons: { label: 'Baton reasons', help: 'The weightiest reasons for the score.' },
    contactDeadline: {
      label: 'Baton first contact due',
      help: 'By when sales makes the first contact. Empty: none is due.',
    },
    deadlineState: {
      label: 'Baton deadline state',
      help: 'How the deadline for first contact stands: open, met or missed. A late contact does not undo a miss. Empty: never handed over.',
    },
    priority: { label: 'Baton priority', help: 'How urgent the open handoff is. Empty: none is open.' },
    recentTouches: {
      label: 'Baton recent touches',
      help: 'What happened in the other system of late, newest first.',
    },
    returnReason: { label: 'Baton send-back reason', help: 'Why sales sent the lead back, as chosen in Salesforce.' },
    returnComment: { label: 'Baton send-back comment', help: 'What sales wrote when it sent the lead back.' },
    approved: { label: 'Baton approval', help: 'The approver says here whether the lead may be handed over.' },
    accepted: { label: 'Baton acceptance', help: 'The new owner says here whether they take the lead.' },
    salesRating: { label: 'Baton sales rating', help: 'How good the lead was, as sales says.' },
    salesComment: { label: 'Baton sales comment', help: 'What marketing can learn from this lead, in a sentence.' },
    lossReason: { label: 'Baton reason for loss', help: 'Why it was lost or not pursued.' },
    timeframe: { label: 'Purchase timeframe', help: 'By when the lead wants to have a solution. For forms.' },
    budget: { label: 'Purchase budget', help: 'In yen, digits only. For forms.' },
    bantBudget: { label: 'Budget (BANT)', help: 'How far the budget is settled.' },
    bantAuthority: { label: 'Authority (BANT)', help: 'The part that the contact has in the decision.' },
    bantNeed: { label: 'Need (BANT)', help: 'How clear the problem is.' },
    bantTimeframe: { label: 'Timeframe (BANT)', help: 'When a decision is wanted, as inside sales heard it.' },
    potentialReason: { label: 'Reason for potential', help: 'Why this lead is worth pursuing, in words.' },
    productUnderstanding: { label: 'Understanding of the product', help: 'How far the contact knows the product.' },
    competition: { label: 'Competitive position', help: 'Where we stand beside competitors.' },
    relationship: { label: 'Relationship', help: 'How close the contact is to us.' },
    dealAmount: { label: 'Deal amount', help: 'What the deal may be worth.' },
    problem: { label: 'Problem', help: 'The problem that they want to solve, in words.' },
    timeframeStep: { label: 'Progress to a date', help: 'How far a date for starting is settled.' },
    lastContactNote: { label: 'Last contact', help: 'When they were last talked to, and what was said.' },
    meddicMetrics: { label: 'Metrics (MEDDIC)', help: 'The gain that the contact expects, in figures.' },
    meddicEconomicBuyer: { label: 'Economic buyer (MEDDIC)', help: 'Whether whoever holds the money is known.' },
    meddicDecisionCriteria: { label: 'Decision criteria (MEDDIC)', help: 'By what they will choose.' },
    meddicDecisionProcess: { label: 'Decision process (MEDDIC)', help: 'How they will decide.' },
    meddicPain: { label: 'Pain (MEDDIC)', help: 'The problem that hurts them.' },
    meddicChampion: { label: 'Champion (MEDDIC)', help: 'Whether somebody inside speaks for us.' },
  } as Readonly<Record<string, OwnFieldWords>>,
  /** On notes of HubSpot. */
  noteKey: { label: 'Baton handoff key', help: 'Keeps a note from being made twice. Do not edit.' },
  /** What Baton makes in Salesforce beside fields of people. */
  salesforce: {
    handoff: {
      label: 'Baton Handoff',
      plural: 'Baton Handoffs',
      help: 'One row per handoff: who gave which lead to whom, when, why and by when, the first contact, and how it ended. Written by Baton.',
    },
    number: 'Handoff number',
    activity: { label: 'Baton handoff', help: 'The key of the handoff that this task belongs to. Do not edit.' },
    /** By Baton's names of what the row holds. */
    row: {
      key: { label: 'Baton key', help: 'Keeps a task from being made twice. Do not edit.' },
      lead: { label: 'Lead', help: 'The lead that was handed over.' },
      contact: { label: 'Contact', help: 'The contact that was handed over.' },
      taskId: { label: 'Task ID', help: 'The task that was made for the new owner.' },
      type: { label: 'Handoff type', help: "The handoff's name in the agreement." },
      from: { label: 'From', help: 'The department or person who gave it.' },
      to: { label: 'Handed to', help: 'Who got it on that day. Who has it now: Current owner.' },
      decidedAt: { label: 'Handed over at', help: 'When the handoff was decided.' },
      dueAt: { label: 'First contact due', help: 'By when the first contact is to be made.' },
      reason: { label: 'Reason', help: 'Why the lead was handed over.' },
      score: { label: 'Score at handoff', help: 'The total score at that moment; later changes do not touch it.' },
      agreement: { label: 'Agreement', help: 'The version of the agreement that it was decided under.' },
      owner: { label: 'Current owner', help: 'The person or queue who has it now, or had it when it ended.' },
      outcome: { label: 'Outcome', help: 'How far it has come, or how it ended.' },
      acceptedAt: { label: 'Accepted at', help: 'When the new owner said yes.' },
      deadlineState: {
        label: 'First contact deadline',
        help: 'Open, met or missed. A late contact does not undo a miss.',
      },
      firstContactAt: { label: 'First contact at', help: 'When the owner first called, wrote to or met the lead.' },
      firstContactMinutes: {
        label: 'Minutes to first contact',
        help: 'From the task to the first contact, in the kind of time that the deadline was agreed in.',
      },
      minutesOf: { label: 'Minutes counted in', help: 'Clock time, or the open hours of the owner.' },
      firstContactHow: { label: 'First contact known by', help: 'Evidenced by an activity, or only reported.' },
      firstContactBy: { label: 'First contact activity', help: 'The call, mail or meeting that it was.' },
      closedAt: { label: 'Ended at', help: 'When the handoff ended. Empty: it is open.' },
      endReason: { label: 'Reason for the end', help: 'Why it was sent back, declined or lost, as sales said.' },
      result: { label: 'Result', help: 'What the lead became afterwards.' },
      opportunity: { label: 'Opportunity', help: 'The opportunity that came of it.' },
    } as Readonly<Record<string, OwnFieldWords>>,
    /** Values of the row's lists, by Baton's names of what they hold. */
    list: {
      outcome: { open: 'open', accepted: 'accepted', contacted: 'first contact made', ...words.outcome },
      deadlineState: words.deadlineState,
      firstContactHow: { evidenced: 'evidenced', reported: 'reported' },
      minutesOf: { 'clock-time': 'clock time', 'business-time': 'business time' },
      result: words.stage,
    } as Readonly<Record<string, Readonly<Record<string, string>>>>,
    checkpoint: {
      label: 'Baton Checkpoint',
      plural: 'Baton Checkpoints',
      help: "Proof of what Baton's ledger held: one row per checkpoint, made by Baton and never changed.",
    },
    checkpointNumber: 'Checkpoint number',
    checkpointRow: {
      key: { label: 'Baton key', help: 'The name of the ledger with the number of entries. Do not edit.' },
      ledger: { label: 'Ledger', help: 'The name of the ledger, as baton.yaml gives it.' },
      size: { label: 'Entries', help: 'How many entries the checkpoint covers, from the first.' },
      root: { label: 'Root', help: 'The hash over all of them (RFC 9162). Do not edit.' },
      head: { label: 'Head', help: 'The hash of the last of them. Do not edit.' },
      sealedAt: { label: 'Sealed at', help: 'When the checkpoint was made.' },
    } as Readonly<Record<string, OwnFieldWords>>,
    view: {
      mine: 'Baton: handed to me',
      priority: 'Baton: priority',
      late: 'Baton: first contact late',
      returned: 'Baton: sent back',
      all: 'Baton: all handoffs',
      thisWeek: 'Baton: this week',
      missed: 'Baton: deadline missed',
      ended: 'Baton: ended this month',
    },
    report: {
      label: 'Baton handoffs',
      help: 'Handoffs with their lead or contact.',
      section: 'Handoff',
      person: 'Lead or contact',
    },
    rights: {
      worker: { label: 'Baton: integration user', help: 'What Baton itself needs. For the user that it works as.' },
      sales: {
        label: 'Baton: sales',
        help: "Sees Baton's fields and handoffs, records BANT, sends leads back. For reps and their managers.",
      },
    },
  },
};
