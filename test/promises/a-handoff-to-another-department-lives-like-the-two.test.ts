import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import {
  aQualifyingPerson,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  type Person,
  rep,
} from '../support/happenings.ts';
import { notifiedStages } from '../support/notified.ts';
import { printing } from '../support/printed.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

const { openArmed } = notifiedStages();
const settings = shippedSettings();
const { terms } = onFile(settings);
const { sendBack } = readAgreement({ path: join(SHIPPED_MAPPINGS, 'agreement.yaml') }).terms;

/** From field sales to partners, once a budget is approved and the reason for a partner is written. */
const toPartners = {
  type: 'fs-to-partner',
  label: { en: 'Field sales to partners', ja: 'フィールドセールス → パートナー営業' },
  stage: 'sql',
  when: { attribute: 'bantBudget', in: ['approved'] },
  from: 'field-sales',
  to: 'partner-sales',
  pool: 'partners',
  timing: { within: '2 business hours', says: { en: 'At once', ja: '直ちに' } },
  deadlines: [
    {
      name: 'first-contact',
      within: '8 business hours',
      remindAfter: '2 business hours',
      escalateAfter: '1 business hour',
      reassignAfter: '1 business day',
    },
  ],
  gate: [
    {
      id: 'why-partner',
      label: { en: 'Why a partner', ja: 'パートナーに渡す理由' },
      ask: 'field-sales',
      needs: { attribute: 'potentialReason', present: true },
    },
  ],
  priority: { hot: 'normal', warm: 'normal', cold: 'low' },
};
const changed = agreementSchema.parse({
  ...terms,
  sendBack,
  departments: [{ id: 'partner-sales', label: { en: 'Partner sales', ja: 'パートナー営業' } }],
  handoffs: [...terms.handoffs, toPartners],
});
const agreement = { kind: 'read' as const, hash: agreementHash(changed), terms: changed };
const PARTNERS = ['ito', 'weber'];
const members = settings.team.members.map((one) =>
  PARTNERS.includes(one.key) ? { ...one, department: 'partner-sales', zone: 'Asia/Tokyo' } : one,
);
const pools = {
  ...settings.team.pools,
  'field-sales': { members: ['takahashi'], manager: 'takahashi', atWork: false },
  partners: { members: PARTNERS, manager: 'takahashi', atWork: false },
};
const wishes = { settings: { agreement, team: { ...settings.team, members, pools } } };

/** Through inside sales to field sales, who heard of an approved budget. */
async function atFieldSales(stage: Stage): Promise<Person> {
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  callsAndHears(stage, person, CLEAR_AND_SOON);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  callsAndHears(stage, person, { Baton_Budget__c: 'approved' });
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  return person;
}

async function atPartners(stage: Stage): Promise<{ person: Person; member: string }> {
  const person = await atFieldSales(stage);
  const lead = String(leadRows(stage, person)[0]?.['Id']);
  rep(stage, 'takahashi').hands.update('Lead', lead, { Baton_Potential_Reason__c: '導入は地場の会社が請け負う' });
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  return { person, member: String((await decided(stage)).at(-1)?.to.member) };
}

const mailOf = (key: string): string => `${key}@baton-demo.example`;
const decided = async (stage: Stage) => (await facts(stage, 'handoff-decided')).map(({ fact }) => fact);
const outcomes = async (stage: Stage) => (await facts(stage, 'handoff-closed')).map(({ fact }) => fact.outcome);

describe('a handoff to another department that the agreement names lives like the two', () => {
  it('is offered once its gate holds, is taken up, and ends with the order', async () => {
    const stage = await openArmed(wishes);
    const person = await atFieldSales(stage);
    expect((await decided(stage)).map(({ type }) => type)).toEqual(['marketing-to-is', 'is-to-fs']);
    expect(leadRows(stage, person)).toMatchObject([
      { Baton_Missing__c: expect.stringContaining('パートナーに渡す理由') },
    ]);
    const lead = String(leadRows(stage, person)[0]?.['Id']);
    rep(stage, 'takahashi').hands.update('Lead', lead, { Baton_Potential_Reason__c: '導入は地場の会社が請け負う' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    const given = (await decided(stage)).at(-1);
    const member = String(given?.to.member);
    expect(given).toMatchObject({
      type: 'fs-to-partner',
      from: { department: 'field-sales', member: 'takahashi' },
      to: { department: 'partner-sales' },
      pool: 'partners',
    });
    expect(PARTNERS).toContain(member);
    expect(await outcomes(stage)).toEqual(['advanced', 'advanced']);
    const { userId } = rep(stage, member);
    const tasks = handoffTasks(stage, person);
    expect(tasks.map((task) => [task['OwnerId'] === userId, task['Status']])).toEqual([
      [false, 'Completed'],
      [false, 'Completed'],
      [true, 'Not Started'],
    ]);
    // Asked for by its own terms: eight open hours from 09:41.
    const { Baton_Contact_Deadline__c: due } = leadRows(stage, person)[0] ?? {};
    expect(due).toBe('2026-10-05T08:41:00.000+0000');
    expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'sql', baton_deadline_state: 'open' });

    callsAndHears(stage, person, {});
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    const { contactId, opportunityId = '' } = stage.salesforce.world.convertLead(lead, {
      now: stage.runtime.now(),
      userId,
      makeOpportunity: true,
    });
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    stage.salesforce.world.as(userId, stage.runtime.now()).update('Opportunity', opportunityId, {
      StageName: 'Closed Won',
      Amount: 3_000_000,
    });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(await outcomes(stage)).toEqual(['advanced', 'advanced', 'advanced']);
    expect((await stage.operations.explain({ lead: contactId })).stage).toBe('won');
    const rows = stage.salesforce.world.rowsOf('Baton_Handoff__c');
    expect(rows.at(-1)).toMatchObject({
      Type__c: 'fs-to-partner',
      From__c: 'フィールドセールス',
      Outcome__c: 'advanced',
    });
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('has its own clock: reminder, breach, the manager, somebody else of its pool, each told in their language', async () => {
    const stage = await openArmed(wishes);
    const { person, member } = await atPartners(stage);
    await stage.pass(48, 1);
    const [key] = (await facts(stage, 'deadline-near')).map(({ fact }) => fact.handoff);
    const told = (await facts(stage, 'deadline-near', 'deadline-missed', 'escalated', 'handoff-closed')).filter(
      ({ fact }) => fact.handoff === key,
    );
    expect(told.map(({ at, fact }) => [at.slice(0, 13), fact.kind])).toEqual([
      ['2026-10-05T02', 'deadline-near'],
      ['2026-10-05T08', 'deadline-missed'],
      ['2026-10-06T00', 'escalated'],
      ['2026-10-06T09', 'handoff-closed'],
    ]);
    expect(told.at(-1)?.fact).toMatchObject({ outcome: 'reassigned' });
    const [other] = PARTNERS.filter((one) => one !== member);
    expect((await decided(stage)).at(-1)).toMatchObject({ type: 'fs-to-partner', to: { member: other } });
    expect(handoffTasks(stage, person).at(-1)).toMatchObject({ OwnerId: rep(stage, String(other)).userId });
    // In the story of the new row, it comes from the department by its name.
    expect(stage.salesforce.world.rowsOf('Baton_Handoff__c').at(-1)).toMatchObject({ From__c: 'パートナー営業' });
    // Each reads the name of the handoff in their own language, in the task and by mail.
    const [first, second] = handoffTasks(stage, person).slice(-2);
    const names = { ito: 'フィールドセールス → パートナー営業', weber: 'Field sales to partners' };
    expect(first?.['Description']).toContain(names[member as keyof typeof names]);
    expect(second?.['Description']).toContain(names[other as keyof typeof names]);
    for (const [key, name] of Object.entries(names))
      expect(stage.mail.mails.some(({ to, text }) => to.includes(mailOf(key)) && text.includes(name))).toBe(true);
    const late = /期限超過|Overdue/;
    const warned = stage.mail.mails.filter(({ subject }) => late.test(subject)).flatMap(({ to }) => to);
    expect(new Set(warned)).toEqual(new Set([mailOf(member), mailOf('takahashi')]));
  });

  it('goes back to marketing with its reason, and whoever sent it back is not asked for that lead again', async () => {
    const stage = await openArmed(wishes);
    const { person, member } = await atPartners(stage);
    callsAndHears(stage, person, {
      Status: 'Closed - Not Converted',
      Baton_Return_Reason__c: 'too-small',
      Baton_Return_Comment__c: '請け負える会社がない',
    });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(await outcomes(stage)).toEqual(['advanced', 'advanced', 'sent-back']);
    expect(handoffTasks(stage, person).at(-1)).toMatchObject({ Status: 'Completed' });
    expect(contactValues(stage, person)).toMatchObject({
      baton_stage: 'returned',
      baton_owner: 'マーケティング',
      baton_return_reason: '案件規模が小さい',
      baton_return_comment: '請け負える会社がない',
    });
    const name = stage.settings.team.members.find(({ key }) => key === member)?.name;
    expect(await stage.operations.routeTry({ lead: person.email })).toMatchObject({ excluded: [name] });
  });

  it('is called by its name wherever it is shown, in both languages', async () => {
    const stage = await openArmed(wishes);
    const person = await atFieldSales(stage);
    const print = await printing(stage);
    const both = async (fixture: string, ...words: readonly string[]): Promise<void> => {
      for (const language of ['en', 'ja'] as const) await print.reviewed(`partner-${fixture}`, words, language);
    };
    await both('plan', 'plan');
    await both('route', 'route', '--try', person.email);
    const lead = String(leadRows(stage, person)[0]?.['Id']);
    rep(stage, 'takahashi').hands.update('Lead', lead, { Baton_Potential_Reason__c: '導入は地場の会社が請け負う' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    await both('explain', 'explain', person.email);
    await both('ledger-show', 'ledger', 'show', person.email);
    await both('ledger-held', 'ledger', 'held', 'partner-sales');
    await both('team', 'team');
    await print.close();
  });
});
