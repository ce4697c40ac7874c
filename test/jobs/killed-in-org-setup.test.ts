/** The process dies before or in the middle of the writing calls of `setup` and `setup --remove` in Salesforce: the next one finishes it, and takes away all that was made and nothing else. */
import { describe, expect, test } from 'vitest';
import { dieInSetup } from '../support/dying-setup.ts';
import { admin, notDone, type OrgInstallation, orgInstallations } from '../support/org-installation.ts';

const { open } = orgInstallations();

/** What an admin sees, whatever ids it has: parts, rights, and who has them. */
function org({ sandbox: { world } }: OrgInstallation): readonly string[] {
  const { customizing } = world.org;
  const names = new Map(world.rowsOf('PermissionSet').map(({ Id, Name }) => [Id, Name]));
  const rights = ['FieldPermissions', 'ObjectPermissions', 'PermissionSetAssignment'].flatMap((table) =>
    world.rowsOf(table).map(({ Id: _, ParentId, PermissionSetId, SystemModstamp: __, ...row }) => {
      const { Field, SobjectType, PermissionsRead, PermissionsEdit, AssigneeId } = row;
      return [
        table,
        names.get(ParentId ?? PermissionSetId ?? ''),
        Field,
        SobjectType,
        PermissionsRead,
        PermissionsEdit,
        AssigneeId,
      ];
    }),
  );
  const parts = customizing.list().map(({ type, fullName, metadata }) => [type, fullName, metadata]);
  return [...parts, ...rights].map((one) => JSON.stringify(one)).sort();
}

/** Of somebody else, beside Baton's: it stays. */
async function theirs(place: OrgInstallation): Promise<void> {
  await admin(place).metadata.create('CustomField', {
    fullName: 'Lead.Theirs__c',
    label: 'Theirs',
    type: 'Text',
    length: 20,
  });
}

const WAYS = [false, true];

describe('killed in the middle of setting up Salesforce', { timeout: 300_000 }, () => {
  test.each(WAYS)('the next one makes the rest, and all can be taken away (in the call: %s)', async (within) => {
    const whole = await open();
    await theirs(whole);
    const before = org(whole);
    const writing = await dieInSetup(whole, false);
    const expected = org(whole);
    await whole.close();
    // The object, its fields and those of the others by tens, tab, views, report type, permission sets, and who has one.
    expect(writing).toBeGreaterThan(12);
    // Either way at every fourth call: the two say the same of what stands before it.
    for (let n = within ? 2 : 0; n < writing; n += 4) {
      const place = await open();
      await theirs(place);
      await dieInSetup(place, false, { n, in: within });
      if (!within) expect(org(place), `call ${n}`).not.toEqual(expected);
      expect(notDone(await place.setup()), `call ${n}`).toEqual([]);
      expect(org(place), `call ${n}`).toEqual(expected);
      expect((await place.setup()).steps).toEqual([]);
      await place.setup({ remove: true });
      expect(org(place), `call ${n}`).toEqual(before);
      await place.close();
    }
  });
});

describe('killed in the middle of taking it away', { timeout: 300_000 }, () => {
  test.each(WAYS)('the next one takes away the rest, and then nothing is left (in the call: %s)', async (within) => {
    const whole = await open();
    await whole.setup();
    const removing = await dieInSetup(whole, true);
    await whole.close();
    for (const n of [0, 1, 2, removing >> 1, removing - 1]) {
      const place = await open();
      await theirs(place);
      const before = org(place);
      await place.setup();
      await dieInSetup(place, true, { n, in: within });
      await place.setup({ remove: true });
      expect(org(place), `call ${n}`).toEqual(before);
      expect((await place.setup({ remove: true })).steps).toEqual([]);
      await place.close();
    }
  });
});
