/** The rights that Baton's calls need of their user: each that is missing is named with what goes wrong and where it is given, in both languages. */
import { describe, expect, test } from 'vitest';
import { renderDoctor } from '../../src/cli/render/findings.ts';
import { all, only } from '../support/installation.ts';
import { admin, type OrgInstallation, orgInstallations } from '../support/org-installation.ts';
import { MONDAY } from '../support/stage.ts';

const { openSetUp } = orgInstallations();

describe('rights', () => {
  const without = (place: OrgInstallation, rights: Readonly<Record<string, boolean>>): void => {
    const { world } = place.sandbox;
    const set = world.rowsOf('PermissionSet').find(({ Name }) => Name === 'Baton_Integration') ?? {};
    world.place('PermissionSet', { ...set, ...rights }, MONDAY);
  };

  test.each([
    ['ApiEnabled', 'stops', 'API Enabled', 'APIの有効化'],
    ['ActivitiesAccess', 'stops', 'Access Activities', '活動へのアクセス'],
    ['EditTask', 'stops', 'Edit Tasks', 'ToDoの編集'],
    ['TransferAnyLead', 'warning', 'Transfer Leads', 'リードの移行'],
    ['AllowViewEditConvertedLeads', 'warning', 'View and Edit Converted Leads', '取引開始済みのリードを表示および編集'],
  ] as const)('without %s: %s, by its name and where it is given, in both languages', async (right, severity, en, ja) => {
    const place = await openSetUp();
    without(place, { [`Permissions${right}`]: false, PermissionsViewSetup: true });
    const report = await place.doctor();
    expect(only(report, 'org-right-missing')).toMatchObject({ severity, mover: 'admin', detail: right });
    expect(all(report, 'org-rights-fine')).toEqual([]);
    const [english, japanese] = [renderDoctor(report, 'en'), renderDoctor(report, 'ja')].map((text) =>
      text.replace(/\s+/g, ' '),
    );
    expect(english).toContain(`"${en}"`);
    expect(english).toContain('Setup > Permission Sets > Baton_Integration');
    expect(japanese?.replaceAll(' ', '')).toContain(`「${ja}」`.replaceAll(' ', ''));
  });

  test('a right that another permission set of the user gives is there; one that the edition does not know is not asked for', async () => {
    const place = await openSetUp();
    const { world } = place.sandbox;
    without(place, { PermissionsEditTask: false });
    const PermissionSetId = world.place(
      'PermissionSet',
      { Name: 'Profile_of_the_user', Label: 'x', PermissionsEditTask: true, PermissionsViewSetup: true },
      MONDAY,
    );
    world.place('PermissionSetAssignment', { PermissionSetId, AssigneeId: world.integrationUserId }, MONDAY);
    const sets = world.objectSpec('PermissionSet');
    const fields = sets.fields.filter(({ name }) => name !== 'PermissionsTransferAnyLead');
    world.org.schema.put({ ...sets, fields });
    const report = await place.doctor();
    expect(all(report, 'org-right-missing')).toEqual([]);
    expect(only(report, 'org-rights-fine').about).toEqual({ count: '5' });
  });

  test('records that the user may not make or change, and objects that it may not read', async () => {
    const place = await openSetUp({ sandbox: { hidden: ['Opportunity'] } });
    const conn = admin(place);
    const set = await conn.metadata.read('PermissionSet', 'Baton_Integration');
    const objectPermissions = set.objectPermissions.map((one) => ({
      ...one,
      ...(one.object === 'Baton_Handoff__c' ? { allowCreate: false, allowEdit: false } : {}),
    }));
    await conn.metadata.update('PermissionSet', { ...set, fullName: 'Baton_Integration', objectPermissions });
    const report = await place.doctor();
    expect(only(report, 'org-object-refused')).toMatchObject({
      severity: 'stops',
      about: { object: 'Baton_Handoff__c', rights: 'create,edit' },
    });
    expect(only(report, 'org-object-unread')).toMatchObject({ severity: 'warning', detail: 'Opportunity' });
  });
});
