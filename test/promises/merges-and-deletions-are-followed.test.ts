import { describe, expect, it } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import { aPerson, aQualifyingPerson, asks, facts, handoffTasks, type Person } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, openArmed } = stages();

/** Somebody merges two contacts at HubSpot's screen; answers the new contact's id. */
async function merge({ hubspot }: Stage, primary: Person, other: Person): Promise<string> {
  const response = await fetch(`${hubspot.url}/crm/v3/objects/contacts/merge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hubspot.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ primaryObjectId: primary.contact, objectIdToMerge: other.contact }),
  });
  expect(response.status).toBe(200);
  const { id } = (await response.json()) as { id: string };
  return id;
}

function remove({ hubspot, runtime }: Stage, { contact }: Person): void {
  hubspot.world.archive('contacts', contact, byPerson(1, runtime.now().epochMilliseconds));
}

/** What HubSpot's recycle bin does. */
function takeBack({ hubspot, runtime }: Stage, { contact }: Person): void {
  const record = hubspot.world.portal.store.find('contacts', contact);
  if (record === undefined) throw new Error('it is not in the bin');
  record.archivedAt = undefined;
  hubspot.world.change('contacts', contact, { jobtitle: '復帰した人' }, byPerson(1, runtime.now().epochMilliseconds));
}

const leadOf = async (stage: Stage, one: string): Promise<string> =>
  (await stage.operations.explain({ lead: one })).lead;

/** Open ones, by lead. */
async function openHandoffs(stage: Stage) {
  return (await stage.operations.handoffs({})).filter(({ handoff }) => handoff.status !== 'closed');
}

describe('merges and deletions are followed', () => {
  it('two contacts that are merged are one lead: the older handoff stays, the younger ends with its task', async () => {
    const stage = await openArmed('status');
    const first = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const second = aQualifyingPerson(stage, 'baba');
    await stage.pass(STEP_HOURS);
    const before = await openHandoffs(stage);
    expect(before).toHaveLength(2);
    const [kept, ended] = [await leadOf(stage, first.email), await leadOf(stage, second.email)];
    // The marketer keeps the younger contact: what the rep has in hand counts more.
    const merged = await merge(stage, second, first);
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    for (const one of [first.email, second.email, first.contact, second.contact, merged])
      expect(await leadOf(stage, one)).toBe(kept);
    expect((await openHandoffs(stage)).map(({ lead }) => lead)).toEqual([kept]);
    expect((await facts(stage, 'joined')).map(({ stream, fact }) => [stream, fact.into])).toEqual([
      [`lead:${ended}`, kept],
    ]);
    expect((await facts(stage, 'handoff-closed')).map(({ stream, fact }) => [stream, fact.outcome])).toEqual([
      [`lead:${ended}`, 'withdrawn'],
    ]);
    expect(handoffTasks(stage, first).map((task) => task['Status'])).not.toContain('Completed');
    expect(handoffTasks(stage, second).map((task) => task['Status'])).toEqual(['Completed']);
    expect((await stage.operations.status({})).leads).toEqual({ mql: 1 });
    // What the person does from now on is the one lead's, and hands nothing over again.
    asks(stage, { email: second.email, contact: merged }, 'inquiry');
    await stage.pass(30, 6);
    expect(await openHandoffs(stage)).toHaveLength(1);
    expect([...stage.tasksByKey().values()]).toEqual([1, 1]);
    expect((await stage.operations.problems({})).filter(({ category }) => category === 'identity')).toEqual([]);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });

  it('also before anything is armed, when the merge is read before one of its contacts, and when merges follow each other', async () => {
    const stage = await open();
    const [a, b] = [aPerson(stage, 'aoki'), aPerson(stage, 'baba')];
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.status({})).leads).toEqual({ lead: 2 });
    const c = aPerson(stage, 'chiba');
    const ab = await merge(stage, a, b);
    const abc = await merge(stage, { email: a.email, contact: ab }, c);
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    const leads = await Promise.all(
      [a.email, b.email, c.email, a.contact, b.contact, abc].map((one) => leadOf(stage, one)),
    );
    expect(new Set(leads).size).toBe(1);
    expect((await stage.operations.status({})).leads).toEqual({ lead: 1 });
    expect(await facts(stage, 'joined')).toEqual([]);
  });

  it('a contact that is deleted stands for its lead no more, and taken back it does again, also when no change is told', async () => {
    const stage = await open();
    const person = aPerson(stage, 'aoki');
    minutesPass(stage, 5);
    await stage.arm('status');
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    const lead = await leadOf(stage, person.email);
    const fieldsThen = (await stage.store.transaction((tx) => tx.leads.view([lead as LeadId])))[0]?.lead.records[0]
      ?.fields;
    remove(stage, person);
    await stage.pass(7);
    const [gone] = await stage.store.transaction((tx) => tx.leads.view([lead as LeadId]));
    expect(gone?.lead.records.map(({ deleted, fields }) => [deleted, fields['email']])).toEqual([
      [true, fieldsThen?.['email']],
    ]);
    takeBack(stage, person);
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    const [back] = await stage.store.transaction((tx) => tx.leads.view([lead as LeadId]));
    expect(back?.lead.records.map(({ deleted, fields }) => [deleted, fields['title']])).toEqual([
      [false, '復帰した人'],
    ]);
    expect((await stage.operations.status({})).leads).toEqual({ lead: 1 });
    remove(stage, person);
    await stage.pass(7);
    const record = stage.hubspot.world.portal.store.find('contacts', person.contact);
    if (record === undefined) throw new Error('it is not in the bin');
    // Nothing but the sweep can find it: the record was changed before it was deleted.
    record.archivedAt = undefined;
    record.updatedAt -= 7 * 3_600_000;
    await stage.pass(25, 5);
    const [again] = await stage.store.transaction((tx) => tx.leads.view([lead as LeadId]));
    expect(again?.lead.records.map(({ deleted }) => deleted)).toEqual([false]);
  });

  it('a deleted contact whose person Salesforce still has keeps its handoff', async () => {
    const stage = await openArmed('status');
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(await openHandoffs(stage)).toHaveLength(1);
    remove(stage, person);
    await stage.pass(7);
    expect(await openHandoffs(stage)).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('a row that a search does not show is no deletion, nor is one that a lagging index still shows a return', async () => {
    const stage = await open({ hubspot: { lagMs: 30_000 } });
    const [a, b] = [aPerson(stage, 'aoki'), aPerson(stage, 'baba')];
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    remove(stage, b);
    await stage.pass(30, 6);
    const { records } = await stage.operations.explain({ lead: a.email });
    expect(records).toHaveLength(1);
    const [deletedOne] = await stage.store.transaction(async (tx) =>
      tx.records.get([{ system: 'hubspot', object: 'contact', id: b.contact }]),
    );
    expect(deletedOne?.deleted).toBe(true);
  });
});
