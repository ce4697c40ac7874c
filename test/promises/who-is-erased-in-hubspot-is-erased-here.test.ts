import { describe, expect, it } from 'vitest';
import { engage, meetMail } from '../../connectors/hubspot/sandbox/happenings.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import { pullHinted } from '../../src/jobs/pull-hinted.ts';
import { tracesOf as traces } from '../store/ground.ts';
import {
  aPerson,
  aQualifyingPerson,
  asks,
  eraseInHubSpot,
  facts,
  handoffTasks,
  type Person,
  rep,
} from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, run } = stages();

const WORDS = '受発注の入力を手作業で行っています。';
const HEARD = '導入は来春の予定とのこと。';
const DAY_HOURS = 24;

describe('who is erased in HubSpot is erased here', () => {
  /** Whatever the person leaves anywhere: forms with their words, mails opened, a call with what was heard. */
  function lives(at: Stage, person: Person): void {
    const ms = at.runtime.now().epochMilliseconds;
    const { world } = at.hubspot;
    asks(at, person, 'inquiry', { message: WORDS });
    meetMail(world, person.contact, { mail: 77, type: 'OPEN', at: ms });
    engage(world, person.contact, {
      kind: 'call',
      owner: undefined,
      userId: undefined,
      subject: '電話',
      words: HEARD,
      outcome: 'connected',
      at: ms,
    });
  }

  const tracesOf = (...texts: readonly string[]) => traces(run, texts);

  it('whole, where no other system has them: two days later nothing of them stands in any table, and the ledger verifies', async () => {
    const at = await open();
    const person = aPerson(at, 'nakagawa', { phone: '03-1111-2222' });
    const other = aPerson(at, 'other');
    minutesPass(at, 5);
    lives(at, person);
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    const personal = [person.email, '03-1111-2222', WORDS, HEARD, `contact/${person.contact}"`];
    expect((await tracesOf(...personal)).length).toBeGreaterThan(8);
    await eraseInHubSpot(at, person);
    await at.pass(2 * DAY_HOURS + 12, 6);
    expect(await tracesOf(...personal)).toEqual([]);
    expect((await at.operations.explain({ lead: other.email })).records).toHaveLength(1);
    expect((await at.operations.status({})).leads).toEqual({ lead: 1 });
    expect(await at.operations.problems({})).toEqual([]);
    expect((await at.operations.ledgerVerify({})).ok).toBe(true);
    expect((await facts(at, 'erased')).map(({ fact }) => fact)).toEqual([
      { kind: 'erased', system: 'hubspot', whole: true },
    ]);
  });

  it('what HubSpot still tells of that time does not come back, and the person themselves may, as somebody new', async () => {
    const at = await open();
    const person = aPerson(at, 'nakagawa');
    minutesPass(at, 5);
    lives(at, person);
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    const before = (await at.operations.explain({ lead: person.email })).lead;
    await eraseInHubSpot(at, person);
    await at.pass(2 * DAY_HOURS + 12, 6);
    // All submissions and mail events are read once more, as after a restart or with an old cursor.
    await run("delete from stream_cursor where stream in ('forms', 'mails', 'calls')");
    await at.restart();
    await at.pass(STEP_HOURS);
    expect(await tracesOf(person.email)).toEqual([]);
    const again = aPerson(at, 'nakagawa');
    minutesPass(at, 5);
    asks(at, again, 'catalogue');
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    const { lead } = await at.operations.explain({ lead: again.email });
    expect(lead).not.toBe(before);
    const [{ lead: whole } = { lead: undefined }] = await at.store.transaction((tx) => tx.leads.view([lead as LeadId]));
    expect(whole?.activities.map(({ kind }) => kind)).toEqual(['catalogue-downloaded']);
  });

  it('as far as HubSpot had them, where a rep works on them in Salesforce: the handoff goes on without HubSpot’s words', async () => {
    const { mappings } = shippedSettings();
    const hubspot = { ...mappings.hubspot, handoffNotes: { key: 'baton_handoff_key', armed: 'status' as const } };
    const at = await open({ settings: { mappings: { ...mappings, hubspot } } });
    await at.arm('status');
    minutesPass(at, 5);
    const person = aQualifyingPerson(at, 'nakagawa', { phone: '03-1111-2222' });
    await at.pass(STEP_HOURS);
    expect(handoffTasks(at, person)).toHaveLength(1);
    expect((await tracesOf(WORDS)).length).toBeGreaterThan(0);
    expect((await tracesOf('hubspot/note/')).length).toBeGreaterThan(0);
    await eraseInHubSpot(at, person);
    await at.pass(2 * DAY_HOURS + 12, 6);
    const notes = await run("select told from written where target like 'hubspot/note/%'");
    expect(notes).toEqual([]);
    // What the rep was told stands in their task, which is Salesforce's.
    const told = await run(`select system, kind from activity where content like '%${WORDS}%'`);
    expect(told).toEqual([{ system: 'salesforce', kind: 'handoff-task-open' }]);
    expect(await tracesOf(WORDS, `hubspot/contact/${person.contact}`)).toEqual([`activity: ${WORDS}`]);
    const [handoff] = await at.operations.handoffs({});
    expect(handoff?.handoff).toMatchObject({ status: 'open', reason: '' });
    expect(at.tasksByKey().size).toBe(1);
    expect((await at.operations.explain({ lead: person.email })).records.map(({ system }) => system)).toEqual([
      'salesforce',
    ]);
    expect((await at.operations.ledgerVerify({})).ok).toBe(true);
    expect(await at.operations.problems({})).toEqual([]);
  });

  it('whole, where Salesforce had only deleted them; taken out of the bin there before that was read, they are there again', async () => {
    const at = await open();
    const person = aPerson(at, 'nakagawa');
    const { world } = at.salesforce;
    const id = world.place('Lead', { LastName: '中川', Company: '中川商事', Email: person.email }, at.runtime.now());
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    const hands = () => world.as(rep(at, 'tanaka').userId, at.runtime.now());
    expect(hands().remove('Lead', id).ok).toBe(true);
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    await at.pass(DAY_HOURS + 1, 5);
    await eraseInHubSpot(at, person);
    expect(hands().undelete(id).ok).toBe(true);
    const record = { system: 'hubspot', object: 'contact', id: person.contact } as const;
    const told = { system: 'hubspot', stream: 'contacts', kind: 'erased', record } as const;
    await at.store.transaction((tx) => tx.hints.put([told], iso(at.runtime.now())));
    await pullHinted(at.context, 'hubspot');
    await at.pass(STEP_HOURS);
    expect((await facts(at, 'erased')).map(({ fact }) => fact)).toEqual([
      { kind: 'erased', system: 'hubspot', whole: true },
    ]);
    expect((await at.operations.explain({ lead: person.email })).records.map(({ system }) => system)).toEqual([
      'salesforce',
    ]);
  });

  it('not for a token of another account, which has none of them', async () => {
    const at = await open();
    const person = aPerson(at, 'nakagawa');
    minutesPass(at, 5);
    await at.pass(DAY_HOURS + 1, 5);
    // The first look was into the account that the records come from.
    Object.assign(at.hubspot.world.portal, { id: 1 });
    at.hubspot.world.portal.store.erase(
      at.hubspot.world.portal.store.find('contacts', person.contact) ?? expect.fail('it is there'),
      at.runtime.now().epochMilliseconds,
      { type: 'CRM_UI' },
    );
    await at.pass(3 * DAY_HOURS, 6);
    expect((await at.operations.explain({ lead: person.email })).records).toHaveLength(1);
    expect((await at.operations.problems({})).map(({ code, mover }) => [code, mover])).toEqual([
      ['OTHER_ACCOUNT', 'admin'],
    ]);
  });
});
