/** What sales says in Salesforce reaches marketing: sending back by a reason, the stage taken back in HubSpot, ratings, what is asked for when it is missing, and "again". */
import { describe, expect, it } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import {
  aQualifyingPerson,
  asks,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  type Person,
  rep,
  type Scene,
} from '../support/happenings.ts';
import { notifiedStages } from '../support/notified.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const notified = notifiedStages();

/** The reasons for sending back are those of the shipped agreement. */
const { sendBack } = readAgreement({ path: `${SHIPPED_MAPPINGS}/agreement.yaml` }).terms;
const terms = { ...onFile(shippedSettings()).terms, sendBack };
const settings = { agreement: { kind: 'read' as const, hash: agreementHash(terms), terms } };

/** Whoever has the newest task writes this on the Lead. */
function salesWrites(stage: Scene, person: Person, values: Record<string, string>): string {
  const owner = String(handoffTasks(stage, person).at(-1)?.['OwnerId']);
  const hands = stage.salesforce.world.as(owner, stage.runtime.now());
  const { ok } = hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), values);
  if (!ok) throw new Error('refused');
  return owner;
}
const handed = async (stage: Stage): Promise<Person> => {
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  return person;
};

describe('a lead that sales sends back', () => {
  it('by a reason alone, from the list: it is marketing’s again, and HubSpot’s lifecycle stage goes back by being emptied first', async () => {
    const stage = await openArmed('status', { settings });
    const person = await handed(stage);
    expect(contactValues(stage, person)['lifecyclestage']).toBe('marketingqualifiedlead');
    salesWrites(stage, person, { Baton_Return_Reason__c: 'collecting', Baton_Return_Comment__c: '来期に再検討' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(contactValues(stage, person)).toMatchObject({
      baton_stage: 'returned',
      lifecyclestage: 'lead',
      baton_return_reason: '情報収集のみ',
    });
    expect(await facts(stage, 'handoff-closed')).toMatchObject([
      { fact: { outcome: 'sent-back', reason: { text: 'collecting' }, comment: { text: '来期に再検討' } } },
    ]);
    expect(await facts(stage, 'field-changed')).toEqual([]);
    await stage.pass(2);
    expect(contactValues(stage, person)['lifecyclestage']).toBe('lead');
  });

  it('qualifies again after the cool-down by something new, goes to somebody else, and the task says so', async () => {
    const stage = await openArmed('status', { settings });
    const person = await handed(stage);
    const before = salesWrites(stage, person, { Baton_Return_Reason__c: 'no-budget' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    asks(stage, person, 'inquiry', { message: 'すぐ聞きたいことがあります。' });
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toHaveLength(1);
    await stage.pass(24 * 31, 24);
    asks(stage, person, 'price-list');
    asks(stage, person, 'inquiry', { message: '予算が付きました。' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    const tasks = handoffTasks(stage, person);
    expect(tasks).toHaveLength(2);
    expect(tasks[1]?.['OwnerId']).not.toBe(before);
    expect(String(tasks[1]?.['Description'])).toMatch(/■ 以前の引き渡し|■ It was with sales before/);
    expect(String(tasks[1]?.['Description'])).toMatch(/予算の見込みがない|No budget in prospect/);
  });
});

describe('what sales owes marketing', () => {
  it('a rating goes to HubSpot and is in the ledger with who gave it', async () => {
    const stage = await openArmed('status', { settings });
    const person = await handed(stage);
    salesWrites(stage, person, { Baton_Sales_Rating__c: 'good', Baton_Sales_Comment__c: '課題が明確' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(contactValues(stage, person)).toMatchObject({
      baton_sales_rating: 'good',
      baton_sales_comment: '課題が明確',
    });
    expect(await facts(stage, 'rated')).toMatchObject([{ fact: { rating: 'good' }, cause: { by: 'person' } }]);
  });

  it('a send-back without a reason is asked for at once, and what is said then is told on', async () => {
    const stage = await notified.openArmed({ channels: ['email'], settings });
    const person = await handed(stage);
    salesWrites(stage, person, { Status: 'Closed - Not Converted' });
    await stage.pass(1, STEP_HOURS);
    const mails = () =>
      stage.mail.mails.filter(({ subject }) => subject.includes('ひとこと') || subject.includes('a word'));
    expect(mails()).toHaveLength(1);
    const lead = String(leadRows(stage, person)[0]?.['Id']);
    rep(stage, 'suzuki').hands.update('Lead', lead, { Baton_Return_Reason__c: 'vague' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(await facts(stage, 'return-explained')).toMatchObject([{ fact: { reason: { text: 'vague' } } }]);
    expect(contactValues(stage, person)['baton_return_reason']).toBe('関心が漠然としている');
  });

  it('a rating that is missing is asked for once a week, until it is there', async () => {
    const stage = await notified.openArmed({ channels: ['email'], settings });
    const person = await handed(stage);
    const mails = () =>
      stage.mail.mails.filter(({ subject }) => subject.includes('ひとこと') || subject.includes('a word'));
    await stage.pass(24 * 7 + 12, 6);
    expect(mails()).toHaveLength(0);
    await stage.pass(24 * 6, 6);
    expect(mails()).toHaveLength(1);
    salesWrites(stage, person, { Baton_Sales_Rating__c: 'poor' });
    await stage.pass(24 * 14, 6);
    expect(mails()).toHaveLength(1);
  });
});
