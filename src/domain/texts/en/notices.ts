/** What a member of the team or the head of a party is told by e-mail or chat, in English. */
import type { ChannelName } from '../../team.ts';

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

export const notices = {
  channel: { email: 'e-mail', slack: 'Slack', teams: 'Teams' } satisfies Record<ChannelName, string> as Record<
    ChannelName,
    string
  >,
  /** Above a message in a conversation. */
  concerns: (names: string): string => `For: ${names}`,
  footer: 'Sent by Baton. Replies are not read.',
  open: (link: string): string => `Open: ${link}`,
  more: (count: number): string => `… and ${count} more`,

  version: {
    subject: (name: string): string => `[Baton] New version of the agreement: ${name}`,
    opening: (name: string): string => `All parties have signed a new version of the agreement: ${name}`,
    from: (at: string): string => `In force from: ${at}`,
    hash: (hash: string): string => `Version: ${hash}`,
    signed: 'Signed by',
    signature: (department: string, signer: string, at: string): string => `${department}: ${signer}, ${at}`,
    first: 'It is the first version.',
    changed: (count: number): string => `Against the version before, ${many(count, 'thing changes', 'things change')}`,
    same: 'Against the version before, nothing changes in meaning.',
    whole: 'The whole text: `baton agreement show in-force`, once it is in force.',
    allChanges: (from: string, to: string): string => `All changes: \`baton agreement diff ${from} ${to}\``,
  },
  confirm: {
    title: 'Please confirm that you have read it',
    how: (member: string): string => `\`baton agreement confirm --as ${member}\`, once it is in force`,
  },
  reminder: {
    subject: (name: string): string => `[Baton] Please confirm that you have read the agreement: ${name}`,
    opening: (name: string, at: string): string =>
      `This version of the agreement has been in force since ${at}, and you have not confirmed yet that you have read it: ${name}`,
    whole: 'The whole text: `baton agreement show in-force`',
    how: (member: string): string => `\`baton agreement confirm --as ${member}\``,
    last: 'This is the last reminder.',
  },
  handoff: {
    opening: 'A lead was handed over to you. The task in Salesforce has all of it; it begins:',
    due: (at: string): string => `First contact due: ${at}`,
    find: 'It is among your open tasks in Salesforce.',
  },
  missed: {
    subject: (count: number): string => `[Baton] ${many(count, 'deadline missed', 'deadlines missed')}`,
    opening: 'A deadline of the agreement has passed without what was agreed. Measuring goes on.',
    line: (who: string, deadline: string, at: string, holder: string): string =>
      `${who}: ${deadline}, due ${at} (${holder})`,
  },
  held: {
    subject: (count: number): string => `[Baton] ${many(count, 'lead waits', 'leads wait')} for something from you`,
    opening: 'These leads qualify, but may only be handed over once this is known. Please find it out and enter it:',
    line: (who: string, handoff: string, missing: string): string => `${who} (${handoff}): ${missing}`,
  },
  collision: {
    subject: (who: string): string => `[Baton] Two departments at once: ${who}`,
    opening: {
      lead: (days: number): string => `Two departments have approached this lead within ${days} days:`,
      company: (days: number): string => `Two departments have approached people of this company within ${days} days:`,
    },
    line: (at: string, who: string, what: string, lead: string): string => `${at} ${who}: ${what}, ${lead}`,
    agree: 'Please agree between you who goes on. `baton collisions` lists all.',
  },
  near: {
    subject: (count: number): string => `[Baton] ${many(count, 'deadline', 'deadlines')} coming up`,
    opening: 'What was agreed has not been seen yet, and the deadline is near:',
    line: (who: string, deadline: string, at: string): string => `${who}: ${deadline}, due ${at}`,
  },
  escalated: {
    subject: (count: number): string => `[Baton] ${many(count, 'lead', 'leads')} left lying long after the deadline`,
    opening:
      'As agreed you hear of it: the deadline passed some time ago, and what was agreed has still not been seen.',
  },
  approval: {
    subject: (count: number): string => `[Baton] ${many(count, 'handoff waits', 'handoffs wait')} for your approval`,
    opening: 'These leads are handed over once you say yes. Silence is no yes.',
    line: (who: string, handoff: string, at: string): string => `${who} (${handoff}), please answer by ${at}`,
  },
  denied: {
    subject: (count: number): string => `[Baton] ${many(count, 'handoff was', 'handoffs were')} not approved`,
    opening: 'The approver said no: whoever has the lead keeps it.',
    line: (who: string, handoff: string, comment: string): string =>
      `${who} (${handoff})${comment === '' ? '' : `: ${comment}`}`,
  },
  given: {
    subject: (count: number): string => `[Baton] ${many(count, 'lead has', 'leads have')} a new owner`,
    opening: "Somebody gave these leads to another owner in the CRM. Baton's open task and the clock go along.",
    line: (who: string, from: string, to: string, by: string | undefined): string =>
      `${who}: from ${from} to ${to}${by === undefined ? '' : `, given by ${by}`}`,
    due: (line: string, at: string): string => `${line}; first contact due ${at}`,
  },
  neglected: {
    subject: (count: number): string => `[Baton] ${many(count, 'lead', 'leads')} with sales left untouched`,
    opening:
      'By their stage these leads are with sales, and nobody has been in touch in the agreed time. Baton handed none of them over: there is no task.',
    line: (who: string, since: string, due: string, holder: string | undefined): string =>
      `${who}: untouched since ${since}, contact was due ${due} (${holder ?? 'no owner in the team'})`,
  },
  word: {
    subject: (count: number): string => `[Baton] Marketing would like a word on ${many(count, 'lead', 'leads')}`,
    opening: 'Please enter it on the record in Salesforce; it goes to marketing by itself.',
    line: (who: string, what: string): string => `${who}: ${what}`,
    rating: 'how good it was, in a word and a sentence',
    'return-reason': 'why it was sent back',
    'loss-reason': 'why it was lost or not pursued',
  },
  review: {
    due: (cycle: string): string => `[Baton] Review due today: ${cycle}`,
    overdue: (cycle: string): string => `[Baton] Review overdue: ${cycle}`,
    dueText: (cycle: string, day: string): string => `As agreed, this review is due on ${day}: ${cycle}`,
    overdueText: (cycle: string, day: string): string =>
      `This review was due on ${day} and has not been recorded as held: ${cycle}`,
    record: (cycle: string): string => `Once it has been held: \`baton review hold ${cycle} --by <name>\``,
  },
  unknownCode: {
    subject: (system: string, code: string): string => `[Baton] ${system} refuses with an unknown code: ${code}`,
    opening: (system: string): string =>
      `${system} refused something with a code that Baton does not know. Nothing is sent again by itself, and the rest goes on.`,
    answer: (code: string, sentence: string): string => `${code}: ${sentence === '' ? '(no sentence)' : sentence}`,
    look: 'What it concerns: `baton problems list --category unlisted`; once it is mended: `baton problems retry <number>`',
    report: "Please report the code to Baton's developers. You hear of a code once a day.",
  },
  test: {
    subject: '[Baton] Test notice',
    body: (channel: string): string => `This is a test. Notices from Baton reach you by ${channel}.`,
  },
};
