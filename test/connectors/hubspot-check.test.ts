import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BASE, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}` };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function account(overrides: Record<string, nock.Body> = {}, date = new Date()) {
  const api = nock(BASE, { reqheaders });
  const details = { portalId: 4711, timeZone: 'Asia/Tokyo', accountType: 'STANDARD' };
  api.get('/account-info/v3/details').reply(200, details, { date: date.toUTCString() });
  api.get('/crm/v3/owners/').query({ limit: 1 }).reply(200, { results: [] });
  for (const object of ['companies', 'contacts', 'calls', 'meetings', 'notes'])
    api.get(`/crm/v3/objects/${object}`).query({ limit: '1' }).reply(200, { results: [] });
  api.get('/marketing/v3/forms/').query(true).reply(200, { results: [] });
  if (overrides['mails'] === undefined) api.get('/email/public/v1/events').query(true).reply(200, { events: [] });
  else api.get('/email/public/v1/events').query(true).reply(403, overrides['mails']);
  for (const object of ['contacts', 'companies'])
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
  return (object === 'contacts' ? names : company).split(/\s+/).map((name) => ({ name, type: 'string' }));
}

describe('check', () => {
  test('says who the account is and that all is there', async () => {
    account();
    const findings = await openStage().connector.check();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    const details = findings.map(({ name, detail }) => `${name}: ${detail}`);
    expect(details).toContain('identity: 4711 · STANDARD · Asia/Tokyo');
    expect(details).toContain('limit: 249000 of 250000 calls left · 2026-11-22T00:00:00Z');
    expect(details).toContain('field: contact.baton_contact_deadline');
    expect(findings.filter(({ name }) => name === 'scope')).toHaveLength(8);
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
      findings.filter(({ ok }) => !ok).map(({ name, detail, problem }) => [name, detail, problem?.category]),
    ).toEqual([
      ['scope', 'mails', 'permission'],
      ['field', 'contact.baton_stage', 'permission'],
      ['field', 'contact.baton_reasons', 'missing-field'],
    ]);
  });

  test('warns of a clock that differs by more than a minute', async () => {
    account({}, new Date(Date.now() - 300_000));
    const findings = await openStage().connector.check();
    expect(findings.filter(({ ok }) => !ok)).toMatchObject([{ name: 'clock', problem: { mover: 'admin' } }]);
  });

  test('ends at a connection that does not stand', async () => {
    nock(BASE).get('/account-info/v3/details').reply(401, { message: 'no' });
    expect(await openStage().connector.check()).toMatchObject([
      { name: 'connection', ok: false, problem: { category: 'credential' } },
    ]);
  });
});
