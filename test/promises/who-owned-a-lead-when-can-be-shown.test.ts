import { describe, expect, it } from 'vitest';
import { aQualifyingPerson, facts, handoffTasks, rep } from '../support/happenings.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

describe('who owned a lead when can be shown', () => {
  it('from marketing to a rep and back, each with its entry, cause and moment', async () => {
    const at = await openArmed();
    const person = aQualifyingPerson(at, 'nakagawa');
    const before = at.runtime.now().toString();
    await at.pass(STEP_HOURS);
    const during = at.runtime.now().toString();
    const [task] = handoffTasks(at, person);
    const reps = at.settings.team.members.map(({ key }) => key);
    const owner = reps.find((key) => rep(at, key).userId === task?.['OwnerId']) ?? expect.fail('one of the team');
    await at.pass(24, 6);
    rep(at, owner).hands.update('Lead', String(task?.['WhoId']), {
      Status: 'Closed - Not Converted',
      Baton_Return_Reason__c: 'no-budget',
    });
    await at.pass(STEP_HOURS * 2, STEP_HOURS);
    const { tenures } = await at.operations.owners({ lead: person.email });
    expect(tenures.map(({ department, member }) => [department, member])).toEqual([
      ['marketing', undefined],
      ['inside-sales', owner],
      ['marketing', undefined],
    ]);
    // Each begins where the one before ends.
    expect(tenures.slice(1).map(({ from }) => from)).toEqual(tenures.slice(0, -1).map(({ to }) => to));
    const rows = await at.operations.ledgerShow({ lead: person.email });
    for (const { seq, from, kind } of tenures)
      expect(rows.find((row) => row.seq === seq)).toMatchObject({ at: from, kind });
    expect(tenures[1]).toMatchObject({ kind: 'handoff-decided', handoff: 'marketing-to-is' });
    expect(tenures[2]).toMatchObject({ kind: 'stage-changed', cause: expect.objectContaining({ by: 'person' }) });
    const then = await at.operations.held({ by: owner, at: during });
    expect(then).toMatchObject([{ email: person.email, member: owner }]);
    expect(await at.operations.held({ by: owner, at: before })).toEqual([]);
    expect(await at.operations.held({ by: owner })).toEqual([]);
    expect(await at.operations.held({ by: 'marketing' })).toMatchObject([{ email: person.email }]);
    expect((await at.operations.owners({ lead: person.email, at: during })).tenures.at(-1)).toMatchObject({
      member: owner,
    });
  });

  it('also after the person was erased: that it was held, no more by which name', async () => {
    const at = await openArmed();
    const person = aQualifyingPerson(at, 'nakagawa');
    await at.pass(STEP_HOURS);
    const during = at.runtime.now().toString();
    const [decided] = await facts(at, 'handoff-decided');
    const owner = decided?.fact.to.member ?? expect.fail('somebody');
    await at.pass(1);
    const { lead } = await at.operations.erase({ lead: person.email, by: 'Ito' });
    const { tenures, name } = await at.operations.owners({ lead });
    expect(name).toBe('');
    expect(tenures.map(({ member, to }) => [member, to === undefined])).toEqual([
      [undefined, false],
      [owner, false],
    ]);
    expect(await at.operations.held({ by: owner, at: during })).toMatchObject([{ lead, name: '' }]);
    expect(await at.operations.held({ by: owner })).toEqual([]);
  });

  it('a name that nobody bears is named', async () => {
    const at = await openArmed();
    await expect(at.operations.held({ by: 'nobody' })).rejects.toMatchObject({
      code: 'NO_SUCH_MEMBER',
      remedy: expect.stringMatching(/tanaka.*inside-sales.*marketing/),
    });
  });
});
