/** What `doctor` and `setup` find, each with what to do about it. */
import type { FindingName, FindingSays, Severity } from '../../finding.ts';
import { type FindingText, findingsOfOrgs } from './findings-of-orgs.ts';

export type { FindingText };

type About = Readonly<Record<string, string>>;
type Say = (about: About) => FindingText;

const fine = (what: string): FindingText => ({ what, remedy: '' });

/** What Baton needs a scope for. */
const uses: Readonly<Record<string, string>> = {
  setup: 'to make properties (for `setup` only; it may be taken away afterwards)',
  'crm.objects.contacts.read': 'to read contacts, calls, meetings and notes',
  'crm.objects.contacts.write': "to write Baton's properties",
  'crm.objects.companies.read': 'to read companies',
  'crm.objects.owners.read': 'to know who owns a contact',
  'crm.schemas.contacts.read': 'to see whether the properties are there',
  'crm.schemas.companies.read': 'to see whether the properties of companies are there',
  forms: 'to read forms and what was sent through them',
  'crm.lists.read': 'to read the lists that the mapping names',
  'crm.objects.deals.read': 'to read deals and their pipelines, as the mapping asks',
  content: 'to read marketing mails sent, opened and clicked',
  'sales-email-read': 'to read mails from person to person, which count as contact with a lead',
  'crm.objects.marketing_events.read': 'to read who came to webinars, seminars and fairs',
};

export const findings = {
  name: {
    connection: 'connection',
    version: 'API version',
    identity: 'account',
    token: 'token',
    scope: 'permissions',
    tier: 'activities',
    field: 'fields',
    limit: 'limits',
    clock: 'clock',
    form: 'forms',
    owner: 'owners',
    rule: 'rules',
    'other-connector': 'other connector',
    webhook: 'webhook',
    ledger: 'ledger',
  } as Record<FindingName, string>,
  severity: { fine: 'fine', note: 'note', warning: 'warning', stops: 'STOPS' } as Record<Severity, string>,
  /** At the end: how many of each, and whether Baton can work. */
  sum: (stops: number, warnings: number, notes: number): string =>
    stops > 0
      ? `Baton cannot work yet: ${stops} to mend first; ${warnings} warnings, ${notes} notes.`
      : `Nothing stops Baton. ${warnings} warnings, ${notes} notes.`,
  says: {
    ...findingsOfOrgs,
    reached: () => fine('HubSpot answers'),
    account: ({ account = '' }) => fine(account),
    'account-new': ({ account = '' }) => ({
      what: `this installation belongs to account ${account} from now on`,
      remedy: 'Nothing, if that is the account you mean. Another one will be refused until you confirm it.',
    }),
    'account-other': ({ account = '', pinned = '' }) => ({
      what: `the token leads to account ${account}, but this installation belongs to ${pinned}: nothing is read or written`,
      remedy: `Put the former token back, or begin in another folder. If it is the same company's data under a new number: baton doctor --confirm-account ${account}`,
    }),
    'account-zone': ({ account = '', zone = '', pinned = '' }) => ({
      what: `the account's time zone is ${zone} now, and was ${pinned}`,
      remedy: `HubSpot's day of calls begins at another hour. If that is meant: baton doctor --confirm-account ${account}`,
    }),
    'account-untold': () => ({
      what: 'HubSpot does not say which account this is: records have no links, and a wrong account would not be noticed',
      remedy: 'Let the token read the account information.',
    }),
    'token-static': () => fine('a static token: service key, or token of a private app'),
    'token-oauth': () => fine('an OAuth app; its access token is renewed by itself'),
    'scopes-untold': () => ({
      what: 'HubSpot does not say what the token may do; each read was tried instead, rights to write were not',
      remedy: 'Compare its scopes with docs/setup.md by hand.',
    }),
    'scopes-fine': ({ count = '' }) => fine(`all ${count} scopes that Baton needs are granted`),
    'scope-missing': ({ scope = '', use = '' }) => ({
      what: `the scope ${scope} is missing: ${uses[use] ?? ''}`,
      remedy: "Add it to the service key or app in HubSpot's settings, then try again.",
    }),
    'scope-excess': ({ scopes = '' }) => ({
      what: `the token may do more than Baton needs: ${scopes}`,
      remedy: 'Take these scopes away, unless something else uses the same token.',
    }),
    'events-there': () => fine('every page view can be read (the account has event occurrences)'),
    'events-not': () => ({
      what: 'single page views cannot be read: HubSpot gives them to Enterprise accounts only. Baton goes by the visit counters of each contact: how many visits, when the last one was, and its last page',
      remedy: 'Nothing. Rules on single pages see only the last page of a visit.',
    }),
    'events-untold': () => ({
      what: 'whether single page views can be read could not be found out now',
      remedy: 'Try again later.',
    }),
    'fields-fine': ({ object = '', count = '' }) => fine(`${object}: ${count} mapped properties are there and fit`),
    'field-missing': ({ object = '', property = '' }) => ({
      what: `${object}: there is no property ${property}`,
      remedy: 'Make it in HubSpot, or take the line out of the mapping.',
    }),
    'fields-unmade': ({ object = '', count = '', properties = '' }) => ({
      what: `${object}: ${count} properties of Baton's own are not there yet: ${properties}`,
      remedy: '`baton setup` makes them; `baton setup --dry-run` shows them first.',
    }),
    'field-read-only': ({ property = '', label = '' }) => ({
      what: `${property} (${label}) is to be written, but HubSpot fills it by itself`,
      remedy: 'Map another property, or set rule: never.',
    }),
    'field-type': ({ property = '', label = '', type = '', wanted = '' }) => ({
      what: `${property} (${label}) is of type ${type}, which does not fit; what would: ${wanted}`,
      remedy: 'Map another property, or make a new one of a type that fits.',
    }),
    'field-clash': ({ property = '', label = '', type = '', wanted = '' }) => ({
      what: `the name ${property} is taken by "${label}", of type ${type}; Baton needs: ${wanted}. It was left as it is`,
      remedy: 'Give another name in the mapping, or rename or delete that property in HubSpot.',
    }),
    'field-theirs': ({ property = '', label = '', group = '' }) => ({
      what: `${property} ("${label}", group ${group}) was not made by this Baton: it is used as it stands, never changed and never removed`,
      remedy: 'Nothing, if it is meant for this. `baton doctor` says whether its options fit.',
    }),
    'choice-missing': ({ property = '', label = '', values = '' }) => ({
      what: `${property} (${label}) lacks: ${values}`,
      remedy: "Add it to the property's options, or correct the word where it is written.",
    }),
    'choice-unknown': ({ property = '', label = '', values = '' }) => ({
      what: `${property} (${label}) offers what no rule of the agreement knows: ${values}`,
      remedy: "Take it out of the property's options, or translate it under `values` in the mapping.",
    }),
    'choice-untranslated': ({ property = '', label = '', values = '' }) => ({
      what: `the mapping translates values that ${property} (${label}) does not have: ${values}`,
      remedy: 'Nothing; the lines have no effect.',
    }),
    'group-theirs': ({ group = '', properties = '' }) => ({
      what: `the group ${group} stays: it holds properties that Baton did not make: ${properties}`,
      remedy: 'Delete them in HubSpot, if nobody needs them.',
    }),
    'calls-left': ({ left = '', limit = '', resetsAt = '' }) =>
      fine(
        `${left} of today's ${limit} calls are left${resetsAt === '' ? '' : `; the count begins anew at ${resetsAt}`}`,
      ),
    'calls-few': ({ left = '', limit = '', resetsAt = '' }) => ({
      what: `only ${left} of today's ${limit} calls are left${resetsAt === '' ? '' : ` until ${resetsAt}`}`,
      remedy: 'See what else uses the account, lower it, or buy more calls.',
    }),
    'calls-untold': () => fine("HubSpot tells this kind of app no daily figures; Baton heeds each answer's own"),
    'clock-fine': ({ seconds = '' }) => fine(`this computer and HubSpot differ by ${seconds} s`),
    'clock-off': ({ seconds = '' }) => ({
      what: `this computer and HubSpot differ by ${seconds} s: changes may be read late`,
      remedy: "Set this computer's clock by NTP.",
    }),
    'clock-untold': () => fine('HubSpot told no time'),
    'timeframe-unmapped': () => ({
      what: 'no property of the contact is mapped to `timeframe`: no form can tell it',
      remedy:
        'Add `timeframe: purchase_timeframe` to the mapping, run `baton setup`, and put the question into your forms.',
    }),
    'form-silent': ({ form = '', property = '' }) => ({
      what: `the form "${form}" does not ask for the timeframe`,
      remedy: `Add the property ${property} to the form.`,
    }),
    'forms-more': ({ count = '' }) => ({
      what: `… and ${count} more forms that do not ask for the timeframe`,
      remedy: 'The same.',
    }),
    'forms-fine': ({ count = '', property = '' }) => fine(`all ${count} forms ask for the timeframe (${property})`),
    'owners-fine': ({ count = '', teams = '' }) =>
      fine(`all ${count} owners whom team.yaml names are active${teams === '' ? '' : `; their teams: ${teams}`}`),
    'owner-unknown': ({ member = '', owner = '' }) => ({
      what: `HubSpot knows no owner ${owner}, whom the team names for ${member}: their contacts get no owner in HubSpot`,
      remedy: 'Invite them as a user in HubSpot, or mend hubspotOwner here (the address that they sign in with).',
    }),
    'owner-inactive': ({ member = '', owner = '' }) => ({
      what: `${owner}, whom the team names for ${member}, is deactivated in HubSpot: their contacts get no owner there`,
      remedy: 'Activate them in HubSpot, or change hubspotOwner here; if they have left, take them out of the pools.',
    }),
    'connector-none': () => fine("HubSpot's own Salesforce connector is not in use"),
    'connector-found': ({ properties = '', contacts = '' }) => ({
      what: `HubSpot's own Salesforce connector is or was in use (${properties}; on ${contacts} contacts)`,
      remedy: 'See docs/hubspot.md on working beside it. What collides is listed below.',
    }),
    'connector-owner': ({ property = '', seen = '' }) => ({
      what: `${property} is written by HubSpot's Salesforce connector${seen === 'seen' ? ' (seen in the history)' : ' wherever owners are mapped in it'} and by Baton`,
      remedy: 'Set rule: never for ownerId in the mapping: the connector carries the owner over by itself.',
    }),
    'connector-stage': ({ property = '', seen = '' }) => ({
      what: `${property} ${seen === 'seen' ? "is written by HubSpot's Salesforce connector (seen in the history)" : "may be written by HubSpot's Salesforce connector"} and by Baton`,
      remedy:
        "Switch it off in the connector's settings (lifecycle stage, field mappings), or set rule: never for it here.",
    }),
    'connector-syncs': ({ property = '' }) => ({
      what: `${property} is written by HubSpot's Salesforce connector (seen in the history) and by Baton`,
      remedy: "Take it out of the connector's field mappings, or set rule: never for it here.",
    }),
    'connector-creates': () => ({
      what: "HubSpot's Salesforce connector makes Leads, and Baton is told to make one at once: there may be two of a person",
      remedy: 'Set createLead: {when: {afterMinutes: 15}} so that Baton waits for the connector, or when: never.',
    }),
    'webhook-heard': ({ address = '' }) => fine(`a webhook signed as HubSpot signs it was heard at ${address}`),
    'webhook-refused': ({ address = '', status = '' }) => ({
      what: `Baton is at ${address} and refused a webhook that was signed with its own secret (${status})`,
      remedy:
        'publicUrl must be to the letter what HubSpot calls, and the worker must have been started since it or HUBSPOT_CLIENT_SECRET was changed; check its clock.',
    }),
    'webhook-redirected': ({ address = '', status = '' }) => ({
      what: `${address} sends on to another address (${status}): HubSpot signs the one that it calls, so nothing that comes that way is true`,
      remedy:
        'Give HubSpot and publicUrl the address that is arrived at, or have the proxy pass the request on instead.',
    }),
    'webhook-other': ({ address = '', status = '', to = '' }) => ({
      what: `somebody other than Baton answers at ${address} (${status})`,
      remedy: `Start \`baton work\`, and have whatever ends TLS pass POST requests on to ${to}, path and body unchanged.`,
    }),
    'webhook-unreached': ({ address = '', code = '', to = '' }) => ({
      what: `nobody answers at ${address} (${code})`,
      remedy: `Start \`baton work\`; then check name, certificate and firewall of that address, and that it leads to ${to}. Until then Baton reads at every poll only.`,
    }),
  } satisfies Record<FindingSays, Say> as Record<FindingSays, Say>,
};
