/** Turns the fictional story into HubSpot's records: history at once, the rest when its time comes. */
import { type IsoInstant, instantOf } from '../../../src/domain/instant.ts';
import { DEPARTMENTS, type Department } from '../../../src/domain/team.ts';
import type { Story, StoryEvent, StoryPerson, StoryRep } from '../../kit/story.ts';
import { engage, meetMail, pageUrl, sendForm, visitSite } from './happenings.ts';
import type { Owner } from './owners.ts';
import { checkProperties } from './values.ts';
import type { HubSpotWorld } from './world.ts';

/** Where the story's people ended up; ids of those who come later are known once they have come. */
export interface Seeded {
  readonly forms: readonly { readonly id: string; readonly name: string }[];
  /** Story person → contact id. */
  readonly contacts: ReadonlyMap<string, string>;
  /** Story company → company id. */
  readonly companies: ReadonlyMap<string, string>;
  /** Story rep → owner. */
  readonly owners: ReadonlyMap<string, Owner>;
}

const IMPORT = { type: 'IMPORT', id: 'story' } as const;
const BASE_FIELDS = ['email', 'firstname', 'lastname', 'company', 'jobtitle', 'phone'];

/**
 * Events before `story.start` have happened when this returns; later ones are scheduled. Throws on words that HubSpot would refuse. `departments` are those
 * whose calls, meetings and notes are logged in HubSpot: all unless told.
 */
export function seedFromStory(
  world: HubSpotWorld,
  story: Story,
  departments: readonly Department[] = DEPARTMENTS,
): Seeded {
  const loggers = new Set(story.reps.filter((rep) => departments.includes(rep.department)).map((rep) => rep.key));
  const places = {
    contacts: new Map<string, string>(),
    companies: new Map<string, string>(),
    owners: new Map<string, Owner>(),
  };
  const knownAt = firstMoments(story);
  const opened = msOf([...knownAt.values(), story.start].reduce((a, b) => (a < b ? a : b)));
  for (const rep of story.reps) places.owners.set(rep.key, addOwner(world, rep, opened));
  seedForms(world, story, opened);
  for (const mail of story.mails) world.portal.mails.put(mail);
  seedCompanies(world, story, { opened, companies: places.companies });

  const happenings = [
    ...story.people.map((person) => ({
      at: knownAt.get(person.id) ?? person.knownAt,
      happen: (at: number) => meetPerson(world, person, { ...places, story, at }),
    })),
    ...story.events
      .filter((event) => !('rep' in event) || loggers.has(event.rep))
      .map((event) => ({
        at: event.at,
        happen: (at: number) => happenTo(world, event, { ...places, story, at }),
      })),
  ];
  // The sort is stable: people come before their own first event.
  for (const { at, happen } of happenings.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    if (at < story.start) happen(msOf(at));
    else world.schedule(at, happen);
  }
  return { forms: story.forms, ...places };
}

interface Scene {
  readonly story: Story;
  readonly contacts: Map<string, string>;
  readonly companies: ReadonlyMap<string, string>;
  readonly owners: ReadonlyMap<string, Owner>;
  /** Epoch milliseconds. */
  readonly at: number;
}

function msOf(at: IsoInstant): number {
  return instantOf(at).epochMilliseconds;
}

/** Nobody does anything before HubSpot knows them. */
function firstMoments(story: Story): Map<string, IsoInstant> {
  const moments = new Map(story.people.map((person) => [person.id, person.knownAt]));
  for (const event of story.events) {
    const known = moments.get(event.person);
    if (known === undefined) throw new Error(`the story has an event of ${event.person}, who is not in it`);
    if (event.at < known) moments.set(event.person, event.at);
  }
  return moments;
}

/** Japanese names are written with the family name first. */
function addOwner(world: HubSpotWorld, rep: StoryRep, at: number): Owner {
  const [first = '', second = ''] = rep.name.split(' ');
  const names = rep.language === 'ja' ? { firstName: second, lastName: first } : { firstName: first, lastName: second };
  return world.portal.owners.add({ email: rep.email, ...names }, at);
}

/** A form asks for what its submissions answer. */
function seedForms(world: HubSpotWorld, story: Story, at: number): void {
  const asked = new Map(story.forms.map((form) => [form.id, new Set(BASE_FIELDS)]));
  for (const event of story.events) {
    if (event.kind !== 'form') continue;
    const answers = answersOf(event);
    checkProperties(world.portal.catalogue, 'contacts', answers);
    const form = story.forms.find((one) => one.id === event.form || one.name === event.form);
    if (form === undefined) throw new Error(`the story has no form ${event.form}`);
    for (const name of Object.keys(answers)) asked.get(form.id)?.add(name);
  }
  for (const { id, name } of story.forms) {
    world.portal.forms.put({ id, name, fields: [...(asked.get(id) ?? [])], createdAt: at });
  }
}

function answersOf(event: Extract<StoryEvent, { kind: 'form' }>): Record<string, string> {
  return {
    ...(event.words === undefined ? {} : { message: event.words }),
    ...(event.timeframe === undefined ? {} : { purchase_timeframe: event.timeframe }),
    ...(event.budget === undefined ? {} : { purchase_budget: event.budget.replaceAll(',', '') }),
  };
}

function seedCompanies(
  world: HubSpotWorld,
  story: Story,
  { opened, companies }: { readonly opened: number; readonly companies: Map<string, string> },
): void {
  for (const company of story.companies) {
    world.portal.catalogue.ensureOption('companies', 'industry', company.industry);
    const record = world.create(
      'companies',
      {
        name: company.name,
        domain: company.domain,
        industry: company.industry,
        numberofemployees: String(company.employees),
        state: company.region,
        country: company.country,
        annual_growth: String(company.growth),
      },
      { at: opened, source: IMPORT },
    );
    companies.set(company.id, record.id);
  }
}

function meetPerson(world: HubSpotWorld, person: StoryPerson, scene: Scene): void {
  const { store } = world.portal;
  // Somebody may have entered the person, or removed the company, before the story came to it.
  const known = store.unique.holder('contacts', 'email', person.email);
  if (known !== undefined) {
    scene.contacts.set(person.id, known);
    return;
  }
  const company = scene.story.companies.find((one) => one.id === person.company);
  const linked = store.live('companies', scene.companies.get(person.company) ?? '');
  const record = world.create(
    'contacts',
    {
      email: person.email,
      firstname: person.firstName,
      lastname: person.lastName,
      jobtitle: person.title,
      phone: person.phone,
      hs_language: person.language,
      lifecyclestage: 'lead',
      ...(company === undefined ? {} : { company: company.name }),
      ...(linked === undefined ? {} : { associatedcompanyid: linked.id }),
      ...(person.timeframe === undefined ? {} : { purchase_timeframe: person.timeframe }),
      ...(person.budget === undefined ? {} : { purchase_budget: person.budget.replaceAll(',', '') }),
    },
    { at: scene.at, source: IMPORT },
  );
  scene.contacts.set(person.id, record.id);
}

const MAIL_TYPES = { 'mail-sent': 'SENT', 'mail-opened': 'OPEN', 'mail-clicked': 'CLICK' } as const;

function happenTo(world: HubSpotWorld, event: StoryEvent, scene: Scene): void {
  const contact = scene.contacts.get(event.person);
  if (contact === undefined) throw new Error(`${event.person} acts before HubSpot knows them`);
  const { at } = scene;
  if (event.kind === 'form') {
    const form = world.portal.forms.named(event.form);
    if (form === undefined) throw new Error(`the story has no form ${event.form}`);
    sendForm(world, contact, { form, answers: answersOf(event), page: pageUrl('/forms'), at });
  } else if (event.kind === 'visit') {
    visitSite(world, contact, { views: event.views, page: event.page, at });
  } else if ('mail' in event) {
    const mail = world.portal.mails.named(event.mail);
    if (mail === undefined) throw new Error(`the story has no mail ${event.mail}`);
    meetMail(world, contact, { mail: mail.id, type: MAIL_TYPES[event.kind], at });
  } else {
    const owner = scene.owners.get(event.rep);
    const subject = event.words.split(/[。.\n]/)[0] ?? event.kind;
    const { kind, words, outcome } = event;
    engage(world, contact, { kind, words, outcome, subject, at, owner: owner?.id, userId: owner?.userId });
  }
}
