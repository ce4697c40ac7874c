import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SCOPES } from '../../connectors/hubspot/check-token.ts';
import { BASE, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}` };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

/** By the stage's clock. */
const NOW = new Date('2026-11-21T09:00:00Z');

function account(overrides: Record<string, nock.Body | readonly string[]> = {}, date = NOW) {
  const api = nock(BASE, { reqheaders });
  const details = { portalId: 4711, timeZone: 'Asia/Tokyo', accountType: 'STANDARD' };
  api.get('/account-info/v3/details').reply(200, details, { date: date.toUTCString() });
  const scopes = { scopes: overrides['scopes'] ?? SCOPES.map(({ scope }) => scope) };
  api.post('/oauth/v2/private-apps/get/access-token-info', { tokenKey: TOKEN }).reply(200, scopes as nock.Body);
  api
    .get('/events/event-occurrences/2026-03')
    .query(true)
    .reply(403, { category: 'MISSING_SCOPES', message: 'not in this edition' });
  api.get('/crm/v3/owners/').query({ limit: 1 }).reply(200, { results: [] });
  for (const object of ['companies', 'contacts', 'calls', 'meetings', 'notes', 'tasks'])
    api.get(`/crm/v3/objects/${object}`).query({ limit: '1' }).reply(200, { results: [] });
  api.get('/marketing/v3/forms/').query({ formTypes: 'all', limit: '100' }).reply(200, { results: [] });
  if (overrides['mails'] === undefined) api.get('/email/public/v1/events').query(true).reply(200, { events: [] });
  else api.get('/email/public/v1/events').query(true).reply(403, overrides['mails']);
  // Asked for the fields, and once more for what another connector has made.
  for (const object of ['contacts', 'companies', 'contacts'])
    api.get(`/crm/v3/properties/${object}`).reply(200, overrides[object] ?? { results: properties(object) });
  api.get('/account-info/v3/api-usage/daily/private-apps').reply(200, {
    results: [{ name: 'all', usageLimit: 250_000, currentUsage: 1_000, resetsAt: '2026-11-22T00:00:00Z' }],
  });
}
function properties(object: string) {
  const names = `email hs_additional_emails firstname lastname company associatedcompanyid jobtitle phone industry numemployees state
    purchase_timeframe purchase_budget hubspot_owner_id hs_email_optout hs_analytics_num_page_views hs_analytics_num_visits
    hs_analytics_last_timestamp lifecyclestage hs_lead_status baton_id baton_stage baton_stage_since baton_owner
    baton_attribute_score baton_behaviour_score baton_total_score baton_temperature baton_reasons baton_contact_deadline`;
  const company = 'name domain industry numberofemployees state country annual_growth';
  return (object === 'contacts' ? names : company).split(/\s+/).map((name) => ({ name, type: 'string', label: name }));
}

describe('check', () => {
  test('says who the account is and that all is there', async () => {
    account();
    const findings = await openStage().connector.check();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    const details = findings.map(({ name, detail }) => `${name}: ${detail}`);
    expect(details).toContain('identity: 4711 · STANDARD · Asia/Tokyo');
    expect(details).toContain('limit: 249000/250000');
    const limit = findings.find(({ says }) => says === 'calls-left');
    expect(limit?.about).toEqual({ left: '249000', limit: '250000', resetsAt: '2026-11-22T00:00:00Z' });
    const counted = findings.filter(({ says }) => says === 'fields-fine').map(({ detail }) => detail);
    expect(counted).toEqual(['contact: 30', 'company: 7']);
    expect(findings.map(({ says }) => says)).toEqual(expect.arrayContaining(['scopes-fine', 'connector-none']));
    expect(findings.find(({ name }) => name === 'tier')).toMatchObject({
      ok: true,
      severity: 'note',
      says: 'events-not',
    });
  });

  test('names a missing property, a calculated one that is mapped to be written, and a missing scope', async () => {
    const known = properties('contacts').filter(({ name }) => name !== 'baton_reasons');
    const calculated = { name: 'baton_stage', type: 'string', modificationMetadata: { readOnlyValue: true } };
    account({
      contacts: { results: [...known.filter(({ name }) => name !== 'baton_stage'), calculated] },
      mails: { category: 'MISSING_SCOPES', message: 'needs content' },
    });
    const findings = await openStage().connector.check();
    expect(
      findings.filter(({ ok }) => !ok).map(({ name, detail, severity, says }) => [name, detail, severity, says]),
    ).toEqual([
      ['scope', 'mails', 'warning', undefined],
      ['field', 'contact: baton_reasons', 'stops', 'fields-unmade'],
      ['field', 'contact.baton_stage', 'stops', 'field-read-only'],
    ]);
  });

  test('warns of a clock that differs by more than a minute', async () => {
    account({}, new Date(NOW.getTime() - 300_000));
    const findings = await openStage().connector.check();
    expect(findings.filter(({ ok }) => !ok)).toMatchObject([{ name: 'clock', severity: 'warning', mover: 'admin' }]);
  });

  test('ends at a connection that does not stand', async () => {
    nock(BASE).get('/account-info/v3/details').reply(401, { message: 'no' });
    expect(await openStage().connector.check()).toMatchObject([
      { name: 'connection', ok: false, problem: { category: 'credential' } },
    ]);
  });
});
