/** What the commands say. */

/** Calls of a day, as `baton status` tells them. */
export interface Budgeted {
  readonly spent: number;
  readonly allowed: number | undefined;
  /** Percent. */
  readonly share: number;
  readonly limit: number | undefined;
}

/** What a sandbox took from files. */
export interface Loaded {
  readonly contacts: number;
  readonly activities: number;
  readonly leads: number;
  readonly salesforceContacts: number;
  readonly tasks: number;
  /** Columns and owners that were read over. */
  readonly ignored: readonly string[];
}

export const cli = {
  about: 'Baton hands qualified leads from marketing to sales, and can prove it.',
  home: "the installation's folder (default: $BATON_HOME, else the current folder)",
  json: 'print one JSON value instead of text',
  languageOption: 'ja or en (default: as baton.yaml says)',
  error: (message: string): string => `Error: ${message}`,
  remedy: (remedy: string): string => `What to do: ${remedy}`,
  commands: {
    init: 'set up a folder: configuration, team, agreement, mappings; ends in a check of the connections',
    demo: 'show the main job on two local sandboxes: weeks of work in about a minute',
    work: 'run the daemon: pull, judge, send, watch the clock; Ctrl-C drains',
    pull: 'read what changed in HubSpot and Salesforce',
    judge: 'score and qualify every lead that changed or whose time has come',
    send: 'carry out the writes that are waiting',
    notify: 'tell people what waits to be told, by e-mail, Slack and Teams',
    plan: 'show every write that would be made, without making it',
    explain: 'say of one lead: stage, owner, score line by line, and what is missing',
    handoffs: 'list handoffs with task, deadline and first contact',
    agreement: 'the agreement that both departments sign',
    sign: 'sign the agreement as it stands in the file',
    agreementCheck: 'check that an agreement is well formed, and print its hash',
    agreementSchema: 'print the JSON Schema by which editors complete and check an agreement',
    agreementShow: 'print a whole agreement in plain words',
    agreementDiff: 'say in plain words what changes from one agreement to another',
    arm: 'allow writing, step by step: tasks, then status, then owner',
    admit: 'let standing leads through: none, all, or so many a day',
    stop: 'end all writes within a second; survives a restart',
    resume: 'end a stop, with a new baseline',
    status: 'how Baton is: power, leads, queues, ledger, calls',
    problems: 'what needs a person, with remedies',
    retry: 'send again what a system refused, once the cause is mended',
    doctor: 'look at both systems: account, permissions, fields, forms, limits, and how to mend what is amiss',
    web: 'answer GET /health, for an orchestrator',
    connect: 'connect HubSpot or Salesforce to an OAuth app',
    setup: 'make the fields that Baton needs in HubSpot and Salesforce, or remove them; touches nothing else',
    sandbox: 'run both sandboxes on this machine, for Baton or any other client',
    check: 'check configuration, agreement and mappings, and run the worked examples',
  },
  connect: {
    hubspot: "get a HubSpot account's consent in the browser and keep its tokens, encrypted",
    salesforce: "get a Salesforce user's consent in the browser and keep the tokens, encrypted",
    port: 'port on this machine that the browser comes back to',
    open: (address: string, redirectUri: string): string =>
      `Open this address, choose the account and agree (the app must have ${redirectUri} among its redirect URLs):\n${address}`,
    connected: (system: string, account: string): string => `Connected: ${system} ${account}. Then: baton doctor`,
    done: 'Baton has what it needs. This window can be closed.',
    refused: 'This is not what Baton asked for, or consent was refused. Nothing was changed.',
  },
  agreementBroken: (where: string): string =>
    `The agreement file is broken; the signed version stays in force. ${where}`,
  agreementBrokenAlone: (where: string): string => `The agreement file is broken, and no version is in force. ${where}`,
  working: (directory: string): string => `Baton is at work on ${directory}. Ctrl-C drains and stops.`,
  draining: 'Finishing what is running …',
  stopped: 'Stopped. Nothing is written until `baton resume`.',
  resumed: (at: string): string => `Going on, with a new baseline at ${at}.`,
  armed: (steps: string, at: string): string =>
    `Armed: ${steps}. Baseline ${at}: leads that qualified before it are listed by \`baton plan\`, not handed over.`,
  pace: (pace: 'none' | 'all' | number): string =>
    pace === 'none' ? 'nobody' : pace === 'all' ? 'all that stand now' : `${pace} a day`,
  admitted: (pace: string, now: number, standing: number): string =>
    `Let through: ${pace}. ${now} now; ${standing} still standing.`,
  signed: (hash: string, by: string): string => `Agreement ${hash}: signed by ${by}.`,
  inForce: 'Every party has signed: it is in force.',
  inForceFrom: (at: string): string => `Every party has signed: it is in force from ${at}.`,
  wellFormed: (name: string, hash: string, doubts: number, accepted: number): string =>
    `${name} is well formed${doubts === 0 ? '' : `; to look at twice: ${doubts}`}${accepted === 0 ? '' : `; doubts that it accepts, each with its reason: ${accepted}`}. Its hash is ${hash}.`,
  missingSignatures: (departments: string): string => `Still to sign: ${departments}.`,
  pulled: (system: string, records: number, news: number, activities: number, leads: number): string =>
    `${system}: ${records} records read, ${news} news, ${activities} activities, ${leads} new leads`,
  notRead: (system: string): string => `${system}: not everything could be read. Why: \`baton problems\``,
  judged: (judged: number, handoffs: number, facts: number, rehearsed: number): string =>
    `${judged} leads judged: ${handoffs} handoffs, ${facts} facts${rehearsed > 0 ? ` (${rehearsed} only rehearsed: not armed)` : ''}`,
  sent: (system: string, done: number, rejected: number, waiting: number): string =>
    `${system}: ${done} written, ${rejected} refused, ${waiting} waiting`,
  notified: (sent: number, failed: number, waiting: number): string =>
    `${sent} notices sent, ${failed} given up (\`baton problems\`), ${waiting} to be tried again`,
  tested: (channel: string, problem: string | undefined): string =>
    problem === undefined ? `✓ ${channel}: sent` : `✗ ${channel}: ${problem}`,
  retried: (count: number, notices: number): string =>
    `${count} refused writes${notices === 0 ? '' : ` and ${notices} notices`} sent again; \`baton problems\` shows what is left.`,
  nothing: 'Nothing.',
  none: 'none',
  columns: {
    when: 'when',
    due: 'due',
    contact: 'first contact',
    seq: 'seq',
    kind: 'fact',
    cause: 'by',
    hash: 'hash',
  },
  handoffStatus: {
    decided: 'task to be made',
    open: 'open',
    accepted: 'accepted',
    contacted: 'contacted',
    refused: 'refused',
    closed: 'closed',
  } as Record<string, string>,
  late: 'late',
  evidenced: 'evidenced',
  reported: 'reported',
  plan: {
    because: {
      unarmed: 'Nothing is armed. Of the last seven days, Baton would have written:',
      stopped: 'Baton is stopped. What changed meanwhile would have brought:',
      distrusted: 'The ledger is not trusted, and nothing is written. What changed meanwhile would have brought:',
    },
    waiting: 'Waiting to be written:',
    handoffs: (count: number): string => `Handoffs: ${count}`,
    fields: (records: number): string => `Fields on ${records === 1 ? '1 record' : `${records} records`}:`,
    standing: (count: number): string => `Standing leads (qualified, let through only by \`baton admit\`): ${count}`,
    held: (count: number): string => `Held leads (qualified, but something must be known first): ${count}`,
    approvals: (count: number): string =>
      `Waiting for somebody's yes (\`baton approve <lead> --as <member>\`): ${count}`,
    approval: (of: string, status: 'asked' | 'denied' | 'approved', missed: boolean): string =>
      `${of}${{ asked: missed ? ' has not answered in time' : ' is asked', denied: ' said no', approved: ' said yes' }[status]}`,
    more: (count: number): string => `… and ${count} more (all with --json)`,
    empty: '(empty)',
  },
  status: {
    agreement: 'Agreement in force',
    file: 'agreement file',
    differs: 'the file differs: sign it to put it in force',
    unsigned: 'none is signed',
    armed: 'Armed',
    stopped: 'STOPPED',
    copyOf: (path: string, host: string): string =>
      `STOPPED: this data directory is a copy of ${path} on ${host}. Two must not write: make sure that the other no longer works, then \`baton resume\`.`,
    gate: 'Gate closed: more handoffs in an hour than allowed; `baton admit all` or `<n>` opens it',
    distrusted: (seq: number, fault: string): string =>
      `WRITING STOPPED: the ledger does not verify at entry ${seq}: ${fault}. See \`baton ledger verify\`.`,
    leads: 'Leads',
    standing: 'Standing',
    admission: 'Let through',
    held: 'Held',
    approval: 'Waiting for approval',
    outside: 'Outside the selection',
    baseline: 'Baseline',
    open: 'Open handoffs',
    waiting: 'Writes waiting',
    problems: 'Problems',
    ledger: 'Ledger',
    sealed: (size: number): string => `sealed up to ${size}`,
    calls: 'Calls of this process',
    budget: (system: string): string => `Calls to ${system} today`,
    budgetSpent: ({ spent, allowed, share, limit }: Budgeted): string =>
      allowed === undefined ? `${spent}, no daily limit` : `${spent} of ${allowed} (${share}% of ${limit} a day)`,
    budgetLeft: (left: number): string => `the account has ${left} left`,
    budgetClosed: (till: string): string => `NO CALLS before ${till}`,
    firstReading: 'First reading',
    soFar: (
      what: string,
      done: number,
      total: number | undefined,
      perSecond: number | undefined,
      left: string | undefined,
    ): string =>
      `${what} ${done}${total === undefined ? '' : ` of ${total}`}${perSecond === undefined ? '' : `, ${perSecond} a second`}${left === undefined ? '' : `, ${left} left`}`,
    seconds: (count: number): string => (count < 120 ? `${count} s` : `${Math.ceil(count / 60)} min`),
    embedded: 'Embedded database: survives a crash of the program; for power-loss safety use PostgreSQL.',
  },
  sandbox: {
    empty: 'without any records',
    seed: 'equal seeds tell equal stories',
    people: 'people in the story',
    port: 'port on 127.0.0.1; 0 takes any free one',
    hubspotWebhooks: 'address to which HubSpot tells of every change, signed with its clientSecret',
    hubspotCsv: "HubSpot's contact export, instead of the story",
    salesforceCsv: "folder with Salesforce's data export (Lead.csv, Contact.csv, …)",
    activitiesCsv: 'activities of both systems, one row each',
    loaded: ({ contacts, activities, leads, salesforceContacts, tasks, ignored }: Loaded): string =>
      [
        `Loaded: HubSpot ${contacts} contacts, ${activities} activities; Salesforce ${leads} Leads, ${salesforceContacts} Contacts, ${tasks} tasks.`,
        ...(ignored.length === 0 ? [] : [`Read over: ${ignored.join(', ')}.`]),
      ].join('\n'),
    running: (hubspot: string, salesforce: string): string =>
      `Both sandboxes are running; Ctrl-C ends them and forgets their records.\n\nHubSpot\n${hubspot}\n\nSalesforce\n${salesforce}`,
  },
  init: {
    language: 'Language of tasks, notes and reports',
    systems: 'Which systems will Baton connect?',
    folder: 'Folder',
    written: (folder: string): string => `Written to ${folder}:`,
    nothingWritten: (folder: string): string => `Everything is there already in ${folder}; nothing was written:`,
    exists: (file: string): string => `${file} is there already and was left as it is`,
    env: 'Next: copy .env.example to .env, fill it in, and look at the connections with `baton doctor`.',
    next: 'Then: baton setup, baton pull, baton judge, baton plan; both signatures (baton agreement sign); baton arm tasks; baton work.',
    yes: 'take the defaults without asking',
    salesforceUrl: "Salesforce: the org's My Domain address",
    hubspotUrl: "HubSpot's address, for a sandbox",
    preset: 'the agreement after one source of practice; without it the default, made from several',
    needsUrl: "Salesforce's My Domain address is needed: https://<domain>.my.salesforce.com",
    confirm: (folder: string): string => `Write to ${folder}?`,
    cancelled: 'Cancelled: nothing was written.',
    agree: 'Yes',
    disagree: 'No',
  },
  web: {
    host: 'address to listen on',
    port: 'port; 0 takes any free one',
    running: (url: string): string => `Answering ${url}/health. Ctrl-C ends it.`,
  },
  check: {
    good: (agreement: string, examples: number, doubts: number): string =>
      `${doubts === 0 ? 'All is well' : `Well formed, with ${doubts === 1 ? '1 doubt' : `${doubts} doubts`}`}: agreement ${agreement}, ${examples} worked examples hold.`,
    doubt: (what: string): string => `Look twice: ${what}`,
    unset: (names: string): string =>
      `Not checked, for nothing was opened: whether both systems let Baton in. Not set here: ${names}. Set them, then \`baton doctor\`.`,
    failed: (place: string, name: string, what: string): string =>
      `${place}: This example does not hold: ${name}: ${what}. → Mend the agreement, or what the example expects if the change is meant.`,
    differs: (what: string, expected: string, actual: string): string => `${what} is ${actual}, expected ${expected}`,
  },
};
