/** What doctor finds in a HubSpot account, by the real client on the sandbox: each finding appears where its cause is, and not where it is not. */
import { describe, expect, test } from 'vitest';
import { SCOPES } from '../../connectors/hubspot/check-token.ts';
import { renderDoctor } from '../../src/cli/render/findings.ts';
import { severityOf, stopsWork } from '../../src/domain/finding.ts';
import type { DoctorReport } from '../../src/ports/findings.ts';
import { all, only, type TestInstallation } from '../support/installation.ts';
import { installations } from '../support/installations.ts';

const { open, openSetUp } = installations();

const grave = (report: DoctorReport): readonly string[] =>
  report.filter(({ ok }) => !ok).map((finding) => `${severityOf(finding)} ${finding.says ?? finding.detail}`);
const contacts = ({ sandbox }: TestInstallation) => ({
  find: (name: string) => {
    const property = sandbox.world.portal.catalogue.find('contacts', name);
    if (property === undefined) throw new Error(`no ${name}`);
    return property;
  },
  put: (property: Parameters<typeof sandbox.world.portal.catalogue.put>[1]) =>
    sandbox.world.portal.catalogue.put('contacts', property),
});
const NEEDED = SCOPES.map(({ scope }) => scope);
const SETUP = 'crm.schemas.contacts.write';

describe('an account in which all is well', () => {
  test('has nothing to mend, in either language', async () => {
    const place = await openSetUp({ sandbox: { scopes: [...NEEDED, SETUP] } });
    const report = await place.doctor();
    expect(grave(report)).toEqual([]);
    expect(stopsWork(report)).toBe(false);
    expect(only(report, 'scopes-fine').about).toEqual({ count: '10' });
    expect(only(report, 'account').detail).toMatch(/^\d+ · DEVELOPER_TEST · Asia\/Tokyo$/);
    expect(renderDoctor(report, 'en')).toContain('Nothing stops Baton.');
    expect(renderDoctor(report, 'ja')).toContain('動作を妨げるものはありません');
  });

  test('by OAuth too', async () => {
    const place = await openSetUp({
      auth: ({ clientId, clientSecret, refreshToken }) => ({ kind: 'oauth', clientId, clientSecret, refreshToken }),
      sandbox: { scopes: [...NEEDED, SETUP, 'oauth'] },
    });
    const report = await place.doctor();
    expect(grave(report)).toEqual([]);
    expect(only(report, 'token-oauth').ok).toBe(true);
    expect(only(report, 'scopes-fine').ok).toBe(true);
    const { calls } = place.sandbox.server;
    expect(calls.filter(({ path }) => path.includes('sandbox-access'))).toEqual([]);
  });
});

describe('token and scopes', () => {
  test('what is missing and what is too much are both named', async () => {
    const scopes = [...NEEDED.filter((scope) => scope !== 'content'), SETUP, 'crm.objects.deals.write'];
    const report = await (await openSetUp({ sandbox: { scopes } })).doctor();
    expect(only(report, 'scope-missing')).toMatchObject({ severity: 'warning', detail: 'content', mover: 'admin' });
    expect(only(report, 'scope-excess')).toMatchObject({ severity: 'note', detail: 'crm.objects.deals.write' });
    expect(stopsWork(report)).toBe(false);
  });

  test.each([
    ['crm.objects.contacts.read'],
    ['crm.objects.contacts.write'],
  ])('without %s there is no work', async (scope) => {
    const place = await openSetUp({ sandbox: { scopes: [...NEEDED.filter((one) => one !== scope), SETUP] } });
    const report = await place.doctor();
    expect(only(report, 'scope-missing')).toMatchObject({ severity: 'stops', detail: scope });
    expect(stopsWork(report)).toBe(true);
  });

  test('where HubSpot does not say, each read was tried, and that is said', async () => {
    const place = await openSetUp();
    place.sandbox.server.inject({ path: 'access-token-info', times: 1, effect: { answer: { status: 404, body: {} } } });
    const report = await place.doctor();
    expect(only(report, 'scopes-untold')).toMatchObject({ severity: 'note', ok: true });
    expect(all(report, 'scopes-fine')).toEqual([]);
    expect(all(report, 'scope-missing')).toEqual([]);
    expect(grave(report)).toEqual([]);
  });

  test.each([
    'owners',
    'companies',
    'calls',
    'meetings',
    'notes',
    'tasks',
  ])('%s that may not be read are named', async (what) => {
    const place = await openSetUp();
    const answer = { status: 403, body: { category: 'MISSING_SCOPES', message: 'no' } };
    const path = what === 'owners' ? '/crm/v3/owners' : `/crm/v3/objects/${what}`;
    place.sandbox.server.inject({ path, times: 1, effect: { answer } });
    const found = (await place.doctor()).filter(({ name, ok }) => name === 'scope' && !ok);
    expect(found).toMatchObject([{ severity: 'warning', detail: what, problem: { category: 'permission' } }]);
  });

  test('where HubSpot does not say, what is read in silence is tried too, and named where it is refused', async () => {
    const quiet = ['sales-email-read', 'crm.objects.marketing_events.read'];
    const refusal = { status: 403, body: { category: 'MISSING_SCOPES', message: 'no' } };
    const asked = ['crm.lists.read', 'crm.objects.deals.read'];
    const lists = [
      ['lists: []', "lists: [{ list: '42', is: exhibition-visited }]"],
      ['deals: none', 'deals: shown'],
    ] as const;
    const scopes = [...NEEDED.filter((scope) => !quiet.includes(scope)), SETUP];
    const place = await openSetUp({ sandbox: { scopes }, edit: { 'mappings/hubspot.yaml': lists } });
    place.sandbox.server.inject({ path: 'access-token-info', times: 1, effect: { answer: { status: 404, body: {} } } });
    place.sandbox.server.inject({ path: '/objects/emails', times: 1, effect: { answer: refusal } });
    const missing = all(await place.doctor(), 'scope-missing').map(({ severity, detail }) => `${severity} ${detail}`);
    const expected = [...quiet.map((scope) => `note ${scope}`), ...asked.map((scope) => `warning ${scope}`)];
    expect(missing.sort()).toEqual(expected.sort());
  });
});

describe('fields', () => {
  test('before setup, all that it would make is one finding', async () => {
    const opened = await open();
    const finding = only(await opened.doctor(), 'fields-unmade');
    expect(finding).toMatchObject({ severity: 'stops', about: { object: 'contact', count: '21' } });
    expect(finding.where).toMatchObject({ file: expect.stringMatching(/hubspot\.yaml$/), line: 25 });
  });

  test('a property that is only read and missing is a warning, with its line', async () => {
    const place = await openSetUp({
      edit: { 'mappings/hubspot.yaml': [['region: state\n      timeframe', 'region: prefecture\n      timeframe']] },
    });
    const finding = only(await place.doctor(), 'field-missing');
    expect(finding).toMatchObject({ severity: 'warning', detail: 'contact.prefecture', where: { line: 15 } });
  });

  test('a property that is written, and that HubSpot fills by itself', async () => {
    const place = await openSetUp();
    const { find, put } = contacts(place);
    put({ ...find('baton_cell'), readOnly: true });
    expect(only(await place.doctor(), 'field-read-only')).toMatchObject({
      severity: 'stops',
      detail: 'contact.baton_cell',
    });
  });

  test('a property of a type that does not fit', async () => {
    const place = await openSetUp();
    const { find, put } = contacts(place);
    put({ ...find('baton_total_score'), type: 'datetime', fieldType: 'date' });
    const finding = only(await place.doctor(), 'field-type');
    expect(finding).toMatchObject({ severity: 'stops', about: { type: 'datetime', wanted: 'string, number' } });
  });

  test('a stage that the list of HubSpot does not have, where statuses.yaml writes it', async () => {
    const place = await openSetUp({
      edit: { 'mappings/statuses.yaml': [['sql: salesqualifiedlead', 'sql: sales_ready']] },
    });
    const finding = only(await place.doctor(), 'choice-missing');
    expect(finding).toMatchObject({
      severity: 'stops',
      detail: 'contact.lifecyclestage',
      about: { values: 'sales_ready' },
    });
    expect(finding.where).toMatchObject({ file: expect.stringMatching(/statuses\.yaml$/), line: 7 });
  });

  test('options of the timeframe that are missing, and one that no rule knows', async () => {
    const place = await openSetUp();
    const { find, put } = contacts(place);
    const timeframe = find('purchase_timeframe');
    const strange = { label: 'Someday', value: 'someday', displayOrder: 9, hidden: false };
    put({ ...timeframe, options: [...timeframe.options.filter(({ value }) => value !== 'undecided'), strange] });
    const report = await place.doctor();
    expect(only(report, 'choice-missing')).toMatchObject({ severity: 'warning', about: { values: 'undecided' } });
    expect(only(report, 'choice-unknown')).toMatchObject({ severity: 'warning', about: { values: 'someday' } });
  });

  test('translations of values that are not there are only a note', async () => {
    const place = await openSetUp({
      edit: { 'mappings/hubspot.yaml': [['        RETAIL: retail', '        RETALE: retail']] },
    });
    const finding = only(await place.doctor(), 'choice-untranslated');
    expect(finding).toMatchObject({ severity: 'note', ok: true, detail: 'company.industry' });
    expect(finding.about?.['values']).toContain('RETALE');
  });
});

describe('activities, limits, clock', () => {
  test('where page views are not for this account, that is said, with what is used instead', async () => {
    const place = await openSetUp();
    const answer = { status: 403, body: { category: 'MISSING_SCOPES', message: 'not in this edition' } };
    place.sandbox.server.inject({ path: '/events/event-occurrences/', times: 1, effect: { answer } });
    expect(only(await place.doctor(), 'events-not')).toMatchObject({ severity: 'note', name: 'tier' });
    place.sandbox.server.inject({
      path: '/events/event-occurrences/',
      times: 1,
      effect: { answer: { status: 200, body: { results: [] } } },
    });
    expect(only(await place.doctor(), 'events-there').ok).toBe(true);
  });

  test.each([
    [950, 'warning'],
    [1_000, 'stops'],
  ] as const)('of 1,000 calls %i used: %s', async (currentUsage, severity) => {
    const place = await openSetUp();
    const body = { results: [{ name: 'all', usageLimit: 1_000, currentUsage, resetsAt: '2026-10-06T00:00:00Z' }] };
    place.sandbox.server.inject({ path: '/api-usage/', times: 1, effect: { answer: { status: 200, body } } });
    expect(only(await place.doctor(), 'calls-few')).toMatchObject({
      severity,
      about: { left: String(1_000 - currentUsage), resetsAt: '2026-10-06 09:00 (Asia/Tokyo)' },
    });
    expect(all(await place.doctor(), 'calls-few')).toEqual([]);
  });
});

describe('forms', () => {
  const form = (name: string, fields: readonly string[]) => ({ id: `id-${name}`, name, fields, createdAt: 0 });

  test('each that does not ask for the timeframe is named, with its line where the mapping has it', async () => {
    const place = await openSetUp();
    const { forms } = place.sandbox.world.portal;
    forms.put(form('見積依頼 / Request a quote', ['email']));
    forms.put(form('Newsletter', ['email', 'company']));
    forms.put(form('Full', ['email', 'purchase_timeframe']));
    const silent = all(await place.doctor(), 'form-silent');
    expect(silent.map(({ about }) => about?.['form'])).toEqual(['見積依頼 / Request a quote', 'Newsletter']);
    expect(silent.map(({ where }) => where?.line !== undefined)).toEqual([true, false]);
    expect(silent[0]).toMatchObject({ severity: 'warning', mover: 'user' });
  });

  test('one that asks once another field is answered does ask', async () => {
    const place = await openSetUp();
    const dependentFields = [{ dependentField: { name: 'purchase_timeframe' } }];
    const fieldGroups = [{ fields: [{ name: 'plans', dependentFields }] }];
    const body = { results: [{ id: '1', name: 'Plans', fieldGroups }] };
    place.sandbox.server.inject({ path: '/marketing/v3/forms', times: 1, effect: { answer: { status: 200, body } } });
    expect(only(await place.doctor(), 'forms-fine').about).toMatchObject({ count: '1' });
  });

  test('all of them asking is fine; many that do not are counted', async () => {
    const place = await openSetUp();
    const { forms } = place.sandbox.world.portal;
    forms.put(form('Full', ['email', 'purchase_timeframe']));
    expect(only(await place.doctor(), 'forms-fine').about).toEqual({ count: '1', property: 'purchase_timeframe' });
    for (let n = 0; n < 140; n += 1) forms.put(form(`Silent ${n}`, ['email']));
    const report = await place.doctor();
    expect(all(report, 'form-silent')).toHaveLength(30);
    expect(only(report, 'forms-more').about).toEqual({ count: '110' });
  });

  test('a mapping in which nothing is the timeframe', async () => {
    const place = await openSetUp({
      edit: { 'mappings/hubspot.yaml': [['      timeframe: purchase_timeframe\n', '']] },
    });
    expect(only(await place.doctor(), 'timeframe-unmapped')).toMatchObject({ severity: 'warning', name: 'form' });
  });
});
