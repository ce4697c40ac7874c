/** Salesforce data export files become the sandbox's org, and what is wrong with them is told all at once. */
import { describe, expect, it } from 'vitest';
import { type CsvFile, placeExport, readExport } from '../../connectors/salesforce/sandbox/csv.ts';
import { SalesforceWorld } from '../../connectors/salesforce/sandbox/index.ts';
import { BatonError } from '../../src/domain/problem.ts';
import { openBench } from './salesforce-sandbox-org.ts';

const file = (name: string, ...lines: string[]): CsvFile => ({ name, bytes: Buffer.from(lines.join('\r\n'), 'utf8') });

const USERS = file('User.csv', 'Id,Email,FirstName,LastName,IsActive', '005000000000001,a@org.example,Aoi,Mori,1');
const LEADS = file(
  'Lead.csv',
  '\uFEFFId,LastName,Company,Email,OwnerId,CreatedDate,NumberOfEmployees,Legacy_Code__c',
  '00Q000000000001,森田,"Morita, Inc.",morita@x.example,005000000000001AAA,2026-05-01T01:00:00.000Z,40,Z9',
  '00Q000000000002EAA,西,西商店,nishi@x.example,005000000000001,2026-05-02 02:00:00,,',
);
const ACTIVITIES = file(
  'activities.csv',
  'system,kind,email,occurred_at,form,page,mail,outcome,subject,text',
  'salesforce,call,MORITA@x.example,2026-06-01T10:00:00+09:00,,,,connected,Follow-up,"Spoke,',
  'two lines"',
  'hubspot,form,morita@x.example,2026-06-02T10:00:00Z,f1,,,,,',
  'salesforce,meeting,nishi@x.example,2026-06-03T01:00:00Z,,,,held,Demo,',
);

function world(...files: CsvFile[]): SalesforceWorld {
  const start = Temporal.Instant.from('2026-11-01T00:00:00Z');
  const made = new SalesforceWorld({ start });
  placeExport(made, readExport(files), start);
  return made;
}

function faultsOf(...files: CsvFile[]): string[] {
  try {
    readExport(files);
  } catch (error) {
    if (error instanceof BatonError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('export files', () => {
  it('become records with their own ids and stamps; columns nobody knows are passed over', () => {
    const org = world(USERS, LEADS);
    expect(org.rowsOf('Lead')).toMatchObject([
      {
        Id: '00Q000000000001EAA',
        LastName: '森田',
        Company: 'Morita, Inc.',
        OwnerId: '005000000000001AAA',
        CreatedDate: '2026-05-01T01:00:00.000+0000',
        NumberOfEmployees: 40,
      },
      { Id: '00Q000000000002EAA', CreatedDate: '2026-05-02T02:00:00.000+0000' },
    ]);
    expect(org.rowsOf('Lead')[1]).not.toHaveProperty('NumberOfEmployees');
    expect(org.row('005000000000001AAA')).toMatchObject({
      Name: 'Aoi Mori',
      IsActive: true,
      Username: 'a@org.example',
    });
  });

  it('bring activities by e-mail, those of Salesforce only', () => {
    const org = world(USERS, LEADS, ACTIVITIES);
    expect(org.rowsOf('Task')).toMatchObject([
      {
        WhoId: '00Q000000000001EAA',
        OwnerId: '005000000000001AAA',
        TaskSubtype: 'Call',
        CallDisposition: 'connected',
        CompletedDateTime: '2026-06-01T01:00:00.000+0000',
        IsClosed: true,
        Description: 'Spoke,\ntwo lines',
      },
    ]);
    expect(org.rowsOf('Event')).toMatchObject([{ Subject: 'Demo', EndDateTime: '2026-06-03T02:00:00.000+0000' }]);
  });

  it('may be Shift_JIS, as Excel in Japan saves them', () => {
    // 「田中」 and 「株式会社」 in Shift_JIS.
    const names = Buffer.from([0x93, 0x63, 0x92, 0x86, 0x2c, 0x8a, 0x94, 0x8e, 0xae, 0x89, 0xef, 0x8e, 0xd0]);
    const bytes = Buffer.concat([Buffer.from('Id,LastName,Company\n00Q000000000009,'), names, Buffer.from('\n')]);
    expect(world({ name: 'Lead.csv', bytes }).rowsOf('Lead')).toMatchObject([
      { LastName: '田中', Company: '株式会社' },
    ]);
  });

  it('make up users and queues that are only referred to', () => {
    const org = world(LEADS);
    expect(org.row('005000000000001AAA')).toMatchObject({ Name: 'User 005000000000001', IsActive: true });
  });

  it('tell every fault with file, line, column and remedy', () => {
    const faults = faultsOf(
      USERS,
      file(
        'lead.csv',
        'Id,LastName,Company,Email,OwnerId,CreatedDate,Baton_Need__c',
        '003000000000001,A,A,a@x.example,,,',
        '00Q000000000001,,A,not one,,,',
        '00Q000000000001,"B',
        'B",B,b@x.example,005000000000009,yesterday,maybe',
        '00Q000000000003,C',
      ),
      file('activities.csv', 'system,kind,email,occurred_at', 'salesforce,note,x@x.example,2026-06-01', 'sugar,call,,'),
    );
    expect(faults).toEqual([
      expect.stringMatching(/^lead\.csv, line 6: 2 values under 7 columns →/),
      expect.stringMatching(/^lead\.csv, line 2, column Id: '003000000000001' is no id of Lead → .*begin with 00Q/),
      expect.stringMatching(/^lead\.csv, line 3, column LastName: empty →/),
      expect.stringMatching(/^lead\.csv, line 3, column Email: .*invalid email/),
      expect.stringMatching(/^lead\.csv, line 4, column CreatedDate: 'yesterday' is no datetime.*like 2026/),
      expect.stringMatching(/^lead\.csv, line 4, column Baton_Need__c: .*write one of: vague, clear$/),
      expect.stringMatching(/^lead\.csv, line 4, column Id: the same id as line 3/),
      expect.stringMatching(/^lead\.csv, line 4, column OwnerId: 005000000000009AAA is not in User\.csv →/),
      expect.stringMatching(/^activities\.csv, line 2, column kind: Salesforce keeps no 'note'/),
      expect.stringMatching(/^activities\.csv, line 2, column occurred_at/),
      expect.stringMatching(/^activities\.csv, line 2, column email: no Lead or Contact has x@x\.example/),
      expect.stringMatching(/^activities\.csv, line 3, column system: 'sugar' is no system/),
    ]);
  });

  it('list twenty faults at most, and say how many more there are', () => {
    const rows = Array.from({ length: 30 }, (_, n) => `00Q0000000000${String(n).padStart(2, '0')},,X`);
    const faults = faultsOf(file('Lead.csv', 'Id,LastName,Company', ...rows));
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe('… and 10 more');
  });

  it('tell a missing column, a broken quote and bytes of no encoding', () => {
    expect(faultsOf(file('Lead.csv', 'Id,LastName', '00Q000000000001,A'))).toEqual([
      expect.stringMatching(/^Lead\.csv, line 1, column Company: this column is missing/),
    ]);
    expect(faultsOf(file('Task.csv', 'Id,Subject', '00T000000000001,"A'))).toEqual([
      expect.stringMatching(/^Task\.csv, line \d: .*Quote/i),
    ]);
    expect(faultsOf({ name: 'Task.csv', bytes: Buffer.from([0x49, 0x64, 0x0a, 0xfd, 0xff]) })).toEqual([
      expect.stringMatching(/neither UTF-8 nor Shift_JIS/),
    ]);
  });

  it('open as a sandbox that jsforce can query', async () => {
    const { conn } = await openBench({ csv: [USERS, LEADS, ACTIVITIES] });
    const { records } = await conn.query("SELECT Subject, Who.Name FROM Task WHERE Who.Email = 'morita@x.example'");
    expect(records).toMatchObject([{ Subject: 'Follow-up', Who: { Name: '森田' } }]);
  });
});
