/** First contact from evidence, over both systems: whatever moves on a lead beside a person's call, mail or meeting stops no clock. */
import { expect, it } from 'vitest';
import { meetMail } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byWorkflow } from '../../connectors/hubspot/sandbox/index.ts';
import { aQualifyingPerson, facts, handoffTasks, leadRows } from '../support/happenings.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const CALL = { Subject: '電話', TaskSubtype: 'Call', CallType: 'Outbound', Status: 'Completed' } as const;
const SPOKE = { CallDisposition: '通話', CallDurationInSeconds: 300 } as const;

it('a status, a mailing, a workflow, the task itself and what Baton’s own user writes are none; the owner’s call is, once it says how it went', async () => {
  const stage = await openArmed('owner');
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  const { world } = stage.salesforce;
  const owner = String(handoffTasks(stage, person)[0]?.['OwnerId']);
  const id = String(leadRows(stage, person)[0]?.['Id']);
  const now = (): Temporal.Instant => stage.runtime.now();
  minutesPass(stage, 10);
  const done = [
    world.as(owner, now()).update('Lead', id, { Status: 'Working - Contacted' }),
    world.as(owner, now()).create('Task', { ...CALL, WhoId: id, OwnerId: owner }),
    world.as(world.integrationUserId, now()).create('Task', { ...CALL, ...SPOKE, WhoId: id }),
    world.as(owner, now()).update('Task', String(handoffTasks(stage, person)[0]?.['Id']), { Subject: '後で' }),
  ];
  expect(done.map(({ ok }) => ok)).toEqual(done.map(() => true));
  const at = now().epochMilliseconds;
  meetMail(stage.hubspot.world, person.contact, { mail: 77, type: 'SENT', at });
  stage.hubspot.world.change('contacts', person.contact, { jobtitle: '本部長' }, byWorkflow('整理', at));
  await stage.pass(2, 0.5);
  expect(await facts(stage, 'first-contact-seen')).toEqual([]);
  expect((await stage.operations.handoffs({})).map(({ handoff }) => handoff.status)).toEqual(['open']);
  world.as(owner, now()).create('Task', { ...CALL, ...SPOKE, WhoId: id, OwnerId: owner });
  const called = now();
  await stage.pass(1, 0.5);
  const [seen, ...more] = await facts(stage, 'first-contact-seen');
  expect(more).toEqual([]);
  expect(seen?.fact).toMatchObject({ how: 'evidenced' });
  expect(Temporal.Instant.compare(Temporal.Instant.from(String(seen?.fact.at)), called)).toBeGreaterThanOrEqual(0);
});
