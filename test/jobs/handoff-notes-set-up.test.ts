/** What notes of handoffs need in HubSpot: made by `setup` where the mapping asks for them, looked at by `doctor`, taken away again. */
import { describe, expect, test } from 'vitest';
import { all, only, type TestInstallation } from '../support/installation.ts';
import { installations } from '../support/installations.ts';

const { open } = installations();

const KEY = 'baton_handoff_key';
const ASKED = {
  'mappings/hubspot.yaml': [[`# handoffNotes: { key: ${KEY} }`, `handoffNotes: { key: ${KEY} }`]],
} as const;

const keyOf = ({ sandbox }: TestInstallation) => sandbox.world.portal.catalogue.find('notes', KEY);
const groupsOf = ({ sandbox }: TestInstallation) =>
  sandbox.world.portal.catalogue.groups('notes').map(({ name }) => name);

describe('the key of notes of handoffs', () => {
  test('is no part of an installation that does not ask for it', async () => {
    const place = await open();
    const { steps } = await place.setup();
    expect(steps.filter(({ object }) => object === 'note')).toEqual([]);
    expect(keyOf(place)).toBeUndefined();
    expect((await place.doctor()).filter(({ detail }) => detail.startsWith('note'))).toEqual([]);
  });

  test('is made with its group, unique, and in the language of the installation; a second run does nothing', async () => {
    const place = await open({ edit: ASKED, language: 'ja' });
    const before = only(
      (await place.doctor()).filter(({ detail }) => detail.startsWith('note')),
      'fields-unmade',
    );
    expect(before).toMatchObject({ severity: 'warning', ok: false, about: { properties: KEY } });
    expect(before.where).toMatchObject({ file: expect.stringMatching(/hubspot\.yaml$/), line: expect.any(Number) });
    const { steps } = await place.setup();
    expect(steps.filter(({ object }) => object === 'note').map(({ does, name, state }) => [does, name, state])).toEqual(
      [
        ['make-group', 'baton', 'done'],
        ['make-field', KEY, 'done'],
      ],
    );
    expect(keyOf(place)).toMatchObject({
      ...{ label: 'Baton引き渡しキー', groupName: 'baton', hasUniqueValue: true, formField: false },
    });
    expect((await place.setup()).steps).toEqual([]);
    expect(
      only(
        all(await place.doctor(), 'fields-fine').filter(({ detail }) => detail === 'note: 1'),
        'fields-fine',
      ).ok,
    ).toBe(true);
  });

  test('is taken away with its group, and nothing else of notes', async () => {
    const place = await open({ edit: ASKED });
    const before = groupsOf(place);
    await place.setup();
    expect(groupsOf(place)).not.toEqual(before);
    const { steps } = await place.setup({ remove: true });
    expect(steps.filter(({ state }) => state !== 'done')).toEqual([]);
    expect(keyOf(place)?.archived ?? true).toBe(true);
    expect(groupsOf(place)).toEqual(before);
  });

  test('one of the name whose values are not unique is named and left alone: it could not keep a note from being doubled', async () => {
    const place = await open({ edit: ASKED });
    const theirs = await fetch(`${place.sandbox.url}/crm/v3/properties/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${place.sandbox.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: KEY,
        label: 'Mine',
        type: 'string',
        fieldType: 'text',
        groupName: 'note',
      }),
    });
    expect(theirs.status).toBe(201);
    const { findings, steps } = await place.setup();
    expect(only(findings, 'field-clash')).toMatchObject({ severity: 'stops', detail: `note.${KEY}` });
    expect(steps.filter(({ object }) => object === 'note')).toEqual([]);
    expect(only(await place.doctor(), 'field-clash')).toMatchObject({ severity: 'warning', detail: `note.${KEY}` });
    expect(keyOf(place)).toMatchObject({ label: 'Mine', hasUniqueValue: false });
  });
});
