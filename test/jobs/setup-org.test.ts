/** Setting up Salesforce and taking it away again, by the real client on the sandbox. */
import stringWidth from 'fast-string-width';
import { describe, expect, test } from 'vitest';
import { OBJECTS } from '../../connectors/salesforce/sandbox/objects.ts';
import type { FieldSpec } from '../../connectors/salesforce/sandbox/schema.ts';
import { renderSetup } from '../../src/cli/render/setup.ts';
import { admin, did, everything, fieldOf, notDone, orgInstallations, part } from '../support/org-installation.ts';

const { open } = orgInstallations();

/** What matters of a field for whatever Baton writes and reads. */
const shape = ({ name, type, length, unique, externalId, picklist, to, precision, scale }: FieldSpec) => ({
  ...{ name, type, unique, externalId, to: to ?? [], values: picklist?.values ?? [], restricted: picklist?.restricted },
  ...(type === 'string' || type === 'textarea' ? { length } : {}),
  ...(type === 'double' || type === 'currency' ? { precision, scale } : {}),
});
const custom = (fields: readonly FieldSpec[] = []) =>
  fields
    .filter(({ name }) => name.endsWith('__c'))
    .map(shape)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

describe('setup', () => {
  test('makes an org in which Baton works: the fields and the object that the sandbox has, seen by the user that it works as', async () => {
    const place = await open();
    const report = await place.setup();
    expect(notDone(report)).toEqual([]);
    expect(report.findings).toEqual([]);
    for (const { name, fields } of OBJECTS) {
      const { fields: made } = place.sandbox.world.objectSpec(name);
      expect(custom(made)).toEqual(custom(fields));
      const seen = custom(fields).length === 0 ? [] : (await admin(place).sobject(name).describe()).fields;
      expect(seen.filter((field) => field.name.endsWith('__c')).length).toBe(custom(fields).length);
    }
  });

  test('labels everything in the language of the installation, and takes lists from the agreement', async () => {
    const place = await open({ language: 'ja' });
    await place.setup();
    expect(fieldOf(place, 'Lead', 'Baton_Stage__c')?.label).toBe('Baton段階');
    expect(fieldOf(place, 'Lead', 'Baton_Return_Reason__c')?.picklist).toMatchObject({
      restricted: true,
      labels: { 'timeframe-unknown': '導入時期が不明', 'too-small': '案件規模が小さい' },
    });
    expect(fieldOf(place, 'Contact', 'Baton_Stage__c')?.picklist?.labels?.['returned']).toBe('差し戻し');
    expect(part(place, 'ListView', 'Lead.Baton_Priority')).toMatchObject({ label: 'Baton:優先対応' });
    expect(place.sandbox.world.objectSpec('Baton_Handoff__c').label).toBe('Baton引き渡し');
    expect(part(place, 'PermissionSet', 'Baton_Sales')).toMatchObject({ label: 'Baton:営業' });
  });

  test('labels it in the language of the org’s people where that is another', async () => {
    const edit = { 'baton.yaml': [['  salesforce:\n', '  salesforce:\n    labels: en\n']] } as const;
    const place = await open({ language: 'ja', edit });
    await place.setup();
    expect(fieldOf(place, 'Lead', 'Baton_Stage__c')?.label).toBe('Baton stage');
    expect(place.sandbox.world.objectSpec('Baton_Handoff__c').label).toBe('Baton Handoff');
  });

  test('lists exactly what it would do, and does nothing', async () => {
    const place = await open();
    const before = everything(place);
    const planned = await place.setup({ dryRun: true });
    expect(everything(place)).toBe(before);
    const done = await place.setup();
    expect(planned.steps.map(({ state: _, ...rest }) => rest)).toEqual(done.steps.map(({ state: _, ...rest }) => rest));
    const shown = renderSetup(planned, 'en');
    expect(shown).toMatch(/make +Lead +Baton_Return_Reason__c\s+Baton send-back reason +list: Timeframe unknown, /);
    expect(shown).toMatch(/make +Lead +Baton_Late +Baton: first contact late +list view/);
    expect(shown).toContain(`${planned.steps.length} to do. Nothing was changed.`);
    const japanese = renderSetup(planned, 'ja');
    expect(japanese).toMatch(/作成 +リード +Baton_Late/);
    const wide = [shown, japanese].flatMap((text) => text.split('\n')).filter((line) => stringWidth(line) > 80);
    expect(wide).toEqual([]);
  });

  test('an org that has been made ready otherwise lacks the views alone, and nothing in it is changed', async () => {
    const place = await open({ sandbox: { bare: false } });
    const report = await place.setup();
    expect(notDone(report)).toEqual([]);
    expect(new Set(report.steps.map(({ kind }) => kind))).toEqual(
      new Set(['tab', 'list-view', 'report-type', 'permission-set']),
    );
    expect(report.findings.map(({ says, severity }) => `${severity} ${says}`)).toEqual(['note org-theirs']);
    await place.setup({ remove: true });
    expect(fieldOf(place, 'Lead', 'Baton_Stage__c')).toBeDefined();
  });

  test('changes nothing the second time', async () => {
    const place = await open();
    await place.setup();
    const before = everything(place);
    expect((await place.setup()).steps).toEqual([]);
    expect(everything(place)).toBe(before);
  });

  test('a rep with the other permission set sees the fields, and may edit those that are for people', async () => {
    const place = await open();
    await place.setup();
    const { world } = place.sandbox;
    const rep = world.place(
      'User',
      { LastName: 'Rep', Username: 'rep@b.example', Email: 'rep@b.example' },
      place.context.runtime.now(),
    );
    const seen = () => world.org.access.viewOf(rep);
    const lead = (name: string) => {
      const object = seen().object('Lead');
      return object === undefined ? undefined : seen().field(object, name);
    };
    expect(lead('Baton_Stage__c')).toBeUndefined();
    const set = world.rowsOf('PermissionSet').find((row) => row['Name'] === 'Baton_Sales');
    const given = { PermissionSetId: String(set?.['Id']), AssigneeId: rep };
    expect((await admin(place).sobject('PermissionSetAssignment').create(given)).success).toBe(true);
    expect(['Baton_Need__c', 'Baton_Return_Reason__c', 'Baton_Stage__c'].map((name) => lead(name)?.updateable)).toEqual(
      [true, true, true],
    );
    expect(['Baton_Total_Score__c', 'Baton_Id__c'].map((name) => lead(name)?.updateable)).toEqual([false, false]);
    expect(seen().object('Baton_Handoff__c')).toMatchObject({ writable: false });
  });

  test('adds values that a list of its own lacks, and leaves those of others, their order and a changed label', async () => {
    const place = await open();
    await place.setup();
    const value = [{ fullName: 'urgent', label: 'Urgent!', default: false }];
    const changed = {
      fullName: 'Lead.Baton_Need__c',
      label: 'Our need',
      type: 'Picklist',
      description: 'x (baton setup)',
    };
    await admin(place).metadata.update('CustomField', {
      ...changed,
      valueSet: { restricted: true, valueSetDefinition: { sorted: false, value } },
    });
    expect(did(await place.setup())).toEqual(['add-options Lead.Baton_Need__c done']);
    expect(fieldOf(place, 'Lead', 'Baton_Need__c')).toMatchObject({ label: 'Our need' });
    expect(fieldOf(place, 'Lead', 'Baton_Need__c')?.picklist?.values).toEqual(['urgent', 'vague', 'clear']);
    expect((await place.setup()).steps).toEqual([]);
  });

  test('adds rights that its own permission set lacks, and leaves what was narrowed', async () => {
    const place = await open();
    await place.setup();
    const set = part(place, 'PermissionSet', 'Baton_Sales') ?? {};
    const standing = [set['fieldPermissions'] ?? []].flat() as { field: string; editable: string; readable: string }[];
    const kept = standing
      .filter(({ field }) => field !== 'Lead.Baton_Grade__c')
      .map(({ field, editable, readable }) => ({
        field,
        readable: readable === 'true',
        editable: editable === 'true' && field !== 'Lead.Baton_Stage__c',
      }));
    await admin(place).metadata.update('PermissionSet', {
      fullName: 'Baton_Sales',
      label: 'Ours',
      description: '(baton setup)',
      fieldPermissions: kept,
    });
    const report = await place.setup();
    expect(did(report)).toEqual(['add-rights Baton_Sales.Baton_Sales done']);
    expect(report.steps[0]?.rights).toEqual(['Lead.Baton_Grade__c', 'Baton_Handoff__c', 'Baton_Handoff__c']);
    const rights = place.sandbox.world
      .rowsOf('FieldPermissions')
      .filter(({ Field }) => Field === 'Lead.Baton_Stage__c');
    expect(rights.map(({ PermissionsEdit }) => PermissionsEdit).sort()).toEqual([false, true]);
    expect((await place.setup()).steps).toEqual([]);
  });

  test('adds columns that its own report type lacks, at the end of their section, and leaves what an admin made of it', async () => {
    const place = await open();
    await place.setup();
    const column = (field: string) => ({ checkedByDefault: false, field, table: 'Baton_Handoff__c' });
    const standing = part(place, 'ReportType', 'Baton_Handoffs') ?? {};
    const [handoff, person] = [standing['sections'] ?? []].flat() as { masterLabel: string; columns: object[] }[];
    const older = {
      fullName: 'Baton_Handoffs',
      label: 'Our handoffs',
      description: 'from an earlier version (baton setup)',
      baseObject: 'Baton_Handoff__c',
      category: 'leads',
      deployed: true,
      sections: [
        { masterLabel: 'Ours', columns: [column('Type__c')] },
        { masterLabel: String(handoff?.masterLabel), columns: [column('Score__c'), column('Name')] },
      ],
    };
    await admin(place).metadata.update('ReportType', older as never);
    const planned = await place.setup({ dryRun: true });
    expect(renderSetup(planned, 'en')).toContain('add columns');
    const report = await place.setup();
    expect(did(report)).toEqual(['add-columns Baton_Handoffs.Baton_Handoffs done']);
    expect(report.steps[0]?.columns).toEqual(expect.arrayContaining(['Outcome__c', 'Lead__c.Company']));
    expect(report.steps[0]?.columns).not.toEqual(expect.arrayContaining(['Score__c']));
    const now = part(place, 'ReportType', 'Baton_Handoffs') ?? {};
    expect(now).toMatchObject({ label: 'Our handoffs' });
    const sections = [now['sections'] ?? []].flat() as { masterLabel: string; columns: unknown }[];
    const fields = sections.map(({ columns }) => ([columns].flat() as { field: string }[]).map(({ field }) => field));
    expect(sections.map(({ masterLabel }) => masterLabel)).toEqual(['Ours', handoff?.masterLabel, person?.masterLabel]);
    expect(fields[0]).toEqual(['Type__c']);
    expect(fields[1]?.slice(0, 3)).toEqual(['Score__c', 'Name', 'Lead__c']);
    expect(fields[2]).toContain('Contact__c.Department');
    const all = fields.flat();
    expect(new Set(all).size).toBe(all.length);
    expect((await place.setup()).steps).toEqual([]);
  });

  test('names the columns that a report type of somebody else’s lacks, and leaves it', async () => {
    const place = await open();
    await place.setup();
    const theirs = {
      ...{ fullName: 'Baton_Handoffs', label: 'Mine', description: 'by hand', category: 'leads', deployed: true },
      baseObject: 'Baton_Handoff__c',
      sections: [
        {
          masterLabel: 'All',
          columns: [{ checkedByDefault: true, field: 'Type__c', table: 'Baton_Handoff__c' }],
        },
      ],
    };
    await admin(place).metadata.update('ReportType', theirs as never);
    const report = await place.setup();
    expect(report.steps).toEqual([]);
    const [finding] = report.findings;
    expect(finding).toMatchObject({ says: 'org-columns-theirs', severity: 'note', about: { report: 'Mine' } });
    expect(finding?.about?.['columns']).toMatch(/^Name, .*Outcome__c.*Contact__c\.LeadSource$/);
    expect(part(place, 'ReportType', 'Baton_Handoffs')).toMatchObject({ label: 'Mine' });
  });

  test('names a field of another type that has the name, leaves it alone, and makes the rest', async () => {
    const place = await open();
    const old = { fullName: 'Lead.Baton_Stage_Since__c', label: 'Old', type: 'Checkbox', defaultValue: 'false' };
    expect(await admin(place).metadata.create('CustomField', old)).toMatchObject({ success: true });
    const report = await place.setup();
    const clash = report.findings.find(({ says }) => says === 'org-clash');
    expect(clash).toMatchObject({ severity: 'stops', detail: 'Lead.Baton_Stage_Since__c', mover: 'admin' });
    expect(clash?.where).toMatchObject({ file: expect.stringMatching(/salesforce\.yaml$/), line: expect.any(Number) });
    expect(fieldOf(place, 'Lead', 'Baton_Stage_Since__c')).toMatchObject({ label: 'Old', type: 'boolean' });
    expect(fieldOf(place, 'Contact', 'Baton_Stage_Since__c')).toMatchObject({ type: 'datetime' });
    expect(did(report).some((step) => step.includes('Lead.Baton_Stage_Since__c'))).toBe(false);
  });

  test('an external key that is not unique would let a task be made twice: it clashes', async () => {
    const place = await open();
    const old = { fullName: 'Lead.Baton_Id__c', label: 'Old', type: 'Text', length: 64, externalId: true };
    await admin(place).metadata.create('CustomField', old);
    const clash = (await place.setup()).findings.find(({ says }) => says === 'org-clash');
    expect(clash).toMatchObject({ about: { wanted: 'Text, unique, external ID' } });
  });

  test('uses a field that somebody else made and that fits, and never changes or removes it', async () => {
    const place = await open();
    await admin(place).metadata.create('CustomField', {
      fullName: 'Lead.Baton_Grade__c',
      label: 'Mine',
      type: 'Text',
      length: 20,
    });
    const report = await place.setup();
    expect(report.findings.map(({ says, about }) => [says, about?.['names']])).toEqual([
      ['org-theirs', 'Lead.Baton_Grade__c'],
    ]);
    await place.setup({ remove: true });
    expect(fieldOf(place, 'Lead', 'Baton_Grade__c')).toMatchObject({ label: 'Mine' });
  });

  test('a user without rights to the metadata is told what to do, and nothing is changed', async () => {
    const place = await open({ sandbox: { mayCustomize: false } });
    const before = everything(place);
    const report = await place.setup();
    expect(report.steps).toEqual([]);
    expect(report.findings).toMatchObject([
      { name: 'scope', severity: 'stops', says: 'org-metadata-refused', problem: { code: 'INSUFFICIENT_ACCESS' } },
    ]);
    expect(everything(place)).toBe(before);
    expect(renderSetup(report, 'en')).toContain('deploy connectors/salesforce/metadata');
  });

  test('after a lost answer it finds what was made, knows it for its own, and makes the rest', async () => {
    const place = await open();
    const { server } = place.sandbox;
    const callsOf = async (what: () => Promise<unknown>): Promise<number> => {
      const soap = () => server.calls.filter(({ path }) => path.startsWith('/services/Soap/')).length;
      const before = soap();
      await what();
      return soap() - before;
    };
    // Reading the standing parts of a bare org takes nine calls; the third call that makes something loses its answer.
    const reads = await callsOf(() => place.setup({ dryRun: true }));
    server.inject({ path: '/services/Soap/', effect: 'lose-answer', after: reads + 2, times: 1 });
    const first = await place.setup();
    expect(notDone(first)).toHaveLength(10);
    expect(new Set(notDone(first).map(({ state }) => state))).toEqual(new Set(['unknown']));
    const second = await place.setup();
    expect(notDone(second)).toEqual([]);
    expect(second.findings).toEqual([]);
    expect((await place.setup()).steps).toEqual([]);
  });
});
