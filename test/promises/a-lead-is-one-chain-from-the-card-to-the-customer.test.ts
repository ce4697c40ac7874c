import { expect, it } from 'vitest';
import { meetMail } from '../../connectors/hubspot/sandbox/happenings.ts';
import { renderTimeline } from '../../src/cli/render/people.ts';
import { aPerson, asks, CLEAR_AND_SOON, callsAndHears, facts, handoffTasks, leadRows } from '../support/happenings.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const HEARD = { ...CLEAR_AND_SOON, Baton_Budget__c: 'approved', Baton_Authority__c: 'decides' };

it('a lead is one chain: card, company, mails, inquiry, hearing, opportunity and order, under whatever id it is asked for', async () => {
  const stage = await openArmed('status');
  const { world } = stage.salesforce;
  const account = world.place(
    'Account',
    { Name: '株式会社aoki', Website: 'https://www.aoki.example' },
    stage.runtime.now(),
  );
  minutesPass(stage, 5);
  await stage.pass(STEP_HOURS);
  const person = aPerson(stage, 'aoki');
  asks(stage, person, 'exhibition');
  minutesPass(stage, 5);
  meetMail(stage.hubspot.world, person.contact, { mail: 77, type: 'OPEN', at: stage.runtime.now().epochMilliseconds });
  await stage.pass(STEP_HOURS);
  expect((await stage.operations.explain({ lead: person.email })).account).toMatchObject({
    by: 'domain',
    record: { id: account },
  });
  asks(stage, person, 'price-list');
  asks(stage, person, 'inquiry', { message: '入力を手作業で行っています。' });
  await stage.pass(STEP_HOURS);
  minutesPass(stage, 30);
  callsAndHears(stage, person, HEARD);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  minutesPass(stage, 30);
  const seller = String(handoffTasks(stage, person).at(-1)?.['OwnerId']);
  const lead = String(leadRows(stage, person)[0]?.['Id']);
  const made = world.convertLead(lead, {
    now: stage.runtime.now(),
    userId: seller,
    ownerId: seller,
    makeOpportunity: true,
    accountId: account,
  });
  await stage.pass(1, 0.5);
  world.as(seller, stage.runtime.now()).update('Opportunity', String(made.opportunityId), { StageName: 'Closed Won' });
  await stage.pass(1, 0.5);

  const chain = await stage.operations.timeline({ lead: person.email });
  const told: readonly string[] = chain.entries.map(({ what }) => what);
  const inOrder = [
    ...['exhibition-visited', 'mail-opened', 'inquiry-sent', 'handoff-decided', 'task-made', 'call'],
    ...['first-contact-seen', 'handoff-decided', 'task-made', 'deal'],
  ];
  let from = 0;
  for (const what of inOrder) {
    from = told.indexOf(what, from) + 1;
    expect(from, `${what} in ${told.join(', ')}`).toBeGreaterThan(0);
  }
  expect((await facts(stage, 'stage-changed')).map(({ fact }) => fact.to)).toEqual([
    'mql',
    'sql',
    'opportunity',
    'won',
  ]);
  for (const id of [person.contact, lead, String(made.contactId)]) {
    expect((await stage.operations.timeline({ lead: id })).entries).toEqual(chain.entries);
  }
  const { account: at, records } = await stage.operations.explain({ lead: String(made.contactId) });
  expect(at).toMatchObject({ by: 'record', record: { id: account } });
  expect(records.map(({ system, object }) => `${system} ${object}`).sort()).toEqual(
    expect.arrayContaining(['hubspot contact', 'salesforce contact']),
  );
  for (const language of ['ja', 'en'] as const)
    expect(renderTimeline(chain, language, 'Asia/Tokyo').split('\n').length).toBeGreaterThan(inOrder.length);
});
