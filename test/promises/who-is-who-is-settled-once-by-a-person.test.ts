import { describe, expect, it } from 'vitest';
import { renderIdentity } from '../../src/cli/render/people.ts';
import { aPerson, aQualifyingPerson, facts, handoffTasks, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, openArmed } = stages();
const BY = '佐藤 明子';

function inSalesforce(stage: Stage, object: 'Lead' | 'Contact', Email: string): string {
  const fields = { LastName: '山田', Email, OwnerId: rep(stage, 'ito').userId };
  const company = object === 'Lead' ? { Company: '大和機械' } : {};
  return stage.salesforce.world.place(object, { ...fields, ...company }, stage.runtime.now());
}

const leadOf = async (stage: Stage, one: string): Promise<string> =>
  (await stage.operations.explain({ lead: one })).lead;

/** Two Salesforce records of two leads, and a contact that bears the addresses of both. */
async function inDoubt(stage: Stage): Promise<{ one: string; other: string; contact: string; record: string }> {
  const one = inSalesforce(stage, 'Contact', 'hanako@yamato.example');
  const other = inSalesforce(stage, 'Contact', 'yamada@yamato.example');
  await stage.operations.pull({ system: 'salesforce' });
  const { contact } = aPerson(stage, 'yamada', {
    email: 'hanako@yamato.example',
    hs_additional_emails: 'yamada@yamato.example',
  });
  minutesPass(stage, 1);
  await stage.pass(STEP_HOURS);
  return { one, other, contact, record: `hubspot/contact/${contact}` };
}

describe('a record that matches several leads waits for a person', () => {
  it('is listed with its candidates and the commands, in both languages, and stands for nobody', async () => {
    const stage = await open();
    const { one, other, record } = await inDoubt(stage);
    expect((await stage.operations.status({})).leads).toEqual({ lead: 2 });
    const report = await stage.operations.identity({});
    expect(report).toMatchObject({ count: 1, cases: [{ kind: 'ambiguous', records: [{ record }] }] });
    const leads = [await leadOf(stage, one), await leadOf(stage, other)];
    expect(report.cases[0]?.leads.map(({ lead }) => lead).sort()).toEqual([...leads].sort());
    expect(renderIdentity(report, 'en', 'Asia/Tokyo')).toContain(`baton identity join ${record} `);
    expect(renderIdentity(report, 'ja', 'Asia/Tokyo')).toContain('複数のリードに該当');
    expect((await stage.operations.problems({})).map(({ code }) => code)).toEqual(['AMBIGUOUS']);
  });

  it('joined to one of them it stands for that one, and the other is named as doubtful till it is kept apart', async () => {
    const stage = await open();
    const { one, other, contact, record } = await inDoubt(stage);
    const [kept, apart] = [await leadOf(stage, one), await leadOf(stage, other)];
    const report = await stage.operations.identityJoin({ one: record, other: one, by: BY });
    expect(report).toEqual({ are: 'one', lead: kept, withdrawn: 0, placed: 0 });
    expect(await leadOf(stage, contact)).toBe(kept);
    expect(await leadOf(stage, other)).toBe(apart);
    expect((await stage.operations.identity({})).cases).toMatchObject([{ kind: 'overlap' }]);
    await stage.operations.identityKeepApart({ one, other, by: BY });
    expect((await stage.operations.identity({})).count).toBe(0);
    // Read again after a change, it is not asked anew.
    stage.hubspot.world.change(
      'contacts',
      contact,
      { jobtitle: '部長' },
      { at: 0, source: { type: 'IMPORT', id: 'x' } },
    );
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.identity({})).count).toBe(0);
    expect(await stage.operations.problems({})).toEqual([]);
    const settled = await facts(stage, 'identity-settled');
    expect(settled.map(({ fact, cause }) => [fact.are, cause])).toEqual([
      ['one', { by: 'person', user: BY, how: 'command' }],
      ['two', { by: 'person', user: BY, how: 'command' }],
    ]);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });

  it('kept apart from one it stands for the other', async () => {
    const stage = await open();
    const { one, other, contact, record } = await inDoubt(stage);
    const said = await stage.operations.identityKeepApart({ one: record, other: one, by: BY });
    expect(said).toMatchObject({ are: 'two', placed: 1 });
    expect(await leadOf(stage, contact)).toBe(await leadOf(stage, other));
  });

  it('and once its leads are joined, for the one that goes on: what each did counts together', async () => {
    const stage = await open();
    const { one, other, contact } = await inDoubt(stage);
    const report = await stage.operations.identityJoin({ one, other, by: BY });
    expect(report).toMatchObject({ are: 'one', placed: 1 });
    expect(new Set([await leadOf(stage, one), await leadOf(stage, other), await leadOf(stage, contact)]).size).toBe(1);
    expect((await stage.operations.status({})).leads).toEqual({ lead: 1 });
    expect((await facts(stage, 'joined')).map(({ cause }) => cause)).toEqual([
      { by: 'person', user: BY, how: 'command' },
    ]);
  });
});

describe('two leads that a person joins', () => {
  it('keep the older handoff with its task; the younger ends with its task, under the name of whoever said so', async () => {
    const stage = await openArmed('status');
    const first = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const second = aQualifyingPerson(stage, 'baba');
    await stage.pass(STEP_HOURS);
    const [kept, ended] = [await leadOf(stage, first.email), await leadOf(stage, second.email)];
    const report = await stage.operations.identityJoin({ one: second.email, other: first.email, by: BY });
    expect(report).toMatchObject({ lead: kept, other: ended, withdrawn: 1 });
    await stage.pass(STEP_HOURS);
    const open = (await stage.operations.handoffs({ open: true })).map(({ lead }) => lead);
    expect(open).toEqual([kept]);
    expect(handoffTasks(stage, first).map((task) => task['Status'])).not.toContain('Completed');
    expect(handoffTasks(stage, second).map((task) => task['Status'])).toEqual(['Completed']);
    expect(await facts(stage, 'joined')).toMatchObject([
      { stream: `lead:${ended}`, cause: { by: 'person', user: BY, how: 'command' } },
    ]);
    await stage.pass(30, 6);
    expect([...stage.tasksByKey().values()]).toEqual([1, 1]);
  });
});

describe('a record that a person splits off', () => {
  it('begins a lead of its own; its task ends, and the lead it was taken from is handed over anew on a record of its own', async () => {
    const stage = await openArmed('status');
    const record = inSalesforce(stage, 'Lead', 'aoki@aoki.example');
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const lead = await leadOf(stage, person.email);
    expect(await leadOf(stage, record)).toBe(lead);
    const report = await stage.operations.identitySplit({ record: `salesforce/lead/${record}`, by: BY });
    expect(report).toMatchObject({ are: 'two', lead, withdrawn: 1 });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(await leadOf(stage, person.contact)).toBe(lead);
    expect(await leadOf(stage, record)).toBe(report.other);
    const tasks = stage.salesforce.world.rowsOf('Task').filter((task) => typeof task['Baton_Handoff__c'] === 'string');
    expect(tasks.map((task) => [task['WhoId'] === record, task['Status'] === 'Completed'])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect((await stage.operations.handoffs({ open: true })).map((one) => one.lead)).toEqual([lead]);
    expect(await facts(stage, 'split')).toMatchObject([
      { stream: `lead:${report.other}`, fact: { from: lead, record: { ref: { id: record } } } },
    ]);
    // The same address leads to both for ever, and nobody is asked again.
    expect((await stage.operations.identity({})).count).toBe(0);
    await stage.pass(30, 6);
    expect((await stage.operations.identity({})).count).toBe(0);
    expect(await leadOf(stage, record)).toBe(report.other);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });

  it('is refused where it is all that the lead has, or nobody', async () => {
    const stage = await open();
    const record = inSalesforce(stage, 'Lead', 'aoki@aoki.example');
    minutesPass(stage, 1);
    await stage.pass(STEP_HOURS);
    const split = (one: string) => stage.operations.identitySplit({ record: one, by: BY });
    await expect(split(record)).rejects.toMatchObject({ code: 'ONLY_RECORD' });
    await expect(split('aoki@aoki.example')).rejects.toMatchObject({ code: 'NO_SUCH_RECORD' });
    const same = { one: record, other: 'aoki@aoki.example', by: BY };
    await expect(stage.operations.identityKeepApart(same)).rejects.toMatchObject({ code: 'ONE_LEAD' });
  });
});

describe('a qualified lead with several Salesforce records', () => {
  it.each([
    'Lead',
    'Contact',
  ] as const)('(a Lead and a %s) is held and listed till somebody has said that they are one', async (second) => {
    const stage = await openArmed('status');
    const kept = inSalesforce(stage, 'Lead', 'aoki@aoki.example');
    const records = [kept, inSalesforce(stage, second, 'aoki@aoki.example')];
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(await facts(stage, 'handoff-decided')).toEqual([]);
    expect(await facts(stage, 'held')).toMatchObject([{ fact: { missing: ['one-salesforce-record'] } }]);
    expect(await stage.operations.problems({})).toMatchObject([{ category: 'duplicate', code: 'SEVERAL_RECORDS' }]);
    const { held } = await stage.operations.plan({});
    expect(held).toMatchObject([{ email: person.email, missing: ['one-salesforce-record'] }]);
    const { cases } = await stage.operations.identity({});
    expect(cases.map(({ kind, records }) => [kind, records.map(({ record }) => record).sort()])).toEqual([
      [
        'several-records',
        records.map((id, at) => `salesforce/${at === 0 ? 'lead' : second.toLowerCase()}/${id}`).sort(),
      ],
    ]);
    const [one = '', other = ''] = records;
    await stage.operations.identityJoin({ one, other, by: BY });
    expect((await stage.operations.identity({})).count).toBe(0);
    await stage.pass(STEP_HOURS);
    expect(await facts(stage, 'task-made')).toMatchObject([
      second === 'Contact' ? { fact: { record: { ref: { object: 'contact', id: other } } } } : {},
    ]);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('is handed over once the Lead was converted into the Contact, which stands for both', async () => {
    const stage = await openArmed('status');
    const kept = inSalesforce(stage, 'Lead', 'aoki@aoki.example');
    const other = inSalesforce(stage, 'Contact', 'aoki@aoki.example');
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(await facts(stage, 'handoff-decided')).toEqual([]);
    const account = stage.salesforce.world.place('Account', { Name: '大和機械' }, stage.runtime.now());
    rep(stage, 'ito').hands.update('Contact', other, { AccountId: account });
    const { userId } = rep(stage, 'ito');
    stage.salesforce.world.convertLead(kept, { now: stage.runtime.now(), userId, ownerId: userId, contactId: other });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(await facts(stage, 'task-made')).toMatchObject([{ fact: { record: { ref: { id: other } } } }]);
    expect(await stage.operations.problems({})).toEqual([]);
  });
});
