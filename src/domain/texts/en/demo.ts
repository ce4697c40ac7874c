/** What the demo says, from its opening to what to type next. */

export const demo = {
  people: 'leads in the story',
  days: 'days to simulate',
  seed: 'equal seeds tell equal stories',
  opening: (people: number, days: number): string =>
    `Two sandboxes on loopback, ${people} people, ${days} days. The same worker as in production, on a clock of its own.`,
  signed: 'Both department heads have signed the agreement. Baton is armed: tasks and status.',
  baseline: (standing: number): string => `${standing} leads qualified before today: they stand, and flood nobody.`,
  week: (day: string, handoffs: number, contacts: number, missed: number, sqls: number): string =>
    `${day}  handoffs ${handoffs}, first contacts ${contacts}, deadlines missed ${missed}, SQL ${sqls}`,
  handed: 'Who was handed to whom, and why (the last ten):',
  summary: 'What came of it:',
  toIs: (count: number): string => `${count} handoffs from marketing to inside sales`,
  toFs: (count: number): string => `${count} handoffs to field sales, of leads that became SQL`,
  tasks: (count: number, handoffs: number): string =>
    `${count} tasks stand in Salesforce for ${handoffs} handoffs (counted there)`,
  met: (met: number, missed: number): string => `${met} first-contact deadlines met, ${missed} missed`,
  rows: (contacted: number, medianMinutes: number, ended: number): string =>
    `Baton Handoff rows in Salesforce: ${contacted} with their first contact, half of them within ${medianMinutes} minutes as agreed; ${ended} ended`,
  pressed: (reminded: number, escalated: number): string =>
    `${reminded} reminders before a deadline, ${escalated} escalations to the manager after one`,
  standing: (count: number): string => `${count} standing leads not handed over`,
  one: 'One lead explained:',
  calls: (hubspot: number, salesforce: number, perDay: number): string =>
    `Calls spent: HubSpot ${hubspot}, Salesforce ${salesforce} (about ${perDay} a day)`,
  took: (seconds: string, days: number): string => `${days} days in ${seconds} s.`,
  next: 'What to type next:',
  commands: (home: string): readonly string[] => [
    `npm run baton -- --home ${home} handoffs`,
    `npm run baton -- --home ${home} explain <e-mail>`,
    `npm run baton -- --home ${home} ledger verify`,
    'npm run baton -- sandbox            # both sandboxes, for any client',
    'npm run baton -- init               # your own HubSpot and Salesforce',
  ],
};
