/** Doctor on what stands beside: another account than the one of first use, and HubSpot's own Salesforce connector. */
import { describe, expect, test } from 'vitest';
import { openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { stopsWork } from '../../src/domain/finding.ts';
import { addProperty, all, only, type TestInstallation } from '../support/installation.ts';
import { installations } from '../support/installations.ts';
import { MONDAY } from '../support/stage.ts';

const { open, openSetUp } = installations();

describe('the account', () => {
  test('is remembered at first use', async () => {
    const opened = await open();
    expect(only(await opened.doctor(), 'account-new').severity).toBe('note');
    expect(all(await opened.doctor(), 'account-new')).toEqual([]);
  });

  test('another one is refused: nothing is read, made or written, until a person confirms it', async () => {
    const place = await openSetUp();
    const { sandbox: first } = place;
    const { id } = first.world.portal;
    const second = await openHubSpotSandbox({ now: () => MONDAY, portalId: id + 500_000 });
    try {
      const wrong = place.again(second);
      const report = await wrong.doctor();
      expect(only(report, 'account-other')).toMatchObject({ severity: 'stops', mover: 'admin' });
      expect(only(report, 'account-other').about).toEqual({ account: String(id + 500_000), pinned: String(id) });
      await expect(wrong.setup()).rejects.toMatchObject({ code: 'OTHER_ACCOUNT' });
      second.server.callCount = 0;
      expect(await wrong.operations.pull({ system: 'hubspot' })).toMatchObject([{ pages: 0, failed: true }]);
      expect(second.server.callCount).toBeLessThanOrEqual(1);
      const problems = await wrong.operations.problems({});
      expect(problems).toContainEqual(expect.objectContaining({ code: 'OTHER_ACCOUNT', system: 'hubspot' }));
      await expect(wrong.doctor(String(id))).rejects.toMatchObject({ code: 'NO_SUCH_ACCOUNT' });
      expect(all(await wrong.doctor(String(id + 500_000)), 'account-other')).toEqual([]);
      expect(await wrong.operations.pull({ system: 'hubspot' })).toMatchObject([{ failed: false }]);
      expect(await wrong.operations.problems({})).toEqual([]);
      expect(all(await place.again(first).doctor(), 'account-other')).toHaveLength(1);
    } finally {
      await second.close();
    }
  });

  test('a time zone that changed is a warning', async () => {
    const place = await openSetUp();
    const { id } = place.sandbox.world.portal;
    const moved = await openHubSpotSandbox({ now: () => MONDAY, portalId: id, zone: 'Europe/Berlin' });
    try {
      const there = place.again(moved);
      const finding = only(await there.doctor(), 'account-zone');
      expect(finding).toMatchObject({ severity: 'warning', about: { zone: 'Europe/Berlin', pinned: 'Asia/Tokyo' } });
      expect(all(await there.doctor(String(id)), 'account-zone')).toEqual([]);
    } finally {
      await moved.close();
    }
  });

  test('one that does not say who it is works, and is warned of', async () => {
    const place = await openSetUp();
    const answer = { status: 403, body: { message: 'not for this token' } };
    place.sandbox.server.inject({ path: '/account-info/v3/details', times: 9, effect: { answer } });
    const report = await place.again(place.sandbox).doctor();
    expect(only(report, 'account-untold')).toMatchObject({ severity: 'warning', problem: { category: 'permission' } });
    expect(stopsWork(report)).toBe(false);
  });
});

describe("HubSpot's own Salesforce connector", () => {
  /** It makes its properties, and keeps one contact in step. */
  const connect = async (place: TestInstallation, wrote: Readonly<Record<string, string>>): Promise<void> => {
    for (const name of ['salesforceleadid', 'salesforcelastsynctime'])
      await addProperty(place, 'contacts', { name, label: name, type: 'string', fieldType: 'text' });
    const by = (type: string) => ({ at: MONDAY.epochMilliseconds, source: { type, id: 'Salesforce Connector' } });
    const { world } = place.sandbox;
    const { id } = world.create('contacts', { email: 'synced@kaede.example' }, by('SALESFORCE'));
    world.change('contacts', id, { salesforcelastsynctime: '1', ...wrote }, by('SALESFORCE'));
  };

  test('is not found where it is not', async () => {
    const report = await (await openSetUp()).doctor();
    expect(only(report, 'connector-none').ok).toBe(true);
    expect(report.filter(({ says }) => says?.startsWith('connector-'))).toHaveLength(1);
  });

  test('is found, and what it and Baton both write is named, with proof where there is any', async () => {
    const place = await openSetUp();
    await connect(place, { hs_lead_status: 'OPEN', jobtitle: 'Head' });
    const report = await place.doctor();
    expect(only(report, 'connector-found')).toMatchObject({ severity: 'note', about: { contacts: '1' } });
    expect(only(report, 'connector-owner')).toMatchObject({
      detail: 'contact.hubspot_owner_id',
      about: { seen: 'possible' },
    });
    const stages = all(report, 'connector-stage').map(({ detail, about }) => `${detail} ${about?.['seen']}`);
    expect(stages).toEqual(['contact.lifecyclestage possible', 'contact.hs_lead_status seen']);
    expect(all(report, 'connector-syncs')).toEqual([]);
    expect(only(report, 'connector-creates').where?.file).toMatch(/salesforce\.yaml$/);
    expect(stopsWork(report)).toBe(false);
  });

  test('a property of ours that somebody mapped in it', async () => {
    const place = await openSetUp();
    await connect(place, { baton_grade: 'B2' });
    expect(only(await place.doctor(), 'connector-syncs')).toMatchObject({
      severity: 'warning',
      detail: 'contact.baton_grade',
    });
  });

  test('what is left to it, and Leads that wait for it, are no collision', async () => {
    const place = await openSetUp({
      edit: {
        'mappings/hubspot.yaml': [['{ to: hubspot_owner_id, armed: owner }', '{ to: hubspot_owner_id, rule: never }']],
        'mappings/salesforce.yaml': [['when: always', 'when: { afterMinutes: 15 }']],
      },
    });
    await connect(place, {});
    const report = await place.doctor();
    expect([...all(report, 'connector-owner'), ...all(report, 'connector-creates')]).toEqual([]);
  });
});

describe('owners whom the team names', () => {
  test('are told with their teams when all are active', async () => {
    const place = await openSetUp();
    place.sandbox.world.portal.owners.group('sato@baton-demo.example', ['Marketing', 'Kanto'], 1);
    expect(only(await place.doctor(), 'owners-fine').about?.['teams']).toBe('Kanto, Marketing');
  });

  test('are named with file and line when HubSpot does not know them, or has deactivated them', async () => {
    const place = await openSetUp({
      edit: {
        'mappings/team.yaml': [['hubspotOwner: suzuki@baton-demo.example', 'hubspotOwner: nobody@baton-demo.example']],
      },
    });
    const { owners } = place.sandbox.world.portal;
    owners.deactivate('sato@baton-demo.example', 2);
    owners.forget('nobody@baton-demo.example');
    const report = await place.doctor();
    expect(all(report, 'owners-fine')).toEqual([]);
    expect(only(report, 'owner-inactive')).toMatchObject({
      severity: 'warning',
      about: { member: 'sato', owner: 'sato@baton-demo.example' },
    });
    const { where, about } = only(report, 'owner-unknown');
    expect(about).toEqual({ member: 'suzuki', owner: 'nobody@baton-demo.example' });
    expect(where?.file).toMatch(/team\.yaml$/);
    expect(where?.line).toBeGreaterThan(1);
    expect(stopsWork(report)).toBe(false);
  });
});
