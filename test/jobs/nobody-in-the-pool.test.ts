/** When nobody in a pool is available, the pools that the agreement names after it are asked, and then its own queue. */
import { describe, expect, it } from 'vitest';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import { aQualifyingPerson, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const settings = shippedSettings();

/** Everybody in that pool is away for the year. */
function withoutAnybodyIn(pool: string) {
  const away = settings.team.pools[pool]?.members ?? [];
  const absences = [{ from: '2026-01-01', to: '2026-12-31' }];
  const members = settings.team.members.map((one) => (away.includes(one.key) ? { ...one, absences } : one));
  return { ...settings.team, members };
}

async function handedOver(terms: Agreement): Promise<{ stage: Stage; owners: readonly string[] }> {
  const agreement = { kind: 'read' as const, hash: agreementHash(terms), terms };
  const stage = await openArmed('tasks', { settings: { agreement, team: withoutAnybodyIn('inside-sales') } });
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  return { stage, owners: handoffTasks(stage, person).map((task) => String(task['OwnerId'])) };
}

const { terms } = settings.agreement.kind === 'read' ? settings.agreement : { terms: undefined };
if (terms === undefined) throw new Error('the agreement of the tests is broken');

describe('nobody in the pool is available', () => {
  it('the pool that is named after it takes the lead, in its own turn', async () => {
    const { stage, owners } = await handedOver(
      agreementSchema.parse({ ...terms, fallback: { 'inside-sales': 'field-sales', 'field-sales': 'inside-sales' } }),
    );
    const field = (stage.settings.team.pools['field-sales']?.members ?? []).map((key) => rep(stage, key).userId);
    expect(owners).toHaveLength(1);
    expect(field).toContain(owners[0]);
    expect(await facts(stage, 'handoff-decided')).toMatchObject([{ fact: { pool: 'field-sales', turn: 1 } }]);
  });

  it('without such a pool it is the queue of its own', async () => {
    const { stage } = await handedOver(terms);
    expect(await facts(stage, 'handoff-decided')).toMatchObject([
      { fact: { pool: 'inside-sales', toQueue: 'inside-sales', to: { department: 'inside-sales' } } },
    ]);
  });

  it('its manager gets the task, and the queue the Lead, once owners are armed', async () => {
    const agreement = { kind: 'read' as const, hash: agreementHash(terms), terms };
    const team = { ...withoutAnybodyIn('inside-sales') };
    const stage = await openArmed('owner', { settings: { agreement, team } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const manager = rep(stage, team.pools['inside-sales']?.manager ?? '').userId;
    expect(handoffTasks(stage, person)).toMatchObject([{ OwnerId: manager, Status: 'Not Started' }]);
    const queue = stage.salesforce.world.rowsOf('Group').find((group) => group['Name'] === 'inside-sales');
    expect(leadRows(stage, person)).toMatchObject([{ OwnerId: queue?.['Id'] }]);
    await stage.pass(1, STEP_HOURS);
    expect(leadRows(stage, person)).toMatchObject([{ OwnerId: queue?.['Id'] }]);
    expect(await facts(stage, 'owner-changed', 'field-changed')).toEqual([]);
  });

  it('the manager of a pool that has no queue gets the task too, whichever department is theirs', async () => {
    const away = withoutAnybodyIn('inside-sales');
    const pool = { members: away.pools['inside-sales']?.members ?? [], manager: 'takahashi', atWork: false };
    const team = { ...away, pools: { ...away.pools, 'inside-sales': pool } };
    const stage = await openArmed('owner', { settings: { team } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toMatchObject([{ OwnerId: rep(stage, 'takahashi').userId }]);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('a Contact, which no queue can have, stays whose it is: the manager has the task and nothing else', async () => {
    const team = withoutAnybodyIn('inside-sales');
    const stage = await openArmed('owner', { settings: { team } });
    const owner = rep(stage, 'takahashi').userId;
    const given = { LastName: 'aoki', Email: 'aoki@aoki.example', OwnerId: owner };
    const contact = stage.salesforce.world.place('Contact', given, stage.runtime.now());
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(await facts(stage, 'handoff-decided')).toMatchObject([{ fact: { toQueue: 'inside-sales' } }]);
    const manager = rep(stage, team.pools['inside-sales']?.manager ?? '').userId;
    const tasks = stage.salesforce.world.rowsOf('Task').filter((task) => task['WhoId'] === contact);
    expect(tasks).toMatchObject([{ OwnerId: manager, Status: 'Not Started' }]);
    expect(stage.salesforce.world.row(contact)).toMatchObject({ OwnerId: owner, Baton_Stage__c: 'mql' });
    expect(await facts(stage, 'owner-changed', 'field-changed')).toEqual([]);
  });
});
