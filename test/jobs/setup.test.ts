/** Setting up HubSpot and taking it away again, by the real client on the sandbox. */
import { describe, expect, test } from 'vitest';
import { renderSetup } from '../../src/cli/render/setup.ts';
import type { SetupReport } from '../../src/ports/findings.ts';
import { addProperty, type TestInstallation } from '../support/installation.ts';
import { installations } from '../support/installations.ts';

const { open } = installations();

const did = ({ steps }: SetupReport): readonly string[] =>
  steps.map(({ does, name, state }) => `${does} ${name} ${state}`);
const inHubSpot = ({ sandbox }: TestInstallation, name: string) =>
  sandbox.world.portal.catalogue.find('contacts', name);
const ours = ({ sandbox }: TestInstallation): readonly string[] =>
  sandbox.world.portal.catalogue
    .list('contacts')
    .filter(({ groupName, archived }) => groupName === 'baton' && !archived)
    .map(({ name }) => name);
/** Everything that an admin could see of the account's properties. */
const everything = ({ sandbox }: TestInstallation): string =>
  JSON.stringify([sandbox.world.portal.catalogue.list('contacts'), sandbox.world.portal.catalogue.groups('contacts')]);

/** Asks for BANT by forms too. */
const BANT = {
  'mappings/hubspot.yaml': [
    ['      budget: purchase_budget', '      budget: purchase_budget\n      bantNeed: baton_need'],
  ],
} as const;

describe('setup', () => {
  test('labels them in the language of the account’s people where that is another', async () => {
    const place = await open({
      language: 'ja',
      edit: { 'baton.yaml': [['  hubspot:\n', '  hubspot:\n    labels: en\n']] },
    });
    const planned = await place.setup({ dryRun: true });
    expect(planned.labels).toBe('en');
    expect(renderSetup(planned, 'en')).toContain('Labels in English (systems.hubspot.labels in baton.yaml');
    expect(renderSetup(planned, 'ja')).toContain('ラベルの言語: 英語(systems.hubspot.labels');
    await place.setup();
    expect(inHubSpot(place, 'baton_stage')?.label).toBe('Baton stage');
    expect((await place.setup()).steps).toEqual([]);
  });

  test('makes the group and the properties, labelled in the language of the installation, with lists where values are few', async () => {
    const place = await open({ language: 'ja' });
    const report = await place.setup();
    expect(report.steps.filter(({ state }) => state !== 'done')).toEqual([]);
    expect(report.account).toBe(String(place.sandbox.world.portal.id));
    expect(inHubSpot(place, 'baton_stage')).toMatchObject({
      label: 'Baton段階',
      type: 'enumeration',
      fieldType: 'select',
      groupName: 'baton',
      formField: false,
    });
    const stages = inHubSpot(place, 'baton_stage')?.options.map(({ value, label }) => `${value} ${label}`);
    expect(stages).toContain('returned 差し戻し');
    expect(inHubSpot(place, 'baton_stage_since')).toMatchObject({ type: 'datetime', fieldType: 'date' });
    expect(inHubSpot(place, 'baton_reasons')).toMatchObject({ type: 'string', fieldType: 'textarea' });
    expect(inHubSpot(place, 'baton_id')).toMatchObject({ hasUniqueValue: true });
  });

  test('makes lists of the levels of the agreement where the mapping asks for BANT, so that forms can ask', async () => {
    const place = await open({ edit: BANT });
    await place.setup();
    const need = inHubSpot(place, 'baton_need');
    expect(need).toMatchObject({ label: 'Need (BANT)', type: 'enumeration', formField: true });
    expect(need?.options.map(({ value }) => value)).toEqual(['vague', 'clear']);
  });

  test('lists exactly what it would do, and does nothing', async () => {
    const place = await open();
    const before = everything(place);
    const calls = place.sandbox.server.callCount;
    const planned = await place.setup({ dryRun: true });
    expect(everything(place)).toBe(before);
    expect(place.sandbox.server.callCount).toBeGreaterThan(calls);
    const done = await place.setup();
    expect(planned.steps.map(({ does, name, options }) => [does, name, options])).toEqual(
      done.steps.map(({ does, name, options }) => [does, name, options]),
    );
    expect(planned.steps.every(({ state }) => state === 'planned')).toBe(true);
    expect(ours(place)).toEqual(planned.steps.filter(({ does }) => does === 'make-field').map(({ name }) => name));
  });

  test('changes nothing the second time', async () => {
    const place = await open();
    await place.setup();
    const before = everything(place);
    expect((await place.setup()).steps).toEqual([]);
    expect(everything(place)).toBe(before);
  });

  test('adds options that a list of its own lacks, and leaves those of others and their order', async () => {
    const place = await open({ edit: BANT });
    await place.setup();
    const { catalogue } = place.sandbox.world.portal;
    const need = inHubSpot(place, 'baton_need');
    if (need === undefined) throw new Error('setup makes baton_need');
    const theirs = { label: 'Urgent!', value: 'urgent', displayOrder: 0, hidden: false };
    catalogue.put('contacts', { ...need, label: 'Our need', options: [theirs] });
    expect(did(await place.setup())).toEqual(['add-options baton_need done']);
    expect(inHubSpot(place, 'baton_need')?.label).toBe('Our need');
    expect(inHubSpot(place, 'baton_need')?.options.map(({ value }) => value)).toEqual(['urgent', 'vague', 'clear']);
  });

  test('names a property of another type that has the name, and makes the rest', async () => {
    const place = await open();
    await addProperty(place, 'contacts', {
      name: 'baton_stage_since',
      label: 'Old',
      type: 'bool',
      fieldType: 'booleancheckbox',
    });
    const report = await place.setup();
    const clash = report.findings.find(({ says }) => says === 'field-clash');
    expect(clash).toMatchObject({ severity: 'stops', detail: 'contact.baton_stage_since', mover: 'admin' });
    expect(clash?.where).toMatchObject({ file: expect.stringMatching(/hubspot\.yaml$/), line: 27 });
    expect(inHubSpot(place, 'baton_stage_since')).toMatchObject({ label: 'Old', type: 'bool' });
    expect(inHubSpot(place, 'baton_stage')).toBeDefined();
    expect(did(report).some((step) => step.includes('baton_stage_since'))).toBe(false);
  });

  test('uses a property that somebody else made and that fits, and never changes or removes it', async () => {
    const place = await open();
    await addProperty(place, 'contacts', { name: 'baton_grade', label: 'Mine', type: 'string', fieldType: 'text' });
    const report = await place.setup();
    const theirs = report.findings.filter(({ says }) => says === 'field-theirs').map(({ detail }) => detail);
    expect(theirs).toContain('contact.baton_grade');
    await place.setup({ remove: true });
    expect(inHubSpot(place, 'baton_grade')).toMatchObject({ label: 'Mine', archived: false });
  });

  test('is told which scope it lacks before it makes anything', async () => {
    const scopes = ['crm.schemas.contacts.read', 'crm.schemas.companies.read', 'crm.objects.contacts.read'];
    const place = await open({ sandbox: { scopes } });
    const before = everything(place);
    const report = await place.setup();
    expect(report.findings).toContainEqual(
      expect.objectContaining({ name: 'scope', severity: 'stops', detail: 'crm.schemas.contacts.write' }),
    );
    expect(report.steps.every(({ state }) => state === 'planned')).toBe(true);
    expect(everything(place)).toBe(before);
  });

  test('one property that HubSpot refuses is named, and the others are made', async () => {
    const place = await open();
    // Ten unique properties are the most that HubSpot allows.
    for (let n = 0; n < 10; n += 1)
      await addProperty(place, 'contacts', {
        name: `unique_${n}`,
        label: `U${n}`,
        type: 'string',
        fieldType: 'text',
        hasUniqueValue: true,
      });
    const report = await place.setup();
    const failed = report.steps.filter(({ state }) => state !== 'done');
    expect(failed).toMatchObject([{ name: 'baton_id', state: 'refused', problem: { category: 'validation' } }]);
    expect(inHubSpot(place, 'baton_total_score')).toBeDefined();
  });

  test('after a lost answer it finds what was made, knows it for its own, and makes the rest', async () => {
    const place = await open();
    place.sandbox.server.inject({ path: '/batch/create', times: 1, effect: 'lose-answer' });
    const first = await place.setup();
    expect(first.steps.filter(({ does }) => does === 'make-field').map(({ state }) => state)).toContain('unknown');
    await place.setup();
    expect((await place.setup()).steps).toEqual([]);
    const removed = await place.setup({ remove: true });
    expect(removed.steps.filter(({ does }) => does === 'remove-field')).toHaveLength(21);
    expect(ours(place)).toEqual([]);
  });

  test('makes nothing while writing is stopped', async () => {
    const place = await open();
    place.may = false;
    const before = everything(place);
    const { steps } = await place.setup();
    expect(steps.every(({ state, problem }) => state === 'unsent' && problem?.code === 'STOPPED')).toBe(true);
    expect(everything(place)).toBe(before);
    place.may = true;
    expect((await place.setup()).steps.every(({ state }) => state === 'done')).toBe(true);
  });
});

describe('setup --remove', () => {
  test('takes away what setup made, and leaves the account as it was', async () => {
    const place = await open();
    const visible = (): readonly string[] =>
      place.sandbox.world.portal.catalogue
        .list('contacts')
        .filter(({ archived }) => !archived)
        .map((property) => JSON.stringify(property));
    const groups = (): string => JSON.stringify(place.sandbox.world.portal.catalogue.groups('contacts'));
    const [before, groupsBefore] = [visible(), groups()];
    await place.setup();
    expect(visible()).not.toEqual(before);
    expect((await place.setup({ remove: true })).steps.every(({ state }) => state === 'done')).toBe(true);
    expect(visible()).toEqual(before);
    expect(groups()).toBe(groupsBefore);
    expect((await place.setup({ remove: true })).steps).toEqual([]);
  });

  test('says first how many records hold a value in each', async () => {
    const place = await open();
    await place.setup();
    const how = { at: 0, source: { type: 'CRM_UI', id: 'userId:1', userId: 1 } } as const;
    place.sandbox.world.create('contacts', { email: 'a@kaede.example', baton_grade: 'A1' }, how);
    place.sandbox.world.create('contacts', { email: 'b@kaede.example', baton_grade: 'B2' }, how);
    const { steps } = await place.setup({ dryRun: true, remove: true });
    expect(steps.find(({ name }) => name === 'baton_grade')).toMatchObject({ records: 2, state: 'planned' });
    expect(steps.find(({ name }) => name === 'baton_stage')).toMatchObject({ records: 0 });
    expect(ours(place)).toContain('baton_grade');
  });

  test('leaves a property that was moved out of the group, and a group in which somebody put another', async () => {
    const place = await open();
    await place.setup();
    const { catalogue } = place.sandbox.world.portal;
    const grade = inHubSpot(place, 'baton_grade');
    if (grade === undefined) throw new Error('setup makes baton_grade');
    catalogue.put('contacts', { ...grade, groupName: 'contactinformation' });
    await addProperty(place, 'contacts', {
      name: 'our_own',
      label: 'Own',
      type: 'string',
      fieldType: 'text',
      groupName: 'baton',
    });
    const report = await place.setup({ remove: true });
    expect(report.findings.map(({ says }) => says)).toEqual(['field-theirs', 'group-theirs']);
    expect(inHubSpot(place, 'baton_grade')).toBeDefined();
    expect(ours(place)).toEqual(['our_own']);
    expect(catalogue.group('contacts', 'baton')).toBeDefined();
  });

  test('removes nothing that setup never made, whatever it is called', async () => {
    const place = await open();
    await addProperty(place, 'contacts', { name: 'baton_cell', label: 'Cell', type: 'string', fieldType: 'text' });
    expect((await place.setup({ remove: true })).steps).toEqual([]);
    expect(inHubSpot(place, 'baton_cell')).toBeDefined();
  });
});
