/** A company's own CSV files become the sandbox's people, and every fault is told with its place. */
import { describe, expect, test } from 'vitest';
import { HubSpotWorld, loadCsv } from '../../connectors/hubspot/sandbox/index.ts';
import { BatonError } from '../../src/domain/problem.ts';

const NOW = Date.parse('2026-11-02T00:00:00Z');
const file = (name: string, ...lines: string[]) => ({ name, bytes: new TextEncoder().encode(lines.join('\n')) });
const contacts = file(
  'contacts.csv',
  '\uFEFFRecord ID,First Name,Last Name,Email,Company Name,Job Title,Phone Number,Lifecycle Stage,Lead Status,Create Date,Last Modified Date,Favourite Colour,purchase_budget',
  '90210,太郎,山田,Taro@Aoba.example,青葉製作所,部長,03-0000-0000,Marketing Qualified Lead,In Progress,2026-10-01 09:30,2026-10-20 18:00,blue,"¥12,000,000"',
  ',Anna,Muster,anna@aoba.example,青葉製作所,,,lead,,,,,',
);
const faults = (load: () => unknown): string[] => {
  try {
    load();
  } catch (error) {
    if (error instanceof BatonError) return error.message.split('\n');
    throw error;
  }
  return [];
};

describe('contacts', () => {
  test('are read by label or internal name, with ids, stamps in the portal’s zone, and their company', () => {
    const world = new HubSpotWorld();
    const loaded = loadCsv(world, { contacts }, NOW);
    expect(loaded).toEqual({ contacts: 2, activities: 0, ignored: ['column Favourite Colour'] });
    const { store, links } = world.portal;
    const taro = store.lookUp('contacts', 'taro@aoba.example', 'email');
    expect(taro).toMatchObject({
      id: '90210',
      createdAt: Date.parse('2026-10-01T00:30:00Z'),
      values: {
        lifecyclestage: 'marketingqualifiedlead',
        hs_lead_status: 'IN_PROGRESS',
        purchase_budget: '12000000',
        lastmodifieddate: '2026-10-20T09:00:00.000Z',
      },
    });
    const anna = store.lookUp('contacts', 'anna@aoba.example', 'email');
    expect(store.all('companies')).toHaveLength(1);
    const company = store.all('companies')[0]?.id;
    for (const one of [taro, anna]) {
      expect(links.primaryCompany({ type: 'contacts', id: one?.id ?? '' })).toBe(company);
    }
  });

  test('are read from Shift_JIS as spreadsheets write it', () => {
    // レコードID,Eメール,姓 / 7,a@x.example,山田
    const bytes = Uint8Array.from([
      0x83, 0x8c, 0x83, 0x52, 0x81, 0x5b, 0x83, 0x68, 0x49, 0x44, 0x2c, 0x45, 0x83, 0x81, 0x81, 0x5b, 0x83, 0x8b, 0x2c,
      0x90, 0xa9, 0x0d, 0x0a, 0x37, 0x2c, 0x61, 0x40, 0x78, 0x2e, 0x65, 0x78, 0x61, 0x6d, 0x70, 0x6c, 0x65, 0x2c, 0x8e,
      0x52, 0x93, 0x63, 0x0d, 0x0a,
    ]);
    const world = new HubSpotWorld();
    loadCsv(world, { contacts: { name: 'sjis.csv', bytes } }, NOW);
    expect(world.portal.store.find('contacts', '7')?.values).toMatchObject({ email: 'a@x.example', lastname: '山田' });
  });

  test('tell every fault with file, line, column and remedy, and load nothing', () => {
    const world = new HubSpotWorld();
    const bad = file(
      'bad.csv',
      'Record ID,Email,First Name,Lifecycle Stage,Create Date',
      '1,ok@x.example,"two',
      'lines",lead,2026-10-01',
      'x7,not-an-address,A,somewhere,2026-02-31 10:00',
      '2,ok@x.example,B,lead,2026-10-01',
      '3,,,lead,',
    );
    const told = faults(() => loadCsv(world, { contacts: bad }, NOW));
    expect(told.map((line) => line.split(': ')[0])).toEqual([
      'bad.csv, line 4, column "Record ID"',
      'bad.csv, line 4, column "Email"',
      'bad.csv, line 4, column "Lifecycle Stage"',
      'bad.csv, line 4, column "Create Date"',
      'bad.csv, line 5, column "Email"',
      'bad.csv, line 6, column "Email"',
    ]);
    expect(told[3]).toContain('Write a moment as 2026-11-21 09:30');
    expect(told[4]).toContain('ok@x.example stands in line 2 already. Keep one of the two rows.');
    expect(world.portal.store.all('contacts')).toEqual([]);
  });

  test('tell at most twenty faults, and how many more there are', () => {
    const rows = Array.from({ length: 25 }, (_, n) => `wrong-${n}`);
    const told = faults(() => loadCsv(new HubSpotWorld(), { contacts: file('many.csv', 'Email', ...rows) }, NOW));
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('… and 5 more.');
  });

  test('tell a file that is no CSV', () => {
    const told = faults(() =>
      loadCsv(new HubSpotWorld(), { contacts: file('torn.csv', 'Email', '"a@x.example') }, NOW),
    );
    expect(told[0]).toMatch(/^torn\.csv: /);
    expect(faults(() => loadCsv(new HubSpotWorld(), { contacts: file('none.csv') }, NOW))[0]).toBe(
      'none.csv is empty.',
    );
  });
});

describe('activities', () => {
  const activities = file(
    'activities.csv',
    'system,kind,email,occurred_at,form,page,mail,outcome,subject,text',
    'hubspot,form,taro@aoba.example,2026-10-05 10:00,見積依頼,/quote,,,,見積をください',
    'hubspot,mail-clicked,taro@aoba.example,2026-10-06T01:00:00Z,,,導入事例,,,',
    'hubspot,visit,taro@aoba.example,2026-10-07 10:00,,/pricing,,,,',
    'salesforce,call,somebody@else.example,2026-10-07 10:00,,,,,,',
    'hubspot,call,taro@aoba.example,2026-11-02 10:00,,,,no-answer,折り返し,不在',
  );

  test('become submissions, mail events, visits and engagements; what is yet to come waits', () => {
    const world = new HubSpotWorld();
    expect(loadCsv(world, { contacts, activities }, NOW)).toMatchObject({ contacts: 2, activities: 4 });
    const { forms, mails, store } = world.portal;
    const form = forms.named('見積依頼');
    expect(forms.submissions(form?.id ?? '')).toMatchObject([{ submittedAt: Date.parse('2026-10-05T01:00:00Z') }]);
    expect(mails.events()).toMatchObject([{ type: 'CLICK', recipient: 'taro@aoba.example' }]);
    expect(store.find('contacts', '90210')?.values).toMatchObject({
      num_conversion_events: '1',
      message: '見積をください',
      hs_analytics_num_visits: '1',
    });
    expect(store.all('calls')).toEqual([]);
    world.advance(Temporal.Instant.from('2026-11-02T01:00:00Z'));
    expect(store.all('calls')).toMatchObject([
      { values: { hs_call_title: '折り返し', hs_call_disposition: '73a0d17f-1163-4015-bdd5-ec830791da20' } },
    ]);
  });

  test('tell rows of nobody, of no kind, of no time and of no system', () => {
    const bad = file(
      'bad.csv',
      'system,kind,email,occurred_at,form',
      'hubspot,form,who@x.example,yesterday,',
      'fax,sent,taro@aoba.example,2026-10-05,',
    );
    const world = new HubSpotWorld();
    loadCsv(world, { contacts }, NOW);
    const told = faults(() => loadCsv(world, { activities: bad }, NOW));
    expect(told.map((line) => line.split(': ')[0])).toEqual([
      'bad.csv, line 2, column "form"',
      'bad.csv, line 2, column "occurred_at"',
      'bad.csv, line 2, column "email"',
      'bad.csv, line 3, column "system"',
      'bad.csv, line 3, column "kind"',
    ]);
    expect(
      faults(() => loadCsv(world, { activities: file('short.csv', 'system,kind', 'hubspot,form') }, NOW)),
    ).toHaveLength(2);
  });
});
