/** The files that a company owns: those shipped are right, and each mistake across them is named where it stands. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { ConfigError, sayFault } from '../../src/config/faults.ts';
import { japaneseHolidays } from '../../src/config/holidays.ts';
import { agreementJsonSchema } from '../../src/config/json-schema.ts';
import { readFreeMail, readMappings, readStatuses, readSystemMapping } from '../../src/config/mappings.ts';
import { readTeam } from '../../src/config/team.ts';
import { unreadFields } from '../../src/config/unread.ts';
import { calendarFor, dueAt } from '../../src/domain/calendar.ts';
import { deadlineTerm } from '../../src/domain/terms.ts';
import { MAPPINGS, mappingText, TESTED_AGREEMENT } from '../support/judging.ts';

const agreement = readAgreement({ path: join(MAPPINGS, 'agreement.yaml') });

function told(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

/** The shipped file with one piece of text replaced; the piece must be there. */
function changed(name: string, from: string, to: string): { readonly name: string; readonly text: string } {
  return changedIn(name, mappingText(name), from, to);
}

function changedIn(
  name: string,
  text: string,
  from: string,
  to: string,
): { readonly name: string; readonly text: string } {
  expect(text).toContain(from);
  return { name, text: text.replace(from, to) };
}

describe('the shipped files', () => {
  test('are read, and fit each other', () => {
    const team = readTeam({ path: join(MAPPINGS, 'team.yaml') }, agreement);
    expect(Object.keys(team.pools)).toEqual(['inside-sales', 'field-sales']);
    const { systems, statuses } = readMappings(MAPPINGS);
    expect(systems.salesforce.createLead?.when).toBe('always');
    expect(statuses.hubspot.lifecycleStage['mql']).toBe('marketingqualifiedlead');
  });

  test('a lead that field sales is given on a Friday evening is not overdue on Saturday', () => {
    const [deadline] = agreement.terms.handoffs.find(({ type }) => type === 'is-to-fs')?.deadlines ?? [];
    if (deadline === undefined) throw new Error('no deadline');
    const given = Temporal.Instant.from('2026-11-27T17:00+09:00');
    const due = dueAt(given, deadlineTerm(deadline), calendarFor(agreement.terms, undefined, japaneseHolidays()));
    expect(due).toEqual(Temporal.Instant.from('2026-11-30T17:00+09:00'));
  });

  test('every field that the agreement asks for is read from some record', () => {
    const { systems } = readMappings(MAPPINGS);
    const read = Object.values(systems).flatMap(({ objects }) =>
      Object.values(objects).flatMap((object) => Object.keys(object.read)),
    );
    const { scoring, evidence, handoffs } = agreement.terms;
    const asked = [
      ...scoring.attributes.map(({ field }) => field),
      ...Object.values(evidence).map(({ field }) => field),
      ...handoffs.flatMap(({ gate }) => gate.filter((item) => typeof item === 'string')),
    ];
    expect(asked.filter((field) => !read.includes(field))).toEqual([]);
  });

  test('a field that no mapping reads is named where it is asked for, with the one that was meant', () => {
    const { systems } = readMappings(MAPPINGS);
    const text = readFileSync(TESTED_AGREEMENT, 'utf8').replace('field: employees', 'field: employes');
    const file = readAgreement({ name: 'agreement.yaml', text });
    expect(unreadFields(file, systems).map((fault) => sayFault(fault, 'en'))).toEqual([
      expect.stringMatching(
        /^agreement\.yaml:\d+:\d+ scoring\.attributes\[0\]\.field: No mapping reads "employes".*Did you mean "employees"\?/,
      ),
    ]);
    expect(unreadFields(agreement, systems)).toEqual([]);
  });

  test('the JSON Schema beside the agreement is the one that the code checks by, and the agreement names it', () => {
    expect(mappingText('agreement.schema.json')).toBe(agreementJsonSchema());
    expect(mappingText('agreement.yaml').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./agreement.schema.json',
    );
  });

  test('both systems are told each stage that Baton itself gives, in words they know', () => {
    const { statuses } = readMappings(MAPPINGS);
    expect(Object.keys(statuses.salesforce.leadStatus)).toEqual(expect.arrayContaining(['mql', 'sql', 'returned']));
    expect(Object.keys(statuses.hubspot.lifecycleStage)).toEqual(expect.arrayContaining(['mql', 'sql', 'returned']));
  });
});

describe('a mistake in the agreement', () => {
  test.each<[string, string, string, string]>([
    [
      'a misspelt condition',
      'score: total, atLeast: 70',
      'score: totl, atLeast: 70',
      ' rules.mql.all[0].any[0].all[0].score: This value is not one of those possible. → Did you mean "total"? Possible: total, attribute, behaviour.',
    ],
    [
      'a misspelt leaf',
      '{ score: total, atLeast: 70 }',
      '{ scoer: total, atLeast: 70 }',
      ' rules.mql.all[0].any[0].all[0].scoer: "scoer" is no key that is known here. → Did you mean "score"? Known here:',
    ],
    [
      'a misspelt kind',
      'activity: mail-clicked',
      'activity: mail-clickd',
      'scoring.behaviours[1].activity: This value is not one of those possible. → Did you mean "mail-clicked"? Possible:',
    ],
    [
      'a deadline without unit',
      'within: 24 hours',
      'within: 24',
      'handoffs[1].deadlines[0].within: This is a number or true/false, not text. → Put it in quotation marks.',
    ],
    [
      'a deadline in weeks',
      'within: 24 hours',
      'within: 3 weeks',
      'handoffs[1].deadlines[0].within: This does not have the form that is needed. → Write a number and its unit: "24 hours", "8 business hours" or "3 business days".',
    ],
    [
      'an unknown BANT item',
      'of: [need, timeframe]',
      'of: [need, timing]',
      'rules.sql.all[1].evidence.of[1]: There is no such item under "evidence". → Use one of: budget, authority, need, timeframe.',
    ],
    [
      'bands in the wrong order',
      '{ from: 500, points: 15 }',
      '{ from: 50, points: 15 }',
      'scoring.attributes[0].bands[1].from: This band could never be reached: the one above it starts no higher. → Order the bands by "from", highest first.',
    ],
    [
      'a label in one language',
      'label: { en: Region, ja: 地域 }',
      'label: { en: Region }',
      'scoring.attributes[2].label.ja: "ja" is missing. → Add "ja:".',
    ],
  ])('%s is named with its place and remedy', (_, from, to, message) => {
    const source = changedIn('agreement.yaml', readFileSync(TESTED_AGREEMENT, 'utf8'), from, to);
    const text = told(() => readAgreement(source));
    expect(text.split('\n')).toHaveLength(1);
    expect(text).toContain(message);
    const line = source.text.slice(0, source.text.indexOf(to)).split('\n').length;
    expect([line, line + 1].map((near) => `agreement.yaml:${near}`)).toContain(text.split(':', 2).join(':'));
  });
});

describe('a mistake in the team', () => {
  test.each<[string, string, string, string]>([
    [
      'a pool member who is nobody',
      'members: [tanaka, suzuki, miller]',
      'members: [tanaka, suzki, miller]',
      'pools.inside-sales.members[1]: "suzki" is no member of the team. → Did you mean "suzuki"?',
    ],
    [
      'a pool member twice',
      'members: [tanaka, suzuki, miller]',
      'members: [tanaka, tanaka, miller]',
      'pools.inside-sales.members[1]: "tanaka" is named a second time.',
    ],
    [
      'a manager who is nobody',
      'manager: takahashi\n    weight',
      'manager: tkahashi\n    weight',
      'members[5].manager: "tkahashi" is no member of the team.',
    ],
    [
      "one's own manager",
      'manager: tanaka\n    weight',
      'manager: suzuki\n    weight',
      'members[2].manager: Somebody is their own manager.',
    ],
    ["a pool's manager who is nobody", 'manager: takahashi\n', 'manager: nobody\n', 'no member of the team'],
    [
      'a zone that is none',
      'zone: Europe/Berlin',
      'zone: Europe/Munich',
      'members[6].zone: There is no time zone "Europe/Munich".',
    ],
    ['two members of one key', 'key: ito', 'key: sato', 'members[5].key: "sato" is named a second time.'],
    [
      'a day that is none',
      'key: ito',
      'absences: [{ from: 2027-02-29, to: 2027-03-01 }]\n    key: ito',
      'members[5].absences[0]: The calendar has no day "2027-02-29".',
    ],
    [
      'an absence that ends before it begins',
      'key: ito',
      'absences: [{ from: 2027-03-02, to: 2027-03-01 }]\n    key: ito',
      'members[5].absences[0].to: The last day is before the first.',
    ],
  ])('%s', (_, from, to, message) => {
    expect(told(() => readTeam(changed('team.yaml', from, to)))).toContain(message);
  });

  test('a pool that only the agreement knows is named in the agreement', () => {
    const other = readAgreement(changed('agreement.yaml', 'pool: field-sales', 'pool: fields'));
    expect(told(() => readTeam({ path: join(MAPPINGS, 'team.yaml') }, other))).toMatch(
      /^agreement\.yaml:\d+:11 handoffs\[1\]\.pool: The agreement hands off to the pool "fields"/,
    );
  });
});

describe('a mistake in the mappings', () => {
  test.each<[string, string, string, string]>([
    [
      'a field written twice',
      'stage: { to: Baton_Stage__c }',
      'stage: { to: Baton_Owner__c }',
      'objects.lead.write.ownerName: Two of our fields are written to "Baton_Owner__c".',
    ],
    [
      'a field read and written apart',
      'ownerId: { to: OwnerId, armed: owner }',
      'ownerId: { to: Owner__c, armed: owner }',
      'objects.lead.write.ownerId: "ownerId" is read from one field and written to another.',
    ],
    [
      'an object of the other system',
      '  account:\n',
      '  company:\n',
      'objects.company: This system has no object "company". → Use: lead, contact, account.',
    ],
    [
      'an object of no system',
      '  account:\n',
      '  accounts:\n',
      '"accounts" is no key that is known here. → Did you mean "account"?',
    ],
    [
      'a field name that could reach into a query',
      'email: Email\n',
      'email: Email FROM User\n',
      'objects.lead.read.email: This does not have the form that is needed.',
    ],
    ['a Lead without fall-backs', 'createLead:', 'create:', 'createLead'],
    ['a wait without its unit', 'when: always', 'when: { after: 15 }', 'createLead.when'],
    [
      'an unknown step of arming',
      'armed: owner',
      'armed: owners',
      'Did you mean "owner"? Possible: tasks, status, owner.',
    ],
  ])('%s', (_, from, to, message) => {
    expect(told(() => readSystemMapping('salesforce', changed('salesforce.yaml', from, to)))).toContain(message);
  });

  test('a stage that is none', () => {
    expect(told(() => readStatuses(changed('statuses.yaml', '    sql: Working', '    sqll: Working')))).toMatch(
      /^statuses\.yaml:21:5 salesforce\.leadStatus\.sqll: "sqll" is no stage\. → Did you mean "sql"\?/,
    );
  });

  test('a domain of free mail that is none, or stands twice', () => {
    const text = mappingText('free-mail.yaml');
    const said = (from: string, to: string): string =>
      told(() => readFreeMail({ name: 'free-mail.yaml', text: text.replace(from, to) }));
    expect(said('', '')).toBe('');
    expect(said('- gmail.com', '- Gmail.com')).toMatch(
      /^free-mail\.yaml:5:5 domains\[0\]: .*gmail\.com, in small letters/,
    );
    expect(said('- googlemail.com', '- gmail.com')).toMatch(/^free-mail\.yaml:6:5 domains\[1\]: .*gmail\.com/);
  });

  test('the faults of all files are told at once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'baton-mappings-'));
    try {
      for (const name of ['hubspot.yaml', 'salesforce.yaml', 'statuses.yaml', 'free-mail.yaml'])
        writeFileSync(join(folder, name), `odd: 1\n${mappingText(name)}`);
      const files = told(() => readMappings(folder))
        .split('\n')
        .map((line) => line.split(':')[0]?.split('/').at(-1));
      expect(files).toEqual(['hubspot.yaml', 'salesforce.yaml', 'statuses.yaml', 'free-mail.yaml']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('holidays are plain days, substitutes included', () => {
  const days = [...japaneseHolidays()].filter((day) => day.startsWith('2026'));
  expect(days).toHaveLength(18);
  expect(days).toEqual(expect.arrayContaining(['2026-01-01', '2026-05-06', '2026-09-22', '2026-11-23']));
});
