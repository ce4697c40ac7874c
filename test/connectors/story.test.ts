/** The story of the sandboxes: the same for the same seed, whole, and with as many leads of each kind as a demonstration needs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Story, StoryEvent, StoryPerson } from '../../connectors/kit/story.ts';
import { makeStory } from '../../connectors/kit/story-of-the-sandbox.ts';
import { FREE_MAIL_DOMAIN } from '../../connectors/kit/story-people.ts';
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import { evidenceStates } from '../../src/domain/agreement/evidence.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { INITIAL_STATE } from '../../src/domain/evolve.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import { type IsoInstant, instantOf, iso, toIso } from '../../src/domain/instant.ts';
import { type Lead, mergeFields } from '../../src/domain/lead.ts';
import { systemMapping } from '../../src/domain/mapping.ts';
import { qualify } from '../../src/domain/qualify.ts';
import type { Fields, SourceRecord } from '../../src/domain/record.ts';
import { score } from '../../src/domain/score.ts';
import { team } from '../../src/domain/team.ts';

const START = toIso('2026-11-02T00:00:00Z');
const shipped = (name: string): unknown =>
  parse(readFileSync(new URL(`../../mappings/${name}`, import.meta.url), 'utf8'));
const AGREEMENT = agreementSchema.parse(shipped('agreement.yaml'));
const FORMS = systemMapping.parse(shipped('hubspot.yaml')).forms;
const story = makeStory({ seed: 1, start: START });

const share = (people: readonly StoryPerson[], of: (person: StoryPerson) => boolean): number =>
  people.filter(of).length / people.length;

describe('a story', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(makeStory({ seed: 1, start: START })).toEqual(story);
    expect(makeStory({ seed: 2, start: START }).people).not.toEqual(story.people);
  });

  test('has as many people and days as asked for, few or many', () => {
    expect(story.people).toHaveLength(500);
    for (const people of [1, 7, 1_200]) {
      const other = makeStory({ seed: 'x', people, days: 5, start: START });
      expect(new Set(other.people.map(({ id }) => id)).size).toBe(people);
      expect(other.events.every((event) => event.at < iso(instantOf(START).add({ hours: 24 * 5 })))).toBe(true);
    }
  });

  test('tells its events in order, from six weeks before the start to its end', () => {
    const moments = story.events.map(({ at }) => at);
    expect(moments).toEqual([...moments].sort());
    expect(moments.at(0)).toSatisfy((at: string) => at >= iso(instantOf(START).subtract({ hours: 24 * 42 })));
    expect(moments.at(-1)).toSatisfy((at: string) => at < iso(instantOf(START).add({ hours: 24 * 28 })));
    expect(moments.every((at) => toIso(at) === at)).toBe(true);
  });

  test('refers only to what is in it, and nobody acts before being known', () => {
    const people = new Map(story.people.map((person) => [person.id, person]));
    const companies = new Set(story.companies.map(({ id }) => id));
    const forms = new Set(story.forms.map(({ id }) => id));
    const mails = new Set(story.mails.map(({ id }) => String(id)));
    const reps = new Set(story.reps.map(({ key }) => key));
    for (const { company } of story.people) expect(companies).toContain(company);
    for (const event of story.events) {
      expect(people.get(event.person)?.knownAt).toSatisfy((knownAt: string) => knownAt <= event.at);
      if (event.kind === 'form') expect(forms).toContain(event.form);
      if ('mail' in event) expect(mails).toContain(event.mail);
      if ('rep' in event) expect(reps).toContain(event.rep);
    }
  });

  test('uses addresses that cannot exist, one per person, at the domain of their company', () => {
    const domains = new Map(story.companies.map(({ id, domain }) => [id, domain]));
    expect(new Set(domains.values()).size).toBe(story.companies.length);
    for (const domain of domains.values()) expect(domain).toMatch(/^[a-z0-9-]+\.example$/);
    expect(new Set(story.people.map(({ email }) => email)).size).toBe(500);
    for (const { email, company } of story.people) {
      expect(email).toMatch(/^[a-z0-9.-]+@[a-z0-9-]+\.example$/);
      if (!email.endsWith(`@${FREE_MAIL_DOMAIN}`)) expect(email.split('@')[1]).toBe(domains.get(company));
    }
    for (const { email } of story.reps) expect(email).toMatch(/@baton-demo\.example$/);
  });

  test('has the reps of the shipped team, with their names and zones, and the forms that the shipped mapping knows', () => {
    const members = team.parse(shipped('team.yaml')).members;
    const told = story.reps.map(({ key, name, department, zone, language }) => ({
      key,
      name,
      department,
      zone,
      language,
    }));
    expect(told).toEqual(
      members.map(({ key, name, department, zone, language }) => ({ key, name, department, zone, language })),
    );
    expect(story.reps.map(({ email }) => email)).toEqual(members.map(({ salesforceUser }) => salesforceUser));
    for (const { diligence } of story.reps) expect(diligence).toSatisfy((d: number) => d >= 0.7 && d <= 0.95);
    expect(story.forms.map(({ name }) => name).sort()).toEqual(FORMS.map(({ form }) => form).sort());
  });
});

describe('the numbers of a story', () => {
  test.each([1, 2, 'baton'])('with seed %s lie in their bands', (seed) => {
    const { people, companies, events } = makeStory({ seed, start: START });
    expect(share(people, ({ language }) => language === 'ja')).toSatisfy((part: number) => part > 0.6 && part < 0.82);
    expect(share(people, ({ salesforce }) => salesforce === 'lead')).toSatisfy(
      (part: number) => part > 0.3 && part < 0.4,
    );
    expect(share(people, ({ salesforce }) => salesforce === 'contact')).toSatisfy(
      (part: number) => part > 0.07 && part < 0.13,
    );
    expect(share(people, ({ title }) => ['学生', 'Student'].includes(title))).toSatisfy(
      (part: number) => part > 0 && part < 0.05,
    );
    expect(people.some(({ email }) => email.endsWith(`@${FREE_MAIL_DOMAIN}`))).toBe(true);
    expect(
      people.some(({ company }) => companies.find(({ id }) => id === company)?.domain === 'tossup-works.example'),
    ).toBe(true);
    expect(new Set(companies.map(({ industry }) => industry)).size).toBe(6);
    expect(events.length).toSatisfy((count: number) => count > 2_000 && count < 8_000);
  });

  test.each([
    1, 2, 3,
  ])('with seed %s: 40 to 60 become MQL after the start, over the days and mostly in office hours', (seed) => {
    const told = makeStory({ seed, start: START });
    const moments = qualifications(told);
    const after = [...moments.values()].filter((at) => at >= START);
    expect(after.length).toSatisfy((count: number) => count >= 40 && count <= 60);
    const days = after.map((at) => instantOf(at).toZonedDateTimeISO('Asia/Tokyo'));
    expect(new Set(days.map((day) => day.toPlainDate().toString())).size).toBeGreaterThan(14);
    const inHours = days.filter((day) => day.dayOfWeek < 6 && day.hour >= 9 && day.hour < 18);
    expect(inHours.length / days.length).toBeGreaterThan(0.55);
  });

  test.each([1, 2, 'baton'])('with seed %s: about 40 qualified before the start and show no new behaviour', (seed) => {
    const told = makeStory({ seed, start: START });
    const before = [...qualifications(told)].filter(([, at]) => at < START).map(([person]) => person);
    const standing = before.filter((person) => told.events.every((event) => event.person !== person || quiet(event)));
    expect(before.length).toSatisfy((count: number) => count >= 32 && count <= 52);
    expect(before.length - standing.length).toBeLessThanOrEqual(6);
  });

  test.each([
    1, 2, 3,
  ])('with seed %s: of those who become MQL some 40 in a hundred have two BANT items to be found', (seed) => {
    const told = makeStory({ seed, start: START });
    const talkedTo = new Set(qualifications(told).keys());
    const met = told.people.filter(({ id }) => talkedTo.has(id)).map(({ truth }) => metItems(truth));
    const ripe = met.filter((count) => count >= 2).length / met.length;
    expect(ripe).toSatisfy((part: number) => part > 0.28 && part < 0.55);
  });
});

/** Nothing that the person did since the start. */
function quiet(event: StoryEvent): boolean {
  return event.at < START || event.kind === 'mail-sent' || 'rep' in event;
}

function metItems(truth: StoryPerson['truth']): number {
  const recorded = record('salesforce', 'lead', {
    bantBudget: truth.budget,
    bantAuthority: truth.authority,
    bantNeed: truth.need,
    bantTimeframe: truth.timeframe,
  });
  const states = evidenceStates(AGREEMENT, mergeFields({ records: [recorded], companies: [] }));
  return states.filter((state) => state.status === 'met').length;
}

/** Who becomes MQL by the shipped agreement's rule, and when, were all of it known at once. */
function qualifications(told: Story): Map<string, IsoInstant> {
  const found = new Map<string, IsoInstant>();
  for (const person of told.people) {
    const company = told.companies.find(({ id }) => id === person.company);
    if (company === undefined) throw new Error(`no company ${person.company}`);
    const companies = [record('hubspot', 'company', { ...company })];
    const activities: Activity[] = [];
    let fields: Fields = { title: person.title, timeframe: person.timeframe ?? null, budget: person.budget ?? null };
    for (const event of told.events) {
      if (event.person !== person.id || found.has(person.id)) continue;
      const kind = kindOf(event, told);
      if (kind === undefined) continue;
      activities.push({
        system: 'hubspot',
        kind,
        id: `${activities.length}`,
        subjects: [],
        occurredAt: event.at,
        actor: { type: 'lead' },
        properties: {},
      });
      if (event.kind === 'form') {
        const { timeframe, budget } = event;
        fields = { ...fields, ...(timeframe ? { timeframe } : {}), ...(budget ? { budget } : {}) };
      }
      const records = [record('hubspot', 'contact', fields)];
      const id = person.id as LeadId;
      const lead: Lead = { id, state: INITIAL_STATE, records, companies, activities, written: [] };
      const now = instantOf(event.at);
      const subject = {
        lead,
        fields: mergeFields(lead),
        score: score(lead, AGREEMENT, now),
        now,
        agreement: AGREEMENT,
      };
      if (qualify(subject).mql.holds === 'yes') found.set(person.id, event.at);
    }
  }
  return found;
}

function kindOf(event: StoryEvent, told: Story): ActivityKind | undefined {
  switch (event.kind) {
    case 'form': {
      const name = told.forms.find(({ id }) => id === event.form)?.name;
      return FORMS.find(({ form }) => form === name)?.is;
    }
    case 'visit':
      return 'site-visited';
    case 'mail-opened':
    case 'mail-clicked':
      return event.kind;
    default:
      return undefined;
  }
}

function record(
  system: 'hubspot' | 'salesforce',
  object: 'contact' | 'company' | 'lead',
  fields: Fields,
): SourceRecord {
  return { ref: { system, object, id: '1' }, fields, modifiedAt: START, deleted: false };
}
