/** What doctor finds in an org of Salesforce, by the real client on the sandbox: each finding appears where its cause is, and not where it is not. */
import { describe, expect, test } from 'vitest';
import { OBJECTS } from '../../connectors/salesforce/sandbox/objects.ts';
import { renderDoctor } from '../../src/cli/render/findings.ts';
import { severityOf, stopsWork } from '../../src/domain/finding.ts';
import type { DoctorReport } from '../../src/ports/findings.ts';
import { all, only } from '../support/installation.ts';
import { admin, type OrgInstallation, orgInstallations } from '../support/org-installation.ts';
import { MONDAY } from '../support/stage.ts';

const { open, openSetUp } = orgInstallations();

const grave = (report: DoctorReport): readonly string[] =>
  report.filter(({ ok }) => !ok).map((finding) => `${severityOf(finding)} ${finding.says ?? finding.detail}`);
const noted = (report: DoctorReport): readonly string[] =>
  report.filter((finding) => severityOf(finding) === 'note').map(({ says, detail }) => says ?? detail);
const ownOf = (object: string): number =>
  (OBJECTS.find(({ name }) => name === object)?.fields ?? []).filter(({ name }) => name.endsWith('__c')).length;
const deactivate = ({ sandbox }: OrgInstallation, email: string): void => {
  const user = sandbox.world.userByEmail(email);
  sandbox.world.place('User', { ...user, IsActive: false }, MONDAY);
};

describe('an org in which all is well', () => {
  test('has nothing to mend, in either language, once it is set up', async () => {
    const place = await openSetUp({ sandbox: { assignmentRule: 'off' } });
    const report = await place.doctor();
    expect(grave(report)).toEqual([]);
    expect(stopsWork(report)).toBe(false);
    expect(only(report, 'org-account').about).toMatchObject({ edition: 'Developer Edition' });
    expect(only(report, 'org-version-fine').about).toEqual({ version: '67.0', newest: '67.0' });
    expect(only(report, 'org-rights-fine').about).toEqual({ count: '5' });
    expect(only(report, 'org-right-missing')).toMatchObject({ severity: 'note', detail: 'ViewSetup' });
    expect(only(report, 'org-owners-fine').ok).toBe(true);
    expect(only(report, 'org-rules-none').ok).toBe(true);
    expect(only(report, 'org-trial-fine').ok).toBe(true);
    expect(only(report, 'org-sales-set-fine').ok).toBe(true);
    expect(all(report, 'org-fields-fine').map(({ about }) => about?.['object'])).toEqual([
      ...['Lead', 'Contact', 'Account', 'Task', 'Event', 'Baton_Handoff__c'],
    ]);
    expect(renderDoctor(report, 'en')).toContain('Nothing stops Baton.');
    expect(renderDoctor(report, 'ja')).toContain('動作を妨げるものはありません');
  });

  test('belongs to this installation from its first use on; with another one nothing is set up, and doctor says so', async () => {
    const first = await open();
    expect(only(await first.doctor(), 'account-new').about).toEqual({ account: first.sandbox.world.organizationId });
    const second = await open();
    const pinned = { id: '00D000000000099EAA', zone: '', at: MONDAY.toString() };
    await second.context.store.transaction((tx) => tx.installation.set('account.salesforce', pinned));
    expect(only(await second.doctor(), 'account-other')).toMatchObject({ severity: 'stops', mover: 'admin' });
    await expect(second.setup()).rejects.toMatchObject({ code: 'OTHER_ACCOUNT' });
  });
});

describe('before setup', () => {
  test('all that it would make is told in one line for each object, and stops the work', async () => {
    const report = await (await open()).doctor();
    const unmade = all(report, 'org-fields-unmade');
    expect(unmade.map(({ about }) => about?.['object'])).toEqual(['Lead', 'Contact', 'Task', 'Baton_Handoff__c']);
    expect(unmade[0]?.about?.['count']).toBe(String(ownOf('Lead')));
    expect(stopsWork(report)).toBe(true);
    expect(renderDoctor(report, 'ja')).toContain('`baton setup`');
  });
});

describe('fields', () => {
  test('one that the user may not see, or not write, is named with its line in the mapping', async () => {
    const hidden = ['Lead.Industry', 'Lead.Status'];
    const report = await (await openSetUp({ sandbox: { hidden } })).doctor();
    const missing = all(report, 'org-field-missing');
    expect(missing.map(({ detail, severity, where }) => [detail, severity, where?.line !== undefined])).toEqual([
      ['Lead.Industry', 'warning', true],
      ['Lead.Status', 'stops', true],
    ]);
    const place = await openSetUp();
    const conn = admin(place);
    const set = await conn.metadata.read('PermissionSet', 'Baton_Integration');
    const fieldPermissions = set.fieldPermissions.map((one) => ({
      ...one,
      editable: one.field !== 'Lead.Baton_Grade__c',
    }));
    await conn.metadata.update('PermissionSet', { ...set, fullName: 'Baton_Integration', fieldPermissions });
    expect(only(await place.doctor(), 'org-field-read-only')).toMatchObject({
      detail: 'Lead.Baton_Grade__c',
      severity: 'stops',
    });
  });

  test('a restricted list that lacks a word of statuses.yaml, or a level of the agreement, is named', async () => {
    const place = await openSetUp({
      edit: { 'mappings/statuses.yaml': [['returned: Closed - Not Converted\n', 'returned: Back\n']] },
    });
    const { world } = place.sandbox;
    const lead = world.objectSpec('Lead');
    const restrict = (name: string, values: readonly string[]) => (field: (typeof lead.fields)[number]) =>
      field.name === name && field.picklist !== undefined
        ? { ...field, picklist: { ...field.picklist, values, restricted: true } }
        : field;
    const statuses = lead.fields.find(({ name }) => name === 'Status')?.picklist?.values ?? [];
    const fields = lead.fields.map(restrict('Status', statuses)).map(restrict('Baton_Need__c', ['vague', 'urgent']));
    world.org.schema.put({ ...lead, fields });
    const report = await place.doctor();
    expect(
      all(report, 'org-choice-missing').map(({ detail, about, severity, where }) => [
        detail,
        about?.['values'],
        severity,
        where?.file.split('/').at(-1),
      ]),
    ).toEqual([
      ['Lead.Baton_Need__c', 'clear', 'warning', 'salesforce.yaml'],
      ['Lead.Status', 'Back', 'stops', 'statuses.yaml'],
    ]);
    expect(only(report, 'org-choice-unknown').about).toEqual({ field: 'Lead.Baton_Need__c', values: 'urgent' });
  });
});

describe('people', () => {
  test('a user whom the org does not know, or has deactivated, is named with the line of team.yaml', async () => {
    const place = await openSetUp();
    const [first, second] = place.context.settings.team.members.flatMap(({ salesforceUser }) => salesforceUser ?? []);
    deactivate(place, first ?? '');
    const user = place.sandbox.world.userByEmail(second ?? '');
    place.sandbox.world.place('User', { ...user, Email: 'other@b.example' }, MONDAY);
    const report = await place.doctor();
    expect(only(report, 'org-owner-inactive')).toMatchObject({ detail: first, severity: 'warning' });
    expect(only(report, 'org-owner-unknown')).toMatchObject({ detail: second });
    expect(only(report, 'org-owner-unknown').where).toMatchObject({
      file: expect.stringMatching(/team\.yaml$/),
      line: expect.any(Number),
    });
  });
});

describe('rules of the org', () => {
  test('validation, duplicate and assignment rules are noted, and a flow on the same fields is a warning', async () => {
    const place = await openSetUp();
    const { world } = place.sandbox;
    world.addValidationRule({ object: 'Lead', message: 'Phone, please', when: { field: 'Phone', blank: true } });
    world.place('DuplicateRule', { MasterLabel: 'Same person', SobjectType: 'Lead' }, MONDAY);
    world.addFlow(
      'Owner by region',
      {
        start: { object: 'Lead' },
        recordUpdates: [{ inputReference: '$Record', inputAssignments: [{ field: 'OwnerId' }, { field: 'Rating' }] }],
      },
      MONDAY,
    );
    world.addFlow(
      'Harmless',
      { start: { object: 'Lead' }, assignments: [{ assignmentItems: [{ assignToReference: '$Record.Rating' }] }] },
      MONDAY,
    );
    const report = await place.doctor();
    expect(noted(report)).toEqual(
      expect.arrayContaining(['org-validation-rules', 'org-duplicate-rules', 'org-assignment-rules']),
    );
    expect(only(report, 'org-validation-rules').about?.['rules']).toContain('Phone, please');
    expect(grave(report)).toEqual(['warning org-flow-writes', 'warning org-trial-refused']);
    expect(only(report, 'org-flow-writes').about).toEqual({
      flow: 'Owner by region',
      object: 'Lead',
      fields: 'OwnerId',
    });
  });
});

describe('a handoff on trial', () => {
  const kept = ({ sandbox: { world } }: OrgInstallation) =>
    ['Lead', 'Task', 'Baton_Handoff__c'].map((object) => world.rowsOf(object).length);

  test('names the rule, the list and the field that would refuse what Baton writes, and leaves nothing behind', async () => {
    const place = await openSetUp();
    const { world } = place.sandbox;
    const before = kept(place);
    world.addValidationRule({ object: 'Lead', message: 'Phone, please', when: { field: 'Phone', blank: true } });
    world.addValidationRule({
      object: 'Task',
      message: 'No call without a type',
      when: { field: 'Type', blank: true },
    });
    const handoff = world.objectSpec('Baton_Handoff__c');
    const fields = handoff.fields.map((field) => (field.name === 'Contact__c' ? { ...field, required: true } : field));
    world.org.schema.put({ ...handoff, fields });
    const report = await place.doctor();
    expect(
      all(report, 'org-trial-refused').map(({ severity, about }) => [severity, about?.['object'], about?.['code']]),
    ).toEqual([
      ['warning', 'Lead', 'FIELD_CUSTOM_VALIDATION_EXCEPTION'],
      ['stops', 'Task', 'FIELD_CUSTOM_VALIDATION_EXCEPTION'],
      ['stops', 'Baton_Handoff__c', 'REQUIRED_FIELD_MISSING'],
    ]);
    expect(renderDoctor(report, 'en')).toContain('No call without a type');
    expect(kept(place)).toEqual(before);
  });

  test('sees a rule on the Task of a Lead that only both together break', async () => {
    const place = await openSetUp();
    place.sandbox.world.addValidationRule({
      object: 'Task',
      message: 'Not on Leads',
      when: (row) => typeof row['WhoId'] === 'string',
    });
    expect(only(await place.doctor(), 'org-trial-refused').about).toMatchObject({
      object: 'Task',
      message: 'Not on Leads',
    });
  });

  test('is put off where nothing may be written', async () => {
    const place = await openSetUp();
    place.sandbox.server.inject({
      path: '/composite/graph',
      times: 1,
      effect: { answer: { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: '' }] } },
    });
    expect(only(await place.doctor(), 'org-trial-untold')).toMatchObject({ ok: true, severity: 'note' });
  });
});

describe('the permission set of sales', () => {
  test('is asked for whom team.yaml names; who is inactive needs none', async () => {
    const place = await openSetUp();
    const { world } = place.sandbox;
    const [first = '', second = ''] = place.context.settings.team.members.flatMap(
      ({ salesforceUser }) => salesforceUser ?? [],
    );
    for (const email of [first, second]) {
      const user = world.userByEmail(email)?.['Id'];
      for (const row of world.rowsOf('PermissionSetAssignment').filter(({ AssigneeId }) => AssigneeId === user))
        world.place(
          'PermissionSetAssignment',
          {
            Id: row['Id'] ?? null,
            PermissionSetId: row['PermissionSetId'] ?? null,
            AssigneeId: world.integrationUserId,
          },
          MONDAY,
        );
    }
    deactivate(place, second);
    expect(only(await place.doctor(), 'org-sales-set-missing')).toMatchObject({
      severity: 'warning',
      about: { set: 'Baton_Sales', count: '1', reps: first },
      where: { file: expect.stringMatching(/team\.yaml$/) },
    });
  });
});

describe('what runs out', () => {
  test('calls and storage', async () => {
    const place = await openSetUp();
    const body = { DailyApiRequests: { Max: 1_000, Remaining: 90 }, DataStorageMB: { Max: 1_024, Remaining: 0 } };
    place.sandbox.server.inject({ path: '/limits', times: 1, effect: { answer: { status: 200, body } } });
    const report = await place.doctor();
    expect(only(report, 'org-calls-few')).toMatchObject({ severity: 'warning', about: { left: '90', limit: '1000' } });
    expect(only(report, 'org-storage-few')).toMatchObject({ severity: 'stops', about: { left: '0', limit: '1024' } });
  });

  test.each([
    [['66.0', '68.0'], 'org-version-gone', 'stops'],
    [['67.0', '77.0'], 'org-version-old', 'warning'],
  ] as const)('an API version among %j: %s', async (versions, says, severity) => {
    const place = await openSetUp();
    const body = versions.map((version) => ({ version }));
    // The question for the edition goes before it.
    const asked = { path: '/services/data', after: 1, times: 1 };
    place.sandbox.server.inject({ ...asked, effect: { answer: { status: 200, body } } });
    expect(only(await place.doctor(), says)).toMatchObject({ severity });
  });
});
