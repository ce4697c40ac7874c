/** What was known to be written when each field had a row of its own is known after the step to one row a record. */
import { Kysely, PGliteDialect } from 'kysely';
import { expect, test } from 'vitest';
import { openPglite } from '../../src/store/database.ts';
import { up } from '../../src/store/migrations/0081-written-by-target.ts';
import { writtenTo } from '../../src/store/written.ts';

test('values of before stand by record and field, with who gave them and when', async () => {
  const { db, pglite, close } = await openPglite(undefined);
  try {
    await pglite.exec(`create table written (
      target text collate "C" not null, field text collate "C" not null, value text not null, source text not null,
      at text collate "C" not null, primary key (target, field));
      insert into written values
        ('hubspot/contact/1', 'stage', '"mql"', 'baton', '2026-11-02T00:00:00.000Z'),
        ('hubspot/contact/1', 'totalScore', '72', 'baton', '2026-11-03T00:00:00.000Z'),
        ('salesforce/lead/00Q/7', 'stage', 'null', 'person', '2026-11-01T00:00:00.000Z')`);
    await up(new Kysely({ dialect: new PGliteDialect({ pglite }) }));
    const contact = { system: 'hubspot', object: 'contact', id: '1' };
    const lead = { system: 'salesforce', object: 'lead', id: '00Q/7' };
    const found = await writtenTo(db, ['hubspot/contact/1', 'salesforce/lead/00Q/7', 'hubspot/contact/2'] as never);
    expect([...found.values()]).toEqual([
      [
        { target: contact, field: 'stage', value: 'mql', by: 'baton', at: '2026-11-02T00:00:00.000Z' },
        { target: contact, field: 'totalScore', value: 72, by: 'baton', at: '2026-11-03T00:00:00.000Z' },
      ],
      [{ target: lead, field: 'stage', value: null, by: 'person', at: '2026-11-01T00:00:00.000Z' }],
    ]);
    const { rows } = await pglite.query<{ newest: string }>('select newest from written order by target');
    expect(rows.map(({ newest }) => newest)).toEqual(['2026-11-03T00:00:00.000Z', '2026-11-01T00:00:00.000Z']);
  } finally {
    await close();
  }
});
