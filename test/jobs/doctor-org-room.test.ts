/** What doctor says of the room that an edition leaves for Baton's fields, before setup has made them; and setup, of the room for its object. */
import { describe, expect, test } from 'vitest';
import { OBJECTS } from '../../connectors/salesforce/sandbox/objects.ts';
import { renderDoctor } from '../../src/cli/render/findings.ts';
import { renderSetup } from '../../src/cli/render/setup.ts';
import { all } from '../support/installation.ts';
import { notDone, type OrgInstallation, orgInstallations } from '../support/org-installation.ts';

const { open, openSetUp } = orgInstallations();

const ownOf = (object: string): number =>
  (OBJECTS.find(({ name }) => name === object)?.fields ?? []).filter(({ name }) => name.endsWith('__c')).length;

describe('room for fields', () => {
  const fill = ({ sandbox: { world } }: OrgInstallation, object: string, count: number): void => {
    const metadata = { label: 'Theirs', type: 'Text', length: 10 };
    for (let n = 1; n <= count; n += 1)
      expect(world.org.customizing.save('CustomField', `${object}.Theirs_${n}__c`, metadata, 'create').ok).toBe(true);
  };

  test('that the edition does not leave is told before setup fails for it, to the field', async () => {
    const place = await open();
    fill(place, 'Lead', 500 - ownOf('Lead'));
    expect(all(await place.doctor(), 'org-fields-no-room')).toEqual([]);
    fill(place, 'Contact', 500 - ownOf('Contact') + 1);
    fill(place, 'Activity', 500);
    const report = await place.doctor();
    const [contact, activity, ...others] = all(report, 'org-fields-no-room');
    const count = ownOf('Contact');
    const about = { object: 'Contact', count: String(count), left: String(count - 1), limit: '500' };
    expect(contact).toMatchObject({ severity: 'stops', mover: 'admin', about });
    expect(activity).toMatchObject({ about: { object: 'Activity', count: '1', left: '0' } });
    expect(others).toEqual([]);
    for (const language of ['en', 'ja'] as const)
      expect(renderDoctor(report, language)).toMatch(/Contact .*(room|追加できる)/);
  });

  test('is nobody’s question once all are there, or where the org does not tell', async () => {
    const place = await openSetUp();
    fill(place, 'Lead', 500 - ownOf('Lead'));
    const asked = (): number =>
      place.sandbox.server.calls.filter(({ path }) => decodeURIComponent(path).includes('FROM EntityLimit')).length;
    expect(all(await place.doctor(), 'org-fields-no-room')).toEqual([]);
    expect(asked()).toBe(0);
    const bare = await open();
    const body = [{ errorCode: 'INVALID_TYPE', message: "sObject type 'EntityLimit' is not supported." }];
    bare.sandbox.server.inject({ path: '/tooling/query', times: 1, effect: { answer: { status: 400, body } } });
    expect(all(await bare.doctor(), 'org-fields-no-room')).toEqual([]);
  });
});

describe('room for one more object', () => {
  test('is nobody’s to know beforehand: setup says why once, with what to do, and the next one makes the rest', async () => {
    const place = await open({ sandbox: { mostObjects: 1 } });
    const { customizing } = place.sandbox.world.org;
    const theirs = { label: 'T', pluralLabel: 'T', nameField: { type: 'Text', label: 'T' }, sharingModel: 'ReadWrite' };
    expect(customizing.save('CustomObject', 'Theirs__c', theirs, 'create').ok).toBe(true);
    expect(all(await place.doctor(), 'org-fields-no-room')).toEqual([]);
    const report = await place.setup();
    const [object, ...others] = notDone(report);
    const problem = {
      category: 'limit',
      mover: 'admin',
      code: 'CUSTOM_ENTITY_OR_FIELD_LIMIT',
      detail: 'reached maximum number of custom objects',
    };
    expect(object).toMatchObject({ name: 'Baton_Handoff__c', state: 'refused', problem });
    expect(others.length).toBeGreaterThan(20);
    expect(others.filter(({ state, problem: why }) => state !== 'unsent' || why?.code !== problem.code)).toEqual([]);
    expect(others.map(({ name }) => name)).toContain('Baton_Sales');
    for (const [language, remedy] of [
      ['en', /ask\s+Salesforce for more/],
      ['ja', /上限の引き上げ/],
    ] as const) {
      const shown = renderSetup(report, language);
      expect(shown.split(problem.detail)).toHaveLength(2);
      expect(shown).toContain(`Baton_Handoff__c (+${others.length}): ${problem.detail}`);
      expect(shown.replaceAll(/\n */g, language === 'ja' ? '' : ' ')).toMatch(remedy);
    }
    customizing.remove('CustomObject', 'Theirs__c');
    expect(notDone(await place.setup())).toEqual([]);
    expect((await place.setup()).steps).toEqual([]);
  });
});
