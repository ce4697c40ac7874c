/** The team, its turns, and where time goes, as the command line tells it. */
import type { Because } from '../../assign.ts';
import type { Waiter } from '../../delays.ts';
import type { Capacity } from '../../team.ts';

export const team = {
  commands: {
    approve: 'say yes to a handoff that waits for your approval',
    accept: 'say yes to a lead that was handed over to you',
    decline: 'say no to what is asked of you: an approval, or a lead that was handed over to you',
    team: 'who is who, how much each has open, who is away',
    capacity: 'say how much sales can take: which cells of the matrix go over; recorded, without a new version',
    away: 'a member gets no lead on these days',
    back: 'take back the absences of a member that were set by command',
    route: 'say who would get a lead, and why; writes nothing',
  },
  replied: (to: 'approval' | 'acceptance', yes: boolean, handoffs: number): string => {
    const what = { approval: yes ? 'Approved' : 'Not approved', acceptance: yes ? 'Accepted' : 'Declined' }[to];
    if (handoffs === 0) return `${what}. It is in the ledger.`;
    return `${what}. ${to === 'approval' ? 'The lead is handed over.' : 'The lead goes to somebody else.'}`;
  },
  argument: { capacity: 'tight, normal or slack', member: "a member's key in team.yaml" },
  option: {
    by: 'name of whoever says so: the head of sales',
    from: 'first day, YYYY-MM-DD',
    to: 'last day, YYYY-MM-DD',
    try: 'the lead to try it with: an e-mail address, or the id of a record in HubSpot or Salesforce',
  },
  day: 'a day, YYYY-MM-DD',
  delays: {
    command: 'say where the time between qualifying and first contact goes: marketing, approver, Baton, routing, rep',
    since: 'only handoffs decided after this day or moment',
    neglected: 'instead, leads that lie with sales untouched beyond the agreed time, though Baton handed nothing over',
    opening: (over: number, open: number): string => `${over} handoffs that are over, ${open} still waiting`,
    columns: { waiter: 'waits with', mean: 'mean', median: 'median', p95: '95th percentile' },
    hours: (hours: string): string => `${hours} h`,
    waiter: {
      marketing: 'marketing',
      approver: 'approver',
      baton: 'Baton and its queues',
      routing: 'routing (queue)',
      rep: 'rep',
    } satisfies Record<Waiter, string> as Record<Waiter, string>,
    all: 'All',
    idleBy: { touch: 'last touch', stage: 'stage began', change: 'record changed' } as Record<
      'touch' | 'stage' | 'change',
      string
    >,
    due: 'due',
    owner: 'owner',
  },
  columns: {
    pools: 'pools',
    weight: 'weight',
    open: 'open',
    cap: 'cap',
  },
  capacity: {
    tight: 'tight: the best cell only',
    normal: 'normal: two cells',
    slack: 'slack: three cells',
  } satisfies Record<Capacity, string> as Record<Capacity, string>,
  room: (capacity: string, cells: string | undefined): string =>
    `Room at sales: ${capacity}${cells === undefined ? ' (the agreement does not make it count)' : ` (${cells})`}`,
  away: (from: string, to: string): string => `away ${from} – ${to}`,
  inactive: 'no active user in Salesforce',
  atWork: 'at work',
  offHours: 'not in working hours',
  because: {
    absent: 'away',
    cap: 'has as many open as the cap allows',
    excluded: 'had this lead before',
    'no-salesforce-user': 'no active user in Salesforce',
    'off-hours': 'not in working hours',
  } satisfies Record<Because, string> as Record<Because, string>,
  reason: {
    'account-owner': 'owns the account',
    turn: 'whose turn it is',
    'nobody-available': 'nobody is available',
  },
  wouldGo: (who: string, to: string, handoff: string): string => `${who} → ${to} (${handoff})`,
  notDue: 'It is not due now; tried as if it were.',
  pool: (pool: string, route: string | undefined): string =>
    `Pool ${pool}${route === undefined ? '' : `, by the route "${route}"`}:`,
  chosen: (member: string, reason: string): string => `${member}: ${reason}`,
  skipped: (member: string, because: string): string => `not ${member}: ${because}`,
  nobody: 'nobody is available: the queue, and its manager has the task',
};
