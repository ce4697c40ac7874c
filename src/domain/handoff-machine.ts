/** The life of a handoff as a table: which fact moves it from where to where. The state is folded by it, and the picture in docs/how-it-works.md is drawn from it. */
import type { HandoffOutcome, LeadFact } from './facts.ts';

/** `asked`, `denied`, `approved`: somebody's yes comes first, and nobody owns it yet. `open`: it stands with its owner as a task. */
export const HANDOFF_STATUSES = [
  ...(['asked', 'denied', 'approved', 'decided', 'refused'] as const),
  ...(['open', 'accepted', 'contacted', 'closed'] as const),
] as const;
export type HandoffStatus = (typeof HANDOFF_STATUSES)[number];

export const HANDOFF_OUTCOMES = [
  ...(['advanced', 'sent-back', 'superseded', 'withdrawn'] as const),
  ...(['declined', 'expired', 'reassigned'] as const),
] as const satisfies readonly HandoffOutcome[];

/** After these the same handoff goes to somebody else, under another key. */
export const GIVEN_AGAIN: ReadonlySet<HandoffOutcome | undefined> = new Set<HandoffOutcome | undefined>([
  'declined',
  'expired',
  'reassigned',
]);

export interface Transition {
  /** Absent: it begins with this. */
  readonly from?: HandoffStatus | undefined;
  readonly fact: LeadFact['kind'];
  /** Of `handoff-closed`: how it ended. */
  readonly outcome?: HandoffOutcome | undefined;
  readonly to: HandoffStatus;
}

const LIVE = ['decided', 'refused', 'open', 'accepted', 'contacted'] as const;

function closing(outcome: HandoffOutcome, from: readonly HandoffStatus[]): readonly Transition[] {
  return from.map((one) => ({ from: one, fact: 'handoff-closed', outcome, to: 'closed' }));
}

/** Everything that may happen to a handoff; what is not here changes no status. */
export const TRANSITIONS: readonly Transition[] = [
  { fact: 'approval-asked', to: 'asked' },
  { from: 'asked', fact: 'approval-asked', to: 'asked' },
  { from: 'asked', fact: 'approval-given', to: 'approved' },
  { from: 'asked', fact: 'approval-denied', to: 'denied' },
  { from: 'denied', fact: 'approval-given', to: 'approved' },
  { fact: 'handoff-decided', to: 'decided' },
  { from: 'approved', fact: 'handoff-decided', to: 'decided' },
  // Another version is in force by then, which asks for nobody's yes.
  { from: 'asked', fact: 'handoff-decided', to: 'decided' },
  { from: 'denied', fact: 'handoff-decided', to: 'decided' },
  { from: 'decided', fact: 'task-made', to: 'open' },
  { from: 'decided', fact: 'handoff-refused', to: 'refused' },
  { from: 'refused', fact: 'task-made', to: 'open' },
  { from: 'open', fact: 'handoff-accepted', to: 'accepted' },
  { from: 'open', fact: 'first-contact-seen', to: 'contacted' },
  { from: 'accepted', fact: 'first-contact-seen', to: 'contacted' },
  { from: 'contacted', fact: 'handoff-accepted', to: 'contacted' },
  ...LIVE.map((from): Transition => ({ from, fact: 'owner-changed', to: from })),
  ...closing('advanced', LIVE),
  ...closing('sent-back', LIVE),
  ...closing('superseded', LIVE),
  ...closing('withdrawn', LIVE),
  ...closing('declined', ['open', 'contacted']),
  ...closing('expired', ['open']),
  ...closing('reassigned', ['refused', 'open', 'accepted', 'contacted']),
  // The answer was lost, and the task stands after all: it ends once more, with its task.
  { from: 'closed', fact: 'task-made', to: 'closed' },
  ...HANDOFF_OUTCOMES.flatMap((outcome) => closing(outcome, ['closed'])),
];

/** Where that fact leads; undefined where it may not happen. */
export function after(
  from: HandoffStatus | undefined,
  fact: LeadFact['kind'],
  outcome?: HandoffOutcome,
): HandoffStatus | undefined {
  return TRANSITIONS.find(
    (one) => one.from === from && one.fact === fact && (one.outcome === undefined || one.outcome === outcome),
  )?.to;
}

/** The table as a Mermaid state diagram, which GitHub draws; every way in which one status may end on one arrow. */
export function machineDiagram(): string {
  const rows = TRANSITIONS.filter(({ from }) => from !== 'closed');
  const steps = rows.filter(({ outcome }) => outcome === undefined);
  const lines = steps.map(({ from, fact, to }) => `${from ?? '[*]'} --> ${to}: ${fact}`);
  for (const status of HANDOFF_STATUSES) {
    const ends = rows.flatMap(({ from, outcome }) => (from === status && outcome !== undefined ? [outcome] : []));
    if (ends.length > 0) lines.push(`${status} --> closed: ${ends.join(', ')}`);
  }
  const again = HANDOFF_OUTCOMES.filter((outcome) => GIVEN_AGAIN.has(outcome));
  lines.push(`closed --> decided: ${again.join(', ')} to somebody else`, 'closed --> [*]');
  return ['stateDiagram-v2', ...lines.map((line) => `    ${line}`)].join('\n');
}
