import { describe, expect, it } from 'vitest';
import { tracesOf } from '../store/ground.ts';
import {
  aPerson,
  aQualifyingPerson,
  asks,
  eraseInHubSpot,
  facts,
  handoffTasks,
  leadRows,
  marketerChanges,
  type Person,
  rep,
  writingCalls,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, run } = stages();

/** Somebody merges two contacts at HubSpot's screen; answers the new contact's id. */
async function merge({ hubspot }: Stage, primary: Person, other: Person): Promise<string> {
  const response = await fetch(`${hubspot.url}/crm/v3/objects/contacts/merge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hubspot.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ primaryObjectId: primary.contact, objectIdToMerge: other.contact }),
  });
  const { id } = (await response.json()) as { id?: string };
  if (id === undefined) throw new Error(`answered ${response.status}`);
  return id;
}

const WORDS = '受発注の入力を手作業で行っています。';
const DAY_HOURS = 24;

describe('who is erased on request does not come back', () => {
  it('nothing of them stands in any table, though both systems still have them and go on changing them', async () => {
    const at = await open();
    await at.arm('status');
    minutesPass(at, 5);
    const person = aQualifyingPerson(at, 'nakagawa', { phone: '03-1111-2222' });
    const other = aPerson(at, 'other');
    await at.pass(STEP_HOURS);
    const [lead] = leadRows(at, person);
    const leadId = String(lead?.['Id']);
    const personal = [person.email, '03-1111-2222', WORDS, `contact/${person.contact}"`, leadId];
    expect((await tracesOf(run, personal)).length).toBeGreaterThan(8);
    const report = await at.operations.erase({ lead: person.email, by: 'Ito', ticket: 'P-17' });
    expect(report).toMatchObject({ email: person.email, openHandoffs: 1, erased: true });
    expect(report.records.map(({ system, deleted }) => [system, deleted]).sort()).toEqual([
      ['hubspot', false],
      ['salesforce', false],
    ]);
    expect(await tracesOf(run, personal)).toEqual([]);
    marketerChanges(at, person, { jobtitle: '取締役' });
    rep(at, 'ito').hands.update('Lead', leadId, { Title: '取締役' });
    asks(at, person, 'catalogue', { message: WORDS });
    await at.pass(2 * DAY_HOURS, 6);
    expect(await tracesOf(run, ['03-1111-2222', `contact/${person.contact}"`])).toEqual([]);
    await expect(at.operations.explain({ lead: person.email })).rejects.toMatchObject({ code: 'NO_SUCH_LEAD' });
    expect((await at.operations.explain({ lead: other.email })).records).toHaveLength(1);
    expect((await at.operations.status({})).leads).toEqual({ lead: 1 });
    expect(await at.operations.handoffs({ open: true })).toEqual([]);
    expect(await at.operations.problems({})).toEqual([]);
    expect((await at.operations.ledgerVerify({})).ok).toBe(true);
    // Neither system was asked to delete anything, and the rep keeps their task.
    expect(writingCalls(at.salesforce.server).filter((call) => call.startsWith('DELETE'))).toEqual([]);
    expect(handoffTasks(at, person)).toHaveLength(1);
  });

  it('the ledger says that it was done, by whom, on which request, and of nobody by name', async () => {
    const at = await open();
    await at.arm('status');
    minutesPass(at, 5);
    const person = aQualifyingPerson(at, 'nakagawa');
    await at.pass(STEP_HOURS);
    const { lead } = await at.operations.erase({ lead: person.email, by: 'Ito', ticket: 'P-17' });
    const [erased] = await facts(at, 'erased');
    expect(erased).toMatchObject({
      stream: `lead:${lead}`,
      cause: { by: 'person', user: 'Ito', how: 'command' },
      fact: { kind: 'erased', whole: true, ticket: { text: 'P-17' } },
    });
    const [made] = await facts(at, 'task-made');
    expect(made?.fact.record.ref).toBeNull();
    const [decided] = await facts(at, 'handoff-decided');
    expect(decided?.fact).toMatchObject({ type: 'marketing-to-is', reason: { text: null } });
  });

  it('also what was kept of them under another lead, before both were found to be one', async () => {
    const at = await open();
    await at.arm('status');
    minutesPass(at, 5);
    const one = aQualifyingPerson(at, 'nakagawa', { phone: '03-1111-2222' });
    const other = aQualifyingPerson(at, 'nakagawa2', { phone: '03-3333-4444' });
    await at.pass(STEP_HOURS);
    await at.operations.identityJoin({ one: one.email, other: other.email, by: 'Ito' });
    await at.pass(STEP_HOURS);
    const personal = [one.email, other.email, '03-1111-2222', '03-3333-4444', WORDS];
    expect((await tracesOf(run, personal)).length).toBeGreaterThan(8);
    await at.operations.erase({ lead: one.email, by: 'Ito' });
    expect(await tracesOf(run, personal)).toEqual([]);
    const states = await run('select state from lead order by id');
    for (const { state } of states) expect(String(state)).not.toContain('点、');
    expect((await at.operations.ledgerVerify({})).ok).toBe(true);
  });

  it('looking first erases nothing', async () => {
    const at = await open();
    const person = aPerson(at, 'nakagawa');
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    const planned = await at.operations.erase({ lead: person.email, by: 'Ito', dryRun: true });
    expect(planned).toMatchObject({ erased: false, records: [{ system: 'hubspot', id: person.contact }] });
    expect((await at.operations.explain({ lead: person.email })).records).toHaveLength(1);
    expect(await facts(at, 'erased')).toEqual([]);
  });

  it('whoever was erased already is not erased twice', async () => {
    const at = await open();
    const person = aPerson(at, 'nakagawa');
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    const { lead } = await at.operations.erase({ lead: person.email, by: 'Ito' });
    await at.pass(STEP_HOURS);
    await expect(at.operations.erase({ lead, by: 'Ito' })).rejects.toMatchObject({ code: 'NOTHING_KEPT' });
    expect(await facts(at, 'erased')).toHaveLength(1);
  });

  it('they may come back of their own, as somebody new', async () => {
    const at = await open();
    const person = aPerson(at, 'nakagawa');
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    const { lead: before } = await at.operations.erase({ lead: person.email, by: 'Ito' });
    await eraseInHubSpot(at, person);
    minutesPass(at, 5);
    const again = aPerson(at, 'nakagawa');
    await at.pass(STEP_HOURS);
    const { lead, records } = await at.operations.explain({ lead: again.email });
    expect(lead).not.toBe(before);
    expect(records.map(({ id }) => id)).toEqual([again.contact]);
  });

  it('a colleague keeps the company that their own facts name, and nobody else learns of the erased', async () => {
    const at = await open();
    await at.arm('status');
    minutesPass(at, 5);
    const person = aQualifyingPerson(at, 'nakagawa');
    const companyId = at.hubspot.world.portal.store.find('contacts', person.contact)?.values['associatedcompanyid'];
    const colleague = aQualifyingPerson(at, 'ogawa', { associatedcompanyid: companyId ?? '' });
    await at.pass(STEP_HOURS);
    const { lead } = await at.operations.explain({ lead: colleague.email });
    const evidence = async () => {
      const decided = (await facts(at, 'handoff-decided')).filter(({ stream }) => stream === `lead:${lead}`);
      return decided.flatMap(({ fact }) => fact.score.lines.map((line) => line.evidence?.ref?.object ?? null));
    };
    const before = await evidence();
    expect(before).toContain('company');
    await at.operations.erase({ lead: person.email, by: 'Ito' });
    expect(await evidence()).toEqual(before);
    expect(await tracesOf(run, [`contact/${person.contact}"`, `"id":"${person.contact}"`])).toEqual([]);
  });

  it('nor as the record into which another system’s user merges them: it is refused, and listed', async () => {
    const at = await open();
    const person = aPerson(at, 'nakagawa', { phone: '03-1111-2222' });
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    await at.operations.erase({ lead: person.email, by: 'Ito' });
    const merged = await merge(at, person, aPerson(at, 'nakagawa2'));
    minutesPass(at, 5);
    await at.pass(DAY_HOURS * 2, 6);
    expect(await tracesOf(run, [person.email, '03-1111-2222'])).toEqual([]);
    expect((await at.operations.status({})).leads).toEqual({});
    expect(await at.operations.problems({})).toMatchObject([
      { category: 'identity', code: 'ERASED_BEFORE', record: { system: 'hubspot', id: merged } },
    ]);
  });

  it('merged with somebody who is known they are that person’s, which is listed till that one is erased too', async () => {
    const at = await open();
    const [person, other] = [aPerson(at, 'nakagawa'), aPerson(at, 'ogawa')];
    minutesPass(at, 5);
    await at.pass(STEP_HOURS);
    await at.operations.erase({ lead: person.email, by: 'Ito' });
    const merged = await merge(at, other, person);
    minutesPass(at, 5);
    await at.pass(STEP_HOURS * 2, STEP_HOURS);
    expect((await at.operations.explain({ lead: other.email })).records.map(({ id }) => id)).toEqual([merged]);
    expect(await at.operations.problems({})).toMatchObject([{ code: 'MERGED_WITH_ERASED', record: { id: merged } }]);
    await at.operations.erase({ lead: other.email, by: 'Ito' });
    await at.pass(DAY_HOURS, 6);
    expect(await at.operations.problems({})).toEqual([]);
    await expect(at.operations.explain({ lead: other.email })).rejects.toMatchObject({ code: 'NO_SUCH_LEAD' });
  });

  it('nor as the Contact into which their Salesforce Lead is converted', async () => {
    const at = await open();
    await at.arm('status');
    minutesPass(at, 5);
    const person = aQualifyingPerson(at, 'nakagawa');
    await at.pass(STEP_HOURS);
    const lead = String(leadRows(at, person)[0]?.['Id']);
    await at.operations.erase({ lead: person.email, by: 'Ito' });
    const { userId } = rep(at, 'ito');
    const { contactId } = at.salesforce.world.convertLead(lead, { now: at.runtime.now(), userId, ownerId: userId });
    await at.pass(DAY_HOURS, 6);
    expect(await tracesOf(run, [person.email])).toEqual([]);
    expect(await at.operations.problems({})).toMatchObject([{ code: 'ERASED_BEFORE', record: { id: contactId } }]);
  });
});
