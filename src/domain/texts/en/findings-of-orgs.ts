/** What `doctor` and `setup` find in an org of Salesforce, each with what to do about it. */
import type { OrgFindingSays } from '../../finding.ts';

export interface FindingText {
  readonly what: string;
  /** Empty where there is nothing to do. */
  readonly remedy: string;
}
type About = Readonly<Record<string, string>>;
type Say = (about: About) => FindingText;

const fine = (what: string): FindingText => ({ what, remedy: '' });

const deeds: Readonly<Record<string, string>> = { create: 'make', edit: 'change' };

/** Salesforce's own names of them on its pages, and what goes wrong without each. */
const rights: Readonly<Record<string, { readonly name: string; readonly without: string }>> = {
  ApiEnabled: { name: 'API Enabled', without: 'every call of Baton is refused' },
  ActivitiesAccess: { name: 'Access Activities', without: 'tasks and events are neither seen nor made' },
  EditTask: { name: 'Edit Tasks', without: 'tasks are neither made, closed nor given to another owner' },
  TransferAnyLead: {
    name: 'Transfer Leads',
    without: 'a Lead that somebody else owns cannot be given to its new owner (`baton arm owner`)',
  },
  AllowViewEditConvertedLeads: {
    name: 'View and Edit Converted Leads',
    without: 'what became of a lead after its conversion would be lost',
  },
  ViewSetup: {
    name: 'View Setup and Configuration',
    without: 'doctor and setup may not see rules, flows and permission sets; the daily work goes on without it',
  },
};

export const findingsOfOrgs = {
  'org-reached': ({ address = '' }) => fine(`Salesforce answers at ${address}`),
  'org-account': ({ organization = '', edition = '', username = '' }) =>
    fine(`${organization}${edition === '' ? '' : ` (${edition})`}, as ${username}`),
  'org-version-fine': ({ version = '' }) => fine(`API version ${version}`),
  'org-version-old': ({ version = '', newest = '' }) => ({
    what: `API version ${version} is more than three years behind ${newest}: Salesforce will retire it`,
    remedy: 'Take salesforce.apiVersion out of baton.yaml, or raise it, and run `baton doctor` again.',
  }),
  'org-version-gone': ({ version = '', newest = '' }) => ({
    what: `this org does not have API version ${version}; its newest is ${newest}`,
    remedy: `Set salesforce.apiVersion: "${newest}" in baton.yaml.`,
  }),
  'org-version-untold': () => fine('the org does not say which API versions it has'),
  'org-rights-fine': ({ count = '' }) => fine(`the user has the ${count} rights that Baton's calls need`),
  'org-right-missing': ({ right = '', set = '' }) => ({
    what: `the user lacks "${rights[right]?.name ?? right}": ${rights[right]?.without ?? ''}`,
    remedy: `Setup > Permission Sets > ${set} > System Permissions: turn it on and assign the set to this user (\`baton setup\` does both for all but "View Setup and Configuration"), or give it by another permission set or the profile.`,
  }),
  'org-rights-untold': () => ({
    what: 'the org does not tell which rights the user has',
    remedy: `Check by hand that it has: ${Object.values(rights)
      .map(({ name }) => `"${name}"`)
      .join(', ')} (Setup > Users > the user > View Summary).`,
  }),
  'org-fields-fine': ({ object = '', count = '' }) => fine(`${object}: all ${count} fields are there and may be used`),
  'org-field-missing': ({ field = '' }) => ({
    what: `${field} does not exist, or this user may not see it`,
    remedy: 'Give the user sight of the field (field-level security), or take the line out of the mapping.',
  }),
  'org-fields-unmade': ({ object = '', count = '', fields = '' }) => ({
    what: `${object}: ${count} of Baton's own fields are not there, or this user may not see them: ${fields}`,
    remedy:
      '`baton setup` makes them and gives the user sight of them; `baton setup --dry-run` shows it first. Without rights to the metadata, deploy connectors/salesforce/metadata and assign Baton_Integration.',
  }),
  'org-field-read-only': ({ field = '' }) => ({
    what: `this user may see ${field} but not write it`,
    remedy: 'Let it edit the field (field-level security), or set rule: never in the mapping.',
  }),
  'org-object-unseen': ({ object = '' }) => ({
    what: `this user cannot see the object ${object}`,
    remedy: 'Give it the permission set that `baton setup` makes.',
  }),
  'org-object-unread': ({ object = '' }) => ({
    what: `this user cannot see the object ${object}, which the mapping asks for: it is left out`,
    remedy: `Setup > Permission Sets > Baton_Integration > Object Settings > ${object}: turn on Read and View All, or switch it off in mappings/salesforce.yaml (\`deals: none\`, no \`campaigns\`).`,
  }),
  'org-object-refused': ({ object = '', rights: missing = '' }) => ({
    what: `this user may not ${missing
      .split(',')
      .map((one) => deeds[one] ?? one)
      .join(' or ')} records of ${object}`,
    remedy: `Setup > Permission Sets > Baton_Integration > Object Settings > ${object}: turn it on. For tasks it is "Edit Tasks" under System Permissions.`,
  }),
  'org-choice-missing': ({ field = '', values = '' }) => ({
    what: `the restricted list ${field} lacks: ${values}; Salesforce would refuse them`,
    remedy: 'Add them to the list, or correct the word where it is written.',
  }),
  'org-choice-unknown': ({ field = '', values = '' }) => ({
    what: `${field} offers what no rule of the agreement knows: ${values}`,
    remedy: 'Deactivate these values, or translate them under `values` in the mapping.',
  }),
  'org-anchored': ({ ledger = '', size = '', at = '', hours = '' }) =>
    fine(
      `the newest checkpoint of the ledger "${ledger}" kept here is of ${at}, ${agoOf(Number(hours))}: ${size} entries`,
    ),
  'org-anchored-none': ({ ledger = '' }) => fine(`no checkpoint of the ledger "${ledger}" is kept here yet`),
  'org-calls-left': ({ left = '', limit = '' }) => fine(`${left} of ${limit} API calls are left of these 24 hours`),
  'org-calls-few': ({ left = '', limit = '' }) => ({
    what: `only ${left} of ${limit} API calls are left of these 24 hours`,
    remedy: 'See in Setup > System Overview what else uses them, or buy more.',
  }),
  'org-storage-few': ({ left = '', limit = '' }) => ({
    what: `only ${left} of ${limit} MB of data storage are left: when it is full, no task can be made`,
    remedy: 'Delete records that nobody needs, or buy storage.',
  }),
  'org-fields-no-room': ({ object = '', count = '', left = '', limit = '' }) => ({
    what: `${object} has room for ${left} more custom fields (this edition allows ${limit}), and \`baton setup\` would make ${count}`,
    remedy:
      'Delete custom fields that nobody needs (Setup > Object Manager; then "Erase" under Deleted Fields), or take fields that you can do without out of mappings/salesforce.yaml.',
  }),
  'org-rules-none': () => fine('no rule of the org stands in the way of what Baton writes'),
  'org-rules-untold': ({ kind = '' }) => ({
    what: `the org does not show this user its ${kinds[kind] ?? kind}`,
    remedy: 'Look at them by hand, or give the user "View Setup and Configuration" for a while.',
  }),
  'org-validation-rules': ({ object = '', count = '', rules = '' }) => ({
    what: `${object} has ${count} active validation rules, which may refuse what Baton writes: ${rules}`,
    remedy:
      'Exempt the integration user from those that ask for what Baton does not fill. A refusal is listed by `baton problems`.',
  }),
  'org-duplicate-rules': ({ rules = '', setting = '' }) => ({
    what: `active duplicate rules: ${rules}; a new Lead that one of them finds twice is refused (duplicateRules: ${setting})`,
    remedy:
      'If they only alert, set `duplicateRules: save-past-alerts` in mappings/salesforce.yaml, or exempt the integration user.',
  }),
  'org-assignment-rules': ({ rules = '' }) => ({
    what: `an active assignment rule for Leads: ${rules}. It does not run on what Baton writes; on what others make it does, before Baton routes`,
    remedy: 'Nothing, if queues may hold new Leads until they qualify.',
  }),
  'org-flow-writes': ({ flow = '', object = '', fields = '' }) => ({
    what: `the flow "${flow}" on ${object} writes fields that Baton writes too: ${fields}`,
    remedy: 'Let one of the two own each field: change the flow, or set rule: never for it in the mapping.',
  }),
  'org-trial-fine': () => fine('a Lead, a Task and a Baton Handoff on trial were taken, and rolled back'),
  'org-trial-refused': ({ object = '', code = '', message = '', fields = '' }) => ({
    what: `a trial ${object} was refused (${code}): "${message}"${fields === '' ? '' : ` (${fields})`}`,
    remedy:
      'Exempt the integration user from the rule, fill the field by default, add the value to the list, or map the field in mappings/salesforce.yaml. Nothing of the trial was kept.',
  }),
  'org-trial-untold': () => ({
    what: 'no trial of what Baton writes could be made just now',
    remedy: 'Run `baton doctor` again, before arming, when the org takes writes and Baton is not stopped.',
  }),
  'org-sales-set-fine': ({ set = '', count = '' }) => fine(`all ${count} active reps have the permission set ${set}`),
  'org-sales-set-missing': ({ set = '', count = '', reps = '' }) => ({
    what: `${count} active reps do not have the permission set ${set}, and so do not see Baton's fields and handoffs: ${reps}`,
    remedy: `Give it to them: Setup > Permission Sets > ${set} > Manage Assignments.`,
  }),
  'org-owners-fine': ({ count = '' }) =>
    fine(`all ${count} users and queues that team.yaml names are there and active`),
  'org-owner-unknown': ({ member = '', owner = '' }) => ({
    what: `Salesforce knows no user ${owner}, whom the team names for ${member}: they get no handoff`,
    remedy: 'Correct salesforceUser (the e-mail address of their Salesforce user).',
  }),
  'org-owner-inactive': ({ member = '', owner = '' }) => ({
    what: `${owner}, whom the team names for ${member}, is deactivated in Salesforce: they get no handoff`,
    remedy: 'Activate the user, or take the member out of the pools.',
  }),
  'org-queue-unknown': ({ pool = '', queue = '' }) => ({
    what: `Salesforce knows no queue ${queue}, which the team names for ${pool}`,
    remedy: "Make the queue, or correct its name (the queue's API name or label).",
  }),
  'org-clash': ({ object = '', property = '', label = '', type = '', wanted = '' }) => ({
    what: `the name ${property} on ${object} is taken by "${label}", of type ${type}; Baton needs: ${wanted}. It was left as it is`,
    remedy: 'Give another name in the mapping, or rename or delete that field in Salesforce.',
  }),
  'org-theirs': ({ count = '', names = '' }) => ({
    what: `${count} things stand already and were not made by this Baton; they are used as they are, never changed and never removed: ${names}`,
    remedy: 'Nothing, if they are meant for this. `baton doctor` says whether they fit.',
  }),
  'org-rights-theirs': ({ set = '', rights = '' }) => ({
    what: `the permission set ${set} was not made by this Baton and lacks rights to: ${rights}`,
    remedy: 'Add them by hand, or deploy connectors/salesforce/metadata again.',
  }),
  'org-columns-theirs': ({ report = '', columns = '' }) => ({
    what: `the report type ${report} was not made by this Baton and lacks the columns ${columns}`,
    remedy: `Setup > Report Types > ${report} > Edit Layout: add them, or deploy connectors/salesforce/metadata again.`,
  }),
  'org-metadata-refused': () => ({
    what: 'this user may not read or change the metadata of the org',
    remedy:
      'Give it "Modify Metadata Through Metadata API Functions", "Customize Application" and "Assign Permission Sets" for the time of the setup, or deploy connectors/salesforce/metadata as an admin.',
  }),
  'org-object-stays': ({ object = '', names = '' }) => ({
    what: `the object ${object} stays: it has fields that Baton did not make: ${names}`,
    remedy: 'Delete them in Salesforce, if nobody needs them.',
  }),
  'org-taken-over': ({ name = '' }) => ({
    what: `${name} is not as Baton made it any more: somebody has taken it over, and it stays`,
    remedy: 'Delete it in Salesforce, if nobody needs it.',
  }),
} satisfies Record<OrgFindingSays, Say> as Record<OrgFindingSays, Say>;

function agoOf(hours: number): string {
  if (hours < 1) return 'less than an hour ago';
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

/** What a look was for. */
const kinds: About = {
  validation: 'validation rules',
  duplicate: 'duplicate rules',
  assignment: 'assignment rules',
  flow: 'flows',
};
