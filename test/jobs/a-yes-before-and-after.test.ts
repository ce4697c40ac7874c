/** Approval before a handoff and acceptance after it, from the systems in which people work, and by command: what stands in Salesforce is what was said. */
import { describe, expect, it } from 'vitest';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aQualifyingPerson, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const { terms } = onFile(shippedSettings());

/** The handoff to inside sales with this besides. */
function openWith(more: Partial<Agreement['handoffs'][number]>): Promise<Stage> {
  const handoffs = terms.handoffs.map((one) => (one.type === 'marketing-to-is' ? { ...one, ...more } : one));
  const changed = agreementSchema.parse({ ...terms, handoffs });
  const agreement = { kind: 'read' as const, hash: agreementHash(changed), terms: changed };
  return openArmed('status', { settings: { agreement } });
}

const owners = (stage: Stage, person: { email: string; contact: string }) =>
  handoffTasks(stage, person).map((task) => [task['OwnerId'], task['Status']]);
const anotherThan = (stage: Stage, userId: unknown) => {
  const key = stage.settings.team.pools['inside-sales']?.members.find((one) => rep(stage, one).userId !== userId);
  return rep(stage, key ?? '');
};
const keyOf = (stage: Stage, userId: unknown) =>
  stage.settings.team.members.find(({ key }) => rep(stage, key).userId === userId)?.key ?? '';

describe('approval before', () => {
  it('nobody is given anything before the named approver has said so; then at once, and the ledger says who', async () => {
    const stage = await openWith({ approval: { by: 'field-sales', within: '4 hours' } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(24);
    expect(handoffTasks(stage, person)).toEqual([]);
    expect((await stage.operations.plan({})).approvals).toMatchObject([
      { of: '高橋 誠', status: 'asked', missed: true },
    ]);
    expect((await stage.operations.status({})).approval).toBe(1);

    const no = stage.operations.reply({ lead: person.email, member: 'suzuki', yes: true });
    await expect(no).rejects.toMatchObject({ code: 'NOT_ASKED' });
    const report = await stage.operations.reply({ lead: person.email, member: 'takahashi', yes: true });
    expect(report).toMatchObject({ to: 'approval', yes: true, handoffs: 1 });
    await stage.turn();
    expect(handoffTasks(stage, person)).toHaveLength(1);
    const [given] = await facts(stage, 'approval-given');
    expect(given?.cause).toEqual({ by: 'person', user: 'takahashi', how: 'command' });
    expect((await stage.operations.plan({})).approvals).toEqual([]);
  });
});

describe('acceptance after', () => {
  it('the owner accepts in the field of the record, and the ledger names them', async () => {
    const stage = await openWith({ acceptance: { within: '4 hours' } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const [task] = handoffTasks(stage, person);
    const key = keyOf(stage, task?.['OwnerId']);
    const lead = String(leadRows(stage, person)[0]?.['Id']);
    rep(stage, key).hands.update('Lead', lead, { Baton_Accepted__c: 'accepted' });
    await stage.pass(STEP_HOURS);
    expect(await facts(stage, 'handoff-accepted')).toMatchObject([{ cause: { by: 'person', user: key } }]);
    await stage.pass(6);
    expect(await facts(stage, 'handoff-closed')).toEqual([]);
    expect(leadRows(stage, person)[0]?.['Baton_Accepted__c']).toBe('accepted');
  });

  it('a colleague’s yes is not the owner’s', async () => {
    const stage = await openWith({ acceptance: { within: '4 hours' } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const other = anotherThan(stage, handoffTasks(stage, person)[0]?.['OwnerId']);
    other.hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), { Baton_Accepted__c: 'accepted' });
    await stage.pass(STEP_HOURS);
    expect(await facts(stage, 'handoff-accepted')).toEqual([]);
  });

  it('declined, the task is closed and somebody else has one; the field is empty for their answer', async () => {
    const stage = await openWith({ acceptance: { within: '4 hours' } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const first = handoffTasks(stage, person)[0]?.['OwnerId'];
    const lead = String(leadRows(stage, person)[0]?.['Id']);
    rep(stage, keyOf(stage, first)).hands.update('Lead', lead, { Baton_Accepted__c: 'declined' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    const [before, after] = owners(stage, person);
    expect(before).toEqual([first, 'Completed']);
    expect(after?.[0]).not.toBe(first);
    expect(after?.[1]).toBe('Not Started');
    expect(leadRows(stage, person)[0]?.['Baton_Accepted__c'] ?? null).toBeNull();
  });

  it('silence is no yes: in time without an answer it goes on, each time to somebody else, and at last to the queue', async () => {
    const stage = await openWith({ acceptance: { within: '4 hours' } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(24);
    const decided = await facts(stage, 'handoff-decided');
    const members = decided.map(({ fact }) => fact.to.member);
    expect(new Set(members).size).toBe(members.length);
    expect(members.slice(0, -1).toSorted()).toEqual(['miller', 'suzuki', 'tanaka']);
    expect(decided.at(-1)?.fact).toMatchObject({ toQueue: 'inside-sales' });
    const open = owners(stage, person).filter(([, status]) => status === 'Not Started');
    expect(open).toEqual([[rep(stage, 'tanaka').userId, 'Not Started']]);
  });
});
