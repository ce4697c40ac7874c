/** Fills the org from the story: its users and queues, and the accounts, leads and contacts that Salesforce knows from the start. */
import { instantOf } from '../../../src/domain/instant.ts';
import { chance } from '../../kit/chance.ts';
import type { Story, StoryCompany, StoryPerson, StoryRep } from '../../kit/story.ts';
import type { SalesforceWorld } from './world.ts';

/** Its members are nobody: what lands here is answered for by no one. */
export const WEB_QUEUE = 'Web Leads';
/** The team file's queues, by name. */
export const TEAM_QUEUES = ['inside-sales', 'field-sales'];
export const INACTIVE_EMAIL = 'kimura@baton-demo.example';

const LANGUAGES = { ja: 'ja', en: 'en_US' } as const;
const DEPARTMENTS: Readonly<Record<string, string>> = {
  marketing: 'Marketing',
  'inside-sales': 'Inside Sales',
  'field-sales': 'Field Sales',
};
/** The org is older than anybody in the story. */
const ORG_AGE_HOURS = 24 * 700;

/** The queues, which every org has. Answers the id of {@link WEB_QUEUE}. */
export function seedQueues(world: SalesforceWorld, start: Temporal.Instant): string {
  const at = start.subtract({ hours: ORG_AGE_HOURS });
  const queue = (Name: string): string => {
    const DeveloperName = Name.replace(/\W+/g, '_');
    return world.place('Group', { Name, DeveloperName, Type: 'Queue' }, at);
  };
  const web = queue(WEB_QUEUE);
  for (const name of TEAM_QUEUES) queue(name);
  return web;
}

/** Queues included. Leads wait in the web queue; accounts and their contacts belong to field sales by turns. */
export function seedFromStory(world: SalesforceWorld, story: Story): void {
  const start = instantOf(story.start);
  const web = seedQueues(world, start);
  const users = new Map(story.reps.map((rep) => [rep, placeRep(world, rep, start)]));
  placeInactive(world, start);
  const sellers = [...users].filter(([rep]) => rep.department === 'field-sales').map(([, id]) => id);
  const companies = new Map(story.companies.map((company) => [company.id, company]));
  const accounts = new Map<string, { readonly id: string; readonly owner: string }>();
  for (const person of story.people) {
    const company = companies.get(person.company);
    const at = knownFrom(person, start);
    if (company === undefined || person.salesforce === 'none') continue;
    if (person.salesforce === 'lead') {
      world.place('Lead', leadFields(person, company, web), at);
      continue;
    }
    let account = accounts.get(company.id);
    if (account === undefined) {
      const owner = sellers[accounts.size % Math.max(1, sellers.length)] ?? world.integrationUserId;
      account = { id: world.place('Account', accountFields(company, owner), at, owner), owner };
      accounts.set(company.id, account);
    }
    const fields = { ...personFields(person), AccountId: account.id, OwnerId: account.owner };
    world.place('Contact', fields, at, account.owner);
  }
}

/** Salesforce knows its people before the story starts; who is known to HubSpot only later came in by another way. */
function knownFrom(person: StoryPerson, start: Temporal.Instant): Temporal.Instant {
  const known = instantOf(person.knownAt);
  if (Temporal.Instant.compare(known, start) < 0) return known;
  const luck = chance(`salesforce/${person.id}`);
  return start.subtract({ hours: luck.int(24 * 10, 24 * 300), minutes: luck.int(0, 59) });
}

function placeRep(world: SalesforceWorld, rep: StoryRep, start: Temporal.Instant): string {
  return world.place(
    'User',
    {
      ...nameOf(rep),
      Email: rep.email,
      Username: rep.email,
      Department: DEPARTMENTS[rep.department] ?? rep.department,
      TimeZoneSidKey: rep.zone,
      LanguageLocaleKey: LANGUAGES[rep.language],
    },
    start.subtract({ hours: ORG_AGE_HOURS }),
  );
}

function placeInactive(world: SalesforceWorld, start: Temporal.Instant): void {
  world.place(
    'User',
    { FirstName: '翔太', LastName: '木村', Email: INACTIVE_EMAIL, Username: INACTIVE_EMAIL, IsActive: false },
    start.subtract({ hours: ORG_AGE_HOURS }),
  );
}

/** Japanese names put the family first. */
function nameOf(rep: StoryRep): { FirstName: string; LastName: string } {
  const [first = '', second = ''] = rep.name.split(' ');
  return rep.language === 'ja' ? { FirstName: second, LastName: first } : { FirstName: first, LastName: second };
}

function personFields(person: StoryPerson) {
  return {
    FirstName: person.firstName,
    LastName: person.lastName,
    Email: person.email,
    Title: person.title,
    Phone: person.phone,
  };
}

function leadFields(person: StoryPerson, company: StoryCompany, queue: string) {
  return {
    ...personFields(person),
    Company: company.name,
    Website: `https://${company.domain}`,
    Industry: company.industry,
    NumberOfEmployees: company.employees,
    State: company.region,
    Country: company.country,
    LeadSource: 'Web',
    OwnerId: queue,
  };
}

function accountFields(company: StoryCompany, owner: string) {
  return {
    Name: company.name,
    Website: `https://${company.domain}`,
    Industry: company.industry,
    NumberOfEmployees: company.employees,
    BillingState: company.region,
    BillingCountry: company.country,
    OwnerId: owner,
  };
}
